import type { Desk } from './desk.js'
import { type Identity, type Name, sameIdentity } from './names.js'

interface Attendant {
  readonly who: Identity
  /** The latest beat that it answered; 0 for a LastVote. */
  readonly beat: number
  /** Monotonic ms. */
  readonly at: number
  readonly heldTo: number
}

/** Who answers the ballot in hand: the only priests that a president counts as present (section 3.3.1). */
export class Attendance {
  private readonly desk: Desk
  private readonly attendants = new Map<Name, Attendant>()

  constructor(desk: Desk) {
    this.desk = desk
  }

  heard(who: Identity, beat: number, heldTo: number): void {
    const before = this.attendants.get(who.name)
    const latest = before !== undefined && sameIdentity(before.who, who) ? before : null
    this.attendants.set(who.name, {
      who,
      beat: Math.max(beat, latest?.beat ?? 0),
      at: this.desk.now,
      heldTo: Math.max(heldTo, latest?.heldTo ?? 0),
    })
  }

  /** A majority of the roll of this number, this priest included, was heard within an election time. */
  isMajority(number: number): boolean {
    const roll = this.desk.rolls.of(number)
    let set = roll.seatOf(this.desk.me)
    for (const attendant of this.attendants.values()) if (this.isPresent(attendant)) set |= roll.seatOf(attendant.who)
    return roll.isMajority(set)
  }

  /** A majority of the roll of this number answered a beat not before this one. `own`: whether this priest counts itself. */
  isMajoritySince(beat: number, number: number, own: boolean): boolean {
    const roll = this.desk.rolls.of(number)
    let set = own ? roll.seatOf(this.desk.me) : 0
    for (const { who, beat: answered } of this.attendants.values()) if (answered >= beat) set |= roll.seatOf(who)
    return roll.isMajority(set)
  }

  /** Of those present with a seat for this number the fullest, then the last by name; null when there is none. */
  fullest(number: number): Name | null {
    const roll = this.desk.rolls.of(number)
    let best: Attendant | null = null
    for (const attendant of this.attendants.values()) {
      const { who, heldTo } = attendant
      if (sameIdentity(who, this.desk.me) || !roll.has(who) || !this.isPresent(attendant)) continue
      if (best === null || heldTo > best.heldTo || (heldTo === best.heldTo && who.name > best.who.name))
        best = attendant
    }
    return best?.who.name ?? null
  }

  private isPresent({ at }: Attendant): boolean {
    return this.desk.now - at < this.desk.timing.electionMs
  }
}
