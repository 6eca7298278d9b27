import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Citizen, ParliamentError } from '../../packages/citizen/dist/index.js'
import { eventually } from '../island.js'

const LEDGER_BYTES_MAX = 1024 ** 3
const run = promisify(execFile)

/** @typedef {import('../island.js').Ledger} Ledger @typedef {import('../island.js').Status} Status */

/** The priests of docker-compose.yml, as a program on this machine sees them. */
export class Priests {
  names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']
  urls = this.names.map((_, index) => `ws://127.0.0.1:${4701 + index}`)
  #folder
  #askers

  /** @param {string} folder of the compose file @param {{ secret?: string }} known */
  constructor(folder, known = {}) {
    this.#folder = folder
    // Each answers for itself: what it says of others is not asked.
    this.#askers = this.urls.map((url) => new Citizen({ at: url, learn: false, ...known }))
  }

  /** @returns {Promise<(Status | null)[]>} null: it does not answer */
  async statuses() {
    return await Promise.all(this.#askers.map(statusOf))
  }

  /** Waits until all five hear a president and hold decree `upTo`. */
  async allCaughtUp(upTo, deadlineMs) {
    let statuses = []
    const caughtUp = async () => {
      statuses = await this.statuses()
      return statuses.every((status) => status !== null && status.president !== null && status.passed >= upTo)
    }
    const lacking = () =>
      this.names.filter((_, index) => !((statuses[index]?.passed ?? -1) >= upTo && statuses[index].president !== null))
    try {
      await eventually(caughtUp, deadlineMs, '')
    } catch {
      throw new Error(`${lacking().join(', ')} did not catch up to decree ${upTo} within ${deadlineMs / 1000} s.`)
    }
  }

  /** As `parliament ledger` prints it inside. @returns {Promise<Ledger>} */
  async ledger(name) {
    const words = ['compose', 'exec', '-T', name, 'parliament', 'ledger', `/data/${name}`, '--json']
    const { stdout } = await run('docker', words, { cwd: this.#folder, maxBuffer: LEDGER_BYTES_MAX })
    const [head, ...decrees] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    return { name, parliament: head.parliament, passedTo: head.passedTo, decrees }
  }

  /**
   * All five ledgers, once they hold the same and at least `upTo`. Reading them is work, and an election in between passes
   * one more decree: then they are read again.
   */
  async settledLedgers(upTo, deadlineMs) {
    /** @type {Ledger[]} */
    let ledgers = []
    const settled = async () => {
      const passed = (await this.statuses()).map((status) => status?.passed ?? -1)
      if (!passed.every((number) => number >= upTo && number === passed[0])) return false
      ledgers = []
      for (const name of this.names) ledgers.push(await this.ledger(name))
      return ledgers.every(({ passedTo }) => passedTo === ledgers[0].passedTo)
    }
    await eventually(settled, deadlineMs, `the five priests did not all come to hold decree ${upTo}`)
    return ledgers
  }

  close() {
    for (const asker of this.#askers) asker.close()
  }
}

async function statusOf(asker) {
  try {
    return await asker.status({ deadlineMs: 500 })
  } catch (error) {
    if (error instanceof ParliamentError) return null
    throw error
  }
}
