import type { Ballot } from './ballot.js'
import type { Run, VoteRun } from './decree.js'
import type { Founding, FoundingBallot } from './founding.js'
import type { Legislator, Name } from './names.js'

/** Where a priest is found: by peers and by citizens (containers and hosts see different names). */
export interface Address {
  readonly peer: string
  readonly citizens: string
}

/** What a priest writes in its ledger, in indelible ink (section 2.2). The ledger keeps records in the order in which they were given. */
export type LedgerRecord =
  /** Step 1: the number of the last ballot this priest began. */
  | { readonly type: 'LastTried'; readonly ballot: Ballot }
  /** Step 2: the largest ballot promised. */
  | { readonly type: 'NextBal'; readonly ballot: Ballot }
  /** Step 4: votes for a run of numbers; raises nextBal to the ballot. */
  | ({ readonly type: 'Voted' } & VoteRun)
  /** Step 6: decrees known to have passed that this ledger did not hold, from a page (no ballot) or a LastVote. */
  | ({ readonly type: 'Learnt' } & Run)
  /** All decrees up to the number have passed, and where this ledger holds one of them it is the one that passed. */
  | { readonly type: 'PassedTo'; readonly number: number }
  /** The author's note: from this number on the ballot rests on the LastVotes of these, so that B3 can be audited. */
  | { readonly type: 'Begun'; readonly ballot: Ballot; readonly from: number; readonly quorum: readonly Legislator[] }
  | { readonly type: 'FoundingPromised'; readonly ballot: FoundingBallot }
  | { readonly type: 'FoundingVoted'; readonly ballot: FoundingBallot; readonly founding: Founding }
  | { readonly type: 'Founded'; readonly founding: Founding }
  | { readonly type: 'Addresses'; readonly addresses: ReadonlyMap<Name, Address> }
  /** The law gave this birth a seat, as this incarnation of its name. */
  | { readonly type: 'Seated'; readonly incarnation: number }
  /** A peer remembers more of this ledger than it holds: it was put back from a copy, and this birth must not vote. */
  | { readonly type: 'Doubted'; readonly why: string }
