/** How long the protocol waits, in ms. Safety rests on none of these. */
export interface Timing {
  /** A president's beats, and what is repeated to the silent. */
  readonly beatMs: number
  /** How long without a president until a priest asks; each draws its own, from 1 to 1.5 times this. */
  readonly electionMs: number
  /** How long an entering priest waits for its peers before it promises and votes. */
  readonly enterMs: number
  /** passedTo is written alone after so long without a batch that it could ride in. */
  readonly passedToMs: number
  /** How long a leaving president may take to finish what is under way. */
  readonly leaveMs: number
  /** How long one priest that may stand waits for each that stands before it. */
  readonly rankMs: number
  /** A page that did not come in this time is asked of another priest; or in twice the time that the page before took, if that is longer. */
  readonly pageMs: number
}

export const TIMING: Timing = {
  beatMs: 50,
  electionMs: 600,
  enterMs: 300,
  passedToMs: 50,
  leaveMs: 1_500,
  rankMs: 100,
  pageMs: 200,
}

/** Bounds of what the core keeps and says at once; docs/LIMITS.md. */
export interface Bounds {
  /** Bytes of decrees in one LastVote page or one repeated BeginBallot. */
  readonly pageBytes: number
  /** Bytes of decrees under way. */
  readonly underWayBytes: number
  /** Decrees kept above heldTo, voted for or learnt; beyond it nothing above the next window is voted for. Numbers, in windows of α; bytes. */
  readonly aheadWindows: number
  readonly aheadBytes: number
  /** One that lags by more than so many windows of α is told no new decrees while there is a majority without it. */
  readonly lagWindows: number
  /** Inquiries that wait for a majority to confirm them. */
  readonly inquiries: number
}

export const BOUNDS: Bounds = {
  pageBytes: 256 * 1024,
  underWayBytes: 64 * 1024 * 1024,
  aheadWindows: 16,
  aheadBytes: 192 * 1024 * 1024,
  lagWindows: 2,
  inquiries: 10_000,
}
