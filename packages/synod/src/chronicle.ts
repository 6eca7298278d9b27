import { type Ballot, ballotText, compareBallots, sameBallot } from './ballot.js'
import {
  type Begun,
  freshNumber,
  freshPriest,
  type InHand,
  type Known,
  noteIn,
  type OfNumber,
  passedUpTo,
  type Said,
  sameLegislators,
} from './chronicle-pages.js'
import {
  type BallotOnRecord,
  type MessageOnRecord,
  maxVote,
  type PriestOnRecord,
  type SlipOnRecord,
  type SynodOnRecord,
} from './conditions.js'
import { type Decree, type Run, sameDecree, type Vote } from './decree.js'
import { lastVoteFor } from './last-vote-on-record.js'
import type { BeginBallot, Message, NextBallot } from './messages.js'
import type { Legislator } from './names.js'
import type { LedgerRecord } from './records.js'

export interface ChronicleOptions {
  /** As whom the chronicle knows this legislator, on the roll of this number. */
  readonly seatOf: (number: number, legislator: Legislator) => string
  /** Whether these are a majority of the roll of this number. */
  readonly isMajority: (number: number, priests: ReadonlySet<string>) => boolean
  /** Whether the ballot is one that this priest may begin (B1); left out: any that it tries first. */
  readonly isOwn?: (priest: string, ballot: Ballot) => boolean
  /** What is kept is kept of these numbers alone; left out: of all. */
  readonly numbers?: ReadonlySet<number>
  /** It is told all in the order in which it happened, not priest by priest. */
  readonly isInOrder?: boolean
  /** Nobody tells what priests say to themselves: the LastVote of itself that a ballot rests on is taken to be true. */
  readonly isOwnUnheard?: boolean
}

/**
 * Writes down what a parliament says, hears and keeps, as somebody who sees everything, and gives it back for one decree
 * number as the paper's appendix speaks of it. It believes what it is told and judges nothing: the predicates of
 * conditions.ts do. Priests are named by any text; a ledger that was lost makes another priest.
 */
export class Chronicle {
  private readonly options: ChronicleOptions
  private readonly known = new Map<string, Known>()
  private readonly byNumber = new Map<number, OfNumber>()
  private readonly owners = new Map<string, string>()
  private readonly nextBallots = new Map<string, NextBallot>()
  /** By its author and its ballot: asked for again, a LastVote is said again. */
  private readonly lastVotes = new Map<string, Said[]>()
  /** Messages that were said and heard so far. */
  private count = 0

  constructor(options: ChronicleOptions) {
    this.options = options
  }

  /** The numbers for which a ballot was begun. */
  get numbers(): number[] {
    return [...this.byNumber.keys()].filter((number) => this.hasBegun(number)).sort((a, b) => a - b)
  }

  /** The ballots begun for this number, in their order. */
  ballotsOf(number: number): BallotOnRecord[] {
    const of = this.byNumber.get(number)
    if (of === undefined) return []
    return of.begun.map((begun) => this.onRecord(number, of, begun)).sort((a, b) => compareBallots(a.ballot, b.ballot))
  }

  /** A message leaves a priest, for others or for itself. */
  said(by: string, message: Message): void {
    const p = this.priest(by)
    this.count += 1
    switch (message.type) {
      case 'NextBallot': {
        // One that waited for a sync may leave when its ballot has been given up: no ballot is taken in hand twice.
        if (compareBallots(message.ballot, p.takenUp) > 0) this.takesUp(p, message.ballot)
        const text = ballotText(message.ballot)
        const before = this.nextBallots.get(text)
        if (before === undefined || before.after > message.after) this.nextBallots.set(text, message)
        return
      }
      case 'BeginBallot':
        this.begun(message.ballot, message, message.quorum)
        return passedUpTo(p, message.ballot, message.upTo)
      case 'Success':
      case 'Beat':
        return passedUpTo(p, message.ballot, message.upTo)
      case 'Failed':
        if (sameBallot(p.inHand?.ballot ?? null, message.ballot)) this.stopped(by)
        return
      case 'LastVote': {
        const key = `${by} ${ballotText(message.ballot)}`
        const pages = this.lastVotes.get(key) ?? []
        this.lastVotes.set(key, pages)
        if (!pages.some(({ page }) => page === message)) pages.push({ by, page: message, at: this.count })
        for (const run of message.passed) this.toldAsPassed(p, run)
        return
      }
      case 'Voted':
        return this.eachOf(message.from, message.to, (of) => noteIn(of.told, ballotText(message.ballot), by))
      case 'Page':
        return this.toldAsPassed(p, message)
      default:
    }
  }

