import { Citizen, ParliamentError } from '../packages/citizen/dist/index.js'

const CITIZENS = 5
/** Calls that each citizen has under way all the time. */
const LANES = 2
const KEYS = 20

/**
 * One call of a citizen. Times are ms of this process's monotonic clock. `value` is written by no other call.
 *
 * @typedef {{
 *   kind: 'put' | 'cas' | 'get',
 *   key: string,
 *   value: string | null,
 *   condition: { ifVersion: number } | { ifAbsent: true } | null,
 *   beganAt: number,
 *   endedAt: number,
 *   answer: { decree: number, ok?: boolean, value?: string | null, version: number | null } | null,
 *   error: { code: string, outcome: 'none' | 'unknown' } | null,
 * }} Call
 */

/** Citizens who put, swap and inquire on and on, and write down what came of it. */
export class Citizens {
  /** @type {Call[]} */
  history = []
  #citizens
  #isOver = false
  #values = 0
  /** The version each key was last seen at. */
  #versions = new Map()
  #ended

  /** @param {readonly string[]} urls of all priests; each citizen tries another one first */
  constructor(urls) {
    this.#citizens = Array.from({ length: CITIZENS }, (_, index) => {
      const first = index % urls.length
      return new Citizen({ at: [...urls.slice(first), ...urls.slice(0, first)] })
    })
    const lanes = this.#citizens.flatMap((citizen) => Array.from({ length: LANES }, () => this.#goOn(citizen)))
    this.#ended = Promise.all(lanes)
    // Told by stop().
    this.#ended.catch(() => {})
  }

  /** Ends when every call that was begun has. @throws whatever a citizen met with that is no ParliamentError */
  async stop() {
    this.#isOver = true
    await this.#ended
    for (const citizen of this.#citizens) citizen.close()
  }

  async #goOn(citizen) {
    while (!this.#isOver) await this.#call(citizen)
  }

  async #call(citizen) {
    const key = `key-${Math.floor(Math.random() * KEYS)}`
    const kind = ['put', 'put', 'cas', 'get'][Math.floor(Math.random() * 4)]
    this.#values += 1
    const value = kind === 'get' ? null : `value-${this.#values}`
    const condition = kind === 'cas' ? this.#condition(key) : null
    /** @type {Call} */
    const call = { kind, key, value, condition, beganAt: performance.now(), endedAt: 0, answer: null, error: null }
    try {
      if (kind === 'put') call.answer = await citizen.put(key, value)
      else if (kind === 'cas') call.answer = await citizen.cas(key, { ...condition, to: value })
      else call.answer = await citizen.get(key)
      this.#versions.set(key, call.answer.version)
    } catch (error) {
      if (!(error instanceof ParliamentError)) throw error
      call.error = { code: error.code, outcome: error.outcome }
    }
    call.endedAt = performance.now()
    this.history.push(call)
  }

  /** What was seen last: sometimes it still holds. */
  #condition(key) {
    const version = this.#versions.get(key) ?? null
    return version === null ? { ifAbsent: true } : { ifVersion: version }
  }
}
