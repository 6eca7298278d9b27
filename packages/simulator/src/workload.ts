import { Citizen } from '@paxon/citizen'
import { MemoryNetwork } from '@paxon/messenger'
import { ParliamentError } from '@paxon/wire'
import type { Chance } from './chance.js'
import { callText, type Ended, type History, type Reply, type Wish } from './history.js'
import type { World } from './host.js'
import type { CitizenPlan } from './plan.js'
import { SimulatedProcess } from './process.js'
import { addBody, readTotal, totalQuestion } from './witness-law.js'

/** What any citizen was last shown of a register, for a cas that has a chance to match. */
type Shown = Map<string, { readonly value: string; readonly version: number }>

/** One citizen of the plan: asks for one thing after another through the real library, and writes down what it was told. */
export class Client {
  private readonly world: World
  private readonly plan: CitizenPlan
  private readonly urls: readonly string[]
  private readonly chance: Chance
  private readonly history: History
  private readonly shown: Shown
  private readonly process: SimulatedProcess
  private readonly network: MemoryNetwork
  private citizen: Citizen
  private lives = 1
  /** The largest decree that this life of the citizen was shown. */
  private seen = 0
  private tokens = 0
  private open = 0
  private isDone = false

  /** @param urls of the priests whose addresses it is given */
  constructor(
    world: World,
    plan: CitizenPlan,
    urls: readonly string[],
    history: History,
    shown: Shown,
    chance: Chance,
  ) {
    this.world = world
    this.plan = plan
    this.urls = urls
    this.chance = chance
    this.history = history
    this.shown = shown
    this.process = new SimulatedProcess(world.scheduler, 1, 0)
    this.network = new MemoryNetwork(world.wires.hub, plan.name)
    world.wires.addHost(plan.name)
    this.citizen = this.connect()
  }

  /** Calls that wait for their answers. */
  get openCalls(): number {
    return this.open
  }

  begin(): void {
    for (let i = 0; i < this.plan.inFlight; i++) this.think()
    const { anewMs } = this.plan
    if (anewMs !== null) this.connectAnewLater(anewMs)
  }

  /** No new calls. */
  finish(): void {
    this.isDone = true
  }

  close(): void {
    this.citizen.close()
  }

  /** A put of its own, outside the plan. */
  ask(key: string, deadlineMs: number): void {
    this.call({ kind: 'put', key, token: this.token() }, deadlineMs)
  }

  private connect(): Citizen {
    const chance = this.chance.split(`life ${this.lives}`)
    const { network } = this
    const { secret } = this.world.plan
    return new Citizen({
      at: this.urls,
      learn: this.plan.learn,
      network,
      clock: this.process.clock,
      chance: chance.next,
      randomHex: chance.split('hex').hex,
      ...(secret === null ? {} : { secret }),
    })
  }

  private connectAnewLater(meanMs: number): void {
    this.world.scheduler.after(this.chance.waitMs(meanMs), () => {
      if (this.isDone) return
      this.citizen.close()
      this.lives += 1
      this.seen = 0
      this.citizen = this.connect()
      this.connectAnewLater(meanMs)
    })
  }

  private think(): void {
    this.world.scheduler.after(this.chance.waitMs(this.plan.thinkMs), () => {
      if (this.isDone) return
      const [low, high] = this.plan.deadlineMs
      this.call(this.wish(), this.chance.between(low, high), () => this.think())
    })
  }

  private call(wish: Wish, deadlineMs: number, then: () => void = () => {}): void {
    const { citizen, history, world } = this
    const call = history.begin(`${this.plan.name}.${this.lives}`, wish, this.seen)
    this.open += 1
    const end = (how: Ended) => {
      this.open -= 1
      history.end(call, how)
      world.trace.tell(world.scheduler.now, this.plan.name, callText(call))
      then()
    }
    perform(citizen, wish, deadlineMs).then(
      (reply) => {
        if (citizen === this.citizen) this.seen = Math.max(this.seen, reply.decree)
        this.note(wish.key, reply)
        end({ kind: 'answered', reply })
      },
      (error: unknown) => {
        if (error instanceof ParliamentError) end({ kind: error.outcome, error })
        else world.verdict.crash(`the citizen library threw: ${error instanceof Error ? error.stack : String(error)}`)
      },
    )
  }

  private note(key: string, { value, version }: Reply): void {
    if (typeof value === 'string' && typeof version === 'number') this.shown.set(key, { value, version })
  }

  private wish(): Wish {
    const { chance } = this
    const { registers, counters } = this.world.plan
    const place = chance.whole(0, registers + counters - 1)
    const level = chance.pick(['linearizable', 'linearizable', 'decree', 'local'] as const)
    if (place >= registers) {
      const key = `n${place - registers}`
      if (chance.is(0.4)) return { kind: 'total', key, level }
      return { kind: 'add', key, amount: chance.whole(1, 9), token: this.token() }
    }
    const key = `k${place}`
    switch (chance.pick(['put', 'put', 'cas', 'cas', 'delete', 'get', 'get', 'get'] as const)) {
      case 'put':
        return { kind: 'put', key, token: this.token() }
      case 'cas':
        return this.cas(key)
      case 'delete':
        return { kind: 'delete', key }
      case 'get':
        return { kind: 'get', key, level }
    }
  }

  private cas(key: string): Wish {
    const { chance } = this
    const shown = this.shown.get(key)
    const token = this.token()
    if (shown === undefined || chance.is(0.2)) return { kind: 'cas', key, token, expected: null, ifVersion: null }
    return { kind: 'cas', key, token, expected: shown.value, ifVersion: chance.is(0.5) ? shown.version : null }
  }

  private token(): string {
    this.tokens += 1
    return `${this.plan.name}-${this.tokens}`
  }
}

async function perform(citizen: Citizen, wish: Wish, deadlineMs: number): Promise<Reply> {
  switch (wish.kind) {
    case 'put':
      return citizen.put(wish.key, wish.token, { deadlineMs })
    case 'cas': {
      const { ok, ...rest } = await citizen.cas(wish.key, { to: wish.token, ...conditionOf(wish) }, { deadlineMs })
      return { ...rest, changed: ok }
    }
    case 'delete': {
      const { decree, deleted } = await citizen.delete(wish.key, { deadlineMs })
      return { decree, changed: deleted }
    }
    case 'get':
      return citizen.get(wish.key, { level: wish.level, deadlineMs })
    case 'add': {
      const { decree, answer } = await citizen.propose(addBody(wish.key, wish.amount, wish.token), { deadlineMs })
      return { decree, value: readTotal(answer) }
    }
    case 'total': {
      const { decree, answer } = await citizen.inquire(totalQuestion(wish.key), { level: wish.level, deadlineMs })
      return { decree, value: readTotal(answer) }
    }
  }
}

function conditionOf({ expected, ifVersion }: Extract<Wish, { kind: 'cas' }>) {
  if (expected === null) return { ifAbsent: true } as const
  return ifVersion === null ? { if: expected } : { ifVersion }
}
