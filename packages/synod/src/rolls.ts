import type { Identity, Name, Seat } from './names.js'
import { Roll } from './roll.js'

/** Which roll decides on which decree (section 3.3.6): quorum is a function of the decree number. */
export class Rolls {
  private readonly list: { readonly from: number; readonly roll: Roll }[]

  constructor(founding: readonly Seat[]) {
    this.list = [{ from: 1, roll: new Roll(founding) }]
  }

  /** The law says: from this number on, this roll. */
  add(from: number, seats: readonly Seat[]): void {
    const last = this.list[this.list.length - 1]
    if (last !== undefined && from > last.from) this.list.push({ from, roll: new Roll(seats) })
  }

  of(number: number): Roll {
    for (let i = this.list.length - 1; i >= 0; i--) {
      const entry = this.list[i]
      if (entry !== undefined && entry.from <= number) return entry.roll
    }
    throw new RangeError(`no roll for decree ${number}`)
  }

  /** Everyone who may have a say from this number on. */
  names(from: number): Name[] {
    const names = new Set<Name>()
    for (const [i, { roll }] of this.list.entries()) {
      const next = this.list[i + 1]
      if (next !== undefined && next.from <= from) continue
      for (const seat of roll.seats) names.add(seat.name)
    }
    return [...names]
  }

  /** On a roll that is in force for this number, or will be. */
  seats(who: Identity, from: number): boolean {
    return this.list.some(({ roll }, i) => {
      const next = this.list[i + 1]
      return (next === undefined || next.from > from) && roll.has(who)
    })
  }
}
