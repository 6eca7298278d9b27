import type { Name } from '@paxon/synod'
import { CLOSE } from '@paxon/wire'
import { NETWORK_CLOSE } from './closing.js'
import type { CloseReason } from './network.js'

/** A connection that ended because of what one side did wrong, or a message that cannot be sent. For logs and counters. */
export interface Fault extends CloseReason {
  /** Null for one that dialed us and has not said who it is. */
  readonly peer: Name | null
  readonly remote: string
  /** `us`: the messenger found the fault. `them`: the other side closed, or sent what the network cannot read. */
  readonly by: 'us' | 'them'
}

const FAULTS = new Set<number>([
  CLOSE.BAD_FRAME,
  CLOSE.VERSION,
  CLOSE.WRONG_PARLIAMENT,
  CLOSE.LATE,
  CLOSE.OVERLOADED,
  CLOSE.UNPROVED,
  NETWORK_CLOSE.MALFORMED,
  NETWORK_CLOSE.NOT_BINARY,
  NETWORK_CLOSE.TOO_LARGE,
])

/** True where a connection ended because something was wrong; leaving, being absent and dying are not that. */
export const isFault = (reason: CloseReason): boolean => FAULTS.has(reason.code)
