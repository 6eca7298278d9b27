import { Attendance } from './attendance.js'
import type { Ballot } from './ballot.js'
import type { CarriedPetitions } from './carried.js'
import type { Desk } from './desk.js'
import { LastVotes } from './last-votes.js'
import type { Learning } from './learning.js'
import type { Birth, Legislator } from './names.js'

/** The ballot in hand: slips of paper (section 2.2), lost when the priest leaves, or its president resigns. */
export interface Conduct {
  readonly ballot: Ballot
  /** When it began to try, then when it began to preside. */
  since: number
  readonly lastVotes: LastVotes
  readonly attendance: Attendance
  /**
   * `trying`: collecting LastVotes and finishing what may have been chosen; `presiding`: petitions are taken. A priest without a
   * ballot in hand is idle; of several decrees each is polled for by itself (`proposals.ts`).
   */
  status: 'trying' | 'presiding'
  /** The next free number, once presiding. */
  next: number
  /** Once presiding: all up to here was passed, bound by B3 or filled when it began to. */
  boundTo: number
  /** A decree of this very ballot has passed. */
  ownPassed: boolean
  /** When it last got further: a LastVote, a decree learnt or passed, or a first decree begun. */
  lastPassedAt: number
  /** What the last Begun record named. */
  quorum: readonly Legislator[]
  /** The highest "passed up to" said in this ballot. */
  saidTo: number
  beat: number
  readonly carried: CarriedPetitions
  /** Births that this ballot has proposed to give a seat: each once. */
  readonly readmitted: Set<Birth>
  lastBeatAt: number
  /** NextBallot goes again to those silent for a beat. */
  lastAskedAt: number
}

/** The slips of a ballot that begins to be tried. `beat`: where the beats of the ballot before ended; they go on rising. */
export const freshSlips = (
  desk: Desk,
  ballot: Ballot,
  before: { readonly beat: number; readonly carried: CarriedPetitions },
): Conduct => ({
  ballot,
  since: desk.now,
  lastVotes: new LastVotes(),
  attendance: new Attendance(desk),
  status: 'trying',
  next: 0,
  boundTo: 0,
  ownPassed: false,
  lastPassedAt: desk.now,
  quorum: [],
  saidTo: 0,
  beat: before.beat,
  carried: before.carried,
  readmitted: new Set(),
  lastBeatAt: desk.now,
  lastAskedAt: desk.now,
})

/**
 * Step 5's Success for many decrees, "passed up to", as it rides on the next message (section 3.1). Each number up to there
 * that this ballot proposed passed as it proposed it, or its president had resigned.
 */
export function sayUpTo(c: Conduct, learning: Learning): number {
  c.saidTo = learning.passedTo
  return c.saidTo
}
