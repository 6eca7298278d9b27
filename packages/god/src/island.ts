import { join, resolve } from 'node:path'
import type { Disk } from '@paxon/ledger'
import type { Clock, Network } from '@paxon/messenger'
import type { Founding, Name } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import type { Logger } from 'pino'
import { God } from './god.js'
import { type IslandPriest, type IslandRecord, readIsland, removeIsland, writeIsland } from './island-file.js'
import { ISLAND_HOST, type IslandWish, newIsland, portOf, sameIsland } from './island-record.js'
import { lastWords } from './last-words.js'
import { refuseTakenPort } from './listen.js'
import { hasPriest, lockIsland, pidOfPriest } from './locks.js'
import { isRunning, LOG_FILE, PriestProcess } from './priest-process.js'
import { refuseOtherSecret } from './same-secret.js'
import { until } from './waiting.js'

/** Leaving is ordered for this long, then enforced, so that all is over within 3 s. */
export const LEAVE_MS = 2_500
/** How long a killed process may take to be gone. */
const KILL_MS = 2_000
/** How long a process may take from its start until it has its lock. */
const START_MS = 3_000
/** How often locks are looked at while all leave. */
const LOOK_MS = 10
/** A priest lets its lock go a little before its process is gone; one that nobody reaps is never gone. */
const GONE_MS = 300

export interface IslandOptions extends IslandWish {
  readonly dir: string
  readonly restarts: boolean
  /** Null for an island that only ends: its living priests are adopted, and none is started. */
  readonly launch: {
    /** The program that has the command `priest`. */
    readonly program: string
    /** More flags for each priest. */
    readonly flags: readonly string[]
  } | null
  readonly disk: Pick<Disk, 'lock' | 'list' | 'makeFolder'>
  readonly network: Network
  readonly clock: Clock
  readonly chance: () => number
  /** What priests, citizens and god must all know; the priests are told where it is by `launch.flags`. None unless given. */
  readonly secret?: string
  readonly randomHex: (bytes: number) => string
  readonly logger: Logger
}

/** God and its priests on one machine, in one folder (DESIGN section 5). One god a folder: a kernel lock says so. */
export class Island {
  /** Settled when it has ended: all priests that should have left, and god has closed. */
  readonly done: Promise<void>
  private readonly options: IslandOptions
  private readonly dir: string
  private readonly unlock: () => void
  private readonly priests: readonly PriestProcess[]
  private readonly god: God
  private current: IslandRecord
  /** Whether there was an island here before. */
  private readonly isOld: boolean
  private entered = false
  private ending: Promise<void> | null = null
  private readonly founded: Promise<Founding | ParliamentError>
  private settle: (outcome: Founding | ParliamentError) => void = () => {}
  private end: (closing: Promise<void>) => void = () => {}

  /**
   * Takes the folder, and finds out what is there.
   * @throws ParliamentError USAGE: another god has it, an island of another size or port, files that cannot be read
   */
  constructor(options: IslandOptions) {
    this.options = options
    this.dir = resolve(options.dir)
    this.unlock = lockIsland(options.disk, this.dir)
    this.founded = new Promise((settle) => {
      this.settle = settle
    })
    this.done = new Promise((end) => {
      this.end = end
    })
    try {
      const there = readIsland(this.dir)
      this.isOld = there !== null
      this.current = there === null ? newIsland(options) : sameIsland(there, options, this.dir)
    } catch (error) {
      this.unlock()
      throw error
    }
    const names = this.current.priests.map((priest) => priest.name)
    this.priests = names.map((name) => this.processOf(name))
    this.god = new God({
      ...options,
      names,
      host: ISLAND_HOST,
      port: portOf(this.current.god),
      listener: {
        onMet: ({ name, pid, address }) => {
          this.priest(name)?.met(pid)
          this.note(name, { url: address.citizens, pid })
        },
        onLost: (name) => this.priest(name)?.lost(),
        onFounded: (founding) => {
          this.write({ parliament: founding.parliament })
          this.settle(founding)
        },
        onStopped: (why) => this.settle(new ParliamentError('USAGE', why)),
        onDown: () => this.leave(),
      },
    })
  }

