import { type Identity, type Legislator, type Name, type Seat, sameLegislator } from './names.js'
import { Roll } from './roll.js'

/** A roll, and the first decree that it decides on. */
export interface RollChange {
  readonly from: number
  readonly seats: readonly Seat[]
}

interface InForce {
  readonly from: number
  readonly roll: Roll
}

export interface RollsOptions {
  readonly founding: readonly Seat[]
  readonly alpha: number
  /** Up to where the law has been brought. */
  readonly lawAt: number
  /** What the law then says: the roll in force, and those that will be. */
  readonly changes: readonly RollChange[]
}

/**
 * Which roll decides on which decree (section 3.3.6): quorum is a function of the decree number. The law as of n - alpha
 * says who decides on n, so from our law's number on rolls are known for alpha decrees, and of later ones nothing is said.
 */
export class Rolls {
  readonly alpha: number
  private law: number
  private list: InForce[]
  /** Of the rolls that decide on what comes after our law. */
  private inForce: readonly Seat[] = []

  constructor({ founding, alpha, lawAt, changes }: RollsOptions) {
    this.alpha = alpha
    this.law = lawAt
    this.list = [{ from: 1, roll: new Roll(founding) }]
    this.applied(lawAt, changes)
  }

  /** How far our own law has got. */
  get lawAt(): number {
    return this.law
  }

  /** The last number whose roll is known: a president proposes none above it (P14). */
  get reach(): number {
    return this.law + this.alpha
  }

  /** Our law has reached this number, and says this of later rolls. */
  applied(upTo: number, changes: readonly RollChange[]): void {
    this.law = Math.max(this.law, upTo)
    for (const { from, seats } of changes) {
      if (from > this.latest.from) this.list.push({ from, roll: new Roll(seats) })
    }
    if (this.list.length === 1 && this.inForce.length > 0) return
    while ((this.list[1]?.from ?? Number.POSITIVE_INFINITY) <= this.law + 1) this.list.shift()
    this.inForce = this.list.flatMap(({ roll }) => roll.seats)
  }

  /** The roll for a number up to `reach`. @throws RangeError for one that the law does not speak of, yet or any more. */
  of(number: number): Roll {
    if (number <= this.reach) {
      for (let i = this.list.length - 1; i >= 0; i--) {
        const entry = this.list[i]
        if (entry !== undefined && entry.from <= number) return entry.roll
      }
    }
    throw new RangeError(`the roll for decree ${number} is not known with the law at ${this.law}`)
  }

  /** The roll for the decree after our law. */
  get current(): Roll {
    return this.of(this.law + 1)
  }

  /** The last roll that is known, which may come into force only later. */
  get latest(): InForce {
    const last = this.list[this.list.length - 1]
    if (last === undefined) throw new RangeError('there is no roll')
    return last
  }

  /** The first number after this one that another roll decides on; infinity when none is known. */
  nextFrom(number: number): number {
    return this.list.find(({ from }) => from > number)?.from ?? Number.POSITIVE_INFINITY
  }

  /** The seats of everyone who has a say in the decrees after our law; of a seat given to another ledger both. */
  get seats(): readonly Seat[] {
    return this.inForce
  }

  /** Their names. */
  names(): Name[] {
    return [...new Set(this.inForce.map(({ name }) => name))]
  }

  /** The seat of this very ledger, in force or to be. */
  seatOf(who: Identity): Seat | undefined {
    return this.inForce.find(({ name, birth }) => name === who.name && birth === who.birth)
  }

  /** The first number, of those that our law still speaks of, that the seat of this very ledger decides on; null without one. */
  seatedFrom(who: Identity): number | null {
    return this.list.find(({ roll }) => roll.has(who))?.from ?? null
  }

  /** What is kept of others by name is kept of these only (P32). */
  knows(name: Name): boolean {
    return this.inForce.some((seat) => seat.name === name)
  }

  /** Whether `from` may speak as this legislator. Of a ledger that we have not heard of yet its own word counts. */
  speaksAs(from: Identity, legislator: Legislator): boolean {
    if (from.name !== legislator.name) return false
    const seat = this.seatOf(from)
    if (seat !== undefined) return seat.incarnation === legislator.incarnation
    return !this.inForce.some((other) => sameLegislator(other, legislator))
  }
}
