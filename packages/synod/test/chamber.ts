import {
  type Ballot,
  type Bounds,
  ballotText,
  birthOf,
  type Decree,
  decreeText,
  type Effects,
  type Event,
  heldTo,
  type Identity,
  inscribe,
  type LedgerRecord,
  LegislatorCore,
  type Message,
  messageText,
  type Name,
  nameOf,
  nothingInscribed,
  noticeText,
  recordText,
  runText,
  TIMING,
  type Timing,
  takes,
} from '../src/index.js'
import { Watcher } from './watcher.js'

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']
/** Decrees in one page given to one who catches up. */
const PAGE_DECREES = 3
/** The chance of one who waits long before it asks: nobody stands of whom the test does not say so. */
const PATIENT = 0.99

/** Unless a test says otherwise one that may stand does not wait long for those before it. */
const QUICK = { rankMs: 10 }

export const decreeOf = (text: string): Decree => new TextEncoder().encode(text === 'olive-day' ? '' : text)

export interface Letter {
  readonly from: Identity
  readonly to: Name
  readonly message: Message
}

/** A priest with a ledger that forgets what was not synced, and with what it says only after the sync. */
interface Priest {
  readonly me: Identity
  core: LegislatorCore
  present: boolean
  durable: LedgerRecord[]
  unsynced: LedgerRecord[]
  /** Records given since the start, and how many of them are durable. */
  position: number
  synced: number
  /** How many records were durable after each batch, and the largest batch that the others have heard of. */
  batches: number[]
  remembered: number
  /** What may be said, and who may be given pages, once the ledger is durable up to a position. */
  held: { readonly position: number; readonly act: () => void }[]
  /** The decrees passed, from 1: what the pages of the ledger give and the law is made of. */
  law: Decree[]
  /** Petitions that became decrees, by number, and are to be answered when that number is applied. */
  waiting: Map<number, number>
}

export interface ChamberOptions {
  readonly priests?: number
  readonly alpha?: number
  readonly timing?: Partial<Timing>
  readonly bounds?: Partial<Bounds>
  /** The law reaches what has passed only when `apply` says so. */
  readonly slowLaw?: boolean
  /** A letter of which this says yes is lost while the parliament lives by itself. */
  readonly lose?: (message: Message) => boolean
  /** Nothing is told: for runs that only the watcher looks at. */
  readonly silent?: boolean
}

/**
 * A parliament in which nothing happens by itself: who hears what, when a ledger is synced, who leaves the chamber and how
 * time goes by is all said by the test. All that happens is told in `trace`, in the words of the paper.
 */
export class Chamber {
  now = 1_000
  readonly timing: Timing
  readonly pool: Letter[] = []
  readonly trace: string[] = []
  readonly watcher: Watcher
  readonly names: Name[]
  /** How many letters of each type were sent. */
  readonly sent = new Map<Message['type'], number>()
  /** What citizens were told, by tag: the number that a petition passed as, of what number an inquiry is answered, what failed. */
  readonly answered = new Map<number, number>()
  readonly confirmed = new Map<number, number>()
  readonly failed = new Map<number, 'unproposed' | 'abandoned'>()
  private readonly priests: ReadonlyMap<Name, Priest>
  private readonly options: ChamberOptions
  private readonly cutLinks = new Set<string>()
  private readonly alpha: number
  private readonly petitions = new Map<number, string>()
  private readonly queue: { name: string; event: Event; heading: (() => string) | undefined }[] = []
  private tags = 0
  private silent: boolean

  constructor(options: ChamberOptions = {}) {
    this.options = options
    this.silent = options.silent ?? false
    this.timing = { ...TIMING, ...QUICK, ...options.timing }
    this.alpha = options.alpha ?? 64
    this.names = NAMES.slice(0, options.priests ?? 3).map(nameOf)
    const roll = this.names.map((name, i) => ({ name, incarnation: 1, birth: birthOf(`${i + 1}`.padStart(16, '0')) }))
    this.watcher = new Watcher(roll)
    this.priests = new Map(roll.map((me) => [me.name, this.newPriest(me, roll)]))
    this.quietly(() => {
      for (const name of this.names) {
        this.meetOthers(name)
        this.tick(name, { chance: PATIENT })
      }
    })
    this.pool.length = 0
  }

  // What the trace says.

  /** The trace of what happens in `act`. */
  told(act: () => void): string {
    this.trace.length = 0
    act()
    return `\n${this.trace.join('\n')}\n`
  }

