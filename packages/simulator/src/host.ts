import { type Disk, type FolderCopy, SimulatedDisk } from '@paxon/ledger'
import { MemoryNetwork } from '@paxon/messenger'
import { type Log, MemoryNote, Priest } from '@paxon/priest'
import { type Identity, nameOf } from '@paxon/synod'
import type { PriestStatus } from '@paxon/wire'
import { ParliamentError } from '@paxon/wire'
import type { Books } from './books.js'
import type { Chance } from './chance.js'
import { Estate } from './estate.js'
import { damagePage } from './ledger-harm.js'
import type { Messengers } from './messengers.js'
import type { Plan, PriestPlan } from './plan.js'
import { SimulatedProcess } from './process.js'
import { type PeerCarrier, ProcessNetwork } from './process-network.js'
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
  readonly books: Books
  /** For tests: what a priest takes for its disk. */
  readonly disguise: (disk: SimulatedDisk) => Disk
}

const DIR = 'island'
export const GOD_PORT = 4700
const PEER_PORT = 4701
const COPIES_MAX = 4
const SLOW_MS_MAX = 1_500

interface Life {
  readonly process: SimulatedProcess
  readonly network: MemoryNetwork
  readonly priest: Priest
}

/** A machine with a disk, and the priest that lives there, over all its lives. */
export class Host {
  readonly name: string
  readonly disk: SimulatedDisk
  readonly estate = new Estate()
  /** How much longer its disk takes than planned. */
  slowness = 1
  /** Its priest has left, or stopped by itself. */
  onDown: () => void = () => {}
  private readonly world: World
  private readonly plan: PriestPlan
  private readonly chance: Chance
  private readonly log: Log
  /** Outlives the process, as a file does; whether it stops a start is not the simulator's to try. */
  private readonly note = new MemoryNote()
  private life: Life | null = null
  private lives = 0
  /** A sync was told to fail: that priest may stop. */
  private mayFail = false
  private copies: FolderCopy[] = []
  /** Its ledger got a sector of zeros, and was not opened since. */
  private isZeroed = false

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

  /** Whether its vote, or decrees that it should have, may be missed. */
  get isUnmended(): boolean {
    return this.estate.isUnmended(this.status)
  }

  /** Who it says it is; null while it is dead. */
  get identity(): Identity | null {
    const { status, estate } = this
    return status && estate.birth && { name: nameOf(status.name), incarnation: status.incarnation, birth: estate.birth }
  }

  /** Null while it is dead. */
  get status(): PriestStatus | null {
    return this.life?.priest.status() ?? null
  }

