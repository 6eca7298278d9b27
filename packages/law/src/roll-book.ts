import type { ByteReader, ByteWriter } from './bytes.js'
import { decodeUtf8, encodeUtf8 } from './utf8.js'

/** A seat on a roll: a name, its incarnation (from 1), the birth of its ledger and a weight. */
export interface RollSeat {
  readonly name: string
  readonly incarnation: number
  readonly birth: string
  readonly weight: number
}

/** From decree `from` on these decide. */
export interface RollInForce {
  readonly from: number
  readonly seats: readonly RollSeat[]
}

/** What founding says of the rolls. */
export interface FirstRoll {
  readonly seats: readonly RollSeat[]
  /** A change made by decree m is in force from decree m + alpha on; at least 1. */
  readonly alpha: number
}

/** A change of the roll that is not made. */
export type NoChange = 'no such name' | 'that birth has had a seat'

/**
 * The rolls as the law has them (the paper, section 3.3.6): who decides on a decree is itself decided by decrees, alpha
 * before. The law gives the incarnation, so no two births ever have the same one (P41); a birth gets a seat once.
 */
export class RollBook {
  private readonly alpha: number
  private rolls: RollInForce[]
  /** Every birth that ever had a seat. */
  private births: Set<string>

  constructor({ seats, alpha }: FirstRoll) {
    this.alpha = alpha
    this.rolls = [{ from: 1, seats }]
    this.births = new Set(seats.map(({ birth }) => birth))
  }

  /** The roll in force for the next decree, then those that will be. */
  get inForce(): readonly RollInForce[] {
    return this.rolls
  }

  /** Decree `number` gives the seat of `name` to the ledger of this birth. */
  readmit(number: number, name: string, birth: string): RollInForce | NoChange {
    const latest = this.rolls[this.rolls.length - 1]?.seats ?? []
    const before = latest.find((seat) => seat.name === name)
    if (before === undefined) return 'no such name'
    if (this.births.has(birth)) return 'that birth has had a seat'
    this.births.add(birth)
    const incarnation = before.incarnation + 1
    const seats = latest.map((seat) => (seat === before ? { ...seat, incarnation, birth } : seat))
    const roll: RollInForce = { from: number + this.alpha, seats }
    this.rolls.push(roll)
    return roll
  }

  /** All up to this decree is carried out: rolls that decide on nothing any more are forgotten. */
  reach(number: number): void {
    while ((this.rolls[1]?.from ?? Number.POSITIVE_INFINITY) <= number + 1) this.rolls.shift()
  }

  write(to: ByteWriter): void {
    const rolls = this.rolls.map(({ from, seats }) => [from, seats.map(seatJson)])
    const bytes = encodeUtf8(JSON.stringify([rolls, [...this.births]]))
    to.whole(bytes.length)
    to.bytes(bytes)
  }

  /** Reads {@link write} back, for a parliament of this alpha. @throws RangeError */
  static read(from: ByteReader, alpha: number): RollBook {
    const book = new RollBook({ seats: [], alpha })
    const [rolls, births] = listOf(parse(decodeUtf8(from.bytes(from.whole()))))
    book.rolls = listOf(rolls).map((roll) => {
      const [first, seats] = listOf(roll)
      return { from: wholeOf(first), seats: listOf(seats).map(seatOf) }
    })
    book.births = new Set(listOf(births).map(textOf))
    return book
  }
}

const seatJson = ({ name, incarnation, birth, weight }: RollSeat) => [name, incarnation, birth, weight]

function seatOf(value: unknown): RollSeat {
  const [name, incarnation, birth, weight] = listOf(value)
  return { name: textOf(name), incarnation: wholeOf(incarnation), birth: textOf(birth), weight: wholeOf(weight) }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    throw new RangeError('the rolls of the snapshot cannot be read')
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new RangeError('the rolls of the snapshot lack a list')
  return value
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new RangeError('the rolls of the snapshot lack a text')
  return value
}

function wholeOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw new RangeError('the rolls of the snapshot lack a number')
  return value
}