  quietly(act: () => void): void {
    const before = this.silent
    this.silent = true
    act()
    this.silent = before
  }

  private tell(line: () => string): void {
    if (!this.silent) this.trace.push(line())
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
    if (!keep) this.pool.splice(this.pool.indexOf(letter), 1)
    if (!this.priest(letter.to).present) return
    this.tell(() => `${letter.to} hears ${letter.from.name}: ${messageText(letter.message)}`)
    this.step(letter.to, { type: 'Received', from: letter.from, message: letter.message })
  }

  letters(from: string | null, to: string | null, type?: Message['type']): Letter[] {
    return this.pool.filter(
      (letter) =>
        (from === null || letter.from.name === from) &&
        (to === null || letter.to === to) &&
        (type === undefined || letter.message.type === type),
    )
  }

  /** Letters like these are lost. */
  drop(from: string | null, to: string | null, type?: Message['type']): void {
    for (const letter of this.letters(from, to, type)) this.pool.splice(this.pool.indexOf(letter), 1)
  }

  /** A letter that nobody of this chamber sent: of another time, or made up by the test. */
  forge(from: string, to: string, message: Message): void {
    this.pool.push({ from: this.priest(from).me, to: nameOf(to), message })
  }

  // Ledgers.

  /** All that was written is synced, and what rested on it is said. What a priest says to itself it hears at once. */
  sync(name: string): void {
    const priest = this.priest(name)
    if (!priest.present || priest.unsynced.length === 0) return
    this.tell(() => `${name} syncs`)
    this.harden(priest)
    this.step(name, { type: 'Synced', position: priest.synced, batch: priest.batches.length })
    this.release(priest)
  }

  /** Syncs until nothing is left to sync. */
  settle(name: string): void {
    while (this.priest(name).unsynced.length > 0) this.sync(name)
  }

  /** Everything on its way arrives and everything written is synced, until nothing more happens. */
  settleAll(): void {
    for (;;) {
      for (const name of this.names) this.settle(name)
      const [letter] = this.pool
      if (letter === undefined) return
      this.arrive(letter, false)
    }
  }

  private harden(priest: Priest): void {
    for (const record of priest.unsynced) this.watcher.durable(priest.me, record)
    priest.durable.push(...priest.unsynced)
    priest.unsynced = []
    priest.synced = priest.position
    priest.batches.push(priest.durable.length)
    priest.remembered = Math.max(priest.remembered, priest.batches.length)
  }

  private release(priest: Priest): void {
    const ready = priest.held.filter(({ position }) => position <= priest.synced)
    priest.held = priest.held.filter(({ position }) => position > priest.synced)
    for (const { act } of ready) act()
  }

  /** The records of its ledger that are durable. */
  ledger(name: string): readonly LedgerRecord[] {
    return this.priest(name).durable
  }

  // Presence and time.

  /** The priest leaves the chamber: slips are lost, and what was not synced. `kept`: its last writes reached the disk, unknown to it. */
  crash(name: string, { kept = false } = {}): void {
    const priest = this.priest(name)
    this.tell(() => `${name} stops${kept ? ', and what it wrote last is kept' : ''}`)
    if (kept && priest.unsynced.length > 0) this.harden(priest)
    priest.present = false
    priest.unsynced = []
    priest.held = []
    priest.waiting.clear()
  }

  /** Comes back with what its ledger holds. `meets`: and the others shake hands with it. */
  restart(name: string, { meets = true } = {}): void {
    const priest = this.priest(name)
    const { core, law } = this.open(priest.me, priest)
    priest.core = core
    priest.law = law
    priest.position = 0
    priest.synced = 0
    priest.present = true
    this.tell(() => {
      const { lastTried, nextBal, heldTo } = core
      return `${name} comes back: lastTried ${ballotText(lastTried)}, nextBal ${ballotText(nextBal)}, holds up to ${heldTo}`
    })
    if (meets) this.meetOthers(name)
  }

  /** Both shake hands, and each says how much it remembers of the other's ledger. */
  meet(name: string, peer: string): void {
    const [a, b] = [this.priest(name), this.priest(peer)]
    this.step(name, { type: 'PeerMet', peer: b.me, remembers: a.remembered })
    this.step(peer, { type: 'PeerMet', peer: a.me, remembers: b.remembered })
  }

  private meetOthers(name: string): void {
    for (const other of this.names) if (other !== name && this.priest(other).present) this.meet(name, other)
  }

