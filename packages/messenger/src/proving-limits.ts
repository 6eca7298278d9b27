/** Bounds for those who have not proved the secret; each is in docs/LIMITS.md. */

/** All that one may say before it has proved it. */
export const UNPROVED_BYTES_MAX = 1_024
/** All that somebody dialled may say before the proof it sent has been checked. */
export const DIALLED_BYTES_MAX = 256 * 1_024
/** At each door at once; one more ends the one that has been there longest, so that whoever knows the secret gets in. */
export const UNPROVED_MAX = 64
/** How long the proof may take. */
export const UNPROVED_MS = 3_000
/** What may still come in from one that was turned away, until it has read that. */
export const TURNED_AWAY_BYTES_MAX = 64 * 1_024
/** Those turned away that are remembered, so that each is told of once; no more are told of in TOLD_MS. */
export const TURNED_AWAY_MAX = 64
export const TOLD_MS = 60_000
