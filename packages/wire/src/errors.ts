/** Whether the decree may have passed: `none`, certainly not; `unknown`, it may have, or may still. */
export type Outcome = 'none' | 'unknown'

/** Every code is in docs/ERRORS.md. Codes are stable; messages are for people. */
export const ERROR_CODES = {
  /** No president was heard until the deadline. */
  NO_PRESIDENT: 'none',
  /** No majority of the roll answered until the deadline. */
  NO_MAJORITY: 'none',
  /** None of the addresses answered until the deadline. */
  UNREACHABLE: 'none',
  /** Handed to a president, and no answer came until the deadline. */
  OUTCOME_UNKNOWN: 'unknown',
  /** The session ended (10,000 others were used since, or their answers needed the room); a decree of it may have passed. */
  SESSION_ENDED: 'unknown',
  /** More than 1,024 answers of the session, or 16 MiB of them, are not acknowledged. */
  SESSION_FULL: 'none',
  /** A queue is full; nothing was written. Try again after a pause. */
  OVERLOADED: 'none',
  /** The ledger's disk is nearly full; petitions are refused, inquiries are not. */
  DISK_FULL: 'none',
  /** The law refused the decree; it has a number and changed nothing. */
  REFUSED_BY_LAW: 'none',
  /** A key, value or frame is over a limit of docs/LIMITS.md. */
  TOO_LARGE: 'none',
  /** A frame or argument that cannot be read. */
  BAD_REQUEST: 'none',
  /** A peer, citizen or folder of another parliament. */
  WRONG_PARLIAMENT: 'none',
  /** The secret is another one than that of the parliament, or only one side has one. */
  WRONG_SECRET: 'none',
  /** No parliament has been founded here yet. */
  UNFOUNDED: 'none',
  /** This priest's law is behind what the citizen has seen. */
  BEHIND: 'none',
  /** The call was aborted by its caller. */
  ABORTED: 'unknown',
  /** The citizen was closed. */
  CLOSED: 'unknown',
  /** A flag, setting, file or folder is wrong; nothing was started. */
  USAGE: 'none',
  /** The user's law gave different answers to the same decrees: no answer of it is given any more. */
  LAW_NOT_DETERMINISTIC: 'unknown',
  /** A sync of the ledger failed, or the ledger cannot be written or read. */
  LEDGER_FAILED: 'unknown',
  /** An invariant does not hold. */
  INVARIANT_BROKEN: 'unknown',
} as const satisfies Record<string, Outcome>

export type ErrorCode = keyof typeof ERROR_CODES

export class ParliamentError extends Error {
  override readonly name = 'ParliamentError'
  readonly code: ErrorCode
  readonly outcome: Outcome

  /** @param outcome the code's own unless the caller knows better */
  constructor(code: ErrorCode, message: string, outcome: Outcome = ERROR_CODES[code], options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.outcome = outcome
  }
}
