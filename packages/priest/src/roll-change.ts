import { encodeEnvelope, type RollInForce } from '@paxon/law'
import { type Birth, birthOf, type Decree, type Name, nameOf, type RollChange } from '@paxon/synod'

/** A roll as the law has it, for the core. */
export const rollChangeOf = ({ from, seats }: RollInForce): RollChange => ({
  from,
  seats: seats.map(({ name, incarnation, birth, weight }) => ({
    name: nameOf(name),
    incarnation,
    birth: birthOf(birth),
    weight,
  })),
})

export const encodeReadmission = (name: Name, birth: Birth): Decree => encodeEnvelope({ kind: 'readmit', name, birth })