  /** As it stands in the file. */
  get record(): IslandRecord {
    return this.current
  }

  /**
   * Listens, adopts the priests that live, starts those that do not, and waits until a parliament is founded or found.
   * @throws ParliamentError USAGE when there will be none; what was started here has then ended, what was adopted lives on
   */
  async raise(): Promise<Founding> {
    try {
      await this.enter()
      await this.refuseTakenPorts()
      await this.refuseOtherSecrets()
      for (const priest of this.priests) priest.start(this.entry(priest.name).pid)
    } catch (error) {
      await this.giveUp()
      throw error
    }
    const outcome = await this.founded
    if (!(outcome instanceof ParliamentError)) return outcome
    await this.giveUp()
    throw outcome
  }

  /**
   * Ends an island that has no god: adopts whoever lives, gives each time to come back to god's port, and lets all leave.
   * @throws ParliamentError USAGE when god's port is taken; UNREACHABLE like leave()
   */
  async endAll(reconnectMs: number): Promise<void> {
    try {
      await this.enter()
    } catch (error) {
      await this.giveUp()
      throw error
    }
    await this.awaitStarting()
    for (const priest of this.priests) if (this.lives(priest.name)) priest.adopt(this.entry(priest.name).pid)
    await until(this.options.clock, reconnectMs, LOOK_MS, () =>
      this.priests.every((priest) => !priest.isAlive || this.god.connected.includes(priest.name)),
    )
    await this.leave()
    await this.done
  }

  /** All leave, adopted ones too, within 3 s; then god closes. @throws ParliamentError UNREACHABLE naming who would not end */
  leave(): Promise<void> {
    this.ending ??= this.leaveNow()
    return this.ending
  }

  /** Nobody is asked any more. */
  kill(): void {
    for (const priest of this.priests) {
      priest.letGo()
      priest.signal('SIGKILL')
    }
  }

  private async enter(): Promise<void> {
    await this.god.enter()
    this.entered = true
    this.write({ god: `ws://${ISLAND_HOST}:${this.god.port}`, pid: process.pid })
  }

  /** A god that was killed may just have started some: none is seen before it has its lock. */
  private async awaitStarting(): Promise<void> {
    const isStarting = ({ name, pid }: IslandPriest) => pid !== null && isRunning(pid) && !this.lives(name)
    await until(this.options.clock, START_MS, LOOK_MS, () => !this.current.priests.some(isStarting))
  }

  /** Before anybody is started. @throws ParliamentError USAGE */
  private async refuseTakenPorts(): Promise<void> {
    const { network, clock } = this.options
    for (const { name, url } of this.current.priests) {
      if (url === null || this.lives(name)) continue
      try {
        await refuseTakenPort(name, { network, host: ISLAND_HOST, port: portOf(url) }, clock)
      } catch (error) {
        // It was the priest itself, started by a god that was killed, and has its lock by now.
        if (!this.lives(name)) throw error
      }
    }
  }

  /** Of those who live. @throws ParliamentError USAGE */
  private async refuseOtherSecrets(): Promise<void> {
    const living = this.current.priests.filter(({ name }) => this.lives(name))
    await Promise.all(living.map(({ name, url }) => (url === null ? null : refuseOtherSecret(name, url, this.options))))
  }

