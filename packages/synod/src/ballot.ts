import { type Legislator, legislatorText, parseLegislator, sameLegislator } from './names.js'

/**
 * A ballot number (section 2.3): ordered by round, then the author's name by bytes, then its incarnation as a number.
 * B1 holds because only its author begins it, and never twice.
 */
export interface Ballot {
  /** A whole number from 1. */
  readonly round: number
  readonly by: Legislator
}

/** Below: negative; the same: 0; above: positive. Null is below every ballot: none was tried, promised or voted in. */
export function compareBallots(a: Ballot | null, b: Ballot | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  if (a.round !== b.round) return a.round - b.round
  if (a.by.name !== b.by.name) return a.by.name < b.by.name ? -1 : 1
  return a.by.incarnation - b.by.incarnation
}

export const sameBallot = (a: Ballot | null, b: Ballot | null): boolean =>
  a === b || (a !== null && b !== null && a.round === b.round && sameLegislator(a.by, b.by))

export const higherBallot = <A extends Ballot | null, B extends Ballot | null>(a: A, b: B): A | B =>
  compareBallots(a, b) >= 0 ? a : b

/** The short text used everywhere: `3:alpha.2`, `-` for none. */
export const ballotText = (b: Ballot | null): string => (b === null ? '-' : `${b.round}:${legislatorText(b.by)}`)

/** The form in files and frames: `[3,"alpha.2"]`. */
export type BallotJson = readonly [round: number, by: string]

export const ballotJson = (b: Ballot): BallotJson => [b.round, legislatorText(b.by)]

/** That form as text, and `null` for none. Names are letters, digits and dashes: nothing has to be escaped. */
export const ballotWords = (b: Ballot | null): string =>
  b === null ? 'null' : `[${b.round},"${legislatorText(b.by)}"]`

/** Null when it is no ballot. */
export function parseBallot(json: readonly [number, string]): Ballot | null {
  const by = parseLegislator(json[1])
  return by === null || !Number.isSafeInteger(json[0]) || json[0] < 1 ? null : { round: json[0], by }
}
