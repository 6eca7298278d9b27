import { type Disk, readLedger, type SimulatedDisk } from '@paxon/ledger'
import type { Decree } from '@paxon/synod'
import { Books } from './books.js'
import { Chance } from './chance.js'
import { checkDigests } from './checkers/digests.js'
import { keyIsLinearizable } from './checkers/objects.js'
import { lastRoll, rollObjection } from './checkers/rolls.js'
import { Truth } from './checkers/truth.js'
import { drawPlan, GOD, RIVAL } from './draw-plan.js'
import { Faults } from './faults.js'
import { GodHost } from './god-host.js'
import { callText, History } from './history.js'
import { Host, type World } from './host.js'
import { Messengers } from './messengers.js'
import type { Fault, Plan } from './plan.js'
import { Scheduler } from './scheduler.js'
import { Trace } from './trace.js'
import { trapReality } from './trap.js'
import { type Ending, Verdict } from './verdict.js'
import { Watch } from './watch.js'
import { Wires } from './wires.js'
import { Client } from './workload.js'

export interface RunOptions {
  readonly seed: number
  /** Hears each line of the story. */
  readonly onLine?: (line: string) => void
  /** Takes the place of what the seed draws. */
  readonly change?: (plan: Plan) => Plan
  /** For tests of the checkers: what a priest takes for its disk. */
  readonly disguise?: (disk: SimulatedDisk) => Disk
}

/** How a run went. */
export interface Outcome {
  readonly seed: number
  readonly ending: Ending
  /** What is wrong; null where nothing is. */
  readonly why: string | null
  readonly plan: Plan
  /** Equal where two runs were the same. */
  readonly trace: string
  readonly virtualMs: number
  readonly actions: number
  readonly decrees: number
  readonly calls: { readonly answered: number; readonly none: number; readonly unknown: number }
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  /** Virtual ms from the end of all faults until the first decree proposed after it had passed; null where none has. */
  readonly recoveryMs: number | null
  /** Keys whose history was too long to be searched to the end. */
  readonly undecided: number
  /** The end of the story. */
  readonly lastLines: readonly string[]
}

/** Virtual ms in which a parliament without faults must have been founded. */
const FOUNDING_MS = 10_000
/** Virtual ms after all faults ended, in which decrees must pass, and then all ledgers must be equal. */
const PROGRESS_MS = 10_000
/** Virtual ms after that, in which whoever lost its ledger must count as a legislator again. */
const READMITTED_MS = 10_000
const LAST_PUTS = 3
/** Virtual ms after all faults ended, where nothing but agreement is owed. */
const AFTERMATH_MS = 4_000
/** How often what is costly to ask is asked, ms. */
const LOOK_MS = 150

