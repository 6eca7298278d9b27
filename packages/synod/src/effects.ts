import type { Ballot } from './ballot.js'
import type { Decree } from './decree.js'
import type { Tag } from './events.js'
import type { Bound, Free } from './messages.js'
import type { Birth, Name } from './names.js'
import type { LedgerRecord } from './records.js'

export interface Outgoing<M> {
  /** A peer, or this priest itself: its own promise and vote reach it like anyone's, after its own sync. */
  readonly to: Name
  readonly message: M
}

/** What an operator would want to see; the loop logs it under `event`. */
export type Notice =
  | { readonly event: 'stood'; readonly ballot: Ballot }
  | { readonly event: 'presides'; readonly ballot: Ballot }
  | { readonly event: 'resigned'; readonly ballot: Ballot; readonly why: ResignReason }
  | { readonly event: 'refused'; readonly ballot: Ballot; readonly promised: Ballot; readonly by: Name }
  | { readonly event: 'caught up'; readonly heldTo: number }
  | { readonly event: 'in doubt'; readonly why: string }
  /** The president proposes to give the seat of this name to another ledger, as decree `number`. */
  | { readonly event: 'readmits'; readonly name: Name; readonly birth: Birth; readonly number: number }
  | { readonly event: 'cannot readmit'; readonly name: Name; readonly why: string }
  /** The law has given this ledger a seat. */
  | { readonly event: 'readmitted'; readonly incarnation: number; readonly from: number }
  | { readonly event: 'left' }

export type ResignReason =
  | 'no majority answers its beats'
  | 'decrees are under way and none passes'
  | 'its disk or its loop stalled'
  | 'another decree passed than it had proposed'
  | 'it promised a higher ballot'
  | 'another presides'
  | 'it leaves'
  | 'its ledger is in doubt'
  | 'its ballot was not answered'

/** What the loop in `priest` must do after a step. The core acts on nothing itself. */
export interface Effects {
  /** To be written in this order. */
  readonly writes: LedgerRecord[]
  /** To be said once all writes so far are durable; by type nothing of this can be said sooner. */
  readonly afterSync: Outgoing<Bound>[]
  /** To be said now. */
  readonly now: Outgoing<Free>[]
  /** Passed, and in this priest's synced ledger: to be applied to the law in this order, without gaps. */
  readonly passed: { readonly number: number; readonly decree: Decree }[]
  /** To be given once all writes so far are durable: a Page of passed decrees after a number, from the ledger. */
  readonly give: { readonly to: Name; readonly after: number }[]
  /** The petition became this decree (it has not passed yet): told before anything else is told of the tag. */
  readonly proposed: { readonly tag: Tag; readonly number: number }[]
  /** `unproposed`: certainly nothing came of it. `abandoned`: proposed by a ballot that was resigned; it may still pass. */
  readonly failed: { readonly tag: Tag; readonly why: 'unproposed' | 'abandoned' }[]
  /** The inquiry may be answered from the law as of this number or later. */
  readonly confirmed: { readonly tag: Tag; readonly atLeast: number }[]
  readonly notices: Notice[]
}

export const noEffects = (): Effects => ({
  writes: [],
  afterSync: [],
  now: [],
  passed: [],
  give: [],
  proposed: [],
  failed: [],
  confirmed: [],
  notices: [],
})
