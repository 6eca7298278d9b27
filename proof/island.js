import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Citizen, ParliamentError } from '../packages/citizen/dist/index.js'

const COMMAND = fileURLToPath(new URL('../packages/parliament/bin/parliament.js', import.meta.url))
const READY_MS = 20_000
const LEDGER_BYTES_MAX = 1024 ** 3
const run = promisify(execFile)

/**
 * @typedef {import('@paxon/citizen').PriestStatus} Status
 * @typedef {{ decree: number, ballot: [number, string] | null, value: Envelope | null, passed: boolean }} LedgerLine
 * @typedef {{ session: number | null, seq: number | null, acked: number | null, body: Body }} Envelope
 * @typedef {{ op: string, key?: string, value?: string, to?: string, ifVersion?: number, ifAbsent?: true }} Body
 * @typedef {{ name: string, parliament: string, passedTo: number, decrees: LedgerLine[] }} Ledger
 */

/** `parliament up` with three priests at free ports: real processes, which god starts again when they die. */
export class Island {
  /** @type {readonly { name: string, url: string }[]} */
  priests = []
  #folder
  #up
  #ended
  /** @type {Map<string, Citizen>} */
  #askers = new Map()

  /** @param {string} folder not there yet */
  constructor(folder) {
    this.#folder = folder
    const flags = ['up', '--json', '--priests', '3', '--dir', folder, '--port', '0', '--log-level', 'error']
    this.#up = spawn(process.execPath, [COMMAND, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#ended = once(this.#up, 'exit')
  }

  get urls() {
    return this.priests.map(({ url }) => url)
  }

  async ready() {
    const late = AbortSignal.timeout(READY_MS)
    const lines = createInterface({ input: this.#up.stdout })
    const [line] = await Promise.race([once(lines, 'line', { signal: late }), this.#ended.then(() => [null])])
    const said = line === null ? null : JSON.parse(line)
    if (said?.event !== 'ready') throw new Error(`parliament up was not ready: it said ${line ?? 'nothing'}.`)
    this.priests = said.priests
    // Each answers for itself: what it says of others is not asked.
    for (const { name, url } of this.priests) this.#askers.set(name, new Citizen({ at: url, learn: false }))
  }

  /** @returns {Promise<Status | null>} null: it does not answer */
  async status(name) {
    try {
      return (await this.#askers.get(name)?.status({ deadlineMs: 500 })) ?? null
    } catch (error) {
      if (error instanceof ParliamentError) return null
      throw error
    }
  }

  /** Of all three, in the order of their names. */
  async statuses() {
    return await Promise.all(this.priests.map(({ name }) => this.status(name)))
  }

  /** As `parliament ledger` prints it. @returns {Promise<Ledger>} */
  async ledger(name) {
    const words = [COMMAND, 'ledger', `${this.#folder}/${name}`, '--json']
    const { stdout } = await run(process.execPath, words, { maxBuffer: LEDGER_BYTES_MAX })
    const [head, ...decrees] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    return { name, parliament: head.parliament, passedTo: head.passedTo, decrees }
  }

  /** All three ledgers, once each holds what all hold and at least `upTo`. */
  async settledLedgers(upTo, deadlineMs) {
    const settled = async () => {
      const passed = (await this.statuses()).map((status) => status?.passed ?? -1)
      return passed.every((number) => number >= upTo && number === passed[0])
    }
    await eventually(settled, deadlineMs, `the three priests did not all come to hold decree ${upTo}`)
    return await Promise.all(this.priests.map(({ name }) => this.ledger(name)))
  }

  /** Ctrl-C. */
  async end() {
    for (const asker of this.#askers.values()) asker.close()
    this.#up.kill('SIGTERM')
    await this.#ended
  }
}

/** @param {() => Promise<boolean>} holds asked again and again; to be true by the deadline */
export async function eventually(holds, deadlineMs, otherwise) {
  const deadline = performance.now() + deadlineMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${otherwise} within ${deadlineMs / 1000} s.`)
    await pause(10)
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