  /** Starts the priest, unless it is there. */
  start(): void {
    if (this.life !== null) return
    this.keepCopy()
    const { plan, scheduler, wires } = this.world
    this.lives += 1
    const chance = this.chance.split(`life ${this.lives}`)
    const process = new SimulatedProcess(scheduler, this.plan.rate, this.plan.turnMs)
    const network = new MemoryNetwork(wires.hub, this.name)
    const priest = new Priest({
      name: this.name,
      dir: DIR,
      god: this.plan.gods.map((god) => `ws://${god}:${GOD_PORT}`),
      ...(plan.secret === null ? {} : { secret: plan.secret }),
      listen: { host: this.name, port: PEER_PORT },
      insecure: true,
      law: new WitnessLaw((number, body) => this.world.watch.executed(number, body, this.name)),
      log: this.log,
      ...this.world.books.optionsOf(this.name),
      resume: true,
      pageBytes: plan.pageBytes,
      stoppedNote: this.note,
      surroundings: {
        clock: process.clock,
        network: new ProcessNetwork(network, process, this.carrier(process)),
        disk: this.world.disguise(this.disk),
        chance: chance.next,
        randomHex: chance.split('hex').hex,
        endOfTurn: process.endOfTurn,
        endOfCall: process.endOfTurn,
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

  /** For a fault that puts it back. */
  private keepCopy(): void {
    if (this.world.plan.faults['put back'] === undefined || this.estate.birth === null) return
    if (this.isUnmended) this.copies = []
    else this.copies = [...this.copies.slice(1 - COPIES_MAX), this.disk.copyOf(this.folder)]
  }

  private carrier(process: SimulatedProcess): PeerCarrier {
    const { watch, messengers, scheduler } = this.world
    return {
      carry: (hello, frame, deliver) => {
        watch.frameLeft(hello, frame)
        // The watch may have taken the priest away for what it is about to say.
        if (process.isAlive) messengers.carry(frame, deliver)
      },
      helloLeft: (hello) => {
        // In doubt it opens its ledger anew by itself, under another birth.
        if (watch.helloLeft(hello) !== this.estate.birth && process === this.life?.process) this.entered(this.life)
      },
      helloCame: (hello) => {
        const { birth } = this.estate
        if (birth !== null) watch.helloCame(birth, hello, scheduler.now)
      },
    }
  }

  /** SIGKILL: what was written and not synced stays in the page cache. */
  kill(): void {
    this.disk.kill()
    this.end()
  }

  /** The machine goes down: of what was not synced any part is lost. */
  losePower(): void {
    // No ledger can tell zeros in its last batch from one that a power loss cut short (LEDGER.md; seed 8000497).
    if (this.isZeroed) return this.kill()
    this.disk.crash()
    this.end()
  }

  /** The next few changes of the disk are carried out, and then the machine is as good as down. */
  stopInWrite(operations: number): void {
    // One that has stopped already stays stopped: what it was doing never comes back (seed 9107427).
    this.disk.operationsLeft = Math.min(this.disk.operationsLeft, operations)
    this.mayFail = true
  }

  failNextSync(): void {
    this.disk.failNextSync()
    this.mayFail = true
  }

  /** So many bytes are left on its disk, until {@link makeRoom}: a write that finds none stops the priest. */
  fillDisk(left: number): void {
    this.disk.capacityBytes = this.disk.usedBytes + left
    this.mayFail = true
  }

  makeRoom(): void {
    this.disk.capacityBytes = Number.POSITIVE_INFINITY
    // A write that found none a moment ago is told of only now (seed 3002154).
    this.mayFail = true
  }

  /** `rm -rf` of its folder, while it is down. */
  wipe(): void {
    this.kill()
    this.testify()
    this.estate.harmed('wipe')
    this.disk.wipe(this.folder)
    this.note.remove()
  }

  /** Damages its ledger, while it is down. @returns what was done; null where there was nothing to damage */
  damage(chance: Chance): string | null {
    this.kill()
    this.testify()
    const damage = damagePage(this.disk, this.folder, chance)
    if (damage === null) return null
    this.isZeroed ||= damage.isZeroed
    if (damage.isRollback) this.hasGoneBack()
    else this.estate.harmed('damage')
    return damage.what
  }

  /** Its folder is as it was at an earlier start. @returns false where it has no such copy */
  putBack(chance: Chance): boolean {
    if (this.copies.length === 0) return false
    this.kill()
    this.testify()
    this.disk.putBack(this.folder, chance.pick(this.copies))
    this.copies = []
    this.hasGoneBack()
    return true
  }

  /** Before it is harmed, and in the end. What is left of one that was harmed says less than it did, until it is opened again. */
  testify(): void {
    if (this.estate.isSound) this.world.watch.testifies(this.disk, this.folder)
  }

  private hasGoneBack(): void {
    const { birth } = this.estate
    this.estate.harmed('put back')
    this.world.books.forgets()
    if (birth !== null) this.world.watch.wasPutBack(birth)
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
    const { watch, scheduler } = this.world
    if (life !== this.life) return
    this.isZeroed = false
    watch.opened(this.disk, this.folder, this.estate, this.name, scheduler.now)
  }

  private left(life: Life): void {
    if (life !== this.life) return
    this.kill()
    this.onDown()
  }

  /** It stopped by itself. Right after a failed sync, wrong at any other time. */
  private ended(life: Life, error: unknown): void {
    if (life !== this.life) return
    const isExpected =
      (this.mayFail || this.isDiskFull) && error instanceof ParliamentError && error.code === 'LEDGER_FAILED'
    this.kill()
    if (isExpected) return this.onDown()
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.world.verdict.crash(`${this.name} stopped by itself: ${why}`)
  }

  private get isDiskFull(): boolean {
    return this.disk.capacityBytes < Number.POSITIVE_INFINITY
  }

  private operationMs(chance: Chance): number {
    const { syncMs, slowProbability, slowMs } = this.plan.disk
    const ms = chance.between(0.5, 1.5) * (slowProbability > 0 && chance.is(slowProbability) ? slowMs : syncMs)
    // What a slow disk has begun ends soon after that fault has.
    return this.slowness === 1 ? ms : Math.max(ms, Math.min(ms * this.slowness, SLOW_MS_MAX))
  }
}

/** A log whose lines are part of the run's story. */
export function storyLog({ scheduler, trace }: Pick<World, 'scheduler' | 'trace'>, who: string): Log {
  const tell = (_fields: Readonly<Record<string, unknown>>, text: string) => trace.tell(scheduler.now, who, text)
  return { debug: tell, info: tell, warn: tell, error: tell }
}
