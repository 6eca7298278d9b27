import {
  type Bounds,
  ballotText,
  birthOf,
  type Decree,
  decreeText,
  type Effects,
  type Event,
  type Identity,
  type LedgerRecord,
  LegislatorCore,
  type Message,
  messageText,
  type Name,
  nameOf,
  type RollChange,
  runText,
  type Seat,
  TIMING,
  type Timing,
} from '../src/index.js'
import { isLike, type Letter } from './letter.js'
import { PretendLedger } from './pretend-ledger.js'
import { readmission, rollChanges } from './roll-law.js'
import { Tale } from './tale.js'
import { Watcher } from './watcher.js'

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']
/** Decrees in one page given to one who catches up. */
const PAGE_DECREES = 3
/** Unless a test says otherwise one that may stand does not wait long for those before it. */
const QUICK = { rankMs: 10 }

interface Priest {
  me: Identity
  readonly ledger: PretendLedger
  core: LegislatorCore
  present: boolean
  /** What may be said, and who may be given pages, once the ledger is durable up to a position. */
  held: { readonly position: number; readonly act: () => void }[]
  /** The decrees passed, from 1: what the pages of the ledger give and the law is made of. */
  law: Decree[]
  /** Petitions that became decrees, by number, and are to be answered when that number is applied. */
  readonly waiting: Map<number, number>
}

export interface HallOptions {
  readonly priests?: number
  readonly alpha?: number
  readonly timing?: Partial<Timing>
  readonly bounds?: Partial<Bounds>
  /** The law reaches what has passed only when `apply` says so. */
  readonly slowLaw?: boolean
  /** Nothing is told: for runs that only the watcher looks at. */
  readonly silent?: boolean
}

/**
 * A parliament in which nothing happens by itself: who hears what, when a ledger is synced and who leaves the chamber is
 * all said from outside. It does with the effects of a step what the loop of a priest does.
 */
export class Hall {
  /** Monotonic ms, the same for all. */
  now = 1_000
  readonly names: readonly Name[]
  readonly timing: Timing
  readonly watcher: Watcher
  readonly tale: Tale
  /** Letters on their way, the oldest first. */
  readonly pool: Letter[] = []
  /** How many letters of each type were sent. */
  readonly sent = new Map<Message['type'], number>()
  /** What citizens were told, by tag: as what number a petition passed, as of what number an inquiry is answered, what failed. */
  readonly answered = new Map<number, number>()
  readonly confirmed = new Map<number, number>()
  readonly failed = new Map<number, 'unproposed' | 'abandoned'>()
  /** What citizens asked for, by tag. */
  protected readonly asked = new Map<number, string>()
  private readonly options: HallOptions
  private readonly roll: readonly Seat[]
  private readonly alpha: number
  private readonly priests: ReadonlyMap<Name, Priest>
  private readonly queue: { name: string; event: Event; heading: () => void }[] = []

  constructor(options: HallOptions) {
    this.options = options
    this.tale = new Tale(options.silent ?? false)
    this.timing = { ...TIMING, ...QUICK, ...options.timing }
    this.names = NAMES.slice(0, options.priests ?? 3).map(nameOf)
    const birth = (i: number) => birthOf(`${i + 1}`.padStart(16, '0'))
    this.roll = this.names.map((name, i) => ({ name, incarnation: 1, birth: birth(i), weight: 1 }))
    this.alpha = options.alpha ?? 64
    this.watcher = new Watcher(this.roll, this.alpha)
    this.priests = new Map(
      this.roll.map((me) => {
        const ledger = new PretendLedger(me.birth)
        return [me.name, { ledger, present: true, held: [], waiting: new Map(), ...this.open(me.name, ledger) }]
      }),
    )
  }

  told(act: () => void): string {
    return this.tale.of(act)
  }

  quietly(act: () => void): void {
    this.tale.quietly(act)
  }

  // Letters.

  /** The first letter like this that is on its way arrives. `keep`: and a copy of it is still on its way. */
  deliver(from: string, to: string, type: Message['type'], { keep = false, nth = 0 } = {}): void {
    const letter = this.letters(from, to, type)[nth]
    if (letter === undefined) throw new Error(`no ${type} is on its way from ${from} to ${to}`)
    this.arrive(letter, keep)
  }

  /** All letters like these arrive, in the order in which they were sent. */
  deliverAll(from: string, to: string, type?: Message['type']): void {
    for (const letter of this.letters(from, to, type)) this.arrive(letter, false)
  }

  arrive(letter: Letter, keep: boolean): void {
    if (!keep) this.lose(letter)
    if (!this.priest(letter.to).present) return
    this.tale.tell(() => `${letter.to} hears ${letter.from.name}: ${messageText(letter.message)}`)
    this.step(letter.to, { type: 'Received', from: letter.from, message: letter.message })
  }

  lose(letter: Letter): void {
    this.pool.splice(this.pool.indexOf(letter), 1)
  }

  letters(from: string | null, to: string | null, type?: Message['type']): Letter[] {
    return this.pool.filter((letter) => isLike(letter, from, to, type))
  }

