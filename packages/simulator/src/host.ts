import { type Disk, SimulatedDisk } from '@paxon/ledger'
import { MemoryNetwork } from '@paxon/messenger'
import { type Log, Priest, type Stopped, type StoppedNote } from '@paxon/priest'
import type { PriestStatus } from '@paxon/wire'
import { ParliamentError } from '@paxon/wire'
import type { Chance } from './chance.js'
import type { Messengers } from './messengers.js'
import type { Plan, PriestPlan } from './plan.js'
import { SimulatedProcess } from './process.js'
import { ProcessNetwork } from './process-network.js'
import type { Scheduler } from './scheduler.js'
import type { Trace } from './trace.js'
import type { Verdict } from './verdict.js'
import type { Watch } from './watch.js'
import type { Wires } from './wires.js'
import { WitnessLaw } from './witness-law.js'

/** What a host shares with the others of its run. */
export interface World {
  readonly plan: Plan
  readonly scheduler: Scheduler
  readonly wires: Wires
  readonly messengers: Messengers
  readonly watch: Watch
  readonly verdict: Verdict
  readonly trace: Trace
  /** For tests: what a priest takes for its disk. */
  readonly disguise: (disk: SimulatedDisk) => Disk
}

const DIR = 'island'
export const GOD_PORT = 4700
const GOD_URL = `ws://god:${GOD_PORT}`
const PEER_PORT = 4701

interface Life {
  readonly process: SimulatedProcess
  readonly network: MemoryNetwork
  readonly priest: Priest
}

/** A machine with a disk, and the priest that lives there, over all its lives. */
export class Host {
  readonly name: string
  readonly disk: SimulatedDisk
  /** Its priest has left, or stopped by itself. */
  onDown: () => void = () => {}
  private readonly world: World
  private readonly plan: PriestPlan
  private readonly chance: Chance
  private readonly log: Log
  private readonly note = new MemoryNote()
  private life: Life | null = null
  private lives = 0
  /** A sync was told to fail: that priest may stop. */
  private mayFail = false

  constructor(world: World, plan: PriestPlan, chance: Chance) {
    this.world = world
    this.plan = plan
    this.chance = chance
    this.name = plan.name
    this.log = storyLog(world, plan.name)
    const diskChance = chance.split('disk')
    this.disk = new SimulatedDisk({
      random: diskChance.next,
      later: (call) => world.scheduler.after(this.operationMs(diskChance), () => this.life?.process.run(call)),
    })
    this.disk.shortWrites = plan.disk.shortWrites
    world.wires.addHost(plan.name)
  }

  get url(): string {
    return `ws://${this.name}:${PEER_PORT}`
  }

  get folder(): string {
    return `${DIR}/${this.name}`
  }

  get isUp(): boolean {
    return this.life !== null
  }

  /** Whether it has a seat now, so that the founding is in its ledger for good. */
  get isSeated(): boolean {
    return this.status?.role === 'legislator'
  }

  /** Null while it is dead. */
  get status(): PriestStatus | null {
    return this.life?.priest.status() ?? null
  }

  /** Starts the priest, unless it is there. */
  start(): void {
    if (this.life !== null) return
    const { plan, scheduler, wires } = this.world
    this.lives += 1
    const chance = this.chance.split(`life ${this.lives}`)
    const process = new SimulatedProcess(scheduler, this.plan.rate, this.plan.turnMs)
    const network = new MemoryNetwork(wires.hub, this.name)
    const priest = new Priest({
      name: this.name,
      dir: DIR,
      god: [GOD_URL],
      ...(plan.secret === null ? {} : { secret: plan.secret }),
      listen: { host: this.name, port: PEER_PORT },
      law: new WitnessLaw((number, body) => this.world.watch.executed(number, body, this.name)),
      log: this.log,
      resume: true,
      pageBytes: plan.pageBytes,
      stoppedNote: this.note,
      surroundings: {
        clock: process.clock,
        network: new ProcessNetwork(network, process, (hello, frame, deliver) => {
          this.world.watch.frameLeft(hello, frame)
          this.world.messengers.carry(frame, deliver)
        }),
        disk: this.world.disguise(this.disk),
        chance: chance.next,
        randomHex: chance.split('hex').hex,
        endOfTurn: process.endOfTurn,
        residentBytes: () => 0,
        pid: this.lives,
      },
    })
    const life: Life = { process, network, priest }
    this.life = life
    priest.enter().then(
      () => this.entered(life),
      (error: unknown) => this.ended(life, error),
    )
    priest.done.then(
      () => this.left(life),
      (error: unknown) => this.ended(life, error),
    )
  }

  /** SIGKILL: what was written and not synced stays in the page cache. */
  kill(): void {
    this.disk.kill()
    this.end()
  }

  /** The machine goes down: of what was not synced any part is lost. */
  losePower(): void {
    this.disk.crash()
    this.end()
  }

  /** The next few changes of the disk are carried out, and then the machine is as good as down. */
  stopInWrite(operations: number): void {
    this.disk.operationsLeft = operations
    this.mayFail = true
  }

  failNextSync(): void {
    this.disk.failNextSync()
    this.mayFail = true
  }

  pause(): void {
    this.life?.process.pause()
  }

  resume(): void {
    this.life?.process.resume()
  }

  /** SIGTERM. */
  leave(): void {
    const { life } = this
    // How it ends `done` tells too.
    life?.process.run(() => life.priest.leave().catch(() => {}))
  }

  /** Absent: cut off from peers and citizens by the priest itself. A priest that is started anew is present. */
  setPresent(present: boolean): void {
    const { life } = this
    life?.process.run(() => life.priest.setPresent(present))
  }

  private end(): void {
    const { life } = this
    this.life = null
    this.mayFail = false
    life?.process.kill()
    life?.network.kill()
  }

  private entered(life: Life): void {
    if (life === this.life) this.world.watch.opened(this.disk, this.folder, this.name)
  }

  private left(life: Life): void {
    if (life !== this.life) return
    this.kill()
    this.onDown()
  }

  /** It stopped by itself. Right after a failed sync, wrong at any other time. */
  private ended(life: Life, error: unknown): void {
    if (life !== this.life) return
    const isExpected = this.mayFail && error instanceof ParliamentError && error.code === 'LEDGER_FAILED'
    this.kill()
    if (isExpected) return this.onDown()
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.world.verdict.crash(`${this.name} stopped by itself: ${why}`)
  }

  private operationMs(chance: Chance): number {
    const { syncMs, slowProbability, slowMs } = this.plan.disk
    return chance.between(0.5, 1.5) * (slowProbability > 0 && chance.is(slowProbability) ? slowMs : syncMs)
  }
}

/** The note outlives the process, as a file does; whether it stops a start is not the simulator's to try. */
class MemoryNote implements StoppedNote {
  private stopped: Stopped | null = null

  read(): Stopped | null {
    return this.stopped
  }

  leave(stopped: Stopped): void {
    this.stopped = stopped
  }

  remove(): void {
    this.stopped = null
  }
}

/** A log whose lines are part of the run's story. */
export function storyLog({ scheduler, trace }: Pick<World, 'scheduler' | 'trace'>, who: string): Log {
  const tell = (_fields: Readonly<Record<string, unknown>>, text: string) => trace.tell(scheduler.now, who, text)
  return { debug: tell, info: tell, warn: tell, error: tell }
}
