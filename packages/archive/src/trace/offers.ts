import { type Ballot, compareBallots, sameBallot } from '@paxon/synod'

/** A decree that a BeginBallot asked to be voted for. */
interface Offer {
  readonly ballot: Ballot
  /** decreeSignature. */
  readonly decree: number
}

/** So many numbers below what is held are still spoken of now and then. */
const KEPT = 16_384

/** What BeginBallots that a priest heard or said have asked for, by number. */
export class Offers {
  private readonly byNumber = new Map<number, Offer[]>()
  private forgottenTo = 0

  add(number: number, ballot: Ballot, decree: number): void {
    const offers = this.byNumber.get(number)
    if (offers === undefined) this.byNumber.set(number, [{ ballot, decree }])
    else if (this.of(number, ballot) === null) offers.push({ ballot, decree })
  }

  /** What this ballot asked for; null where it did not. */
  of(number: number, ballot: Ballot): number | null {
    return this.byNumber.get(number)?.find((offer) => sameBallot(offer.ballot, ballot))?.decree ?? null
  }

  /** True where nothing is kept of a number any more. */
  hasForgotten(number: number): boolean {
    return number <= this.forgottenTo
  }

  holds(number: number): void {
    for (const to = number - KEPT; this.forgottenTo < to; this.forgottenTo++) this.byNumber.delete(this.forgottenTo + 1)
  }
}

export const isBelow = (a: Ballot | null, b: Ballot | null): boolean => compareBallots(a, b) < 0
