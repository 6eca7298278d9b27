import {
  type Address,
  type Ballot,
  type Founding,
  type FoundingBallot,
  isBirth,
  isName,
  type Legislator,
  type Name,
  parseBallot,
  parseLegislator,
  type Seat,
} from '@paxon/synod'
import { fields, list, orNull, text, Unreadable, whole } from './guards.js'

/** Reads the core's words back from their JSON forms in a ledger. All throw Unreadable. */

export function ballotOf(value: unknown): Ballot {
  const [round, by] = list(value)
  const ballot = parseBallot([whole(round, 1), text(by)])
  if (ballot === null) throw new Unreadable(`no ballot: ${JSON.stringify(value)}`)
  return ballot
}

export function legislatorOf(value: unknown): Legislator {
  const legislator = parseLegislator(text(value))
  if (legislator === null) throw new Unreadable(`no legislator: ${JSON.stringify(value)}`)
  return legislator
}

export function nameIn(value: unknown): Name {
  const name = text(value)
  if (!isName(name)) throw new Unreadable(`no name: ${JSON.stringify(value)}`)
  return name
}

export function birthIn(value: unknown): Seat['birth'] {
  const birth = text(value)
  if (!isBirth(birth)) throw new Unreadable(`no birth: ${JSON.stringify(value)}`)
  return birth
}

export function foundingBallotOf(value: unknown): FoundingBallot {
  const { round, god } = fields(value)
  return { round: whole(round, 0), god: text(god) }
}

function seatOf(value: unknown): Seat {
  const { name, incarnation, birth, weight } = fields(value)
  return { name: nameIn(name), incarnation: whole(incarnation, 1), birth: birthIn(birth), weight: whole(weight, 1) }
}

export function foundingOf(value: unknown): Founding {
  const { parliament, roll, alpha, law, format } = fields(value)
  const { name, version } = fields(law)
  return {
    parliament: text(parliament),
    roll: list(roll).map(seatOf),
    alpha: whole(alpha, 1),
    law: { name: text(name), version: whole(version, 1) },
    format: whole(format, 1),
  }
}

/** What {@link addressesOf} reads back. */
export const addressesJson = (addresses: ReadonlyMap<Name, Address>): readonly unknown[] => [...addresses]

export function addressesOf(value: unknown): ReadonlyMap<Name, Address> {
  return new Map(
    list(value).map((entry): [Name, Address] => {
      const [name, address] = list(entry)
      const { peer, citizens } = fields(address)
      return [nameIn(name), { peer: text(peer), citizens: text(citizens) }]
    }),
  )
}

export const ballotOrNull = (value: unknown): Ballot | null => orNull(value, ballotOf)