  /** Letters like these are lost. */
  drop(from: string | null, to: string | null, type?: Message['type']): void {
    for (const letter of this.letters(from, to, type)) this.lose(letter)
  }

  /** A letter that nobody sent just now: of another time, or made up by the test. */
  forge(from: string, to: string, message: Message): void {
    this.pool.push({ from: this.priest(from).me, to: nameOf(to), message })
  }

  // Ledgers.

  /** All that was written is synced, and what rested on it is said. What a priest says to itself it hears at once. */
  sync(name: string): void {
    const priest = this.priest(name)
    const { ledger, present } = priest
    if (!present || ledger.unsynced.length === 0) return
    this.tale.tell(() => `${name} syncs`)
    this.harden(priest)
    this.step(name, { type: 'Synced', position: ledger.synced, batch: ledger.batch })
    this.release(priest)
  }

  /** Syncs until nothing is left to sync. */
  settle(name: string): void {
    while (this.priest(name).ledger.unsynced.length > 0) this.sync(name)
  }

  /** The records of its ledger that are durable. */
  ledger(name: string): readonly LedgerRecord[] {
    return this.priest(name).ledger.durable
  }

  /** Batches that this priest has synced. */
  batches(name: string): number {
    return this.priest(name).ledger.batch
  }

  /** A copy of its ledger, of when it had so many batches, is put back while it is away. */
  putBack(name: string, batch: number): void {
    this.tale.tell(() => `the ledger of ${name} is put back from a copy made after batch ${batch}`)
    this.ledgerOfAbsent(name).putBack(batch)
  }

  /** For what is done to it while its priest is away. */
  ledgerOfAbsent(name: string): PretendLedger {
    if (this.isPresent(name)) throw new Error(`${name} is there`)
    return this.priest(name).ledger
  }

  private harden({ me, ledger }: Priest): void {
    for (const record of ledger.sync()) this.watcher.durable(me, record)
  }

  private release(priest: Priest): void {
    const { held, ledger } = priest
    priest.held = held.filter(({ position }) => position > ledger.synced)
    for (const { position, act } of held) if (position <= ledger.synced) act()
  }

  // Presence.

  /** The priest leaves the chamber: slips are lost, and what was not synced. `kept`: its last writes reached the disk, unknown to it. */
  crash(name: string, { kept = false } = {}): void {
    const priest = this.priest(name)
    this.tale.tell(() => `${name} stops${kept ? ', and what it wrote last is kept' : ''}`)
    if (kept && priest.ledger.unsynced.length > 0) this.harden(priest)
    this.watcher.stopped(priest.me)
    priest.ledger.unsynced = []
    priest.present = false
    priest.held = []
    priest.waiting.clear()
  }

  /** Its folder is removed while it is away. */
  wipe(name: string): void {
    this.tale.tell(() => `the ledger of ${name} is lost`)
    this.ledgerOfAbsent(name).wipe()
  }

  /** Comes back with what its ledger holds. `meets`: and the others shake hands with it. */
  restart(name: string, { meets = true } = {}): void {
    const priest = this.priest(name)
    Object.assign(priest, this.open(priest.me.name, priest.ledger), { present: true })
    this.tale.tell(() => {
      const { lastTried, nextBal, heldTo } = priest.core
      return `${name} comes back: lastTried ${ballotText(lastTried)}, nextBal ${ballotText(nextBal)}, holds up to ${heldTo}`
    })
    if (meets) this.meetOthers(name)
  }

  /** Both shake hands, and each says how much it remembers of the other's ledger. */
  meet(name: string, peer: string): void {
    const [a, b] = [this.priest(name), this.priest(peer)]
    this.step(name, { type: 'PeerMet', peer: b.me, ...a.ledger.rememberedAs })
    this.step(peer, { type: 'PeerMet', peer: a.me, ...b.ledger.rememberedAs })
  }

  protected meetOthers(name: string): void {
    for (const other of this.names) if (other !== name && this.isPresent(other)) this.meet(name, other)
  }

  /** The others see that nobody listens any more where this priest was; what it said last is lost with its connections. */
  miss(name: string): void {
    this.drop(name, null)
    for (const other of this.names) if (other !== name) this.refuse(other, name)
  }

  /** `name` finds nobody listening where `peer` was. */
  refuse(name: string, peer: string): void {
    this.step(name, { type: 'PeerLost', name: nameOf(peer), refused: true })
  }

  private gone(priest: Priest): void {
    if (priest.ledger.unsynced.length > 0) this.harden(priest)
    this.release(priest)
    this.watcher.stopped(priest.me)
    priest.present = false
  }

  /** The law of this priest reaches all that has passed. */
  apply(name: string): void {
    const { law } = this.priest(name)
    const upTo = law.length
    if (this.options.slowLaw === true) this.tale.tell(() => `the law of ${name} reaches ${upTo}`)
    this.step(name, { type: 'Applied', upTo, rolls: this.rollsBy(law) })
  }

  // What can be looked at.

  core(name: string): LegislatorCore {
    return this.priest(name).core
  }

