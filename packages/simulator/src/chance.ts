/**
 * Chance from a seed, split by purpose: each purpose has draws of its own, so that a draw added in one place leaves all
 * others as they were. The generator is sfc32, its four words are hashed from the path of purposes.
 */
export class Chance {
  private readonly path: string
  private a: number
  private b: number
  private c: number
  private counter = 1

  constructor(path: string) {
    this.path = path
    const words = hashWords(path)
    this.a = words()
    this.b = words()
    this.c = words()
    for (let i = 0; i < 12; i++) this.word()
  }

  /** Draws of their own for a purpose within this one; takes no draw. */
  split(purpose: string | number): Chance {
    return new Chance(`${this.path}/${purpose}`)
  }

  /** In [0, 1). */
  readonly next = (): number => this.word() / 2 ** 32

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** In [low, high), each order of magnitude as likely as the next; low is above 0. */
  magnitude(low: number, high: number): number {
    return low * (high / low) ** this.next()
  }

  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  /** True so often. */
  is(probability: number): boolean {
    return this.next() < probability
  }

  /** @throws RangeError when there is nothing to pick */
  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.next() * from.length)]
    if (picked === undefined) throw new RangeError('there is nothing to pick')
    return picked
  }

  /** The wait until the next of things that come at random, so many ms apart on average. */
  waitMs(meanMs: number): number {
    return -Math.log(1 - this.next()) * meanMs
  }

  readonly hex = (bytes: number): string => {
    let digits = ''
    for (let i = 0; i < bytes; i++) digits += (this.word() >>> 24).toString(16).padStart(2, '0')
    return digits
  }

  private word(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}

/** Words hashed from a text (xmur3). */
function hashWords(text: string): () => number {
  let hash = 1779033703 ^ text.length
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 3432918353)
    hash = (hash << 13) | (hash >>> 19)
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507)
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909)
    hash ^= hash >>> 16
    return hash
  }
}
