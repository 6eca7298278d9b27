import { God } from '@paxon/god'
import { MemoryNetwork } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import type { Chance } from './chance.js'
import { GOD_PORT, storyLog, type World } from './host.js'
import { SimulatedProcess } from './process.js'
import { ProcessNetwork } from './process-network.js'

/** Whom a god is to found, and with which α. */
export interface GodPlan {
  readonly host: string
  readonly names: readonly string[]
  readonly alpha: number
}

/** Where a god lives. It keeps nothing, so each life begins anew. */
export class GodHost {
  /** A life of it has come to its end by the plan's count of steps. */
  onDown: () => void = () => {}
  private readonly world: World
  private readonly plan: GodPlan
  private readonly chance: Chance
  private life: { readonly process: SimulatedProcess; readonly network: MemoryNetwork } | null = null
  private lives = 0
  private isOver = false
  private isDeathless = false
  private hasFounded = false
  private stopped: string | null = null

  constructor(world: World, plan: GodPlan, chance: Chance) {
    this.world = world
    this.plan = plan
    this.chance = chance
    world.wires.addHost(plan.host)
  }

  /** Whether any life of it has founded the parliament, or met it. */
  get isFounded(): boolean {
    return this.hasFounded
  }

  /** Why this life of it will found nothing; null where it may. */
  get stoppedBecause(): string | null {
    return this.stopped
  }

  /** Unless it lives, or has gone for good. */
  start(): void {
    if (this.life !== null || this.isOver) return
    const { scheduler, wires, verdict } = this.world
    const { host, names, alpha } = this.plan
    const { secret } = this.world.plan
    this.lives += 1
    this.stopped = null
    const chance = this.chance.split(`life ${this.lives}`)
    const process = new SimulatedProcess(scheduler, 1, 0)
    const network = new MemoryNetwork(wires.hub, host)
    this.life = { process, network }
    this.countSteps(process)
    const god = new God({
      names: names.map(nameOf),
      alpha,
      host,
      port: GOD_PORT,
      ...(secret === null ? {} : { secret }),
      network: new ProcessNetwork(network, process, null),
      clock: process.clock,
      chance: chance.next,
      randomHex: chance.split('hex').hex,
      // God says what it does in the four ways of a Log; the rest of pino's logger it does not use.
      logger: storyLog(this.world, host) as unknown as ConstructorParameters<typeof God>[0]['logger'],
      listener: {
        onMet: () => {},
        onLost: () => {},
        onFounded: (founding) => {
          this.hasFounded = true
          this.world.watch.founded(founding, host)
        },
        onStopped: (why) => this.hasStopped(why),
        onDown: async () => {},
      },
    })
    god.enter().catch((error: unknown) => verdict.crash(`${host} could not enter: ${String(error)}`))
  }

  kill(): void {
    this.life?.process.kill()
    this.life?.network.kill()
    this.life = null
  }

  /** From now on it dies no more of the count of its steps. */
  becomeDeathless(): void {
    this.isDeathless = true
    this.life?.process.dieAfter(Number.POSITIVE_INFINITY, () => {})
  }

  /** For good. */
  leaveForGood(): void {
    this.world.trace.tell(this.world.scheduler.now, '*', `${this.plan.host} goes`)
    this.isOver = true
    this.kill()
  }

  private countSteps(process: SimulatedProcess): void {
    const { godSteps } = this.world.plan
    if (godSteps === null || this.isDeathless) return
    const [low, high] = godSteps
    process.dieAfter(this.chance.whole(low, high), () => {
      this.world.trace.tell(this.world.scheduler.now, '*', `${this.plan.host} killed`)
      this.kill()
      this.onDown()
    })
  }

  /** Another god may have begun another roll, or a priest have lost all that told where it belongs; else there is no reason. */
  private hasStopped(why: string): void {
    this.stopped = why
    const { plan, verdict, watch } = this.world
    const isOtherRoll = plan.rival !== null && plan.rival.names.length !== plan.priests.length
    if (!isOtherRoll && !watch.hasForgottenFounding) verdict.wrong(`${this.plan.host} stopped: ${why}`)
  }
}
