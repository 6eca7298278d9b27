import type { Desk } from './desk.js'
import { Lagging } from './lagging.js'
import type { Identity, Name } from './names.js'
import type { Roll } from './roll.js'

interface Attendant {
  readonly who: Identity
  /** The latest beat that it answered; 0 for a LastVote. */
  readonly beat: number
  /** Monotonic ms. */
  readonly at: number
  readonly heldTo: number
  /** As it was then: by the next beat many more have passed. */
  readonly keepsUp: boolean
}

const BEATS_OF_TRUST = 3
const NOBODY: ReadonlySet<Name> = new Set()

/** Who answers the ballot in hand: the only priests that a president counts as present (section 3.3.1). */
export class Attendance {
  private readonly desk: Desk
  private readonly attendants = new Map<Name, Attendant>()
  private readonly lagging: Lagging

  constructor(desk: Desk) {
    this.desk = desk
    this.lagging = new Lagging(desk)
  }

  /** @param passedTo this priest's own, now */
  heard(who: Identity, beat: number, heldTo: number, passedTo: number): void {
    if (!this.desk.rolls.knows(who.name)) return
    const before = this.attendants.get(who.name)
    const latest = before?.who.birth === who.birth ? before : null
    this.attendants.set(who.name, {
      who,
      beat: Math.max(beat, latest?.beat ?? 0),
      at: this.desk.now,
      heldTo: Math.max(heldTo, latest?.heldTo ?? 0),
      keepsUp: this.keepsUp(heldTo, passedTo),
    })
  }

  /**
   * A majority of the roll, this priest included, was heard within an election time.
   * @param keepingUp and kept up when it was heard last
   * @param also counts as well
   */
  isMajority(roll: Roll, keepingUp = false, also = this.desk.me): boolean {
    let set = roll.seatOf(this.desk.me) | roll.seatOf(also)
    for (const attendant of this.attendants.values()) {
      if (this.isPresent(attendant) && (attendant.keepsUp || !keepingUp)) set |= roll.seatOf(attendant.who)
    }
    return roll.isMajority(set)
  }

  /** A majority of the roll answered a beat not before this one. `own`: whether this priest counts itself. */
  isMajoritySince(beat: number, roll: Roll, own: boolean): boolean {
    let set = own ? roll.seatOf(this.desk.me) : 0
    for (const { who, beat: answered } of this.attendants.values()) if (answered >= beat) set |= roll.seatOf(who)
    return roll.isMajority(set)
  }

  /** Who holds this lacks fewer than alpha decrees; or no more than passed within two beats, which may be more. */
  keepsUp(heldTo: number, passedTo: number): boolean {
    return passedTo - heldTo < this.desk.rolls.alpha || this.lagging.keepsUp(heldTo)
  }

  /** This very ledger's legislator was heard within an election time. */
  isHere(who: Identity): boolean {
    const attendant = this.attendants.get(who.name)
    return attendant?.who.birth === who.birth && this.isPresent(attendant)
  }

  /** The others but for those that lag (P20): whom new decrees are told. */
  keepingUp(): Name[] {
    return this.desk.others().filter((name) => !this.lagging.has(name))
  }

  /** Before each beat: who lags. @param upTo the "passed up to" of this beat */
  look(upTo: number): void {
    const roll = this.desk.rolls.current
    const behind = new Set<Name>()
    let set = roll.seatOf(this.desk.me)
    for (const { who, at, heldTo } of this.attendants.values()) {
      // One that has just gone must not be counted on for as long as a president counts it as present.
      if (this.lagging.isBehind(who.name, heldTo)) behind.add(who.name)
      else if (this.desk.now - at < BEATS_OF_TRUST * this.desk.timing.beatMs) set |= roll.seatOf(who)
    }
    this.lagging.told(upTo, roll.isMajority(set) ? behind : NOBODY)
  }

  /** Of those present with a seat the fullest, then the last by name; null when there is none. */
  fullest(roll: Roll): Name | null {
    let best: Attendant | null = null
    for (const attendant of this.attendants.values()) {
      const { who, heldTo } = attendant
      if (who.birth === this.desk.me.birth || !roll.has(who) || !this.isPresent(attendant)) continue
      if (best === null || heldTo > best.heldTo || (heldTo === best.heldTo && who.name > best.who.name))
        best = attendant
    }
    return best?.who.name ?? null
  }

  private isPresent({ at }: Attendant): boolean {
    return this.desk.now - at < this.desk.timing.electionMs
  }
}
