import type { CloseReason } from './network.js'

/** The codes of RFC 6455 that the messenger itself gives. */
export const NETWORK_CLOSE = {
  GOING_AWAY: 1001,
  MALFORMED: 1002,
  NOT_BINARY: 1003,
  /** Never sent: the connection broke, or was terminated, without a goodbye. */
  BROKEN: 1006,
  TOO_LARGE: 1009,
} as const

/** How long a goodbye may stay unanswered before the connection is terminated. */
export const CLOSE_TIMEOUT_MS = 1_000

/** What a connection says that ended without a goodbye. */
export const BROKEN: CloseReason = { code: NETWORK_CLOSE.BROKEN, reason: '' }

/** A close frame holds 125 bytes, two of them the code. */
const REASON_BYTES_MAX = 123

/**
 * A goodbye that fits into a close frame: a longer reason is cut, at the end of a character.
 * @throws RangeError for a code that may not be sent
 */
export function goodbye(code: number, reason: string): CloseReason {
  if (!isSendable(code)) throw new RangeError(`close code ${code} may not be sent: use 1000 or 4000 to 4999`)
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(REASON_BYTES_MAX))
  return { code, reason: reason.slice(0, read) }
}

/** RFC 6455 section 7.4: 1004 to 1006 and 1015 are never sent. */
function isSendable(code: number): boolean {
  if (!Number.isInteger(code)) return false
  return (code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006)) || (code >= 3000 && code <= 4999)
}
