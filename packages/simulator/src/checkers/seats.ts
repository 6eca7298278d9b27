import { decodeEnvelope } from '@paxon/law'
import {
  type Ballot,
  type Birth,
  ballotText,
  type Decree,
  type Identity,
  legislatorText,
  type Message,
  type Seat,
} from '@paxon/synod'
import type { Verdict } from '../verdict.js'

/** A decree that gives a seat, as it was proposed in one ballot. */
interface Readmitting {
  readonly ballot: string
  readonly number: number
  readonly birth: string
  /** Births that voted for it there; its author's own vote is not seen, and counts. */
  readonly voters: Set<Birth>
}

/**
 * Who tries a ballot, promises or votes has a seat: its birth was founded, or readmitted by a decree that a majority had
 * voted for (SeatedOnly of the specification; P17). No incarnation of a name ever speaks for two births (P41).
 */
export class Seats {
  private readonly verdict: Verdict
  private readonly majority: number
  private readonly births = new Set<string>()
  /** The birth that tried a ballot as this legislator. */
  private readonly authors = new Map<string, Birth>()
  private proposed: Readmitting[] = []

  /** @param priests on the roll */
  constructor(verdict: Verdict, priests: number) {
    this.verdict = verdict
    this.majority = Math.floor(priests / 2) + 1
  }

  founded(roll: readonly Seat[]): void {
    for (const { birth } of roll) this.births.add(birth)
  }

  wasSent(from: Identity, message: Message): void {
    switch (message.type) {
      case 'NextBallot':
        this.acts(from, message.type)
        return this.owns(from, message.ballot)
      case 'BeginBallot':
        this.acts(from, message.type)
        this.owns(from, message.ballot)
        for (const [place, decree] of message.decrees.entries())
          this.begins(message.ballot, message.from + place, decree)
        return
      case 'LastVote':
        return this.acts(from, message.type)
      case 'Voted':
        this.acts(from, message.type)
        return this.votes(from, message.ballot, message.from, message.to)
      default:
    }
  }

  private acts(from: Identity, type: Message['type']): void {
    if (!this.births.has(from.birth))
      this.verdict.wrong(`${legislatorText(from)} (birth ${from.birth}) sent a ${type}, and has no seat`)
  }

  private owns(from: Identity, { by }: Ballot): void {
    const author = legislatorText(by)
    const birth = this.authors.get(author)
    if (birth === undefined) this.authors.set(author, from.birth)
    else if (birth !== from.birth)
      this.verdict.wrong(`${author} began ballots as birth ${birth} and as birth ${from.birth}`)
  }

  private begins(ballot: Ballot, number: number, decree: Decree): void {
    const envelope = decree.length === 0 ? null : decodeEnvelope(decree)
    if (envelope === null || envelope.kind !== 'readmit' || this.births.has(envelope.birth)) return
    const text = ballotText(ballot)
    const isKnown = this.proposed.some((other) => other.ballot === text && other.number === number)
    if (!isKnown) this.proposed.push({ ballot: text, number, birth: envelope.birth, voters: new Set() })
  }

  private votes(from: Identity, ballot: Ballot, first: number, last: number): void {
    if (this.proposed.length === 0) return
    const text = ballotText(ballot)
    for (const { ballot: of, number, birth, voters } of this.proposed) {
      if (of !== text || number < first || number > last) continue
      voters.add(from.birth)
      if (voters.size + 1 >= this.majority) this.births.add(birth)
    }
    this.proposed = this.proposed.filter(({ birth }) => !this.births.has(birth))
  }
}
