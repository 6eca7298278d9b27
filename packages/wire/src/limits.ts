/** Limits of what crosses a border; each is in docs/LIMITS.md. */

/** One frame at the peers' door. */
export const PEER_FRAME_BYTES_MAX = 16 * 1024 * 1024
/** One frame at the citizens' door, from a citizen. */
export const CITIZEN_FRAME_BYTES_MAX = 2 * 1024 * 1024
/** One frame at god's door. */
export const GOD_FRAME_BYTES_MAX = 256 * 1024
/** The JSON head of any frame. */
export const HEAD_BYTES_MAX = 1024 * 1024
/** Messages in one frame. */
export const MESSAGES_MAX = 4_096
/** Decrees in one run, and in all runs of one frame. */
export const RUN_MAX = 65_536
/** The bytes of one decree. */
export const DECREE_BYTES_MAX = 1_200_000
