import { type Ballot, ballotText } from './ballot.js'
import type { Decree, Vote } from './decree.js'
import type { LastVote } from './messages.js'
import { type Legislator, sameLegislator } from './names.js'

/** What a chronicle keeps. */

export interface Begun {
  readonly ballot: Ballot
  /** ballotText. */
  readonly text: string
  readonly decree: Decree
  readonly quorum: readonly Legislator[]
  /** When it was on record first. */
  readonly at: number
  /** The same as the chronicle knows them; null until somebody asks. */
  members: ReadonlySet<string> | null
}

/** What is on record for one decree number; priests by ballot, as its text. */
export interface OfNumber {
  readonly begun: Begun[]
  readonly voters: Map<string, Set<string>>
  /** Those that heard the BeginBallot, by when they first did. */
  readonly asked: Map<string, Map<string, number>>
  /** Those that told the author that they voted. */
  readonly told: Map<string, Set<string>>
  /** Those of them that it heard while it had the ballot in hand. */
  readonly heard: Map<string, Set<string>>
  /** Decrees that somebody told others have passed. */
  readonly passed: Decree[]
}

/** A page of a LastVote, and when it was said. */
export interface Said {
  readonly by: string
  readonly page: LastVote
  readonly at: number
}

/** A ballot that its author has or had in hand, and the LastVotes that it heard of it, as its slips have them. */
export interface InHand {
  readonly ballot: Ballot
  readonly text: string
  readonly lastVotes: { readonly by: string; readonly page: LastVote }[]
}

export interface Known {
  readonly name: string
  lastTried: Ballot | null
  nextBal: Ballot | null
  readonly prevVotes: Map<number, Vote>
  readonly outcomes: Map<number, Decree>
  /** "Passed up to", as it said it in each ballot. */
  readonly passedIn: Map<string, number>
  /** The last quorum that it noted, and of which ballot. */
  noted: { readonly ballot: Ballot; readonly quorum: readonly Legislator[] } | null
  /** The highest ballot that it ever had in hand. */
  takenUp: Ballot | null
  inHand: InHand | null
  /** Ballots that it has given up, or lost with its slips. */
  readonly earlier: InHand[]
}

export const freshNumber = (): OfNumber => ({
  begun: [],
  voters: new Map(),
  asked: new Map(),
  told: new Map(),
  heard: new Map(),
  passed: [],
})

export const freshPriest = (name: string): Known => ({
  name,
  lastTried: null,
  nextBal: null,
  prevVotes: new Map(),
  outcomes: new Map(),
  passedIn: new Map(),
  noted: null,
  takenUp: null,
  inHand: null,
  earlier: [],
})

export function passedUpTo({ passedIn }: Known, ballot: Ballot, upTo: number): void {
  const text = ballotText(ballot)
  if (upTo > (passedIn.get(text) ?? 0)) passedIn.set(text, upTo)
}

export function noteIn(of: Map<string, Set<string>>, ballot: string, priest: string): void {
  const those = of.get(ballot)
  if (those === undefined) of.set(ballot, new Set([priest]))
  else those.add(priest)
}

/** In whatever order: a quorum is a set. */
export const sameLegislators = (a: readonly Legislator[], b: readonly Legislator[]): boolean =>
  a === b || (a.length === b.length && a.every((one) => b.some((other) => sameLegislator(one, other))))
