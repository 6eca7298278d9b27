import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * A call as the simulator's checkers take it, with the time it took. Moments (`began`, `ended.at`) are the lines of the file:
 * they say what came before what; `ms` are of one monotonic clock.
 *
 * @typedef {import('../packages/simulator/dist/history.js').Wish} Wish
 * @typedef {import('../packages/simulator/dist/history.js').Reply} Reply
 * @typedef {{ kind: 'answered', reply: Reply } | { kind: 'none' | 'unknown', error: { code: string, message: string } }} How
 * @typedef {{ wish: Wish, by: string, began: number, beganMs: number, seen: number,
 *   ended: { at: number, ms: number, how: How } | null }} Call
 * @typedef {'killed' | 'stopped' | 'up'} Deed `up`: takes part again
 * @typedef {{ what: Deed, name: string, presided: boolean, majority: boolean, ms: number }} Event `presided`: the president
 *   was among them; `majority`: whether a majority is up from now on
 * @typedef {{ proof: string, seed: number, priests: string[] }} Head
 * @typedef {{ head: Head, calls: Call[], events: Event[] }} History
 */

/** Writes a history as it happens: what a crash of this process leaves behind is what had happened. */
export class HistoryFile {
  path
  #fd
  #calls = 0

  /** @param {string} path @param {Head} head */
  constructor(path, head) {
    this.path = path
    this.#fd = openSync(path, 'wx')
    this.#write({ head })
  }

  /** @param {string} by @param {Wish} wish @param {number} seen @returns {number} the call's number, for end() */
  begin(by, wish, seen) {
    this.#calls += 1
    this.#write({ call: this.#calls, ms: performance.now(), by, seen, wish })
    return this.#calls
  }

  /** @param {number} call @param {How} how */
  end(call, how) {
    this.#write({ end: call, ms: performance.now(), how })
  }

  /** @param {Omit<Event, 'ms'>} event */
  note(event) {
    this.#write({ event: { ...event, ms: performance.now() } })
  }

  close() {
    closeSync(this.#fd)
  }

  #write(line) {
    writeSync(this.#fd, `${JSON.stringify(line)}\n`)
  }
}

/** @param {string} path @returns {History} */
export function readHistory(path) {
  const [first, ...lines] = readFileSync(path, 'utf8').split('\n')
  /** @type {Map<number, Call>} */
  const calls = new Map()
  const events = []
  for (const [at, text] of lines.entries()) {
    // The last line may be torn.
    if (text === '' || (at === lines.length - 1 && !text.endsWith('}'))) continue
    const line = JSON.parse(text)
    if (line.event !== undefined) events.push(line.event)
    else if (line.call === undefined) Object.assign(calls.get(line.end), { ended: { at, ms: line.ms, how: line.how } })
    else
      calls.set(line.call, { wish: line.wish, by: line.by, began: at, beganMs: line.ms, seen: line.seen, ended: null })
  }
  return { head: JSON.parse(first).head, calls: [...calls.values()], events }
}

/** @param {Call} call @returns {Reply | null} */
export const replyOf = ({ ended }) => (ended?.how.kind === 'answered' ? ended.how.reply : null)
/** @param {Call} call */
export const isInquiry = ({ wish }) => wish.kind === 'get'
