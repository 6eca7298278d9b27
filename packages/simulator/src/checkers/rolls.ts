import { decodeEnvelope } from '@paxon/law'
import { type Decree, type Founding, type Identity, legislatorText, type Seat } from '@paxon/synod'

/**
 * The last roll that decrees make of a founding, by a second and simpler count than the law's: each readmission gives the
 * seat of its name to another birth, as the next incarnation; a birth gets a seat once.
 * @param decrees of all numbers from 1
 */
export function lastRoll(founding: Founding, decrees: readonly Decree[]): readonly Identity[] {
  const roll = new Map<string, Seat>(founding.roll.map((seat) => [seat.name, seat]))
  const births = new Set<string>(founding.roll.map(({ birth }) => birth))
  for (const decree of decrees) {
    const envelope = decree.length === 0 ? null : decodeEnvelope(decree)
    if (envelope === null || envelope.kind !== 'readmit' || births.has(envelope.birth)) continue
    const before = roll.get(envelope.name)
    if (before === undefined) continue
    births.add(envelope.birth)
    roll.set(before.name, { ...before, incarnation: before.incarnation + 1, birth: envelope.birth as Seat['birth'] })
  }
  return [...roll.values()]
}

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
