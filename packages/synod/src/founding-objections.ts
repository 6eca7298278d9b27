import type { Founding } from './founding.js'
import { type Identity, type Name, sameIdentity } from './names.js'

/** What a priest says of itself when it meets god. */
export interface FoundingHello extends Identity {
  /** It may be founded: see FoundingPriest. */
  readonly empty: boolean
  readonly founding: Founding | null
  /** What it voted for as decree 0, if it has. */
  readonly voted: Founding | null
  readonly law: Founding['law']
}

/** Why a priest cannot be of one parliament with those that are connected; null where it can. */
export function objectionToLaw(hello: FoundingHello, connected: readonly FoundingHello[]): string | null {
  const other = connected.find((priest) => !sameLaw(priest.law, hello.law))
  if (other === undefined) return null
  return (
    `${other.name} has the law ${lawText(other.law)} and ${hello.name} ${lawText(hello.law)}: ` +
    `start all priests with the same --law`
  )
}

/**
 * Why nothing can be founded with a priest that has no parliament yet, as one sentence for a person; null where it can. Where
 * another one has a parliament that one is joined instead.
 * @param connected all named priests
 */
export function objectionToFounding(
  hello: FoundingHello,
  connected: readonly FoundingHello[],
  names: readonly Name[],
): string | null {
  if (!hello.empty && hello.voted === null)
    return (
      `${hello.name}'s folder is not empty and holds no parliament that can be read, so nothing was founded: ` +
      `put its ledger back, or give ${hello.name} an empty folder`
    )
  return hello.voted === null ? null : objectionToVote(hello.name, hello.voted, connected, names)
}

/** A vote is carried on only if it is for the same roll: the named, under the births of those that are connected. */
export function objectionToVote(
  by: Name,
  voted: Founding,
  connected: readonly FoundingHello[],
  names: readonly Name[],
): string | null {
  const theirs = voted.roll.map((seat) => seat.name)
  const sameNames = theirs.length === names.length && names.every((name) => theirs.includes(name))
  if (!sameNames || connected.some((priest) => !voted.roll.some((seat) => sameIdentity(seat, priest))))
    return (
      `${by} has voted for parliament ${voted.parliament} of ${rollText(voted)}, which is another roll than the one to be ` +
      `founded here: start exactly those priests, or give all of them empty folders`
    )
  const other = connected.find((priest) => !sameLaw(priest.law, voted.law))
  if (other !== undefined)
    return (
      `${by} has voted for a parliament with the law ${lawText(voted.law)}, and ${other.name} has ` +
      `${lawText(other.law)}: start all priests with the law that was voted for`
    )
  return null
}

/** A parliament that is there already is joined only if it has a seat for each name; births may have changed since. */
export function objectionToJoining(by: Name, founding: Founding, names: readonly Name[]): string | null {
  const without = names.filter((name) => !founding.roll.some((seat) => seat.name === name))
  if (without.length === 0) return null
  return (
    `${by} belongs to parliament ${founding.parliament} of ${founding.roll.map((seat) => seat.name).join(', ')}, which ` +
    `has no seat for ${without.join(', ')}: name only priests of that parliament, or give ${by} an empty folder`
  )
}

const sameLaw = (a: Founding['law'], b: Founding['law']): boolean => a.name === b.name && a.version === b.version

const lawText = (law: Founding['law']): string => `${law.name} ${law.version}`

const rollText = (founding: Founding): string =>
  founding.roll.map((seat) => `${seat.name} (birth ${seat.birth})`).join(', ')
