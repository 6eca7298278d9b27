import { type Ballot, ballotText } from '@paxon/synod'
import type { BookLine, EnteredLine, Numbered, SaidLine } from '../book-line.js'
import { isBelow, Offers } from './offers.js'
import { OwnBallotSteps } from './own-ballot-steps.js'
import { decreeSignature } from './signature.js'

interface Vote {
  readonly ballot: Ballot
  readonly decree: number
}

/** A president speaks of no numbers that lie further back. */
const HELD_KEPT = 16_384

/** What all books together hold as passed. */
export type Passed = Map<number, { readonly decree: number; readonly by: string }>

/**
 * One messagebook replayed against the step rules of section 2.3: each line must be a step that its author was allowed, given
 * what it had received and held.
 */
export class Steps {
  private readonly passed: Passed
  private entered: EnteredLine | null = null
  private own = new OwnBallotSteps(null, 0)
  /** The largest ballot that it has promised or voted in, as far as it has said so. */
  private promised: Ballot | null = null
  /** Its latest votes for what it does not hold as passed. */
  private votes = new Map<number, Vote>()
  private offers = new Offers()
  /** Decrees that others have told it have passed. */
  private told = new Map<number, number>()
  /** What its ledger holds as passed, of the last numbers. */
  private held = new Map<number, number>()
  /** "Passed up to", by ballot. */
  private heard = new Map<string, number>()
  /** Ballots that a NextBallot or a BeginBallot has named. */
  private met = new Set<string>()
  /** NextBallots heard since it entered. */
  private asked = new Set<string>()
  /** Votes up to this ballot may be older than the book. */
  private olderThanBook: Ballot | null = null

  constructor(passed: Passed) {
    this.passed = passed
  }

  /** @returns null, or why this line is no step that it was allowed */
  step(line: BookLine): string | null {
    if (line.type === 'Entered') return this.enter(line)
    if (this.entered === null) return 'it has not entered the chamber'
    return line.dir === 'received' ? this.receive(line) : this.send(line)
  }

  private enter(line: EnteredLine): string | null {
    if (this.entered !== null && this.entered.birth !== line.birth) this.forget()
    const isFirst = this.entered === null
    if (isBelow(line.nextBal, this.promised)) return `indelible ink: it had promised ${ballotText(this.promised)}`
    if (isBelow(line.lastTried, this.own.last)) return `indelible ink: it had tried ${ballotText(this.own.last)}`
    if (line.nextBal !== null && (isFirst || !this.met.has(ballotText(line.nextBal)))) this.olderThanBook = line.nextBal
    this.entered = line
    this.promised = line.nextBal
    if (line.nextBal !== null) this.met.add(ballotText(line.nextBal))
    this.asked.clear()
    this.own = new OwnBallotSteps(line.lastTried, line.roll.length)
    return null
  }

  /** Another ledger has taken its place. */
  private forget(): void {
    this.entered = null
    this.own = new OwnBallotSteps(null, 0)
    this.promised = null
    this.votes = new Map()
    this.offers = new Offers()
    this.told = new Map()
    this.held = new Map()
    this.heard = new Map()
    this.met = new Set()
  }

  private receive(line: SaidLine): null {
    switch (line.type) {
      case 'NextBallot':
        this.asked.add(ballotText(line.ballot))
        this.met.add(ballotText(line.ballot))
        return null
      case 'BeginBallot':
        this.offer(line.ballot, line.decrees)
        return null
      case 'LastVote':
        this.own.lastVote(line)
        this.tell(line.passed)
        return null
      case 'Voted':
        this.own.voted(line.from.name, line.ballot, line.numbers)
        return null
      case 'Success': {
        if (line.ballot === null) return null
        const ballot = ballotText(line.ballot)
        this.heard.set(ballot, Math.max(line.upTo, this.heard.get(ballot) ?? 0))
        return null
      }
      case 'Page':
        this.tell(line.decrees)
        return null
      default:
        return null
    }
  }

  private offer(ballot: Ballot, decrees: readonly Numbered[]): void {
    this.met.add(ballotText(ballot))
    for (const [number, decree] of decrees) this.offers.add(number, ballot, decreeSignature(decree))
  }

  private tell(decrees: readonly Numbered[]): void {
    for (const [number, decree] of decrees) this.told.set(number, decreeSignature(decree))
  }

