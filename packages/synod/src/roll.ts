import type { Identity, Name, Seat } from './names.js'

/** More seats would not fit the bit sets that votes are collected in; a parliament of a dozen is already slow. */
export const SEATS_MAX = 31

/** A set of seats of one roll, one bit a seat. Sets of different rolls are never mixed. */
export type SeatSet = number

/**
 * Those who decide on a decree (section 3.3.6). A quorum is any set of seats with more than half of the weight, so any
 * two have a seat in common (B2).
 */
export class Roll {
  readonly seats: readonly Seat[]
  private readonly byName: ReadonlyMap<Name, number>
  private readonly weightAll: number

  /** @throws RangeError for no seat, more than {@link SEATS_MAX}, a name twice or a weight below 1. */
  constructor(seats: readonly Seat[]) {
    if (seats.length < 1 || seats.length > SEATS_MAX) throw new RangeError(`a roll has 1 to ${SEATS_MAX} seats`)
    this.seats = seats
    this.byName = new Map(seats.map((seat, index) => [seat.name, index]))
    if (this.byName.size !== seats.length) throw new RangeError('a name stands twice on the roll')
    if (seats.some((seat) => !Number.isInteger(seat.weight) || seat.weight < 1))
      throw new RangeError('a weight is below 1')
    this.weightAll = seats.reduce((sum, seat) => sum + seat.weight, 0)
  }

  /**
   * The set with just this legislator in it; empty unless name and birth are those on the roll. A birth has a seat once, so
   * with it the incarnation is right too, whatever a priest that has not heard of its seat yet says of itself.
   */
  seatOf(who: Identity): SeatSet {
    const index = this.byName.get(who.name)
    const seat = index === undefined ? undefined : this.seats[index]
    return index === undefined || seat === undefined || seat.birth !== who.birth ? 0 : 1 << index
  }

  /** The set with just the seat of this name in it. */
  seatNamed(name: Name): SeatSet {
    const index = this.byName.get(name)
    return index === undefined ? 0 : 1 << index
  }

  has(who: Identity): boolean {
    return this.seatOf(who) !== 0
  }

  isMajority(set: SeatSet): boolean {
    return 2 * this.weightOf(set) > this.weightAll
  }

  isAll(set: SeatSet): boolean {
    return this.weightOf(set) === this.weightAll
  }

  named(name: Name): Seat | undefined {
    const index = this.byName.get(name)
    return index === undefined ? undefined : this.seats[index]
  }

  members(set: SeatSet): Seat[] {
    return this.seats.filter((_, index) => (set & (1 << index)) !== 0)
  }

  private weightOf(set: SeatSet): number {
    let weight = 0
    for (let index = 0; index < this.seats.length; index++) {
      if ((set & (1 << index)) !== 0) weight += this.seats[index]?.weight ?? 0
    }
    return weight
  }
}
