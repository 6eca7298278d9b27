/**
 * A deterministic state machine (the paper, section 4): the same decrees in the same order give the same answers and the
 * same snapshots on every priest. It knows no clock, no randomness and nothing outside itself.
 */
export interface Law {
  /** Part of the founding record: priests of another law are turned away. */
  readonly name: string
  /** A whole number from 1. */
  readonly version: number
  /**
   * Carries out a decree and answers it. Must give an answer to any bytes: what it cannot read it answers as refused.
   * The answer is kept for retries: a law does not write to it any more.
   * @param number the decree's number; rises from call to call, not always by one
   * @param time parliament time in whole ms; never falls
   */
  apply(decree: Uint8Array, number: number, time: number): Uint8Array
  /** Answers a question and changes nothing. Any bytes get an answer. */
  query(question: Uint8Array): Uint8Array
  /** All of the state, as bytes that are equal where states are equal. */
  snapshot(): Uint8Array
  /** Replaces the state. @throws RangeError when the bytes are no snapshot of this law. */
  restore(snapshot: Uint8Array): void
}
