import { type Name, nameOf } from '@paxon/synod'

const LETTERS =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega'

/** The names of an island's priests, in their order. */
export const ISLAND_NAMES: readonly Name[] = LETTERS.split(' ').map(nameOf)
