/** How a run ended, worst last, with the exit codes of CONTRACTS. */
export const EXIT = { clean: 0, wrong: 1, 'no progress': 4, crash: 5 } as const
export type Ending = keyof typeof EXIT

/** What is wrong with a run. Only the first complaint counts: what comes after it may follow from it. */
export class Verdict {
  private first: { readonly ending: Ending; readonly why: string } | null = null
  private readonly onFirst: () => void

  /** @param onFirst the run is to stop */
  constructor(onFirst: () => void) {
    this.onFirst = onFirst
  }

  get ending(): Ending {
    return this.first?.ending ?? 'clean'
  }

  /** Null where nothing is wrong. */
  get why(): string | null {
    return this.first?.why ?? null
  }

  get isClean(): boolean {
    return this.first === null
  }

  /** Something was said, held, answered or forgotten that must not be. */
  wrong(why: string): void {
    this.complain('wrong', why)
  }

  noProgress(why: string): void {
    this.complain('no progress', why)
  }

  /** An exception, or a priest that stopped by itself without cause. */
  crash(why: string): void {
    this.complain('crash', why)
  }

  private complain(ending: Ending, why: string): void {
    if (this.first !== null) return
    this.first = { ending, why }
    this.onFirst()
  }
}
