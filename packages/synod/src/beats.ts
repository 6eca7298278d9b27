import { compareBallots } from './ballot.js'
import { type Conduct, sayUpTo } from './conduct.js'
import type { Desk } from './desk.js'
import type { Learning } from './learning.js'
import type { BeatAnswer } from './messages.js'
import type { Identity } from './names.js'
import type { Roll } from './roll.js'

/** In a quiet parliament one beat does for so many: each wakes every priest. */
const QUIET_BEATS = 3

/** The messages that a president sends at a fixed beat, and who answers them (section 3.3.1). */
export class Beats {
  private readonly desk: Desk
  private readonly learning: Learning

  constructor(desk: Desk, learning: Learning) {
    this.desk = desk
    this.learning = learning
  }

  /** A majority of the roll, this priest included, answered a beat of this ballot within an election time. */
  hasMajority(c: Conduct): boolean {
    return c.attendance.isMajority(this.desk.rolls.current)
  }

  say(c: Conduct): void {
    c.attendance.look(this.learning.passedTo)
    c.beat += 1
    c.lastBeatAt = this.desk.now
    this.desk.sayToAll({
      type: 'Beat',
      ballot: c.ballot,
      beat: c.beat,
      majority: this.hasMajority(c),
      upTo: sayUpTo(c, this.learning),
      batch: this.desk.batch,
    })
  }

  answered(c: Conduct, from: Identity, message: BeatAnswer): void {
    this.learning.knownTo = Math.max(this.learning.knownTo, message.heldTo)
    if (!message.stalled) c.attendance.heard(from, message.beat, message.heldTo, this.learning.passedTo)
  }

  /** A majority of the seats answered a beat not before this one; our own while we still hold to the ballot. */
  isAnsweredSince(c: Conduct, beat: number, roll: Roll): boolean {
    const holdsToIt = compareBallots(this.desk.nextBal, c.ballot) <= 0
    return c.attendance.isMajoritySince(beat, roll, holdsToIt)
  }

  /** At the first tick a beat after the last one; later once nothing has passed for an election time. */
  isDue(c: Conduct, isUnderWay: boolean): boolean {
    const { now, timing } = this.desk
    const isBusy = isUnderWay || !this.hasMajority(c)
    const isQuiet = !isBusy && c.ownPassed && now - c.lastPassedAt >= timing.electionMs
    const quietMs = Math.max(timing.beatMs, Math.min(QUIET_BEATS * timing.beatMs, timing.electionMs / 4))
    return now - c.lastBeatAt >= (isQuiet ? quietMs : timing.beatMs)
  }
}
