import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@paxon/messenger'
import type { Name } from '@paxon/synod'
import type { Logger } from 'pino'
import { inFolder } from './in-folder.js'

/** The pause before a dead priest is started again; twice as long after each short life. */
export const RESTART_FIRST_MS = 100
export const RESTART_MAX_MS = 5_000
/** In a priest's folder. The priest rolls it; whatever else its process says goes there too. */
export const LOG_FILE = 'log.jsonl'
/** How often the lock of an adopted priest is looked at while it is not connected. */
const WATCH_MS = 100
/** Broken invariant, ledger failed: a start over these would only do more harm. */
const NEVER_AGAIN = [70, 74]
const WRONG_USE = 2
/** Wrong use does not go away by itself, but for a port that somebody had for a moment: so many starts in a row. */
export const WRONG_USES_MAX = 5

export interface PriestProcessOptions {
  readonly name: Name
  /** DIR/NAME. */
  readonly folder: string
  /** What node is to run; asked for each start. */
  readonly command: () => readonly string[]
  /** Whether somebody holds the lock of its ledger. */
  readonly isLocked: () => boolean
  /** The pid that this lock names; null: none. */
  readonly lockedBy: () => number | null
  readonly restarts: boolean
  readonly clock: Clock
  readonly logger: Logger
  /** Its pid has changed; null: it has ended, or whoever it is has not said so yet. */
  readonly onPid: (pid: number | null) => void
  /** A priest that was started here has ended: the exit code, null after a signal. */
  readonly onExit: (code: number | null) => void
}

type State =
  | { readonly state: 'none' }
  | { readonly state: 'child'; readonly child: ChildProcess; readonly since: number }
  /** Started by a god before this one, or by hand: its lock and its connection tell of it. */
  | { readonly state: 'adopted'; readonly pid: number | null; readonly since: number; readonly unwatch: () => void }
  | { readonly state: 'pausing'; readonly cancel: () => void }

/** One priest of the island as a process of its own, in a process group of its own: what strikes god does not strike it. */
export class PriestProcess {
  private readonly options: PriestProcessOptions
  private state: State = { state: 'none' }
  private restarts: boolean
  /** Short lives in a row, whatever ended them; and those in a row that ended with 2. */
  private shortLives = 0
  private wrongUses = 0
  /** The pid of whoever is connected to god under this name; null: nobody. */
  private connected: number | null = null

  constructor(options: PriestProcessOptions) {
    this.options = options
    this.restarts = options.restarts
  }

  get name(): Name {
    return this.options.name
  }

  /** As far as it is known; of an adopted priest, as it was told. */
  get pid(): number | null {
    if (this.state.state === 'child') return this.state.child.pid ?? null
    return this.state.state === 'adopted' ? this.state.pid : null
  }

  get isAlive(): boolean {
    return this.state.state === 'child' || this.state.state === 'adopted'
  }

  get isAdopted(): boolean {
    return this.state.state === 'adopted'
  }

  /** @param known what a god before this one knew, for want of a better word; used only while the lock is held */
  adopt(known: number | null): void {
    const pid = this.options.lockedBy() ?? known
    const unwatch = this.connected === null ? this.watch() : () => {}
    this.become({ state: 'adopted', pid, since: this.options.clock.now(), unwatch })
    this.options.onPid(pid)
    this.options.logger.info({ event: 'priest adopted', priest: this.name, pid }, 'lives, and is adopted')
  }

  /** Adopts it if it lives already. @param pid as for adopt() @throws ParliamentError USAGE when its folder cannot be used */
  start(pid: number | null = null): void {
    const { folder, command, clock, logger, isLocked, onPid } = this.options
    if (isLocked()) return this.adopt(pid)
    const log = inFolder(folder, () => {
      mkdirSync(folder, { recursive: true })
      return openSync(join(folder, LOG_FILE), 'a')
    })
    const child = spawn(process.execPath, command(), { detached: true, stdio: ['ignore', log, log], env: childEnv() })
    closeSync(log)
    const since = clock.now()
    this.become({ state: 'child', child, since })
    child.once('error', (error) => logger.error({ event: 'priest not started', priest: this.name }, error.message))
    child.once('close', (code) => this.ended(code, since))
    onPid(child.pid ?? null)
    logger.info({ event: 'priest started', priest: this.name, pid: child.pid }, 'is started')
  }