  /** The priest is told to leave: SIGTERM, or god saying that all leave. */
  leave(name: string, { all = false } = {}): void {
    this.tell(() => `${name} is told to leave`)
    this.step(name, { type: 'Leave', all })
  }

  private gone(priest: Priest): void {
    if (priest.unsynced.length > 0) this.harden(priest)
    this.release(priest)
    priest.present = false
  }

  /** The others see that nobody listens any more where this priest was; what it said last is lost with its connections. */
  miss(name: string): void {
    this.drop(name, null)
    for (const other of this.names)
      if (other !== name) this.step(other, { type: 'PeerLost', name: this.priest(name).me.name, refused: true })
  }

  /** A copy of its ledger, of when it had so many batches, is put back while it is away. */
  putBack(name: string, batches: number): void {
    const priest = this.priest(name)
    if (priest.present) throw new Error(`${name} is there`)
    this.tell(() => `the ledger of ${name} is put back from a copy made after batch ${batches}`)
    priest.batches = priest.batches.slice(0, batches)
    priest.durable = priest.durable.slice(0, priest.batches[batches - 1] ?? 0)
  }

  /** Batches that this priest has synced. */
  batches(name: string): number {
    return this.priest(name).batches.length
  }

  wait(ms: number): void {
    this.now += ms
    this.tell(() => `${ms} ms go by`)
  }

  tick(name: string, { chance = 0, lateMs = 0, stalledMs = 0 } = {}): void {
    const at = this.trace.length
    this.step(name, { type: 'Tick', chance, lateMs, stalledMs })
    if (this.trace.length > at) this.trace.splice(at, 0, `${name} looks at the clock`)
  }

  /** Time goes by until this priest stands, these others having said that they hear nobody. */
  elect(name: string, others: readonly string[]): void {
    this.quietly(() => {
      this.now += this.timing.electionMs
      this.dropAsking(name)
      this.tick(name)
      for (const other of others) {
        this.deliver(name, other, 'Ask')
        this.deliver(other, name, 'AskAnswer')
      }
      for (let i = 0; i < 50 && this.core(name).lastTried === this.ledgerTried(name); i++) {
        this.now += 10
        this.tick(name)
      }
      this.dropAsking(name)
    })
    const { lastTried } = this.core(name)
    if (lastTried === this.ledgerTried(name)) throw new Error(`${name} does not stand`)
    this.tell(() => `${name} stands in ${ballotText(lastTried)}`)
  }

  private dropAsking(name: string): void {
    this.drop(name, null, 'Ask')
    this.drop(null, name, 'AskAnswer')
  }

  /** What lastTried was when this priest last synced. */
  private ledgerTried(name: string): Ballot | null {
    let tried: Ballot | null = null
    for (const record of this.priest(name).durable) if (record.type === 'LastTried') tried = record.ballot
    return tried
  }

  /** Steps 1 to 3 without a word: the priest presides, on the LastVotes of these others, and its olive-day is on its way. */
  preside(name: string, others: readonly string[]): void {
    this.quietly(() => {
      this.elect(name, others)
      this.settle(name)
      for (const other of others) {
        this.deliver(name, other, 'NextBallot')
        this.settle(other)
        this.deliverAll(other, name, 'LastVote')
        this.settle(name)
      }
    })
    if (!this.core(name).presides) throw new Error(`${name} does not preside`)
  }

  /** Steps 4 and 5 as far as these priests go: each hears the BeginBallots on their way, votes, and its votes arrive. */
  vote(president: string, ...voters: string[]): void {
    for (const voter of voters) {
      this.deliverAll(president, voter, 'BeginBallot')
      this.settle(voter)
      this.deliverAll(voter, president, 'Voted')
    }
    this.settle(president)
  }

  /** Links over which letters are lost while the parliament lives by itself; `one way`: only from the first to the second. */
  cut(a: string, b: string, oneWay = false): void {
    this.cutLinks.add(`${a} ${b}`)
    if (!oneWay) this.cutLinks.add(`${b} ${a}`)
  }

  heal(): void {
    this.cutLinks.clear()
  }

  isCut(letter: Letter): boolean {
    return this.cutLinks.has(`${letter.from.name} ${letter.to}`)
  }