  /** A message reaches a priest. */
  heard(to: string, from: string, message: Message): void {
    const { inHand } = this.priest(to)
    this.count += 1
    if (message.type === 'BeginBallot') return this.asked(to, message)
    if (inHand === null || (message.type !== 'LastVote' && message.type !== 'Voted')) return
    if (!sameBallot(message.ballot, inHand.ballot)) return
    if (message.type === 'Voted') {
      this.eachOf(message.from, message.to, (of) => noteIn(of.heard, inHand.text, from))
    } else if (!inHand.lastVotes.some(({ page }) => page === message)) {
      inHand.lastVotes.push({ by: from, page: message })
    }
  }

  /** A record of this priest's ledger is durable. */
  durable(by: string, record: LedgerRecord): void {
    const p = this.priest(by)
    switch (record.type) {
      case 'LastTried':
        return this.tried(p, record.ballot)
      case 'NextBal':
        p.nextBal = record.ballot
        return
      case 'Begun':
        p.noted = record
        return
      case 'Voted': {
        p.nextBal = record.ballot
        // Where nobody else was told, the author's own ledger alone says that the ballot was begun.
        if (p.noted !== null && sameBallot(p.noted.ballot, record.ballot))
          this.begun(record.ballot, record, p.noted.quorum)
        const text = ballotText(record.ballot)
        for (const [place, decree] of record.decrees.entries()) {
          const of = this.of(record.from + place)
          if (of === null) continue
          noteIn(of.voters, text, by)
          p.prevVotes.set(record.from + place, { ballot: record.ballot, decree })
        }
        return
      }
      case 'Learnt':
        for (const [place, decree] of record.decrees.entries()) this.tookAsPassed(by, record.from + place, decree)
        return
      default:
    }
  }

  /** Records of this priest's ledger are gone that stood before the next: the quorum that it noted last is not known. */
  missing(by: string): void {
    this.priest(by).noted = null
  }

  /** The priest hands a decree to its law, or its ledger holds it as passed. */
  tookAsPassed(by: string, number: number, decree: Decree): void {
    if (this.options.numbers?.has(number) !== false) this.priest(by).outcomes.set(number, decree)
  }

  /** What its ledger has as its latest vote for a number, as somebody reads it there; null: none. */
  hasAsPrevVote(by: string, number: number, vote: Vote | null): void {
    const { prevVotes } = this.priest(by)
    if (vote === null) prevVotes.delete(number)
    else prevVotes.set(number, vote)
  }

  /** The priest has left the chamber, or given its ballot up: its slips are lost. */
  stopped(by: string): void {
    const p = this.priest(by)
    if (p.inHand !== null) p.earlier.push(p.inHand)
    p.inHand = null
  }

  /** All of it for one number. */
  asOf(number: number): SynodOnRecord {
    const of = this.byNumber.get(number)
    const priests = [...this.known.values()]
    return {
      ballots: this.ballotsOf(number),
      priests: priests.map((p) => this.priestAsOf(p, number, of)),
      earlier: priests.flatMap((p) => this.earlierOf(p, number, of)),
      messages: this.messagesOf(number, of),
      owner: (ballot) => this.owners.get(ballotText(ballot)) ?? null,
      isMajority: (those) => this.options.isMajority(number, those),
    }
  }

  private priestAsOf(p: Known, number: number, of: OfNumber | undefined): PriestOnRecord {
    const isCurrent = p.inHand !== null && sameBallot(p.inHand.ballot, p.lastTried)
    return {
      name: p.name,
      lastTried: p.lastTried,
      nextBal: p.nextBal,
      prevVote: p.prevVotes.get(number) ?? null,
      outcome: p.outcomes.get(number) ?? this.saidToHavePassed(p, number, of),
      slip: isCurrent && p.inHand !== null ? this.slipOf(p.name, p.inHand, number, of) : { status: 'idle' },
    }
  }

  private earlierOf(p: Known, number: number, of: OfNumber | undefined): PriestOnRecord[] {
    const isCurrent = p.inHand === null || sameBallot(p.inHand.ballot, p.lastTried)
    const hands = isCurrent || p.inHand === null ? p.earlier : [...p.earlier, p.inHand]
    const rest = { name: p.name, nextBal: null, prevVote: null, outcome: null }
    return hands.map((hand) => ({ ...rest, lastTried: hand.ballot, slip: this.slipOf(p.name, hand, number, of) }))
  }

  private slipOf(by: string, hand: InHand, number: number, of: OfNumber | undefined): SlipOnRecord {
    const { ballot, text, lastVotes } = hand
    const prevVotes = lastVotes.flatMap((heard) => lastVoteFor(number, heard.by, heard.page))
    const begun = of?.begun.find((one) => one.text === text)
    if (of === undefined || begun === undefined) return { status: 'trying', prevVotes }
    const quorum = this.membersOf(number, begun)
    if (this.options.isOwnUnheard === true && quorum.has(by))
      prevVotes.push({ by, vote: maxVote(ballot, new Set([by]), this.ballotsOf(number)) })
    return { status: 'polling', prevVotes, quorum, voters: of.heard.get(text) ?? new Set(), decree: begun.decree }
  }

