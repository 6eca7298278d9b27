import { Citizen, ParliamentError } from '../packages/citizen/dist/index.js'
import { pause } from './island.js'

/**
 * @typedef {import('./history.js').Wish} Wish
 * @typedef {import('./history.js').HistoryFile} HistoryFile
 */

const CITIZENS = 16
const REGISTERS = 16
const COUNTERS = 4
export const KEYS = [
  ...Array.from({ length: REGISTERS }, (_, place) => `register-${place}`),
  ...Array.from({ length: COUNTERS }, (_, place) => `counter-${place}`),
]
/** Every eighth citizen does not wait for long: of some calls it does not come to know the outcome. */
const IMPATIENT_MS = 400
/** Calls that each citizen has under way at once, and its pause before the next of each, up to so many ms: a load that is about
 * the same on a fast machine and a busy one, so that the ledgers are read and the history is judged in seconds. */
const LANES = 6
const THOUGHT_MS = 120
/** Those that know one priest only inquire besides, about every so many ms, without waiting for answers: whoever wakes up and
 * thinks that it still presides finds questions that were asked after others had gone on. */
const INQUIRY_EVERY_MS = 40
const INQUIRIES_OPEN_MAX = 64
const AFTER_FAILURE_MS = 50

/** Citizens who put, swap, delete, count and inquire on and on. */
export class Citizens {
  /** Petitions that were acknowledged. */
  acknowledged = 0
  /** The highest decree that anybody was told of. */
  highest = 0
  #history
  #chance
  #isOver = false
  #tokens = 0
  /** What each key was last seen to hold. @type {Map<string, { value: string, version: number }>} */
  #shown = new Map()
  #citizens
  #thoughtMs
  #ended

  /**
   * @param {readonly string[]} urls of all priests; each citizen tries another one first, and some know only one
   * @param {HistoryFile} history
   * @param {import('./chance.js').Chance} chance
   * @param {{ thoughtMs?: number, secret?: string }} options `thoughtMs`: the longest pause of a lane before its next call
   */
  constructor(urls, history, chance, { thoughtMs = THOUGHT_MS, ...known } = {}) {
    this.#thoughtMs = thoughtMs
    this.#history = history
    this.#chance = chance
    this.#citizens = Array.from({ length: CITIZENS }, (_, place) => {
      const first = place % urls.length
      const stays = place < urls.length
      const at = stays ? urls[first] : [...urls.slice(first), ...urls.slice(0, first)]
      const citizen = new Citizen({
        at,
        learn: !stays,
        ...known,
        ...(place % 8 === 7 ? { deadlineMs: IMPATIENT_MS } : {}),
      })
      return { citizen, by: `citizen-${place + 1}`, stays, seen: 0 }
    })
    const lanes = this.#citizens.flatMap((one) => Array.from({ length: LANES }, () => this.#goOn(one)))
    const inquirers = this.#citizens.filter(({ stays }) => stays).map((one) => this.#inquire(one))
    this.#ended = Promise.all([...lanes, ...inquirers])
    // Told by stop().
    this.#ended.catch(() => {})
  }

  /** Ends when every call that was begun has. @throws whatever a citizen met with that is no ParliamentError */
  async stop() {
    this.#isOver = true
    await this.#ended
    for (const { citizen } of this.#citizens) citizen.close()
  }

  async #goOn(one) {
    while (!this.#isOver) {
      await pause(this.#chance.between(0, this.#thoughtMs))
      if (!(await this.#call(one, this.#wish()))) await pause(this.#chance.between(0, AFTER_FAILURE_MS))
    }
  }

  async #inquire(one) {
    /** @type {Set<Promise<boolean>>} */
    const open = new Set()
    while (!this.#isOver) {
      await pause(this.#chance.between(0, 2 * INQUIRY_EVERY_MS))
      if (open.size >= INQUIRIES_OPEN_MAX) await Promise.race(open)
      const call = this.#call(one, { kind: 'get', key: this.#chance.pick(KEYS), level: 'linearizable' })
      open.add(call)
      call.then(
        () => open.delete(call),
        () => {},
      )
    }
    await Promise.all(open)
  }

  /** @param {Wish} wish @returns {Promise<boolean>} whether it was answered */
  async #call(one, wish) {
    const call = this.#history.begin(one.by, wish, one.seen)
    try {
      const reply = await perform(one.citizen, wish)
      this.#history.end(call, { kind: 'answered', reply })
      one.seen = Math.max(one.seen, reply.decree)
      this.highest = Math.max(this.highest, reply.decree)
      if (wish.kind !== 'get') this.acknowledged += 1
      this.#note(wish, reply)
      return true
    } catch (error) {
      if (!(error instanceof ParliamentError)) throw error
      this.#history.end(call, { kind: error.outcome, error: { code: error.code, message: error.message } })
      return false
    }
  }

  #note({ kind, key, token }, { value, version }) {
    const held = kind === 'put' ? token : value
    if (typeof held === 'string' && typeof version === 'number') this.#shown.set(key, { value: held, version })
    else this.#shown.delete(key)
  }

  /** @returns {Wish} */
  #wish() {
    const chance = this.#chance
    const key = chance.pick(KEYS)
    const isCounter = key.startsWith('counter')
    const kind = chance.pick(
      isCounter ? ['cas', 'cas', 'get'] : ['put', 'put', 'put', 'cas', 'cas', 'delete', 'get', 'get'],
    )
    if (kind === 'get') return { kind, key, level: chance.pick(LEVELS) }
    if (kind === 'delete') return { kind, key }
    this.#tokens += 1
    if (kind === 'put') return { kind, key, token: `value ${this.#tokens}` }
    const shown = this.#shown.get(key)
    // A counter's value begins with its count; what follows makes it a value of its own.
    const token = isCounter
      ? `${Number.parseInt(shown?.value ?? '0', 10) + 1} by ${this.#tokens}`
      : `value ${this.#tokens}`
    const expected = shown?.value ?? null
    return { kind, key, token, expected, ifVersion: chance.next() < 0.5 ? (shown?.version ?? null) : null }
  }
}

const LEVELS = /** @type {const} */ ([
  'linearizable',
  'linearizable',
  'linearizable',
  'linearizable',
  'decree',
  'local',
])

/** @param {Citizen} citizen @param {Wish} wish @returns {Promise<import('./history.js').Reply>} */
async function perform(citizen, wish) {
  const { kind, key } = wish
  if (kind === 'put') return await citizen.put(key, wish.token)
  if (kind === 'get') return await citizen.get(key, { level: wish.level })
  if (kind === 'delete') {
    const { decree, deleted } = await citizen.delete(key)
    return { decree, changed: deleted }
  }
  const { expected, ifVersion } = wish
  const condition = expected === null ? { ifAbsent: true } : ifVersion === null ? { if: expected } : { ifVersion }
  const { ok, ...rest } = await citizen.cas(key, { ...condition, to: wish.token })
  return { ...rest, changed: ok }
}
