import { SimulatedDisk } from '@paxon/ledger'
import { MemoryNetwork } from '@paxon/messenger'
import type { Name } from '@paxon/synod'
import type { ParliamentError, PriestStatus } from '@paxon/wire'
import { MemoryNote, Priest, type PriestOptions } from '../src/index.js'
import type { Island } from './island.js'

/** The port of every priest. */
export const PORT = 4701
export const GOD_URL = 'ws://god:4700'

/** Numbers that are the same in every run, and look random enough. */
export function drawer(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export type HostOptions = Partial<Omit<PriestOptions, 'name' | 'dir' | 'surroundings' | 'stoppedNote'>>

/** A machine with a disk and a note, and the lives of the priest there. */
export class Host {
  readonly name: Name
  readonly disk: SimulatedDisk
  readonly note = new MemoryNote()
  /** What was logged, `event: text`. */
  readonly log: string[] = []
  /** How the last life ended; null while it has not. */
  end: 'left' | ParliamentError | null = null
  /** How often the end of a turn, and the end of a call, was waited for. */
  readonly waitedFor = { turns: 0, calls: 0 }
  /** What this machine's clock is ahead of the others'. */
  skewMs = 0
  /** What should have happened while the process was stopped; null while it runs. */
  private stopped: (() => void)[] | null = null
  /** Timers of the last life that have not fired. */
  timers = 0
  private readonly island: Island
  private life: { readonly priest: Priest; readonly network: MemoryNetwork; dead: boolean } | null = null

  constructor(island: Island, name: Name) {
    this.island = island
    this.name = name
    this.disk = new SimulatedDisk({ random: drawer(2), later: (call) => island.clock.after(1, call) })
    island.hub.addHost(name)
  }

  get priest(): Priest {
    if (this.life === null) throw new Error(`${this.name} was never started`)
    return this.life.priest
  }

  get isUp(): boolean {
    return this.life !== null && !this.life.dead && this.end === null
  }

  get status(): PriestStatus {
    return this.priest.status()
  }

  get url(): string {
    return `ws://${this.name}:${PORT}`
  }

  get(path: string): { readonly status: number; readonly body: string } | null {
    return this.island.hub.get(`http://${this.name}:${PORT}${path}`)
  }

  /** Starts a priest; resolves or rejects as its enter() does. */
  start(options: HostOptions = {}): Promise<void> {
    const { clock, hub, chance } = this.island
    const network = new MemoryNetwork(hub, this.name)
    this.end = null
    this.timers = 0
    const after = (ms: number, call: () => void) => {
      const isMine = () => this.life?.network === network && !this.life.dead
      let isSet = true
      const unset = () => {
        if (isSet && isMine()) this.timers -= 1
        isSet = false
      }
      this.timers += 1
      const cancel = clock.after(ms, () =>
        this.whenRunning(() => {
          if (!isSet) return
          unset()
          if (isMine()) call()
        }),
      )
      return () => {
        unset()
        cancel()
      }
    }
    const soon = (call: () => void) => {
      clock.after(0, () =>
        this.whenRunning(() => {
          if (this.life?.network === network && !this.life.dead) call()
        }),
      )
    }
    const counted = (of: 'turns' | 'calls') => (call: () => void) => {
      this.waitedFor[of] += 1
      soon(call)
    }
    const priest = new Priest({
      name: this.name,
      dir: 'island',
      god: [GOD_URL],
      listen: { host: this.name, port: PORT },
      insecure: true,
      pageBytes: 64 * 1024,
      log: logTo(this.log),
      ...options,
      stoppedNote: this.note,
      surroundings: {
        clock: { now: () => clock.now() + this.skewMs, after },
        network,
        disk: this.disk,
        chance,
        randomHex: (bytes) => hex(chance, bytes),
        endOfTurn: counted('turns'),
        endOfCall: counted('calls'),
        residentBytes: () => 1,
        pid: 1,
      },
    })
    this.life = { priest, network, dead: false }
    const end = (how: 'left' | ParliamentError) => {
      if (this.life?.priest === priest) this.end = how
    }
    priest.done.then(() => end('left'), end)
    const entered = priest.enter()
    entered.catch(() => {})
    return entered
  }

  private whenRunning(call: () => void): void {
    if (this.stopped === null) call()
    else this.stopped.push(call)
  }

  /** SIGSTOP, or a loop that is blocked: what comes waits on the way, timers wait. */
  freeze(): void {
    this.stopped = []
    this.disk.hang()
    for (const from of ['god', 'citizen', ...this.island.names]) this.island.hub.cut(from, this.name)
  }

  /** SIGCONT: the timers that are overdue first, then what has come. */
  thaw(): void {
    const overdue = this.stopped ?? []
    this.stopped = null
    for (const call of overdue) call()
    this.disk.release()
    for (const from of ['god', 'citizen', ...this.island.names]) this.island.hub.mend(from, this.name)
  }

  /** SIGKILL. What was written and not synced stays in the page cache. */
  kill(): void {
    if (this.life === null) return
    this.life.dead = true
    this.life.network.kill()
    this.disk.kill()
  }

  /** Removes all files of a priest that is dead. */
  wipe(): void {
    const folder = `island/${this.name}/ledger`
    for (const file of this.disk.list(folder) ?? []) if (file.endsWith('.page')) this.disk.remove(`${folder}/${file}`)
    this.disk.settle()
  }

  /** The files of a priest that is dead, to be put back by {@link restore}. */
  copy(): ReadonlyMap<string, Uint8Array> {
    const folder = `island/${this.name}/ledger`
    const files = new Map<string, Uint8Array>()
    for (const name of this.disk.list(folder) ?? []) {
      const path = `${folder}/${name}`
      files.set(path, this.disk.read(path, 0, this.disk.size(path)))
    }
    return files
  }

  restore(files: ReadonlyMap<string, Uint8Array>): void {
    this.wipe()
    for (const [path, bytes] of files) {
      const file = this.disk.create(path)
      for (let at = 0; at < bytes.length; ) at += file.write(bytes.subarray(at), at)
    }
    this.disk.settle()
  }
}

const hex = (chance: () => number, bytes: number): string => {
  let text = ''
  for (let i = 0; i < bytes; i++) {
    text += Math.floor(chance() * 256)
      .toString(16)
      .padStart(2, '0')
  }
  return text
}

function logTo(lines: string[]) {
  const line = (fields: Readonly<Record<string, unknown>>, text: string) => {
    lines.push(`${String(fields.event)}: ${text}`)
  }
  return { debug: line, info: line, warn: line, error: line }
}
