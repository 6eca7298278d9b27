import type { Desk } from './desk.js'
import type { Entering } from './entering.js'
import type { OwnSeat } from './seat.js'

/** Whether this priest may do now what binds it: promise, vote, try a ballot. */
export class TakingPart {
  /** How long the sync under way has taken, as of the last tick. */
  stalledMs = 0
  private readonly desk: Desk
  private readonly seat: OwnSeat
  private readonly entering: Entering

  constructor(desk: Desk, seat: OwnSeat, entering: Entering) {
    this.desk = desk
    this.seat = seat
    this.entering = entering
  }

  /** Promises, votes, tries ballots: only with a seat, out of doubt, and after entering. */
  mayAct(): boolean {
    return this.entering.done() && this.seat.learnerBecause === null
  }

  /**
   * A sync has been under way for so long that nothing is taken that costs another write: what gathers behind it stays
   * bounded (P25, P32). To the others this priest is one that hears nothing for a while.
   */
  get isStalled(): boolean {
    return this.stalledMs >= this.desk.timing.electionMs / 2
  }

  takesOn(): boolean {
    return !this.isStalled && this.mayAct()
  }
}
