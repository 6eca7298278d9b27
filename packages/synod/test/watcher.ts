import {
  type Ballot,
  type BallotOnRecord,
  ballotText,
  brokenInvariants,
  Chronicle,
  compareBallots,
  type Decree,
  decreeText,
  higherBallot,
  type Identity,
  type Inscribed,
  type LedgerRecord,
  type Legislator,
  legislatorText,
  type Message,
  type RollChange,
  type Seat,
  sameBallot,
  sameDecree,
  sameLegislator,
  type VoteRun,
} from '../src/index.js'

import { isReadmission, rollChanges } from './roll-law.js'

const key = (who: Identity): string => `${who.name}@${who.birth}`

/**
 * Sees all that is said, written and passed, and throws when it is not what section 2 and 3 allow. It knows nothing of how
 * the core works.
 */
export class Watcher {
  /** What passed under each number, from whoever passed it first. */
  readonly passed = new Map<number, Decree>()
  private readonly founding: readonly Seat[]
  private readonly alpha: number
  /** All that passed, from 1 to the first that did not, and the rolls that it made. */
  private readonly unbroken: Decree[] = []
  private changes: RollChange[] = []
  /** The ballots of each number, and all else that the invariant speaks of. */
  private readonly chronicle: Chronicle
  /** The quorum that its author's ledger notes last for a ballot. */
  private readonly noted = new Map<string, readonly Legislator[]>()
  private readonly promises = new Map<string, Ballot>()
  private readonly tried = new Map<string, Ballot>()

  /** @param founding who counts until a decree says otherwise, alpha later */
  constructor(founding: readonly Seat[], alpha: number) {
    this.founding = founding
    this.alpha = alpha
    this.chronicle = new Chronicle({
      seatOf: (number, member) => this.seatOf(number, member),
      isMajority: (number, keys) => this.isMajority(number, keys),
      isInOrder: true,
      isOwn: (who, ballot) => who.startsWith(`${ballot.by.name}@`),
    })
  }

  /** Who decides on this number. */
  rollOf(number: number): readonly Seat[] {
    for (;;) {
      const next = this.passed.get(this.unbroken.length + 1)
      if (next === undefined) break
      this.unbroken.push(next)
      this.changes = isReadmission(next) ? rollChanges(this.unbroken, this.founding, this.alpha) : this.changes
    }
    if (this.unbroken.length < number - this.alpha) fail(`nobody can know yet who decides on ${number}`)
    return this.changes.findLast(({ from }) => from <= number)?.seats ?? this.founding
  }

  private isMajority(number: number, keys: ReadonlySet<string>): boolean {
    const roll = this.rollOf(number)
    return 2 * roll.filter((seat) => keys.has(key(seat))).length > roll.length
  }

  /** A message left a priest. */
  said(from: Identity, message: Message): void {
    if (message.type === 'BeginBallot') this.begun(message)
    this.chronicle.said(key(from), message)
    if (message.type === 'NextBallot') this.raise(this.tried, from, message.ballot)
    if (message.type === 'LastVote' || message.type === 'Voted') this.raise(this.promises, from, message.ballot)
  }

  /** A message reached a priest. */
  heard(to: Identity, from: Identity, message: Message): void {
    this.chronicle.heard(key(to), key(from), message)
  }

  /** The priest has left the chamber: its slips are lost. */
  stopped(who: Identity): void {
    this.chronicle.stopped(key(who))
  }

  /** A record became durable. */
  durable(by: Identity, record: LedgerRecord): void {
    if (record.type === 'Begun') this.noted.set(ballotText(record.ballot), record.quorum)
    if (record.type !== 'Voted') return this.chronicle.durable(key(by), record)
    if (sameLegislator(record.ballot.by, by)) {
      // What the author's ledger notes of its quorum is what it says.
      this.begun({ ...record, quorum: this.noted.get(ballotText(record.ballot)) ?? [] })
    }
    this.chronicle.durable(key(by), record)
    for (const [i, decree] of record.decrees.entries()) {
      const number = record.from + i
      const ballot = this.begunAs(number, record.ballot)
      if (ballot === undefined) fail(`${by.name} voted for ${number} in ${ballotText(record.ballot)}, never begun`)
      if (!sameDecree(ballot.decree, decree)) fail(`${by.name} voted for another decree than was proposed as ${number}`)
    }
  }

