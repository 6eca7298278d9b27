import type { Ballot } from './ballot.js'

/**
 * A decree is opaque bytes from the president that encoded it to every disk. The empty decree is the olive-day decree
 * (section 3.1), which fills a gap and changes nothing.
 */
export type Decree = Uint8Array

export const OLIVE_DAY: Decree = new Uint8Array(0)

export const isOliveDay = (decree: Decree): boolean => decree.length === 0

export function sameDecree(a: Decree, b: Decree): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Decrees with unbroken numbers: `decrees[i]` has number `from + i`. Numbers start from 1. */
export interface Run {
  readonly from: number
  readonly decrees: readonly Decree[]
}

/** Votes of one ballot for unbroken numbers. */
export interface VoteRun extends Run {
  readonly ballot: Ballot
}

export interface Vote {
  readonly ballot: Ballot
  readonly decree: Decree
}
