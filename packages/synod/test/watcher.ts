import {
  type Ballot,
  type BallotOnRecord,
  ballotText,
  breaches,
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
  sameDecree,
  sameLegislator,
  type VoteRun,
} from '../src/index.js'

import { isReadmission, rollChanges } from './roll-law.js'

type OnRecord = BallotOnRecord & { voters: Set<string> }

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
  /** The ballots of each number, by the ballot's text. */
  private readonly ballots = new Map<number, Map<string, OnRecord>>()
  /** The quorum that its author's ledger notes last for a ballot. */
  private readonly noted = new Map<string, readonly Legislator[]>()
  private readonly promises = new Map<string, Ballot>()
  private readonly tried = new Map<string, Ballot>()

  /** @param founding who counts until a decree says otherwise, alpha later */
  constructor(founding: readonly Seat[], alpha: number) {
    this.founding = founding
    this.alpha = alpha
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
    if (message.type === 'NextBallot') this.raise(this.tried, from, message.ballot)
    if (message.type === 'LastVote' || message.type === 'Voted') this.raise(this.promises, from, message.ballot)
  }

  /** A record became durable. */
  durable(by: Identity, record: LedgerRecord): void {
    if (record.type === 'Begun') this.noted.set(ballotText(record.ballot), record.quorum)
    if (record.type !== 'Voted') return
    if (sameLegislator(record.ballot.by, by)) {
      // What the author's ledger notes of its quorum is what it says.
      this.begun({ ...record, quorum: this.noted.get(ballotText(record.ballot)) ?? [] })
    }
    for (const [i, decree] of record.decrees.entries()) {
      const number = record.from + i
      const ballot = this.ballots.get(number)?.get(ballotText(record.ballot))
      if (ballot === undefined) fail(`${by.name} voted for ${number} in ${ballotText(record.ballot)}, never begun`)
      if (!sameDecree(ballot.decree, decree)) fail(`${by.name} voted for another decree than was proposed as ${number}`)
      ballot.voters.add(key(by))
    }
  }

  /** A priest takes the decree as passed and hands it to its law. */
  tookAsPassed(by: Identity, number: number, decree: Decree): void {
    const before = this.passed.get(number)
    if (before !== undefined) {
      if (sameDecree(before, decree)) return
      fail(`AGREEMENT: ${by.name} has ${decreeText(decree)} as ${number}, another has ${decreeText(before)}`)
    }
    const held = [...(this.ballots.get(number)?.values() ?? [])].some(
      (ballot) => sameDecree(ballot.decree, decree) && this.isMajority(number, ballot.voters),
    )
    if (!held)
      fail(`HELD: ${by.name} has ${decreeText(decree)} as ${number}, and no majority's ledgers hold a vote for it`)
    this.passed.set(number, decree)
  }

  /** What the ledger says when a priest comes back: nothing that was said may be forgotten. */
  cameBack(who: Identity, inscribed: Inscribed): void {
    if (compareBallots(this.promises.get(key(who)) ?? null, inscribed.nextBal) > 0) fail(`${who.name} forgot a promise`)
    if (compareBallots(this.tried.get(key(who)) ?? null, inscribed.lastTried) > 0) fail(`${who.name} forgot a ballot`)
  }

  /** B1, B2 and B3 for each number over all ballots on record. */
  checkConditions(): void {
    for (const [number, ballots] of this.ballots) {
      const [breach] = breaches([...ballots.values()])
      if (breach !== undefined) fail(`${breach.condition} for ${number}: ${breach.text}`)
    }
  }

  /** What was proposed for any number above this one. */
  proposedAbove(number: number): Decree[] {
    const above = [...this.ballots].filter(([other]) => other > number)
    return above.flatMap(([, ballots]) => [...ballots.values()].map(({ decree }) => decree))
  }

  /** The ballots of this number, as `1:alpha x by alpha beta, voted: alpha`. */
  ballotsOf(number: number): string[] {
    const names = (set: ReadonlySet<string>) => [...set].map((who) => who.replace(/@.*/, '')).sort()
    return [...(this.ballots.get(number)?.values() ?? [])]
      .sort((a, b) => compareBallots(a.ballot, b.ballot))
      .map(
        ({ ballot, decree, quorum, voters }) =>
          `${ballotText(ballot)} ${decreeText(decree)} by ${names(quorum).join(' ')}, voted: ${names(voters).join(' ') || 'nobody'}`,
      )
  }

  private begun({ ballot, from, decrees, quorum }: VoteRun & { quorum: readonly Legislator[] }): void {
    for (const [i, decree] of decrees.entries()) {
      const roll = this.rollOf(from + i)
      const members = new Set(
        quorum.map((member) => {
          const seat = roll.find((other) => sameLegislator(other, member))
          return seat === undefined ? fail(`${legislatorText(member)} does not decide on ${from + i}`) : key(seat)
        }),
      )
      if (!this.isMajority(from + i, members)) fail(`${ballotText(ballot)} rests on no majority`)
      const ofNumber = this.ballots.get(from + i) ?? new Map<string, OnRecord>()
      this.ballots.set(from + i, ofNumber)
      const before = ofNumber.get(ballotText(ballot))
      if (before === undefined) {
        ofNumber.set(ballotText(ballot), { ballot, decree, quorum: members, voters: new Set() })
        continue
      }
      if (!sameDecree(before.decree, decree)) fail(`B1: two decrees as ${from + i} in ${ballotText(ballot)}`)
      const same = before.quorum.size === members.size && [...members].every((member) => before.quorum.has(member))
      if (!same) fail(`${ballotText(ballot)} names two quorums for ${from + i}`)
    }
  }

  private raise(map: Map<string, Ballot>, who: Identity, ballot: Ballot): void {
    map.set(key(who), higherBallot(map.get(key(who)) ?? null, ballot) ?? ballot)
  }
}

function fail(text: string): never {
  throw new Error(text)
}