  private send(line: SaidLine): string | null {
    const isOwn = line.from.name === line.to.name
    switch (line.type) {
      case 'NextBallot': {
        const why = this.own.next(line.me, line.ballot)
        if (why === null) this.receive(line)
        return why
      }
      case 'LastVote': {
        const why = this.lastVote(line)
        if (why === null && isOwn) this.own.lastVote(line)
        return why
      }
      case 'BeginBallot': {
        const why = this.own.begin(line.ballot, line.quorum, line.decrees)
        if (why === null) this.offer(line.ballot, line.decrees)
        return why
      }
      case 'Voted': {
        const why = this.voted(line.ballot, line.numbers)
        if (why === null && isOwn) this.own.voted(line.from.name, line.ballot, line.numbers)
        return why
      }
      case 'Success':
        if (isOwn) return this.hold(line.me.name, line.ballot, line.decrees)
        if (line.ballot === null) return 'step 5: a Success is said in a ballot'
        return this.own.success(line.ballot, line.upTo, (number, decree) => this.knows(number, decree))
      case 'Refused':
      case 'RefusedBeat':
        if (!isBelow(line.ballot, line.promised)) return 'step 2: what is refused is not below what is promised'
        return this.met.has(ballotText(line.promised))
          ? null
          : 'step 2: it never met the ballot that it says it promised'
      case 'Failed':
        if (line.ballot.by.name !== line.me.name) return "it cannot give up another's ballot"
        this.own.fail(line.ballot)
        return null
      default:
        return null
    }
  }

  /** Step 2. */
  private lastVote(line: SaidLine & { readonly type: 'LastVote' }): string | null {
    const { ballot, range, passedTo } = line
    if (!this.asked.has(ballotText(ballot))) return 'step 2: nobody has asked for it'
    if (isBelow(ballot, this.promised)) return `step 2: it had promised ${ballotText(this.promised)}`
    this.promised = ballot
    const listed = new Map(line.votes.map(([number, of, decree]) => [number, { ballot: of, decree }]))
    for (const [number, vote] of listed) {
      if (!isBelow(vote.ballot, ballot)) return `step 2: its vote for ${number} is not of an earlier ballot`
      const offer = this.offers.of(number, vote.ballot)
      const isOld = !isBelow(this.olderThanBook, vote.ballot) || this.offers.hasForgotten(number)
      if (offer === null && !isOld)
        return `step 2: nobody had asked it to vote for ${number} in ${ballotText(vote.ballot)}`
      if (offer !== null && offer !== decreeSignature(vote.decree))
        return `step 2: it had voted for another decree as ${number} in ${ballotText(vote.ballot)}`
    }
    const passed = new Set(line.passed.map(([number]) => number))
    for (const [number, vote] of this.votes) {
      const isAsked = range[0] <= number && (range[1] === null || number <= range[1]) && number > passedTo
      if (!isAsked || passed.has(number) || !isBelow(vote.ballot, ballot)) continue
      const told = listed.get(number)
      if (told === undefined) return `step 2: it hides its vote for ${number} in ${ballotText(vote.ballot)}`
      if (isBelow(told.ballot, vote.ballot))
        return `step 2: its latest vote for ${number} was in ${ballotText(vote.ballot)}`
    }
    return null
  }

  /** Step 4. */
  private voted(ballot: Ballot, [from, to]: readonly [number, number]): string | null {
    if (isBelow(ballot, this.promised)) return `step 4: it had promised ${ballotText(this.promised)}`
    this.promised = ballot
    for (let number = from; number <= to; number++) {
      const decree = this.offers.of(number, ballot)
      if (decree !== null) this.votes.set(number, { ballot, decree })
      else if (!this.offers.hasForgotten(number))
        return `step 4: nobody had asked it to vote for ${number} in this ballot`
    }
    return null
  }

  /** Step 6: what its ledger holds as passed. `ballot`: of its vote; null where it was learnt. */
  private hold(me: string, ballot: Ballot | null, decrees: readonly Numbered[]): string | null {
    for (const [number, words] of decrees) {
      const decree = decreeSignature(words)
      const before = this.passed.get(number)
      if (before === undefined) this.passed.set(number, { decree, by: me })
      else if (before.decree !== decree) return `agreement: ${before.by} holds another decree as ${number}`
      const isOld = number <= (this.entered?.passedTo ?? 0)
      if (!isOld && !this.mayHold(number, decree, ballot))
        return `step 6: nothing had told it that ${number} has passed`
      this.votes.delete(number)
      this.told.delete(number)
      this.held.set(number, decree)
      this.held.delete(number - HELD_KEPT)
      this.offers.holds(number)
    }
    return null
  }

  private mayHold(number: number, decree: number, ballot: Ballot | null): boolean {
    // It may have held it in an earlier life, whose record of that was not synced.
    if (this.knows(number, decree)) return true
    if (ballot === null) return false
    const offer = this.offers.of(number, ballot)
    if (offer === null ? isBelow(this.olderThanBook, ballot) : offer !== decree) return false
    return number <= (this.heard.get(ballotText(ballot)) ?? 0) || this.own.hasPassed(ballot, number, decree)
  }

  private knows(number: number, decree: number): boolean {
    return this.told.get(number) === decree || this.held.get(number) === decree
  }
}
