import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Citizen, ParliamentError } from '../packages/citizen/dist/index.js'
import { auditSentence } from './audit-report.js'

const COMMAND = fileURLToPath(new URL('../packages/parliament/bin/parliament.js', import.meta.url))
const READY_MS = 60_000
/** A priest that has not said how it is by then says nothing. */
const ANSWER_MS = 500
/** To leave in order; then the processes are killed. */
const LEAVE_MS = 10_000
const LEDGER_BYTES_MAX = 1024 ** 3
const run = promisify(execFile)

/**
 * @typedef {import('@paxon/citizen').PriestStatus} Status
 * @typedef {{ decree: number, ballot: [number, string] | null, value: Envelope | null, passed: boolean }} LedgerLine
 * @typedef {{ session: number | null, seq: number | null, acked: number | null, body: Body }} Envelope
 * @typedef {{ op: string, key?: string, value?: string, to?: string, if?: string, ifVersion?: number, ifAbsent?: true }} Body
 * @typedef {{ name: string, parliament: string, passedTo: number, decrees: LedgerLine[] }} Ledger
 */

/** Asked once more only after a pause: the machine has other things to do. */
const ASK_EVERY_MS = 20

/** `parliament up` at free ports: real processes, which god starts again when they die. */
export class Island {
  /** @type {readonly { name: string, url: string }[]} */
  priests = []
  #folder
  #up
  #ended
  /** Every process of a priest that was ever seen. @type {Set<number>} */
  #pids = new Set()
  /** @type {Map<string, Citizen>} */
  #askers = new Map()

  #known

  /**
   * @param {string} folder not there yet @param {number} priests how many @param {readonly string[]} more flags of `up`
   * @param {{ secret?: string }} known what a citizen has to know
   */
  constructor(folder, priests, more = [], known = {}) {
    this.#folder = folder
    this.#known = known
    const flags = [
      'up',
      '--json',
      '--priests',
      `${priests}`,
      '--dir',
      folder,
      '--port',
      '0',
      '--log-level',
      'error',
      ...more,
    ]
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
    for (const { pid } of said.priests) this.#pids.add(pid)
    // Each answers for itself: what it says of others is not asked.
    for (const { name, url } of this.priests)
      this.#askers.set(name, new Citizen({ at: url, learn: false, ...this.#known }))
  }

  /** @returns {Promise<Status | null>} null: it does not answer */
  async status(name) {
    try {
      const status = (await this.#askers.get(name)?.status({ deadlineMs: ANSWER_MS })) ?? null
      if (status !== null) this.#pids.add(status.pid)
      return status
    } catch (error) {
      if (error instanceof ParliamentError) return null
      throw error
    }
  }

  /** Of all, in the order of their names. */
  async statuses() {
    return await Promise.all(this.priests.map(({ name }) => this.status(name)))
  }

  /** All ledgers, as `parliament ledger` prints them. */
  async ledgers() {
    return await Promise.all(this.priests.map(({ name }) => readLedger(`${this.#folder}/${name}`, name)))
  }

  /** Once every priest says that it holds what all hold, and at least `upTo`. */
  async settled(upTo, deadlineMs) {
    const holds = async () => {
      const passed = (await this.statuses()).map((status) => status?.passed ?? -1)
      return passed.every((number) => number >= upTo && number === passed[0])
    }
    await eventually(holds, deadlineMs, `the priests did not all come to hold decree ${upTo}`)
  }

  /** Ctrl-C; what does not leave is killed. Nothing is left behind. @returns {Promise<number>} how many had to be killed */
  async end() {
    for (const asker of this.#askers.values()) asker.close()
    for (const pid of this.#pids) signal(pid, 'SIGCONT')
    this.#up.kill('SIGTERM')
    const timer = setTimeout(() => this.#up.kill('SIGKILL'), LEAVE_MS)
    await this.#ended
    clearTimeout(timer)
    const left = [...this.#pids].filter((pid) => this.#isPriest(pid))
    for (const pid of left) signal(pid, 'SIGKILL')
    // Priests whose process was never seen: god's own way, by their locks.
    await run(process.execPath, [COMMAND, 'down', '--dir', this.#folder]).catch(() => {})
    return left.length
  }

  /** `parliament audit --trace`. @returns {Promise<string>} one sentence; throws as {@link auditSentence} does */
  async audit() {
    const words = ['--max-old-space-size=4096', COMMAND, 'audit', this.#folder, '--trace', '--json']
    const { stdout } = await run(process.execPath, words, { maxBuffer: LEDGER_BYTES_MAX }).catch((error) => error)
    return auditSentence(JSON.parse(stdout))
  }

  /** Whether it lives and is one of this island's: numbers of processes are given anew. */
  #isPriest(pid) {
    if (!signal(pid, 0)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.#folder)
    } catch {
      return !existsSync('/proc/self/cmdline')
    }
  }
}

/** As `parliament ledger` prints it. @returns {Promise<Ledger>} */
export async function readLedger(folder, name) {
  const words = [COMMAND, 'ledger', folder, '--json']
  const { stdout } = await run(process.execPath, words, { maxBuffer: LEDGER_BYTES_MAX })
  const [head, ...decrees] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { name, parliament: head.parliament, passedTo: head.passedTo, decrees }
}

/** @returns {boolean} whether there is such a process */
export function signal(pid, name) {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** @param {() => Promise<boolean>} holds asked again and again; to be true by the deadline */
export async function eventually(holds, deadlineMs, otherwise) {
  const deadline = performance.now() + deadlineMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${otherwise} within ${deadlineMs / 1000} s.`)
    await pause(ASK_EVERY_MS)
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
