import { type Ballot, ballotText, type Legislator, legislatorText } from '@paxon/synod'

/** A ballot for one decree number, as the ledgers together tell of it. */
export interface Cast {
  readonly ballot: Ballot
  /** decreeKey. */
  readonly decree: string
  /** Those whose LastVotes it rests on, as its author noted; null where no ledger tells. */
  quorum: readonly Legislator[] | null
  /** The ledgers that hold a vote for it, one bit each, by their place in the audit. */
  voters: number
  /** Its author had noted its quorum when the audit began, so all it rests on was there to be read. */
  isWhole: boolean
}

/** Every vote on record, by decree number. */
export class Chronicle {
  votes = 0
  casts = 0
  private readonly byNumber = new Map<number, Cast[]>()
  /** One object for each ballot number. */
  private readonly ballots = new Map<string, Ballot>()
  private highest = 0

  /** The largest number that anybody voted for. */
  get last(): number {
    return this.highest
  }

  /** Ballots of which no ledger tells the quorum. */
  get unknownQuorums(): number {
    let count = 0
    for (const casts of this.byNumber.values()) for (const { quorum } of casts) if (quorum === null) count += 1
    return count
  }

  of(number: number): readonly Cast[] {
    return this.byNumber.get(number) ?? []
  }

  /** A vote stands in a ledger. Two decrees of one ballot are two casts: B1 is broken. */
  vote(ledger: number, number: number, ballot: Ballot, decree: string): Cast {
    this.votes += 1
    if (number > this.highest) this.highest = number
    const casts = this.byNumber.get(number) ?? []
    if (casts.length === 0) this.byNumber.set(number, casts)
    const of = this.ballot(ballot)
    let cast = casts.find((one) => one.ballot === of && one.decree === decree)
    if (cast === undefined) {
      cast = { ballot: of, decree, quorum: null, voters: 0, isWhole: false }
      casts.push(cast)
      this.casts += 1
    }
    cast.voters |= 1 << ledger
    return cast
  }

  private ballot(ballot: Ballot): Ballot {
    const text = ballotText(ballot)
    const known = this.ballots.get(text)
    if (known !== undefined) return known
    this.ballots.set(text, ballot)
    return ballot
  }
}

export const namesText = (of: readonly Legislator[]): string => of.map(legislatorText).join(', ')
