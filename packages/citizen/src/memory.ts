/** What a citizen remembers of all answers: enough never to be shown an earlier law than it has seen (section 3.3.4). */
export class Memory {
  #parliament: string | null = null
  #seen = 0

  /** The parliament that answered first; null before. */
  get parliament(): string | null {
    return this.#parliament
  }

  /** The largest decree number in any answer; 0 before. */
  get seen(): number {
    return this.#seen
  }

  /** Whether it may be the same parliament; null is one that is not founded, or not known. */
  agrees(parliament: string | null): boolean {
    return this.#parliament === null || parliament === null || parliament === this.#parliament
  }

  /** Only for a parliament that agrees. */
  remember(parliament: string, decree: number): void {
    this.#parliament ??= parliament
    if (decree > this.#seen) this.#seen = decree
  }
}
