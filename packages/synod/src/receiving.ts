import { type Ballot, compareBallots, sameBallot } from './ballot.js'
import type { CatchingUp } from './catching-up.js'
import type { Desk } from './desk.js'
import type { Hearing } from './hearing.js'
import type { Learning } from './learning.js'
import type { Beat, Message } from './messages.js'
import type { Identity } from './names.js'
import type { Picking } from './picking.js'
import type { President } from './president.js'
import type { OwnSeat } from './seat.js'
import type { TakingPart } from './taking-part.js'
import type { Voter } from './voter.js'

/** The parts of a legislator that messages go to. */
export interface Parts {
  readonly desk: Desk
  readonly learning: Learning
  readonly voter: Voter
  readonly president: President
  readonly hearing: Hearing
  readonly picking: Picking
  readonly catchingUp: CatchingUp
  readonly seat: OwnSeat
  readonly takingPart: TakingPart
}

/** Which part of a legislator hears a message: the steps of section 2.3, picking a president, catching up. */
export class Receiving {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  receive(from: Identity, message: Message): void {
    const { voter, learning, president, hearing, picking, catchingUp, takingPart } = this.parts
    switch (message.type) {
      case 'NextBallot':
        if (this.isAuthor(from, message) && takingPart.takesOn()) voter.nextBallot(from, message)
        return
      case 'BeginBallot':
        if (!this.isAuthor(from, message)) return
        if (takingPart.takesOn()) voter.beginBallot(from, message)
        return learning.success(message.ballot, message.upTo)
      case 'LastVote':
        return takingPart.isStalled ? undefined : president.lastVote(from, message)
      case 'Voted':
        return president.voted(from, message)
      case 'Success':
        if (this.isAuthor(from, message)) learning.success(message.ballot, message.upTo)
        return
      case 'Refused':
        return president.refused(from, message)
      case 'Failed':
        if (this.isAuthor(from, message)) hearing.lost(from.name, message.ballot)
        return
      case 'Beat':
        return this.beat(from, message)
      case 'BeatAnswer':
        return president.beatAnswer(from, message)
      case 'Ask':
        return picking.asked(from, message, takingPart.takesOn() ? 'legislator' : 'learner')
      case 'AskAnswer':
        return picking.answered(from, message)
      case 'Handover':
        if (takingPart.takesOn() && sameBallot(hearing.hears(), message.ballot)) president.tryNewBallot(message.ballot)
        return
      case 'PageWanted':
        return takingPart.isStalled ? undefined : catchingUp.wantedBy(from, message)
      case 'Page':
        return takingPart.isStalled ? undefined : catchingUp.page(from, message, hearing.president())
      case 'SeatWanted':
        return president.seatWanted(from, message)
    }
  }

  private isAuthor(from: Identity, message: { readonly ballot: Ballot }): boolean {
    return this.parts.desk.rolls.speaksAs(from, message.ballot.by)
  }

  private beat(from: Identity, message: Beat): void {
    if (!this.isAuthor(from, message)) return
    const { desk, learning, voter, hearing, seat, takingPart } = this.parts
    if (seat.isWanted && !takingPart.isStalled) desk.say(from.name, { type: 'SeatWanted', heldTo: learning.heldTo })
    if (compareBallots(message.ballot, desk.nextBal) < 0) {
      if (takingPart.mayAct()) voter.refuse(from, message.ballot, 'Beat')
      return
    }
    hearing.heardBeat(message)
    learning.success(message.ballot, message.upTo)
    // Who may have forgotten a promise confirms nothing to a president (P7).
    if (!takingPart.mayAct()) return
    desk.say(from.name, {
      type: 'BeatAnswer',
      ballot: message.ballot,
      beat: message.beat,
      stalled: takingPart.isStalled,
      heldTo: learning.heldTo,
      batch: desk.batch,
    })
  }
}
