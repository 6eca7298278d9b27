import type { Attendance } from './attendance.js'
import type { Conduct } from './conduct.js'
import type { Decree } from './decree.js'
import type { Desk } from './desk.js'
import type { Learning } from './learning.js'
import type { SeatWanted } from './messages.js'
import type { Birth, Identity, Name } from './names.js'
import { Roll } from './roll.js'

/** The decree that gives the seat of a name to the ledger of this birth. */
export type EncodeReadmission = (name: Name, birth: Birth) => Decree

/** Who wants its seat back, a slip of paper. */
export interface Learner {
  readonly who: Identity
  readonly heldTo: number
  /** As it was when it said so: by the next beat many more have passed. */
  readonly keepsUp: boolean
  /** When it last said so, monotonic ms. */
  readonly at: number
  /** When it first said so, or had got further since; monotonic ms. */
  readonly furtherAt: number
}

/** Births that are not told of again. */
const REFUSED_MAX = 64

/**
 * Learners under a name of the roll, which lost the ledger that has the seat (section 3.3.6). A president gives the seat to
 * their new ledger, one at a time, once they have caught up and a majority of the roll as changed is there.
 */
export class Readmission {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly encode: EncodeReadmission
  private readonly learners = new Map<Name, Learner>()
  /** Of whom it has been said that they cannot be readmitted now. */
  private readonly refused = new Set<Birth>()

  constructor(desk: Desk, learning: Learning, encode: EncodeReadmission) {
    this.desk = desk
    this.learning = learning
    this.encode = encode
  }

  wanted(who: Identity, { heldTo }: SeatWanted, attendance: Attendance): void {
    const { rolls, now, me } = this.desk
    if (who.name === me.name || rolls.latest.roll.named(who.name) === undefined) return
    if (rolls.seatOf(who) !== undefined) return
    const before = this.learners.get(who.name)
    const isNoFurther = before?.who.birth === who.birth && heldTo <= before.heldTo
    const keepsUp = attendance.keepsUp(heldTo, this.learning.passedTo)
    this.learners.set(who.name, { who, heldTo, keepsUp, at: now, furtherAt: isNoFurther ? before.furtherAt : now })
  }

  /**
   * None while this priest leaves. The first by name that is here, has nearly caught up, was not proposed before in this ballot, and has a majority of the
   * roll as changed with it; null when there is none. For its sake petitions wait until nothing is under way: its decree and
   * the rest of the window are proposed at once.
   */
  next(c: Conduct): Learner | null {
    if (this.learners.size === 0 || this.desk.isLeaving) return null
    const { now, timing, rolls } = this.desk
    let next: Learner | null = null
    for (const [name, learner] of this.learners) {
      if (now - learner.at >= timing.electionMs || rolls.seatOf(learner.who) !== undefined) this.learners.delete(name)
      else if (c.readmitted.has(learner.who.birth) || !this.isNear(learner)) continue
      else if ((next === null || name < next.who.name) && this.isPossible(learner, c.attendance)) next = learner
    }
    return next
  }

  /** The decree for the next one, once it lacks fewer than alpha decrees. */
  decree(c: Conduct): Decree | null {
    const learner = this.next(c)
    if (learner === null || this.learning.passedTo - learner.heldTo >= this.desk.rolls.alpha) return null
    const { name, birth } = learner.who
    c.readmitted.add(birth)
    this.desk.notice({ event: 'readmits', name, birth, number: c.next })
    return this.encode(name, birth)
  }

  /** Nobody else is here under its name, and a majority of the roll as changed is, and keeps up (P16). */
  private isPossible({ who }: Learner, attendance: Attendance): boolean {
    const { rolls } = this.desk
    const { seats } = rolls.latest.roll
    if (seats.some((seat) => seat.name === who.name && attendance.isHere(seat))) return false
    const changed = new Roll(seats.map((seat) => (seat.name === who.name ? { ...seat, birth: who.birth } : seat)))
    if (attendance.isMajority(changed, true, who)) return true
    if (!this.refused.has(who.birth)) {
      if (this.refused.size >= REFUSED_MAX) this.refused.clear()
      this.refused.add(who.birth)
      const why = 'no majority of the roll with it is present and has caught up'
      this.desk.notice({ event: 'cannot readmit', name: who.name, why })
    }
    return false
  }

  /** One that keeps up lacks fewer than alpha decrees soon after nothing more is proposed; if not, petitions wait no longer. */
  private isNear({ heldTo, keepsUp, furtherAt }: Learner): boolean {
    const { rolls, now, timing } = this.desk
    return this.learning.passedTo - heldTo < rolls.alpha || (keepsUp && now - furtherAt < timing.electionMs)
  }
}
