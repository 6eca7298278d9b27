export interface DocketLimits {
  /** Requests that wait for a president, or for room in its window; as many that wait for our own law; as many that are handed on. */
  readonly waitingMax: number
  /** Bytes of the bodies of those that wait; and of those that are handed on. */
  readonly waitingBytesMax: number
}

export const DOCKET_LIMITS: DocketLimits = { waitingMax: 20_000, waitingBytesMax: 64 * 1024 * 1024 }
