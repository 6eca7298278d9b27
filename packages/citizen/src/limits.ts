/** Limits and defaults of the citizen library; each is in docs/LIMITS.md. */

/** What a call may take unless it says otherwise. */
export const DEADLINE_MS = 10_000
export const DEADLINE_MS_MAX = 3_600_000
/** Inquiries at a priest at once; for petitions it is what the law keeps for a session (UNACKED_ANSWERS_MAX). */
export const INQUIRIES_MAX = 1_024
/** Calls without an answer, waiting or at a priest; further ones are OVERLOADED. */
export const CALLS_MAX = 11_024
/** A frame is sent when it has grown to this: with one more body of the largest it is below CITIZEN_FRAME_BYTES_MAX. */
export const FRAME_FILL_BYTES = 512 * 1024
/** A generous guess at the JSON of one request. */
export const REQUEST_HEAD_BYTES = 200
/** Addresses learnt from priests; a parliament has 31 at most. */
export const LEARNT_MAX = 31

/** Making a connection, and then waiting for the welcome, may take so long each. */
export const GREETING_MS = 1_000
/** After every address failed, and before a call is sent again: this, doubled each time, up to the other. */
export const PAUSE_MS_MIN = 20
export const PAUSE_MS_MAX = 500
/** A citizen leaves a priest that cannot help for another at most once in this time. */
export const MOVE_EVERY_MS = 500
/** A president whose address could not be had is not tried again for so long; the priest at the link hands calls on. */
export const SHORTCUT_PAUSE_MS = 10_000
/**
 * A priest gets this long to answer, and twice as long at each further sending: one that is cut off from the majority must
 * not use up the whole deadline while another could help, and a slow parliament must not be flooded with repeats.
 */
export const PATIENCE_MS = 1_000
/** A priest that is this late beyond the time it was given has lost the request, or is gone. */
export const GRACE_MS = 500
/** A priest is asked to answer this long before the deadline (a tenth of it, if less), so that the answer is still in time. */
export const MARGIN_MS = 100
