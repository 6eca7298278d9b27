import { join, resolve } from 'node:path'
import type { Disk } from '@paxon/ledger'
import type { Clock, Network } from '@paxon/messenger'
import type { Founding, Name } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import type { Logger } from 'pino'
import { God } from './god.js'
import { type IslandPriest, type IslandRecord, readIsland, writeIsland } from './island-file.js'
import { lastWords } from './last-words.js'
import { ISLAND_NAMES } from './names.js'
import { PriestProcess } from './priest-process.js'
import { until } from './waiting.js'

const HOST = '127.0.0.1'
export const ISLAND_PORT = 4_700
export const ISLAND_SIZE = 3
/** Leaving is ordered for this long, then enforced, so that all is over within 3 s. */
export const LEAVE_MS = 2_500
/** How long a killed process may take to be gone. */
const KILL_MS = 2_000
/** How often locks are looked at while all leave. */
const LOOK_MS = 10

export interface IslandOptions {
  readonly dir: string
  /** How many priests; null: as many as there are, or {@link ISLAND_SIZE}. */
  readonly size: number | null
  /** God's port, the priests' follow; 0: free ones; null: the island's own, or {@link ISLAND_PORT}. */
  readonly port: number | null
  readonly alpha?: number
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
  readonly randomHex: (bytes: number) => string
  readonly logger: Logger
}

/** God and its priests on one machine, in one folder (DESIGN section 5). One god a folder: a kernel lock says so. */
export class Island {
  private readonly options: IslandOptions
  private readonly dir: string
  private readonly unlock: () => void
  private readonly priests: readonly PriestProcess[]
  private readonly god: God
  private current: IslandRecord
  private leaving: Promise<void> | null = null
  private settle: (outcome: Founding | ParliamentError) => void = () => {}
  private readonly founded: Promise<Founding | ParliamentError>
  private end: () => void = () => {}
  /** Settled when all priests have left and god has closed. */
  readonly done: Promise<void>

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
      this.current = recordFor(options, this.dir)
    } catch (error) {
      this.unlock()
      throw error
    }
    const names = this.current.priests.map((priest) => priest.name)
    this.priests = names.map((name) => this.processOf(name))
    this.god = new God({
      ...options,
      names,
      host: HOST,
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
      await this.god.enter()
      this.write({ god: `ws://${HOST}:${this.god.port}`, pid: process.pid })
      for (const priest of this.priests) {
        const { pid } = this.entry(priest.name)
        if (this.isLocked(priest.name)) priest.adopt(pid)
        else if (this.options.launch !== null) priest.start()
      }
    } catch (error) {
      await this.giveUp()
      throw error
    }
    const outcome = await this.founded
    if (!(outcome instanceof ParliamentError)) return outcome
    await this.giveUp()
    throw outcome
  }

  /** Ends what `down` found without a god: adopts whoever lives, gives each time to come back to god's port, and leaves. */
  async endAll(reconnectMs: number): Promise<void> {
    await this.god.enter()
    for (const priest of this.priests) if (this.isLocked(priest.name)) priest.adopt(this.entry(priest.name).pid)
    await until(this.options.clock, reconnectMs, LOOK_MS, () =>
      this.priests.every((priest) => !priest.isAlive || this.god.connected.includes(priest.name)),
    )
    await this.leave()
  }

  /** All leave, adopted ones too, within 3 s. @throws ParliamentError naming who would not end */
  leave(): Promise<void> {
    this.leaving ??= this.leaveNow()
    return this.leaving
  }

  /** Nobody is asked any more. */
  kill(): void {
    for (const priest of this.priests) {
      priest.letGo()
      priest.signal('SIGKILL')
    }
  }

  private async leaveNow(): Promise<void> {
    const { clock, logger } = this.options
    logger.info({ event: 'all leave' }, 'all priests are told to leave')
    for (const priest of this.priests) {
      priest.letGo()
      if (!this.god.connected.includes(priest.name)) priest.signal('SIGTERM')
    }
    this.god.tellAllToLeave()
    const allEnded = () => this.priests.filter((priest) => !priest.checkEnded()).length === 0
    if (!(await until(clock, LEAVE_MS, LOOK_MS, allEnded))) {
      for (const priest of this.priests) priest.signal('SIGKILL')
      await until(clock, KILL_MS, LOOK_MS, allEnded)
    }
    const left = this.priests.filter((priest) => priest.isAlive).map((priest) => priest.name)
    await this.close()
    if (left.length > 0)
      throw new ParliamentError(
        'UNREACHABLE',
        `${left.join(', ')} of ${this.dir} would not end, and no pid is known: end it by hand`,
      )
  }

  /** Only what was started here ends. */
  private async giveUp(): Promise<void> {
    const ours = this.priests.filter((priest) => !priest.isAdopted)
    for (const priest of this.priests) priest.letGo()
    for (const priest of ours) priest.signal('SIGTERM')
    await until(this.options.clock, LEAVE_MS, LOOK_MS, () => ours.every((priest) => priest.checkEnded()))
    for (const priest of ours) priest.signal('SIGKILL')
    await this.close()
  }

  private async close(): Promise<void> {
    await this.god.close()
    this.write({ pid: null })
    this.unlock()
    this.end()
  }

  private processOf(name: Name): PriestProcess {
    const { restarts, clock, logger } = this.options
    const folder = join(this.dir, name)
    return new PriestProcess({
      name,
      folder,
      command: () => this.commandOf(name),
      isLocked: () => this.isLocked(name),
      restarts,
      clock,
      logger,
      onPid: (pid) => this.note(name, { pid }),
      onExit: (code) => {
        // Wrong use does not go away by another start: before there is a parliament, the one who started all this is told.
        const why = `${name} could not be started: ${lastWords(join(folder, 'log.jsonl')) ?? `see ${folder}/log.jsonl`}`
        if (code === 2) this.settle(new ParliamentError('USAGE', why))
      },
    })
  }

  private commandOf(name: Name): string[] {
    const { launch } = this.options
    if (launch === null) throw new Error(`${name} is not to be started`)
    const { url } = this.entry(name)
    const listen = `${HOST}:${url === null ? 0 : portOf(url)}`
    const flags = ['--name', name, '--god', this.current.god, '--dir', this.dir, '--listen', listen]
    return [launch.program, 'priest', ...flags, ...launch.flags]
  }

  /** Takes the lock for a moment: nobody but this god starts these priests. */
  private isLocked(name: Name): boolean {
    const { disk } = this.options
    const folder = join(this.dir, name)
    if (!(disk.list(folder) ?? []).includes('lock')) return false
    const unlock = disk.lock(join(folder, 'lock'))
    unlock?.()
    return unlock === null
  }

  private priest(name: Name): PriestProcess | undefined {
    return this.priests.find((priest) => priest.name === name)
  }

  private entry(name: Name): IslandPriest {
    return this.current.priests.find((priest) => priest.name === name) ?? { name, url: null, pid: null }
  }

  private note(name: Name, change: Partial<IslandPriest>): void {
    this.write({
      priests: this.current.priests.map((priest) => (priest.name === name ? { ...priest, ...change } : priest)),
    })
  }

  private write(change: Partial<IslandRecord>): void {
    const before = JSON.stringify(this.current)
    this.current = { ...this.current, ...change }
    if (JSON.stringify(this.current) !== before) writeIsland(this.dir, this.current)
  }
}