  /** It has connected to god, and says its pid. */
  met(pid: number): void {
    this.connected = pid
    if (this.state.state !== 'adopted') return
    this.become({ ...this.state, pid, unwatch: () => {} })
    this.options.onPid(pid)
  }

  /** Its connection to god has ended. */
  lost(): void {
    this.connected = null
    if (this.state.state === 'adopted') this.become({ ...this.state, unwatch: this.watch() })
  }

  /** From now on it stays dead once it has died. */
  letGo(): void {
    this.restarts = false
    if (this.state.state === 'pausing') this.become({ state: 'none' })
  }

  /** Sends a signal, if it is alive. A pid that was told is believed only while the lock is held. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.state.state === 'child') this.state.child.kill(signal)
    if (this.state.state !== 'adopted' || !this.options.isLocked()) return
    const pid = this.options.lockedBy() ?? this.state.pid
    if (pid === null) return
    try {
      process.kill(pid, signal)
    } catch (error) {
      this.options.logger.warn({ event: 'signal failed', priest: this.name, pid }, String(error))
    }
  }

  /** Looks after an adopted priest: true once it has ended. */
  checkEnded(): boolean {
    if (this.state.state === 'adopted' && !this.options.isLocked()) this.ended(null, this.state.since)
    return !this.isAlive
  }

  private ended(code: number | null, since: number): void {
    const { clock, logger, folder, isLocked, onPid, onExit } = this.options
    const wasChild = this.state.state === 'child'
    const isShort = clock.now() - since < RESTART_MAX_MS
    this.shortLives = isShort ? this.shortLives + 1 : 0
    this.wrongUses = isShort && code === WRONG_USE ? this.wrongUses + 1 : 0
    this.become({ state: 'none' })
    logger.warn({ event: 'priest ended', priest: this.name, code }, 'has ended')
    onPid(null)
    // Another process came first: of a god that was killed before that one had its lock, or started by hand.
    if (wasChild && code === WRONG_USE && isLocked()) return this.adopt(this.connected)
    if (wasChild) onExit(code)
    if (!this.restarts) return
    if ((code !== null && NEVER_AGAIN.includes(code)) || existsSync(join(folder, 'STOPPED.json'))) {
      const how = `see STOPPED.json and the log in ${folder}, then start it by hand with --resume`
      logger.error({ event: 'priest stays ended', priest: this.name, code }, `stopped by itself: ${how}`)
      return
    }
    if (this.wrongUses >= WRONG_USES_MAX) {
      const why = `was started ${WRONG_USES_MAX} times in vain and stays ended: see its log in ${folder}`
      logger.error({ event: 'priest stays ended', priest: this.name, code }, `${why}, then run "parliament up" anew`)
      return
    }
    const ms = Math.min(RESTART_MAX_MS, RESTART_FIRST_MS * 2 ** Math.max(0, this.shortLives - 1))
    this.become({ state: 'pausing', cancel: clock.after(ms, () => this.startAgain()) })
  }

  /** Nobody above could be told: a folder that is gone for a while is tried again, like a start that fails. */
  private startAgain(): void {
    try {
      this.start()
    } catch (error) {
      this.options.logger.error({ event: 'priest not started', priest: this.name }, String(error))
      this.ended(null, this.options.clock.now())
    }
  }

  private watch(): () => void {
    return this.options.clock.after(WATCH_MS, () => {
      if (this.state.state === 'adopted' && !this.checkEnded()) this.lost()
    })
  }

  private become(state: State): void {
    if (this.state.state === 'adopted') this.state.unwatch()
    if (this.state.state === 'pausing') this.state.cancel()
    this.state = state
  }
}

/** Whether a process of this number is there, whoever it may be. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** What is set for god's own command must not reach the priests: each gets all of its settings as flags. */
const childEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PARLIAMENT_')))