  /** A priest takes the decree as passed and hands it to its law. */
  tookAsPassed(by: Identity, number: number, decree: Decree): void {
    const before = this.passed.get(number)
    this.chronicle.tookAsPassed(key(by), number, decree)
    if (before !== undefined) {
      if (sameDecree(before, decree)) return
      fail(`AGREEMENT: ${by.name} has ${decreeText(decree)} as ${number}, another has ${decreeText(before)}`)
    }
    const held = this.chronicle
      .ballotsOf(number)
      .some((ballot) => sameDecree(ballot.decree, decree) && this.isMajority(number, ballot.voters))
    if (!held)
      fail(`HELD: ${by.name} has ${decreeText(decree)} as ${number}, and no majority's ledgers hold a vote for it`)
    this.passed.set(number, decree)
  }

  /** What the ledger says when a priest comes back: nothing that was said may be forgotten. */
  cameBack(who: Identity, inscribed: Inscribed): void {
    if (compareBallots(this.promises.get(key(who)) ?? null, inscribed.nextBal) > 0) fail(`${who.name} forgot a promise`)
    if (compareBallots(this.tried.get(key(who)) ?? null, inscribed.lastTried) > 0) fail(`${who.name} forgot a ballot`)
  }

  /** I1 to I7 for each number, and with I6 B1, B2 and B3, over all ballots on record. */
  checkConditions(): void {
    for (const number of this.chronicle.numbers) {
      const [broken] = brokenInvariants(this.chronicle.asOf(number))
      if (broken !== undefined) fail(`${broken.invariant} for ${number}: ${broken.text}`)
    }
  }

  /** What was proposed for any number above this one. */
  proposedAbove(number: number): Decree[] {
    const above = this.chronicle.numbers.filter((other) => other > number)
    return above.flatMap((other) => this.chronicle.ballotsOf(other).map(({ decree }) => decree))
  }

  /** The ballots of this number, as `1:alpha x by alpha beta, voted: alpha`. */
  ballotsOf(number: number): string[] {
    const names = (set: ReadonlySet<string> | null) => [...(set ?? [])].map((who) => who.replace(/@.*/, '')).sort()
    return this.chronicle
      .ballotsOf(number)
      .map(
        ({ ballot, decree, quorum, voters }) =>
          `${ballotText(ballot)} ${decreeText(decree)} by ${names(quorum).join(' ')}, voted: ${names(voters).join(' ') || 'nobody'}`,
      )
  }

  private begun({ ballot, from, decrees, quorum }: VoteRun & { quorum: readonly Legislator[] }): void {
    for (const [i, decree] of decrees.entries()) {
      const members = new Set(quorum.map((member) => this.seatOf(from + i, member)))
      if (!this.isMajority(from + i, members)) fail(`${ballotText(ballot)} rests on no majority`)
      const before = this.begunAs(from + i, ballot)
      if (before === undefined) continue
      if (!sameDecree(before.decree, decree)) fail(`B1: two decrees as ${from + i} in ${ballotText(ballot)}`)
      const { quorum: those } = before
      const same = those?.size === members.size && [...members].every((member) => those.has(member))
      if (!same) fail(`${ballotText(ballot)} names two quorums for ${from + i}`)
    }
  }

  private begunAs(number: number, ballot: Ballot): BallotOnRecord | undefined {
    return this.chronicle.ballotsOf(number).find((other) => sameBallot(other.ballot, ballot))
  }

  private seatOf(number: number, member: Legislator): string {
    const seat = this.rollOf(number).find((other) => sameLegislator(other, member))
    return seat === undefined ? fail(`${legislatorText(member)} does not decide on ${number}`) : key(seat)
  }

  private raise(map: Map<string, Ballot>, who: Identity, ballot: Ballot): void {
    map.set(key(who), higherBallot(map.get(key(who)) ?? null, ballot) ?? ballot)
  }
}

function fail(text: string): never {
  throw new Error(text)
}