  /** The parliament lives by itself for so long, or until something is so: letters take 10 ms, ledgers are synced at once. */
  live(ms: number, chance: () => number, until: () => boolean = () => false): boolean {
    const end = this.now + ms
    while (this.now < end) {
      if (until()) return true
      this.now += 10
      const arriving = [...this.pool]
      for (const name of this.names) if (this.priest(name).present) this.tick(name, { chance: chance() })
      for (const letter of arriving) {
        if (this.isCut(letter) || this.options.lose?.(letter.message) === true)
          this.pool.splice(this.pool.indexOf(letter), 1)
        else this.arrive(letter, false)
      }
      for (const name of this.names) {
        this.settle(name)
        this.apply(name)
      }
    }
    return until()
  }

  // Citizens.

  /** @returns the tag of the first */
  petition(name: string, ...texts: string[]): number {
    this.tell(() => `${name} is asked for ${texts.join(', ')}`)
    const petitions = texts.map((text) => {
      this.tags += 1
      this.petitions.set(this.tags, text)
      return { decree: decreeOf(text), tag: this.tags }
    })
    this.step(name, { type: 'Petition', petitions })
    return this.tags - texts.length + 1
  }

  inquire(name: string): number {
    this.tags += 1
    const tag = this.tags
    this.petitions.set(tag, `inquiry ${tag}`)
    this.tell(() => `${name} is asked inquiry ${tag}`)
    this.step(name, { type: 'Inquiry', tag })
    return tag
  }

  textOf(tag: number): string {
    return this.petitions.get(tag) ?? ''
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

  isSynced(name: string): boolean {
    return this.priest(name).unsynced.length === 0
  }

  /** The law of this priest reaches all that has passed. */
  apply(name: string): void {
    if (this.options.slowLaw === true) this.tell(() => `the law of ${name} reaches ${this.priest(name).law.length}`)
    this.step(name, { type: 'Applied', upTo: this.priest(name).law.length, rolls: [] })
  }

  /** The decrees passed as this priest's law has them. */
  law(name: string): string[] {
    return this.priest(name).law.map(decreeText)
  }

  presidents(): Name[] {
    return this.names.filter((name) => this.priest(name).present && this.core(name).presides)
  }

  /** What follows from a step for the priest itself (what it says to itself, its law) comes after the step, in order. */
  step(name: string, event: Event, heading?: () => string): void {
    this.queue.push({ name, event, heading })
    if (this.queue.length > 1) return
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      const priest = this.priest(next.name)
      if (next.heading !== undefined) this.tell(next.heading)
      if (priest.present) this.carryOut(priest, priest.core.step(next.event, this.now))
      this.queue.shift()
    }
  }

  // What the loop of a priest does with the effects of a step.

  private carryOut(priest: Priest, effects: Effects): void {
    const { me } = priest
    for (const notice of effects.notices) this.tell(() => `  ${me.name} ${noticeText(notice)}`)
    for (const { tag, number } of effects.proposed)
      this.tell(() => `  ${this.petitions.get(tag)} becomes decree ${number}`)
    for (const record of effects.writes) this.tell(() => `  ${me.name} writes: ${recordText(record)}`)
    this.tellSaid(me.name, 'says to', effects.now)
    const rests = priest.unsynced.length > 0 || effects.writes.length > 0
    this.tellSaid(me.name, rests ? 'will say to' : 'says to', effects.afterSync)
    for (const { number, decree } of effects.passed)
      this.tell(() => `  ${me.name} applies ${number} ${decreeText(decree)}`)
    for (const { tag, why } of effects.failed) {
      this.tell(() => `  ${this.petitions.get(tag)} is ${why}`)
      this.failed.set(tag, why)
    }
    for (const { tag, atLeast } of effects.confirmed) {
      this.tell(() => `  ${this.petitions.get(tag)} may be answered as of ${atLeast}`)
      this.confirmed.set(tag, atLeast)
    }
    this.answer(priest, effects)
    priest.unsynced.push(...effects.writes)
    priest.position += effects.writes.length
    const { position } = priest
    for (const { to, message } of effects.now) this.send(priest, to, message)
    for (const { to, message } of effects.afterSync)
      priest.held.push({ position, act: () => this.send(priest, to, message) })
    for (const { to, after } of effects.give) priest.held.push({ position, act: () => this.give(priest, to, after) })
    this.release(priest)
    this.passed(priest, effects.passed)
    if (effects.notices.some(({ event }) => event === 'left')) this.gone(priest)
  }

