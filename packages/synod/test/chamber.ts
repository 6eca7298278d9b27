import { type Ballot, ballotText, type Message } from '../src/index.js'
import { Hall, type HallOptions } from './hall.js'
import type { Letter } from './letter.js'
import { decreeOf } from './tale.js'

/** The chance of one who waits long before it asks: nobody stands of whom the test does not say so. */
const PATIENT = 0.99
/** How long a letter takes in a parliament that lives by itself, ms. */
const LETTER_MS = 10

export interface ChamberOptions extends HallOptions {
  /** A letter of which this says yes is lost while the parliament lives by itself. */
  readonly loses?: (message: Message) => boolean
  /** How likely a letter on its way arrives within 10 ms while the parliament lives by itself; 1 unless said. */
  readonly arrives?: number
}

/** A {@link Hall} with what tests want to have happen in it, from one petition to a parliament that lives by itself. */
export class Chamber extends Hall {
  private readonly loses: (message: Message) => boolean
  private readonly arrives: number
  private readonly cutLinks = new Set<string>()
  private tags = 0

  constructor(options: ChamberOptions = {}) {
    super(options)
    this.loses = options.loses ?? (() => false)
    this.arrives = options.arrives ?? 1
    this.quietly(() => {
      for (const name of this.names) {
        this.meetOthers(name)
        this.tick(name, { chance: PATIENT })
      }
    })
    this.pool.length = 0
  }

  // Time.

  wait(ms: number): void {
    this.now += ms
    this.tale.tell(() => `${ms} ms go by`)
  }

  tick(name: string, { chance = 0, lateMs = 0, stalledMs = 0 } = {}): void {
    this.tale.tellBefore(`${name} looks at the clock`, () => {
      this.step(name, { type: 'Tick', chance, lateMs, stalledMs })
    })
  }

  // Citizens and god.

  /** @returns the tag of the first */
  petition(name: string, ...texts: string[]): number {
    this.tale.tell(() => `${name} is asked for ${texts.join(', ')}`)
    const first = this.tags + 1
    const petitions = texts.map((text) => ({ decree: decreeOf(text), tag: this.tag(text) }))
    this.step(name, { type: 'Petition', petitions })
    return first
  }

  inquire(name: string): number {
    const tag = this.tag(`inquiry ${this.tags + 1}`)
    this.tale.tell(() => `${name} is asked inquiry ${tag}`)
    this.step(name, { type: 'Inquiry', tag })
    return tag
  }

  private tag(text: string): number {
    this.tags += 1
    this.asked.set(this.tags, text)
    return this.tags
  }

  textOf(tag: number): string {
    return this.asked.get(tag) ?? ''
  }

  /** The priest is told to leave: by SIGTERM, or by god who says that all leave. */
  leave(name: string, { all = false } = {}): void {
    this.tale.tell(() => `${name} is told to leave`)
    this.step(name, { type: 'Leave', all })
  }

  // Presidents.

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
      for (let i = 0; i < 50 && !this.standsUnsynced(name); i++) {
        this.now += 10
        this.tick(name)
      }
      this.dropAsking(name)
    })
    if (!this.standsUnsynced(name)) throw new Error(`${name} does not stand`)
    this.tale.tell(() => `${name} stands in ${ballotText(this.core(name).lastTried)}`)
  }

  private dropAsking(name: string): void {
    this.drop(name, null, 'Ask')
    this.drop(null, name, 'AskAnswer')
  }

  private standsUnsynced(name: string): boolean {
    let synced: Ballot | null = null
    for (const record of this.ledger(name)) if (record.type === 'LastTried') synced = record.ballot
    return this.core(name).lastTried !== synced
  }

  /** Steps 1 to 3 untold: the priest presides, on the LastVotes of these others, and its olive-day is on its way. */
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

  // Lives of their own.

  /** Everything on its way arrives and everything written is synced, until nothing more happens. No time goes by. */
  settleAll(): void {
    for (;;) {
      for (const name of this.names) this.settle(name)
      const [letter] = this.pool
      if (letter === undefined) return
      this.arrive(letter, false)
    }
  }

  /** Letters over this link are lost from now on; `oneWay`: only from the first to the second. */
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

  /**
   * The parliament lives by itself for so long, or until something is so: clocks are looked at every 10 ms, letters take as
   * long, ledgers are synced at once.
   *
   * @returns whether it was so
   */
  live(ms: number, chance: () => number, until: () => boolean = () => false): boolean {
    for (const end = this.now + ms; this.now < end; ) {
      if (until()) return true
      this.now += LETTER_MS
      const arriving = [...this.pool]
      for (const name of this.names) if (this.isPresent(name)) this.tick(name, { chance: chance() })
      for (const letter of arriving) {
        if (this.arrives < 1 && chance() >= this.arrives) continue
        if (this.isCut(letter) || this.loses(letter.message)) this.lose(letter)
        else this.arrive(letter, false)
      }
      for (const name of this.names) {
        this.settle(name)
        this.apply(name)
      }
    }
    return until()
  }
}