  private async leaveNow(): Promise<void> {
    const { logger, clock } = this.options
    logger.info({ event: 'all leave' }, 'all priests are told to leave')
    for (const priest of this.priests) {
      priest.letGo()
      if (!this.god.connected.includes(priest.name)) priest.signal('SIGTERM')
    }
    this.god.tellAllToLeave()
    await this.awaitEnd(this.priests)
    // Whoever waits for this is answered first.
    clock.after(0, () => this.end(this.close()))
    const left = this.priests.filter((priest) => priest.isAlive).map((priest) => priest.name)
    if (left.length === 0) return
    const why = `${left.join(', ')} in ${this.dir} would not end, and no pid is known: end it by hand`
    throw new ParliamentError('UNREACHABLE', why)
  }

  /** Only what was started here ends; ports that were drawn for nothing are forgotten. */
  private giveUp(): Promise<void> {
    this.ending ??= this.giveUpNow()
    return this.ending
  }

  private async giveUpNow(): Promise<void> {
    for (const priest of this.priests) priest.letGo()
    const ours = this.priests.filter((priest) => !priest.isAdopted)
    for (const priest of ours) priest.signal('SIGTERM')
    await this.awaitEnd(ours)
    await this.close()
    if (this.entered && !this.isOld) removeIsland(this.dir)
    this.end(Promise.resolve())
  }

  /** Those who have not ended in time are killed. */
  private async awaitEnd(priests: readonly PriestProcess[]): Promise<void> {
    const { clock } = this.options
    const pids = priests.flatMap((priest) => priest.pid ?? [])
    const haveEnded = () => priests.filter((priest) => !priest.checkEnded()).length === 0
    if (!(await until(clock, LEAVE_MS, LOOK_MS, haveEnded))) {
      for (const priest of priests) priest.signal('SIGKILL')
      await until(clock, KILL_MS, LOOK_MS, haveEnded)
    }
    await until(clock, GONE_MS, LOOK_MS, () => !pids.some(isRunning))
  }

  private async close(): Promise<void> {
    await this.god.close()
    if (this.entered) this.write({ pid: null })
    this.unlock()
  }

  private processOf(name: Name): PriestProcess {
    const { restarts, clock, logger } = this.options
    const folder = join(this.dir, name)
    return new PriestProcess({
      name,
      folder,
      command: () => this.commandOf(name),
      isLocked: () => this.lives(name),
      lockedBy: () => pidOfPriest(folder),
      restarts,
      clock,
      logger,
      onPid: (pid) => this.note(name, { pid }),
      onExit: (code) => {
        // Wrong use does not go away by another start: while there is no parliament, the one who started all this is told.
        const why = `${name} could not be started: ${lastWords(join(folder, LOG_FILE)) ?? `see ${folder}/${LOG_FILE}`}`
        if (code === 2) this.settle(new ParliamentError('USAGE', why))
      },
    })
  }

  private commandOf(name: Name): string[] {
    const { launch } = this.options
    if (launch === null) throw new Error(`${name} is not to be started`)
    const { url } = this.entry(name)
    const listen = `${ISLAND_HOST}:${url === null ? 0 : portOf(url)}`
    const log = ['--log-file', join(this.dir, name, LOG_FILE)]
    const flags = ['--name', name, '--god', this.current.god, '--dir', this.dir, '--listen', listen, ...log]
    return [launch.program, 'priest', ...flags, ...launch.flags]
  }

  private lives(name: Name): boolean {
    return hasPriest(this.options.disk, join(this.dir, name))
  }

  private priest(name: Name): PriestProcess | undefined {
    return this.priests.find((priest) => priest.name === name)
  }

  private entry(name: Name): IslandPriest {
    return this.current.priests.find((priest) => priest.name === name) ?? { name, url: null, pid: null }
  }

  private note(name: Name, change: Partial<IslandPriest>): void {
    const priests = this.current.priests.map((priest) => (priest.name === name ? { ...priest, ...change } : priest))
    this.write({ priests })
  }

  private write(change: Partial<IslandRecord>): void {
    const before = JSON.stringify(this.current)
    this.current = { ...this.current, ...change }
    if (JSON.stringify(this.current) !== before) writeIsland(this.dir, this.current)
  }
}
