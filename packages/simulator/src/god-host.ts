import { God } from '@paxon/god'
import { MemoryNetwork } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import type { Chance } from './chance.js'
import { GOD_PORT, storyLog, type World } from './host.js'
import { SimulatedProcess } from './process.js'

/** Where god lives. It keeps nothing, so each life begins anew. */
export class GodHost {
  private readonly world: World
  private readonly chance: Chance
  private life: { readonly process: SimulatedProcess; readonly network: MemoryNetwork } | null = null
  private lives = 0
  private isOver = false
  private hasFounded = false

  constructor(world: World, chance: Chance) {
    this.world = world
    this.chance = chance
    world.wires.addHost('god')
  }

  /** Whether any life of it has founded the parliament, or met it. */
  get isFounded(): boolean {
    return this.hasFounded
  }

  /** Unless it lives, or has gone for good. */
  start(): void {
    if (this.life !== null || this.isOver) return
    const { plan, scheduler, wires, verdict } = this.world
    this.lives += 1
    const chance = this.chance.split(`life ${this.lives}`)
    const process = new SimulatedProcess(scheduler, 1, 0)
    const network = new MemoryNetwork(wires.hub, 'god')
    this.life = { process, network }
    const god = new God({
      names: plan.priests.map(({ name }) => nameOf(name)),
      alpha: plan.alpha,
      host: 'god',
      port: GOD_PORT,
      ...(plan.secret === null ? {} : { secret: plan.secret }),
      network,
      clock: process.clock,
      chance: chance.next,
      randomHex: chance.split('hex').hex,
      // God says what it does in the four ways of a Log; the rest of pino's logger it does not use.
      logger: storyLog(this.world, 'god') as unknown as ConstructorParameters<typeof God>[0]['logger'],
      listener: {
        onMet: () => {},
        onLost: () => {},
        onFounded: () => {
          this.hasFounded = true
        },
        onStopped: (why) => verdict.wrong(`god stopped: ${why}`),
        onDown: async () => {},
      },
    })
    god.enter().catch((error: unknown) => verdict.crash(`god could not enter: ${String(error)}`))
  }

  kill(): void {
    this.life?.process.kill()
    this.life?.network.kill()
    this.life = null
  }

  /** For good. */
  leaveForGood(): void {
    this.world.trace.tell(this.world.scheduler.now, '*', 'god goes')
    this.isOver = true
    this.kill()
  }
}
