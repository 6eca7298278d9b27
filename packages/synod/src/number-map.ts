const CAPACITY_MIN = 64
const CAPACITY_MAX = 65_536
const FREE = -1

/**
 * What is known of numbers that come and go in order: decrees under way, votes, requests. Does what a Map does, in a table that
 * stays where it is: a Map under such traffic makes a new table over and over, and each old one, once it has grown old, keeps
 * the next and all that was in it from being collected for a while.
 *
 * Place = number modulo capacity. Numbers close together never meet; where two do, the table grows, and when it may not, the
 * later one goes to a Map.
 */
export class NumberMap<T> implements Iterable<[number, T]> {
  #numbers: number[] = new Array<number>(CAPACITY_MIN).fill(FREE)
  #values: (T | undefined)[] = new Array<T | undefined>(CAPACITY_MIN).fill(undefined)
  #mask = CAPACITY_MIN - 1
  #size = 0
  readonly #strays = new Map<number, T>()

  constructor(entries: Iterable<readonly [number, T]> = []) {
    for (const [number, value] of entries) this.set(number, value)
  }

  get size(): number {
    return this.#size + this.#strays.size
  }

  get(number: number): T | undefined {
    const place = number & this.#mask
    if (this.#numbers[place] === number) return this.#values[place]
    return this.#strays.size === 0 ? undefined : this.#strays.get(number)
  }

  has(number: number): boolean {
    return this.#numbers[number & this.#mask] === number || (this.#strays.size > 0 && this.#strays.has(number))
  }

  /** @param number whole, from 0 */
  set(number: number, value: T): void {
    const place = number & this.#mask
    const there = this.#numbers[place]
    if (there === number) this.#values[place] = value
    else if (this.#strays.size > 0 && this.#strays.has(number)) this.#strays.set(number, value)
    else if (there === FREE) this.#put(place, number, value)
    else if (this.#mask + 1 < CAPACITY_MAX) {
      this.#grow()
      this.set(number, value)
    } else this.#strays.set(number, value)
  }

  delete(number: number): boolean {
    const place = number & this.#mask
    if (this.#numbers[place] !== number) return this.#strays.size > 0 && this.#strays.delete(number)
    this.#numbers[place] = FREE
    this.#values[place] = undefined
    this.#size -= 1
    return true
  }

  clear(): void {
    this.#numbers.fill(FREE)
    this.#values.fill(undefined)
    this.#size = 0
    this.#strays.clear()
  }

  /** In order, as of now: what is entered or deleted meanwhile changes nothing. */
  keys(): number[] {
    return [...this.#numbers.filter((number) => number !== FREE), ...this.#strays.keys()].sort((a, b) => a - b)
  }

  /** In the order of their numbers, as of now. */
  values(): T[] {
    return this.keys().map((number) => this.get(number) as T)
  }

  /** In the order of the numbers, as of now. */
  [Symbol.iterator](): Iterator<[number, T]> {
    return this.keys()
      .map((number): [number, T] => [number, this.get(number) as T])
      [Symbol.iterator]()
  }

  #put(place: number, number: number, value: T): void {
    this.#numbers[place] = number
    this.#values[place] = value
    this.#size += 1
  }

  #grow(): void {
    const [numbers, values] = [this.#numbers, this.#values]
    const capacity = 2 * numbers.length
    this.#numbers = new Array<number>(capacity).fill(FREE)
    this.#values = new Array<T | undefined>(capacity).fill(undefined)
    this.#mask = capacity - 1
    for (const [place, number] of numbers.entries()) {
      // Two that did not meet in the smaller table do not in the larger one.
      if (number !== FREE) {
        this.#numbers[number & this.#mask] = number
        this.#values[number & this.#mask] = values[place]
      }
    }
  }
}