  /** "Passed up to n, said in ballot b": who says it has taken as passed what it proposed in b. */
  private saidToHavePassed(p: Known, number: number, of: OfNumber | undefined): Decree | null {
    return of?.begun.find(({ text }) => (p.passedIn.get(text) ?? 0) >= number)?.decree ?? null
  }

  private messagesOf(number: number, of: OfNumber | undefined): MessageOnRecord[] {
    const messages: MessageOnRecord[] = []
    for (const { ballot, after } of this.nextBallots.values())
      if (after < number) messages.push({ type: 'NextBallot', ballot })
    for (const pages of this.lastVotes.values()) messages.push(...this.lastVotesIn(number, pages, of))
    for (const { ballot, decree, text } of of?.begun ?? []) {
      messages.push({ type: 'BeginBallot', ballot, decree })
      for (const by of of?.told.get(text) ?? []) messages.push({ type: 'Voted', ballot, by })
    }
    for (const decree of of?.passed ?? []) messages.push({ type: 'Success', decree })
    return messages
  }

  /** It had not voted in that ballot yet who said so before it was asked to. */
  private lastVotesIn(number: number, pages: readonly Said[], of: OfNumber | undefined): MessageOnRecord[] {
    return pages.flatMap(({ by, page, at }) =>
      lastVoteFor(number, by, page).map((lastVote) => {
        const text = ballotText(page.ballot)
        const begunAt = this.options.isInOrder === true ? of?.begun.find((one) => one.text === text)?.at : undefined
        const askedAt = of?.asked.get(text)?.get(by) ?? begunAt ?? 0
        return { type: 'LastVote', ballot: page.ballot, ...lastVote, isAgain: askedAt < at }
      }),
    )
  }

  private tried(p: Known, ballot: Ballot): void {
    p.lastTried = ballot
    const text = ballotText(ballot)
    if (!this.owners.has(text) && this.options.isOwn?.(p.name, ballot) !== false) this.owners.set(text, p.name)
  }

  private takesUp(p: Known, ballot: Ballot): void {
    this.stopped(p.name)
    p.takenUp = ballot
    p.inHand = { ballot, text: ballotText(ballot), lastVotes: [] }
  }

  /** A ballot of the same number with another decree or quorum is another ballot: B1 says so. */
  private begun(ballot: Ballot, run: Run, quorum: readonly Legislator[]): void {
    const text = ballotText(ballot)
    for (const [place, decree] of run.decrees.entries()) {
      const of = this.of(run.from + place)
      if (of === null) continue
      const isKnown = of.begun.some(
        (b) => b.text === text && sameDecree(b.decree, decree) && sameLegislators(b.quorum, quorum),
      )
      if (!isKnown) of.begun.push({ ballot, text, decree, quorum, at: this.count, members: null })
    }
  }

  private asked(who: string, { ballot, from, decrees }: BeginBallot): void {
    const text = ballotText(ballot)
    this.eachOf(from, from + decrees.length - 1, ({ asked }) => {
      const those = asked.get(text) ?? new Map<string, number>()
      asked.set(text, those)
      if (!those.has(who)) those.set(who, this.count)
    })
  }

  /** Who says so has it as passed, if only on a slip. */
  private toldAsPassed(p: Known, { from, decrees }: Run): void {
    for (const [place, decree] of decrees.entries()) {
      const of = this.of(from + place)
      if (of === null) continue
      if (!p.outcomes.has(from + place)) p.outcomes.set(from + place, decree)
      if (!of.passed.some((one) => sameDecree(one, decree))) of.passed.push(decree)
    }
  }

  private onRecord(number: number, of: OfNumber, begun: Begun): BallotOnRecord {
    const { ballot, decree, text } = begun
    return { ballot, decree, quorum: this.membersOf(number, begun), voters: of.voters.get(text) ?? new Set() }
  }

  private membersOf(number: number, begun: Begun): ReadonlySet<string> {
    begun.members ??= new Set(begun.quorum.map((member) => this.options.seatOf(number, member)))
    return begun.members
  }

  private hasBegun(number: number): boolean {
    return (this.byNumber.get(number)?.begun.length ?? 0) > 0
  }

  private eachOf(from: number, to: number, note: (of: OfNumber) => void): void {
    for (let number = from; number <= to; number++) {
      const of = this.of(number)
      if (of !== null) note(of)
    }
  }

  /** Null where nothing is kept of this number. */
  private of(number: number): OfNumber | null {
    const known = this.byNumber.get(number)
    if (known !== undefined) return known
    if (this.options.numbers?.has(number) === false) return null
    const fresh = freshNumber()
    this.byNumber.set(number, fresh)
    return fresh
  }

  private priest(name: string): Known {
    const known = this.known.get(name)
    if (known !== undefined) return known
    const fresh = freshPriest(name)
    this.known.set(name, fresh)
    return fresh
  }
}
