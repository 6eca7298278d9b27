import { type Identity, legislatorText, type Message, type Seat } from '@paxon/synod'
import type { Verdict } from '../verdict.js'

/**
 * Who tries a ballot, promises or votes has a seat by name, incarnation and birth (SeatedOnly of the specification; P17), and
 * no incarnation ever has two births (P41).
 */
export class Seats {
  private readonly verdict: Verdict
  /** The birth of each legislator that was ever on a roll. */
  private readonly births = new Map<string, string>()

  constructor(verdict: Verdict) {
    this.verdict = verdict
  }

  /** By decree 0, or by one that readmits. */
  founded(roll: readonly Seat[]): void {
    for (const seat of roll) {
      const legislator = legislatorText(seat)
      const birth = this.births.get(legislator)
      if (birth === undefined) this.births.set(legislator, seat.birth)
      else if (birth !== seat.birth) this.verdict.wrong(`${legislator} has two births: ${birth} and ${seat.birth}`)
    }
  }

  wasSent(from: Identity, { type }: Message): void {
    if (type !== 'NextBallot' && type !== 'LastVote' && type !== 'BeginBallot' && type !== 'Voted') return
    const legislator = legislatorText(from)
    if (this.births.get(legislator) !== from.birth)
      this.verdict.wrong(`${legislator} (birth ${from.birth}) sent a ${type}, and has no seat`)
  }
}