function lockIsland(disk: IslandOptions['disk'], dir: string): () => void {
  disk.makeFolder(dir)
  const unlock = disk.lock(join(dir, 'god.lock'))
  if (unlock !== null) return unlock
  throw new ParliamentError(
    'USAGE',
    `another god lives in ${dir}: end it with "parliament down --dir ${dir}", or give another --dir`,
  )
}

/** What is in the folder, if it is what was asked for; else a new island. */
function recordFor({ size, port }: IslandOptions, dir: string): IslandRecord {
  const there = readIsland(dir)
  if (there === null) return newRecord(size ?? ISLAND_SIZE, port ?? ISLAND_PORT)
  const own = portOf(there.god)
  if (size !== null && size !== there.priests.length)
    throw new ParliamentError(
      'USAGE',
      `${dir} is an island of ${there.priests.length} priests, not ${size}: leave out --priests, or give another --dir`,
    )
  if (port !== null && port !== 0 && port !== own)
    throw new ParliamentError(
      'USAGE',
      `god's port in ${dir} is ${own}, not ${port}: leave out --port, or give another --dir`,
    )
  return there
}

function newRecord(size: number, port: number): IslandRecord {
  const url = (index: number) => `ws://${HOST}:${port + index}`
  const names = ISLAND_NAMES.slice(0, size)
  const priests = names.map((name, index) => ({ name, url: port === 0 ? null : url(index + 1), pid: null }))
  return { parliament: null, god: url(0), pid: null, priests }
}

const portOf = (url: string): number => Number(new URL(url).port)
