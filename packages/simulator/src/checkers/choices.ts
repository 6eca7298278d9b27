import {
  type Ballot,
  type BallotOnRecord,
  type BeginBallot,
  type Birth,
  ballotText,
  compareBallots,
  type Decree,
  decreeText,
  type Identity,
  legislatorText,
  type Message,
  maxVote,
  type Name,
  sameDecree,
  type Voted,
} from '@paxon/synod'
import type { Verdict } from '../verdict.js'

/** A ballot as far as messages tell of it. */
interface Begun {
  readonly ballot: Ballot
  readonly decrees: Map<number, Decree>
  /** Numbers that a priest said to have voted for. */
  readonly voted: Map<Name, { readonly from: number; readonly to: number }[]>
}

/**
 * B3 (section 2.1) over all ballots that were sent. A vote is certain once its Voted was sent, since the ledger held it then.
 * A vote of an author in its own ballot is never sent, nor one whose author was gone by then (seed 5005695); and of a name that
 * has had two ledgers, or whose ledger was put back from a copy, any vote may be forgotten with good reason. A ballot's decree
 * must be that of the latest certain vote of its quorum, or that of a later ballot.
 */
export class Choices {
  private readonly verdict: Verdict
  private readonly begun = new Map<string, Begun>()
  private readonly births = new Map<Name, Birth>()
  private readonly forgetful = new Set<Name>()

  constructor(verdict: Verdict) {
    this.verdict = verdict
  }

  wasSent(from: Identity, message: Message): void {
    const birth = this.births.get(from.name) ?? from.birth
    this.births.set(from.name, birth)
    if (birth !== from.birth) this.forgetful.add(from.name)
    if (message.type === 'BeginBallot') this.begins(message)
    if (message.type === 'Voted') this.votes(from.name, message)
  }

  /** Its ledger is as it was once. */
  wasPutBack(birth: Birth): void {
    for (const [name, other] of this.births) if (other === birth) this.forgetful.add(name)
  }

  private votes(by: Name, { ballot, from, to }: Voted): void {
    const begun = this.begun.get(ballotText(ballot))
    if (begun === undefined) return
    const ranges = begun.voted.get(by) ?? []
    begun.voted.set(by, ranges)
    const last = ranges[ranges.length - 1]
    if (last !== undefined && last.to === from - 1) ranges[ranges.length - 1] = { from: last.from, to }
    else if (last === undefined || last.from > from || last.to < to) ranges.push({ from, to })
  }

  private begins({ ballot, from, decrees, quorum }: BeginBallot): void {
    const text = ballotText(ballot)
    const begun = this.begun.get(text) ?? { ballot, decrees: new Map(), voted: new Map() }
    this.begun.set(text, begun)
    const members = new Set(quorum.map(({ name }) => name))
    for (const [place, decree] of decrees.entries()) {
      if (begun.decrees.has(from + place)) continue
      begun.decrees.set(from + place, decree)
      const why = this.objection(ballot, from + place, decree, members)
      if (why !== null)
        this.verdict.wrong(`B3: ${text} on the LastVotes of ${quorum.map(legislatorText).join(' ')} has ${why}`)
    }
  }

  private objection(ballot: Ballot, number: number, decree: Decree, members: ReadonlySet<Name>): string | null {
    const earlier: BallotOnRecord[] = []
    for (const other of this.begun.values()) {
      const theirs = other.decrees.get(number)
      if (theirs === undefined || compareBallots(other.ballot, ballot) >= 0) continue
      earlier.push({ ballot: other.ballot, decree: theirs, quorum: members, voters: this.certain(other, number) })
    }
    const latest = maxVote(ballot, members, earlier)
    if (latest === null || sameDecree(latest.decree, decree)) return null
    const isPossible = earlier.some(
      (other) => compareBallots(other.ballot, latest.ballot) > 0 && sameDecree(other.decree, decree),
    )
    if (isPossible) return null
    const { ballot: voted } = latest
    return `${decreeText(decree)} as decree ${number}, and one of them voted in ${ballotText(voted)} for another`
  }

  private certain({ voted }: Begun, number: number): Set<Name> {
    const voters = new Set<Name>()
    for (const [name, ranges] of voted) {
      if (this.forgetful.has(name)) continue
      if (ranges.some(({ from, to }) => from <= number && number <= to)) voters.add(name)
    }
    return voters
  }
}
