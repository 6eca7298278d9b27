import {
  type Ballot,
  ballotText,
  type Decree,
  type Legislator,
  legislatorText,
  type Message,
  sameDecree,
} from '@paxon/synod'
import type { Verdict } from '../verdict.js'

/** B1 (section 2.1) over all that was ever sent: a ballot has one owner, and in each ballot a number has one decree. */
export class Ballots {
  private readonly verdict: Verdict
  private readonly begun = new Map<string, Map<number, Decree>>()

  constructor(verdict: Verdict) {
    this.verdict = verdict
  }

  wasSent(from: Legislator, message: Message): void {
    switch (message.type) {
      case 'NextBallot':
        return this.owned(from, message.ballot)
      case 'BeginBallot': {
        this.owned(from, message.ballot)
        for (const [place, decree] of message.decrees.entries())
          this.begins(message.ballot, message.from + place, decree)
        return
      }
      case 'Voted':
        for (let number = message.from; number <= message.to; number++) this.votedOn(from, message.ballot, number)
        return
      default:
    }
  }

  /** By name: a legislator that was just readmitted may be heard over a connection that knows it as it was. See Seats. */
  private owned(from: Legislator, ballot: Ballot): void {
    if (ballot.by.name !== from.name) this.verdict.wrong(`${from.name} began ballot ${ballotText(ballot)}`)
  }

  private begins(ballot: Ballot, number: number, decree: Decree): void {
    const text = ballotText(ballot)
    const decrees = this.begun.get(text) ?? new Map<number, Decree>()
    this.begun.set(text, decrees)
    const before = decrees.get(number)
    if (before === undefined) decrees.set(number, decree)
    else if (!sameDecree(before, decree)) this.verdict.wrong(`ballot ${text} has two decrees for number ${number}`)
  }

  private votedOn(from: Legislator, ballot: Ballot, number: number): void {
    const text = ballotText(ballot)
    if (this.begun.get(text)?.has(number) === true) return
    this.verdict.wrong(
      `${legislatorText(from)} voted for decree ${number} in ballot ${text}, which did not propose one`,
    )
  }
}