  /** A citizen is answered by the number that its petition became, so no other decree may pass under it unsaid. */
  private answer({ me, waiting }: Priest, { proposed, failed, passed }: Effects): void {
    for (const { tag, number } of proposed) waiting.set(number, tag)
    for (const { tag } of failed) for (const [number, other] of waiting) if (other === tag) waiting.delete(number)
    for (const { number, decree } of passed) {
      const tag = waiting.get(number)
      if (tag === undefined) continue
      waiting.delete(number)
      if (this.petitions.get(tag) !== decreeText(decree)) throw new Error(`${me.name} answers ${tag} by another decree`)
      this.answered.set(tag, number)
    }
  }

  private send({ me }: Priest, to: Name, message: Message): void {
    this.watcher.said(me, message)
    if (to !== me.name) this.sent.set(message.type, (this.sent.get(message.type) ?? 0) + 1)
    if (to === me.name) {
      this.step(to, { type: 'Received', from: me, message }, () => `${to} hears itself: ${messageText(message)}`)
    } else this.pool.push({ from: me, to, message })
  }

  private give(priest: Priest, to: Name, after: number): void {
    const decrees = priest.law.slice(after, after + PAGE_DECREES)
    this.tell(() => `  ${priest.me.name} gives ${to} from its ledger: ${runText({ from: after + 1, decrees })}`)
    this.send(priest, to, { type: 'Page', from: after + 1, decrees, passedTo: priest.core.passedTo })
  }

  private passed(priest: Priest, passed: Effects['passed']): void {
    const last = passed[passed.length - 1]
    if (last === undefined) return
    for (const { number, decree } of passed) {
      if (number !== priest.law.length + 1)
        throw new Error(`${priest.me.name} was given ${number} to apply out of order`)
      priest.law.push(decree)
      this.watcher.tookAsPassed(priest.me, number, decree)
    }
    if (this.options.slowLaw !== true) this.apply(priest.me.name)
  }

  private tellSaid(name: Name, verb: string, said: readonly { to: Name; message: Message }[]): void {
    if (this.silent) return
    let i = 0
    while (i < said.length) {
      const text = messageText((said[i] as { message: Message }).message)
      const to: Name[] = []
      for (; i < said.length && messageText((said[i] as { message: Message }).message) === text; i++) {
        to.push((said[i] as { to: Name }).to)
      }
      this.trace.push(`  ${name} ${verb} ${to.map((n) => (n === name ? 'itself' : n)).join(' ')}: ${text}`)
    }
  }

  // Opening a ledger.

  private newPriest(me: Identity, roll: readonly Identity[]): Priest {
    const empty = { durable: [], batches: [], remembered: 0 }
    const slips = { unsynced: [], position: 0, synced: 0, held: [], waiting: new Map() }
    return { me, present: true, ...this.open(me, empty, roll), ...empty, ...slips }
  }

  private open(
    me: Identity,
    { durable, batches, remembered }: Pick<Priest, 'durable' | 'batches' | 'remembered'>,
    roll: readonly Identity[] = this.names.map((name) => this.priest(name).me),
  ): { core: LegislatorCore; law: Decree[] } {
    const sum = nothingInscribed()
    const pages = new Map<number, Decree>()
    for (const record of durable) {
      if (record.type === 'Voted' || record.type === 'Learnt') {
        const ballot = record.type === 'Voted' ? record.ballot : null
        for (const [i, decree] of record.decrees.entries()) {
          if (takes(sum, record.from + i, ballot)) pages.set(record.from + i, decree)
        }
      }
      inscribe(sum, record)
    }
    if (batches.length >= remembered && sum.doubted === null) this.watcher.cameBack(me, sum)
    const law: Decree[] = []
    for (let number = 1; number <= heldTo(sum); number++) {
      const decree = pages.get(number)
      if (decree === undefined) throw new Error(`${me.name} says that it holds ${number}, and does not`)
      this.watcher.tookAsPassed(me, number, decree)
      law.push(decree)
    }
    const core = new LegislatorCore({
      me,
      founding: {
        parliament: '0'.repeat(32),
        roll: roll.map((seat) => ({ ...seat, weight: 1 })),
        alpha: this.alpha,
        law: { name: 'kv', version: 1 },
        format: 1,
      },
      inscribed: sum,
      batch: batches.length,
      lawAt: law.length,
      now: this.now,
      timing: this.timing,
      ...(this.options.bounds === undefined ? {} : { bounds: this.options.bounds }),
    })
    return { core, law }
  }

  private priest(name: string): Priest {
    const priest = this.priests.get(nameOf(name))
    if (priest === undefined) throw new Error(`there is no ${name} in this chamber`)
    return priest
  }
}
