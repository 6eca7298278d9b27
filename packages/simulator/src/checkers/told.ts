import {
  type Ballot,
  type Birth,
  ballotText,
  compareBallots,
  higherBallot,
  type Inscribed,
  type Message,
} from '@paxon/synod'
import type { Verdict } from '../verdict.js'

/** What a ledger's owner has told others, and may never forget. */
interface Told {
  tried: Ballot | null
  promised: Ballot | null
  /** The highest ballot in which it said to have voted, by number. */
  readonly votes: Map<number, Ballot>
}

/**
 * What was told to others rests on indelible ink (section 2.2; P1): ballots tried, promises and votes, recorded as they
 * leave, are looked for in the ledger as it was opened again. By birth: a new ledger owes nothing.
 */
export class ToldToOthers {
  private readonly verdict: Verdict
  private readonly byBirth = new Map<Birth, Told>()

  constructor(verdict: Verdict) {
    this.verdict = verdict
  }

  wasSent(birth: Birth, message: Message): void {
    const told = this.byBirth.get(birth) ?? { tried: null, promised: null, votes: new Map<number, Ballot>() }
    this.byBirth.set(birth, told)
    switch (message.type) {
      case 'NextBallot':
        told.tried = higherBallot(told.tried, message.ballot)
        return
      case 'LastVote':
        told.promised = higherBallot(told.promised, message.ballot)
        return
      case 'Voted':
        told.promised = higherBallot(told.promised, message.ballot)
        for (let number = message.from; number <= message.to; number++)
          told.votes.set(number, higherBallot(told.votes.get(number) ?? message.ballot, message.ballot))
        return
      default:
    }
  }

  /** Its ledger was put back from a copy: what it owes must be noticed by others. */
  forget(birth: Birth): void {
    this.byBirth.delete(birth)
  }

  /** @param who for the complaint */
  wasOpened(birth: Birth, inscribed: Inscribed, who: string): void {
    const told = this.byBirth.get(birth)
    if (told === undefined) return
    this.compare(who, 'tried ballot', told.tried, inscribed.lastTried)
    this.compare(who, 'promised ballot', told.promised, inscribed.nextBal)
    for (const [number, ballot] of told.votes) {
      if (number <= inscribed.writtenTo) continue
      const entry = inscribed.entries.get(number)
      if (entry !== undefined && (entry.ballot === null || compareBallots(entry.ballot, ballot) >= 0)) continue
      return this.verdict.wrong(
        `${who} said that it voted for decree ${number} in ballot ${ballotText(ballot)}, and its ledger has ${entry === undefined ? 'none' : ballotText(entry.ballot)}`,
      )
    }
  }

  private compare(who: string, what: string, told: Ballot | null, held: Ballot | null): void {
    if (compareBallots(told, held) > 0)
      this.verdict.wrong(`${who} said that it ${what} ${ballotText(told)}, and its ledger has ${ballotText(held)}`)
  }
}
