import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { drawPlan } from './draw-plan.js'
import type { Outcome } from './run.js'
import type { Ending } from './verdict.js'

export interface ManyOptions {
  /** The first seed. */
  readonly seed: number
  readonly seeds: number
  /** Worker processes. */
  readonly jobs: number
  /** Hears of each run as it ends, in no fixed order. */
  readonly onOutcome: (outcome: Outcome) => void
}

/** A run takes well under a second; one that takes so long, ms, hangs. */
const HANGS_MS = 120_000
const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url))

/** Runs many seeds in several processes. A process that dies or hangs is a crash of its seed, and another takes its place. */
export async function simulateMany(options: ManyOptions): Promise<void> {
  let next = options.seed
  const end = options.seed + options.seeds
  const take = (): number | null => {
    if (next >= end) return null
    next += 1
    return next - 1
  }
  await Promise.all(Array.from({ length: Math.min(options.jobs, options.seeds) }, () => work(take, options.onOutcome)))
}

async function work(take: () => number | null, onOutcome: (outcome: Outcome) => void): Promise<void> {
  let worker: ChildProcess | null = null
  for (let seed = take(); seed !== null; seed = take()) {
    worker ??= fork(WORKER, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const ended = await runIn(worker, seed)
    if (typeof ended === 'string') {
      worker = null
      onOutcome(deathOf(seed, ended))
    } else onOutcome(ended)
  }
  worker?.disconnect()
}

/** The outcome, or how the worker died over it. */
function runIn(worker: ChildProcess, seed: number): Promise<Outcome | string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => worker.kill('SIGKILL'), HANGS_MS)
    const settle = (ended: Outcome | string) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      resolve(ended)
    }
    worker.once('message', (outcome: Outcome) => settle(outcome))
    worker.once('exit', (code, signal) => settle(`the worker process ended (${signal ?? code})`))
    worker.send(seed)
  })
}

const CRASH: Ending = 'crash'

const deathOf = (seed: number, why: string): Outcome => ({
  seed,
  ending: CRASH,
  why,
  plan: drawPlan(seed),
  trace: '',
  virtualMs: 0,
  actions: 0,
  decrees: 0,
  calls: { answered: 0, none: 0, unknown: 0 },
  faults: {},
  recoveryMs: null,
  undecided: 0,
  lastLines: [],
})
