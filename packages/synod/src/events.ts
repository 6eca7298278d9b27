import type { Decree } from './decree.js'
import type { Message } from './messages.js'
import type { Identity, Name } from './names.js'
import type { RollChange } from './rolls.js'

/** Marks what a citizen waits for; the core gives it back unread. */
export type Tag = number

/** What a peer said of itself when the connection was made. */
export interface PeerMet {
  readonly type: 'PeerMet'
  readonly peer: Identity
  /** The largest batch of our birth that the peer remembers from this life of ours, and from earlier ones; 0 for none. */
  readonly remembers: number
  readonly remembersBefore: number
  /** The peer has met a life of this ledger that was opened later than it knows of. */
  readonly remembersLater: boolean
}

/**
 * Everything that can happen to a priest. Time (monotonic ms) comes in beside the event, chance with the tick: the core
 * has neither clock nor random source.
 */
export type Event =
  /** `chance` in [0, 1). `lateMs`: how much later than it should have come. `stalledMs`: how long the sync under way has taken. */
  | { readonly type: 'Tick'; readonly chance: number; readonly lateMs: number; readonly stalledMs: number }
  | { readonly type: 'Received'; readonly from: Identity; readonly message: Message }
  | PeerMet
  /** `refused`: its address answers that nobody listens there, so the process is gone. */
  | { readonly type: 'PeerLost'; readonly name: Name; readonly refused: boolean }
  | { readonly type: 'Petition'; readonly petitions: readonly { readonly decree: Decree; readonly tag: Tag }[] }
  | { readonly type: 'Inquiry'; readonly tag: Tag }
  /** All records up to this position (a count of records given to the ledger since the start) are durable, as this batch. */
  | { readonly type: 'Synced'; readonly position: number; readonly batch: number }
  /** Found outside of the core: what this ledger holds cannot be believed, and this birth must not vote any more. */
  | { readonly type: 'Doubt'; readonly why: string }
  /** The law has reached this number; `rolls`: what it now says about later rolls. */
  | {
      readonly type: 'Applied'
      readonly upTo: number
      readonly rolls: readonly RollChange[]
    }
  /** `all`: god says that everyone leaves, so no successor is named. */
  | { readonly type: 'Leave'; readonly all: boolean }
