/**
 * A law of our own: accounts, and transfers between them that happen whole or not at all. Every priest carries out the same
 * transfers in the same order, so it may use no clock, no chance and nothing from outside, and must answer any bytes.
 */
export default class Bank {
  name = 'bank'
  version = 1
  #accounts = new Map()

  /** A decree: `{ from, to, amount }`, from null to pay in. The answer: `{ ok }`. */
  apply(decree) {
    return bytesOf({ ok: this.#transfer(read(decree)) })
  }

  /** A question: `{ account }`. The answer: `{ balance }`. */
  query(question) {
    return bytesOf({ balance: this.#accounts.get(read(question)?.account) ?? 0 })
  }

  /** Sorted, so that equal states have equal bytes. */
  snapshot() {
    return bytesOf([...this.#accounts].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  restore(snapshot) {
    this.#accounts = new Map(read(snapshot))
  }

  #transfer(transfer) {
    const { from, to, amount } = transfer ?? {}
    if (typeof to !== 'string' || !Number.isSafeInteger(amount) || amount <= 0) return false
    if (from !== null) {
      const balance = this.#accounts.get(from) ?? 0
      if (balance < amount) return false
      this.#accounts.set(from, balance - amount)
    }
    this.#accounts.set(to, (this.#accounts.get(to) ?? 0) + amount)
    return true
  }
}

export const bytesOf = (value) => new TextEncoder().encode(JSON.stringify(value))

/** Null where it is no JSON. */
export function read(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}
