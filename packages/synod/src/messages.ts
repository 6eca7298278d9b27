import type { Ballot } from './ballot.js'
import type { Run, VoteRun } from './decree.js'
import type { Legislator } from './names.js'

/**
 * What priests say to each other. `Bound` messages rest on what the very batch that they were given with makes durable:
 * they leave only after its sync. `Free` ones rest on nothing, or on what is durable already, and leave at once.
 */
export type Message = Bound | Free
export type Bound = NextBallot | LastVote | Voted
export type Free =
  | BeginBallot
  | Success
  | Refused
  | Failed
  | Beat
  | BeatAnswer
  | Ask
  | AskAnswer
  | Handover
  | PageWanted
  | Page
  | SeatWanted

/** Step 1, for all decrees after `after` (3.1): the author's heldTo. */
export interface NextBallot {
  readonly type: 'NextBallot'
  readonly ballot: Ballot
  readonly after: number
}

/**
 * Step 2, one page. It speaks for the numbers `from` to `to` (null: to infinity) and covers those of them above its own
 * passedTo: what it does not list there, its author has not voted for in a ballot below `ballot`. `passed` lists decrees
 * above passedTo that the author knows to have passed and holds synced.
 */
export interface LastVote {
  readonly type: 'LastVote'
  readonly ballot: Ballot
  readonly after: number
  readonly passedTo: number
  readonly from: number
  readonly to: number | null
  readonly votes: readonly VoteRun[]
  readonly passed: readonly Run[]
}

/** Step 3. `quorum`: those whose LastVotes the ballot rests on. `upTo`: "passed up to", as in Success. */
export interface BeginBallot extends Run {
  readonly type: 'BeginBallot'
  readonly ballot: Ballot
  readonly quorum: readonly Legislator[]
  readonly upTo: number
}

/** Step 4, for the numbers `from` to `to`. */
export interface Voted {
  readonly type: 'Voted'
  readonly ballot: Ballot
  readonly from: number
  readonly to: number
}

/** Step 5, "passed up to `upTo`, said in `ballot`": speaks only of numbers for which the hearer voted in this ballot. */
export interface Success {
  readonly type: 'Success'
  readonly ballot: Ballot
  readonly upTo: number
}

/** Steps 2 and 4. `hears`: whether its sender hears the author of `promised` preside. */
export interface Refused {
  readonly type: 'Refused'
  readonly ballot: Ballot
  /** What was refused. A beat is refused too, so that an idle president learns of a promise above its ballot (P27). */
  readonly of: 'NextBallot' | 'BeginBallot' | 'Beat'
  readonly promised: Ballot
  readonly hears: boolean
}

/** The author has resigned this ballot. */
export interface Failed {
  readonly type: 'Failed'
  readonly ballot: Ballot
}

/** 3.3.1. `majority`: whether a majority answers its author's beats. `batch`: the author's last synced batch. */
export interface Beat {
  readonly type: 'Beat'
  readonly ballot: Ballot
  /** Rises with each beat of the ballot; an answer names it, so that late answers are known as such. */
  readonly beat: number
  readonly majority: boolean
  readonly upTo: number
  readonly batch: number
}

export interface BeatAnswer {
  readonly type: 'BeatAnswer'
  readonly ballot: Ballot
  readonly beat: number
  /** A sync of its sender has been under way for longer than half an election time. */
  readonly stalled: boolean
  readonly heldTo: number
  readonly batch: number
}

/** "Do you hear a president?", before standing. `round` tells the answers to this asking from older ones. */
export interface Ask {
  readonly type: 'Ask'
  readonly round: number
  readonly heldTo: number
}

export interface AskAnswer {
  readonly type: 'AskAnswer'
  readonly round: number
  readonly role: 'legislator' | 'learner'
  /** The ballot whose author it hears preside or waits for; null when it hears none. */
  readonly hears: Ballot | null
  readonly promised: Ballot | null
  readonly heldTo: number
}

/** A president that leaves names its successor: it may begin its NextBallot at once. */
export interface Handover {
  readonly type: 'Handover'
  readonly ballot: Ballot
  readonly heldTo: number
}

/** Catching up: asks for the passed decrees after a number. */
export interface PageWanted {
  readonly type: 'PageWanted'
  readonly after: number
}

/** A learner's answer to a beat: it lost the ledger that had its seat, and asks to be readmitted (3.3.6). */
export interface SeatWanted {
  readonly type: 'SeatWanted'
  readonly heldTo: number
}

/** Passed decrees that the sender's synced ledger holds; `passedTo`: how far its author knows all to have passed. */
export interface Page extends Run {
  readonly type: 'Page'
  readonly passedTo: number
}