  priestOf(name: string): Identity {
    return this.priest(name).me
  }

  isPresent(name: string): boolean {
    return this.priest(name).present
  }

  /** The decrees passed as this priest's law has them. */
  law(name: string): string[] {
    return this.priest(name).law.map(decreeText)
  }

  presidents(): Name[] {
    return this.names.filter((name) => this.isPresent(name) && this.core(name).presides)
  }

  private rollsBy(law: readonly Decree[]): RollChange[] {
    return rollChanges(law, this.roll, this.alpha)
  }

  // What the loop of a priest does.

  /** What follows from a step for the priest itself (what it says to itself, its law) comes after the step, in order. */
  step(name: string, event: Event, heading: () => void = () => {}): void {
    this.queue.push({ name, event, heading })
    if (this.queue.length > 1) return
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      const priest = this.priest(next.name)
      next.heading()
      if (priest.present) {
        const { event } = next
        if (event.type === 'Received') this.watcher.heard(priest.me, event.from, event.message)
        this.carryOut(priest, priest.core.step(event, this.now))
      }
      this.queue.shift()
    }
  }

  private carryOut(priest: Priest, effects: Effects): void {
    const { me, ledger, held } = priest
    ledger.write(effects.writes)
    const { position } = ledger
    this.tale.tellEffects(me.name, effects, (tag) => this.asked.get(tag) ?? '', position === ledger.synced)
    this.answer(priest, effects)
    for (const { to, message } of effects.now) this.send(priest, to, message)
    for (const { to, message } of effects.afterSync) held.push({ position, act: () => this.send(priest, to, message) })
    for (const { to, after } of effects.give) held.push({ position, act: () => this.give(priest, to, after) })
    this.release(priest)
    this.passed(priest, effects.passed)
    if (effects.notices.some(({ event }) => event === 'left')) this.gone(priest)
  }

  /** A citizen is answered by the number that its petition became, so no other decree may pass under it unsaid. */
  private answer({ me, waiting }: Priest, { proposed, failed, passed, confirmed }: Effects): void {
    for (const { tag, number } of proposed) waiting.set(number, tag)
    for (const { tag, why } of failed) {
      this.failed.set(tag, why)
      for (const [number, other] of waiting) if (other === tag) waiting.delete(number)
    }
    for (const { number, decree } of passed) {
      const tag = waiting.get(number)
      if (tag === undefined) continue
      waiting.delete(number)
      if (this.asked.get(tag) !== decreeText(decree)) throw new Error(`${me.name} answers ${tag} by another decree`)
      this.answered.set(tag, number)
    }
    for (const { tag, atLeast } of confirmed) this.confirmed.set(tag, atLeast)
  }

  private send({ me }: Priest, to: Name, message: Message): void {
    this.watcher.said(me, message)
    if (to === me.name) {
      const heading = () => this.tale.tell(() => `${to} hears itself: ${messageText(message)}`)
      return this.step(to, { type: 'Received', from: me, message }, heading)
    }
    this.sent.set(message.type, (this.sent.get(message.type) ?? 0) + 1)
    this.pool.push({ from: me, to, message })
  }

  private give(priest: Priest, to: Name, after: number): void {
    const decrees = priest.law.slice(after, after + PAGE_DECREES)
    const run = { from: after + 1, decrees }
    this.tale.tell(() => `  ${priest.me.name} gives ${to} from its ledger: ${runText(run)}`)
    this.send(priest, to, { type: 'Page', ...run, passedTo: priest.core.passedTo })
  }

  private passed({ me, law }: Priest, passed: Effects['passed']): void {
    for (const { number, decree } of passed) {
      if (number !== law.length + 1) throw new Error(`${me.name} was given ${number} to apply out of order`)
      law.push(decree)
      this.watcher.tookAsPassed(me, number, decree)
    }
    if (passed.length > 0 && this.options.slowLaw !== true) this.apply(me.name)
  }

  private open(name: Name, ledger: PretendLedger): Pick<Priest, 'me' | 'core' | 'law'> {
    const { birth, inscribed, held } = ledger.open()
    const me = { name, incarnation: 1, birth }
    if (!ledger.isBehind) this.watcher.cameBack(me, inscribed)
    for (const [i, decree] of held.entries()) this.watcher.tookAsPassed(me, i + 1, decree)
    const core = new LegislatorCore({
      me,
      founding: {
        parliament: '0'.repeat(32),
        roll: this.roll,
        alpha: this.alpha,
        law: { name: 'kv', version: 1 },
        format: 1,
      },
      inscribed,
      batch: ledger.batch,
      lawAt: held.length,
      rolls: this.rollsBy(held),
      encodeReadmission: readmission,
      now: this.now,
      timing: this.timing,
      ...(this.options.bounds === undefined ? {} : { bounds: this.options.bounds }),
    })
    return { me, core, law: [...held] }
  }

  private priest(name: string): Priest {
    const priest = this.priests.get(nameOf(name))
    if (priest === undefined) throw new Error(`there is no ${name} in this chamber`)
    return priest
  }
}
