import { birthOf, type Decree, decreeText, type Name, nameOf, type RollChange, type Seat } from '../src/index.js'
import { decreeOf } from './tale.js'

/** A law about nothing but rolls (section 3.3.6): `readmit NAME BIRTH` gives the seat of a name to another ledger. */
export const readmission = (name: Name, birth: string): Decree => decreeOf(`readmit ${name} ${birth}`)

export const isReadmission = (decree: Decree): boolean => decreeText(decree).startsWith('readmit ')

/** The rolls that these decrees, numbered from 1, made after the founding. */
export function rollChanges(decrees: readonly Decree[], founding: readonly Seat[], alpha: number): RollChange[] {
  const changes: RollChange[] = []
  const births = new Set<string>(founding.map(({ birth }) => birth))
  let seats = founding
  for (const [i, decree] of decrees.entries()) {
    const [op, name, birth] = decreeText(decree).split(' ')
    if (op !== 'readmit' || name === undefined || birth === undefined || births.has(birth)) continue
    births.add(birth)
    seats = seats.map((seat) =>
      seat.name === name
        ? { ...seat, name: nameOf(name), incarnation: seat.incarnation + 1, birth: birthOf(birth) }
        : seat,
    )
    changes.push({ from: i + 1 + alpha, seats })
  }
  return changes
}