/** One parliament from one seed, from its founding to the check of all that it said. */
export async function simulate(options: RunOptions): Promise<Outcome> {
  const run = new Run(options)
  const crash = (error: unknown) =>
    run.world.verdict.crash(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.on('unhandledRejection', crash)
  const restore = trapReality()
  try {
    await run.run()
  } catch (error) {
    crash(error)
  } finally {
    restore()
  }
  // Node tells of rejections that nobody handles when the turn ends in which they were made: the whole run is one.
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', crash)
  return run.outcome()
}

class Run {
  readonly world: World
  private readonly plan: Plan
  private readonly hosts: readonly Host[]
  private readonly faults: Faults
  private readonly clients: readonly Client[]
  private readonly last: Client
  private readonly history = new History()
  private readonly god: GodHost
  private readonly rival: GodHost | null
  private recoveryMs: number | null = null
  private undecided = 0

  constructor({ seed, onLine, change = (plan) => plan, disguise = (disk) => disk }: RunOptions) {
    const plan = change(drawPlan(seed))
    const chance = new Chance(`${seed}`)
    const trace = new Trace(onLine ?? null)
    const scheduler = new Scheduler(trace)
    const verdict = new Verdict(() => scheduler.stop())
    this.plan = plan
    this.world = {
      plan,
      scheduler,
      wires: new Wires(scheduler, plan.wire, chance.split('wires')),
      messengers: new Messengers(scheduler, plan.messengers, chance.split('messengers')),
      watch: new Watch(verdict, trace, plan),
      verdict,
      trace,
      books: new Books(plan),
      disguise,
    }
    this.hosts = plan.priests.map((priest) => new Host(this.world, priest, chance.split(priest.name)))
    const names = plan.priests.map(({ name }) => name)
    this.god = new GodHost(this.world, { host: GOD, names, alpha: plan.alpha }, chance.split(GOD))
    this.rival = plan.rival && new GodHost(this.world, { host: RIVAL, ...plan.rival }, chance.split(RIVAL))
    const gods = this.rival === null ? [this.god] : [this.god, this.rival]
    this.faults = new Faults(this.world, this.hosts, gods, chance.split('strikes'))
    const shown = new Map<string, { value: string; version: number }>()
    const urls = new Map(this.hosts.map(({ name, url }) => [name, url]))
    const client = (of: Plan['citizens'][number]) =>
      new Client(
        this.world,
        of,
        of.at.flatMap((name) => urls.get(name) ?? []),
        this.history,
        shown,
        chance.split(of.name),
      )
    this.clients = plan.citizens.map(client)
    this.last = client({
      name: 'last',
      at: [...urls.keys()],
      learn: true,
      inFlight: 1,
      thinkMs: 0,
      deadlineMs: [0, 0],
      anewMs: null,
    })
  }

  async run(): Promise<void> {
    const { plan, faults } = this
    const { scheduler, verdict } = this.world
    this.god.start()
    this.rival?.start()
    for (const host of this.hosts) host.start()
    if (plan.faultsFrom === 'start') faults.begin()
    else if (!(await this.until(() => this.god.isFounded, FOUNDING_MS, 'no parliament was founded'))) return
    if (plan.faultsFrom === 'founding') faults.begin()
    if (plan.godGoesMs !== null) this.loseGod(plan.godGoesMs)
    for (const client of this.clients) client.begin()
    await scheduler.runUntil(() => false, plan.safetyMs)
    if (!verdict.isClean) return
    this.rival?.leaveForGood()
    faults.heal()
    this.world.messengers.becomeReliable()
    for (const client of this.clients) client.finish()
    if (plan.rival !== null && !(await this.endsRace())) return
    if (faults.losses.isBeyondBudget) return this.checkAgreementAlone()
    if (!(await this.makesProgress())) return
    this.checkHistory()
    this.checkInvariant()
    this.world.books.check(verdict)
    checkDigests(
      this.hosts.flatMap(({ status }) => status ?? []),
      verdict,
    )
  }

  /**
   * Who has won, once the rival is gone: if some priests have voted for its roll, and that is another one, god must stop,
   * and this is the end. @returns whether all priests have their seats
   */
  private async endsRace(): Promise<boolean> {
    const { god, hosts } = this
    const areSeated = () => this.faults.losses.wereAllSeated || hosts.every((host) => host.isSeated)
    const isOver = () => areSeated() || god.stoppedBecause !== null
    if (!(await this.until(isOver, FOUNDING_MS, 'neither a parliament of all nor a refusal'))) return false
    this.readLedgers()
    return this.world.verdict.isClean && areSeated()
  }

  /** For a parliament that may be lost for good: whatever it still says must agree with what it said. */
  private async checkAgreementAlone(): Promise<void> {
    const { scheduler, verdict, watch } = this.world
    await scheduler.runUntil(() => !verdict.isClean, AFTERMATH_MS)
    this.readLedgers()
    this.checkInvariant()
    this.world.books.check(verdict)
    if (verdict.isClean) this.checkLinearizability(watch.agreement.executedAs)
  }

  private readLedgers(): void {
    for (const { disk, folder, name } of this.hosts) this.world.watch.hasLedger(disk, folder, name)
  }

  private checkInvariant(): void {
    for (const host of this.hosts) host.testify()
    this.world.watch.checkInvariant()
  }

  outcome(): Outcome {
    const { scheduler, verdict, trace, watch } = this.world
    return {
      seed: this.plan.seed,
      ending: verdict.ending,
      why: verdict.why,
      plan: this.plan,
      trace: trace.hash,
      virtualMs: Math.round(scheduler.now),
      actions: scheduler.actions,
      decrees: watch.agreement.last,
      calls: {
        answered: this.history.count('answered'),
        none: this.history.count('none'),
        unknown: this.history.count('unknown'),
      },
      faults: this.faults.struck,
      recoveryMs: this.recoveryMs,
      undecided: this.undecided,
      lastLines: trace.lastLines,
    }
  }

  /** Nobody minds once all priests have the founding in their ledgers; before that somebody has to carry it on. */
  private loseGod(afterMs: number): void {
    this.world.scheduler.after(afterMs, () => {
      if (this.hosts.every((host) => host.isSeated)) this.god.leaveForGood()
      else this.loseGod(LOOK_MS)
    })
  }

  /** Decrees pass once faults have ended, whatever was under way ends, and all ledgers become equal. */
  private async makesProgress(): Promise<boolean> {
    const began = this.world.scheduler.now
    for (let i = 0; i < LAST_PUTS; i++) {
      if (!(await this.until(this.aPut(), PROGRESS_MS, 'no decree passed'))) return false
      this.recoveryMs ??= Math.round(this.world.scheduler.now - began)
    }
    const deadlineMs = Math.max(...this.plan.citizens.map((citizen) => citizen.deadlineMs[1]))
    const isQuiet = () => this.clients.every((client) => client.openCalls === 0)
    if (!(await this.until(isQuiet, deadlineMs + PROGRESS_MS, 'calls were not ended at their deadlines'))) return false
    for (const client of [...this.clients, this.last]) client.close()
    const areSeated = this.atTimes(() => this.areSeated())
    if (!(await this.until(areSeated, READMITTED_MS, 'not all count as legislators again'))) return false
    return this.until(
      this.atTimes(() => this.areEqual()),
      PROGRESS_MS,
      'the ledgers did not become equal',
    )
  }

  /** Asks for a put, and again when it was refused (a disk may have been full a moment ago), until one is answered. */
  private aPut(): () => boolean {
    const { scheduler } = this.world
    const end = scheduler.now + PROGRESS_MS
    const ask = () => {
      const place = this.history.calls.length
      this.last.ask('k0', end - scheduler.now)
      return place
    }
    let place = ask()
    let askedAt = scheduler.now
    return () => {
      const ended = this.history.calls[place]?.ended
      if (ended?.how.kind === 'answered') return true
      if (ended != null && scheduler.now >= askedAt + LOOK_MS && scheduler.now < end) {
        askedAt = scheduler.now
        place = ask()
      }
      return false
    }
  }

  /** Whether each priest has a seat that is in force, those that lost a ledger too. */
  private areSeated(): boolean {
    for (const host of this.hosts) host.start()
    return this.hosts.every(({ status, isUnmended }) => status?.state === 'legislator' && !isUnmended)
  }

  /** Whether all priests have passed and applied the same decrees, and their ledgers say so. */
  private areEqual(): boolean {
    const numbers = new Set<number>()
    for (const { status } of this.hosts) {
      if (status === null) return false
      numbers.add(status.passed)
      numbers.add(status.applied)
    }
    if (numbers.size !== 1) return false
    for (const { disk, folder, name } of this.hosts) numbers.add(this.world.watch.hasLedger(disk, folder, name))
    return numbers.size === 1
  }

  /** For conditions that are too costly to be asked after each action. */
  private atTimes(holds: () => boolean): () => boolean {
    const { scheduler } = this.world
    let next = scheduler.now
    return () => {
      if (scheduler.now < next) return false
      next = scheduler.now + LOOK_MS
      return holds()
    }
  }

  private async until(holds: () => boolean, withinMs: number, otherwise: string): Promise<boolean> {
    const { scheduler, verdict } = this.world
    if (await scheduler.runUntil(() => holds() || !verdict.isClean, withinMs)) return verdict.isClean
    verdict.noProgress(`${otherwise} within ${withinMs} ms of virtual time: ${this.stateText()}`)
    return false
  }

  private stateText(): string {
    return this.hosts
      .map(({ name, status }) => (status === null ? `${name} is down` : JSON.stringify(status)))
      .join('; ')
  }

  private checkHistory(): void {
    const decrees = this.passedDecrees()
    this.checkRoll(decrees)
    const truth = new Truth(decrees)
    truth.check(this.history.calls, this.world.verdict)
    this.checkLinearizability(truth.executedAs)
  }

  private checkRoll(decrees: readonly Decree[]): void {
    const { watch, verdict } = this.world
    const why =
      watch.founding &&
      rollObjection(
        lastRoll(watch.founding, decrees),
        this.hosts.flatMap(({ identity }) => identity ?? []),
      )
    if (why != null) verdict.wrong(why)
  }

  /** @param executedAs by token: as which decree a petition was carried out */
  private checkLinearizability(executedAs: ReadonlyMap<string, number>): void {
    const { verdict } = this.world
    for (const key of new Set(this.history.calls.map(({ wish }) => wish.key))) {
      const calls = this.history.calls.filter(({ wish }) => wish.key === key)
      const found = keyIsLinearizable(calls, executedAs)
      if (found === 'undecided') this.undecided += 1
      if (found === 'no') verdict.wrong(`the history of ${key} is not linearizable:\n${calls.map(callText).join('\n')}`)
    }
  }

  /** As the first ledger holds them; by then all are equal. */
  private passedDecrees(): Decree[] {
    const decrees: Decree[] = []
    const [host] = this.hosts
    const reading = host === undefined ? null : readLedger(host.disk, host.folder)
    for (const { number, decree, passed } of reading?.decrees() ?? []) {
      if (!passed) continue
      decrees.push(decree)
      if (decrees.length !== number) this.world.verdict.wrong(`${host?.name}'s ledger lacks decree ${decrees.length}`)
    }
    return decrees
  }
}
