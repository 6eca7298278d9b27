import { decodeEnvelope } from '@paxon/law'
import { type Decree, type Founding, type Identity, legislatorText, type Seat } from '@paxon/synod'

/** From this number on these decide. */
export interface RollFrom {
  readonly from: number
  readonly seats: readonly Identity[]
}

/**
 * The rolls that decrees make of a founding, by a second and simpler count than the law's: each readmission gives the seat of
 * its name to another birth, as the next incarnation; a birth gets a seat once.
 * @param decrees of all numbers from 1
 */
export function rollsOf(founding: Founding, decrees: readonly Decree[]): readonly RollFrom[] {
  const roll = new Map<string, Seat>(founding.roll.map((seat) => [seat.name, seat]))
  const births = new Set<string>(founding.roll.map(({ birth }) => birth))
  const rolls: RollFrom[] = [{ from: 1, seats: [...roll.values()] }]
  for (const [place, decree] of decrees.entries()) {
    const envelope = decree.length === 0 ? null : decodeEnvelope(decree)
    if (envelope === null || envelope.kind !== 'readmit' || births.has(envelope.birth)) continue
    const before = roll.get(envelope.name)
    if (before === undefined) continue
    births.add(envelope.birth)
    roll.set(before.name, { ...before, incarnation: before.incarnation + 1, birth: envelope.birth as Seat['birth'] })
    rolls.push({ from: place + 1 + founding.alpha, seats: [...roll.values()] })
  }
  return rolls
}

/** The last of them, whether it is in force or will be. */
export const lastRoll = (founding: Founding, decrees: readonly Decree[]): readonly Identity[] =>
  rollsOf(founding, decrees).at(-1)?.seats ?? []

/** What is wrong with what priests say they are; null where all have the seats of that roll. */
export function rollObjection(roll: readonly Identity[], priests: readonly Identity[]): string | null {
  for (const priest of priests) {
    const seat = roll.find(({ name }) => name === priest.name)
    if (seat?.birth === priest.birth && seat.incarnation === priest.incarnation) continue
    const theirs = seat === undefined ? 'no seat' : `${legislatorText(seat)} of birth ${seat.birth}`
    return `${priest.name} says that it is ${legislatorText(priest)} of birth ${priest.birth}, and the roll has ${theirs}`
  }
  return null
}
