/** Numbers that are the same for the same seed, and good enough to draw victims by (xorshift). */
export class Chance {
  #state

  /** @param {number} seed a whole number */
  constructor(seed) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1
  }

  /** From [0, 1). */
  next = () => {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    this.#state >>>= 0
    return this.#state / 2 ** 32
  }

  /** @param {number} low @param {number} high a number from low up to below high */
  between = (low, high) => low + this.next() * (high - low)

  /** @template T @param {readonly T[]} list @returns {T} */
  pick = (list) => list[Math.floor(this.next() * list.length)]

  /** @template T @param {readonly T[]} list @param {number} count @returns {T[]} different ones */
  some = (list, count) => {
    const left = [...list]
    return Array.from(
      { length: Math.min(count, left.length) },
      () => left.splice(Math.floor(this.next() * left.length), 1)[0],
    )
  }
}
