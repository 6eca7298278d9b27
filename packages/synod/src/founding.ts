import type { Seat } from './names.js'

/** What decree 0 says (DESIGN "Who is who"): fixed for the life of a parliament, but for the roll, which decrees change. */
export interface Founding {
  /** 16 random bytes as 32 hex digits. */
  readonly parliament: string
  readonly roll: readonly Seat[]
  /** The largest number of decrees under way, and how long a change of the roll waits to come into force (3.3.6). */
  readonly alpha: number
  readonly law: { readonly name: string; readonly version: number }
  /** The version of the file format. */
  readonly format: number
}

export const FORMAT = 1
export const ALPHA_DEFAULT = 4_096

/** The ballots of decree 0 are of their own kind: a god is no legislator. `god`: a random id of this start of that god. */
export interface FoundingBallot {
  readonly round: number
  readonly god: string
}

export function compareFoundingBallots(a: FoundingBallot | null, b: FoundingBallot | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  if (a.round !== b.round) return a.round - b.round
  return a.god === b.god ? 0 : a.god < b.god ? -1 : 1
}

export const foundingBallotText = (b: FoundingBallot): string => `${b.round}:god-${b.god}`

/** The same names with the same births (order does not matter). */
export function sameRoll(a: readonly Seat[], b: readonly Seat[]): boolean {
  const text = (roll: readonly Seat[]) =>
    roll
      .map((seat) => `${seat.name}.${seat.incarnation}@${seat.birth}*${seat.weight}`)
      .sort()
      .join()
  return text(a) === text(b)
}

/** Decree 0 in the Synod: god asks and begins, priests promise and vote, *all* named priests are the only quorum. */
export type FoundingMessage =
  | { readonly type: 'NextFounding'; readonly ballot: FoundingBallot }
  | {
      readonly type: 'LastFoundingVote'
      readonly ballot: FoundingBallot
      readonly vote: { readonly ballot: FoundingBallot; readonly founding: Founding } | null
    }
  | { readonly type: 'FoundingRefused'; readonly ballot: FoundingBallot; readonly promised: FoundingBallot }
  | { readonly type: 'BeginFounding'; readonly ballot: FoundingBallot; readonly founding: Founding }
  | { readonly type: 'FoundingVoted'; readonly ballot: FoundingBallot }
  | { readonly type: 'FoundingSuccess'; readonly founding: Founding }
