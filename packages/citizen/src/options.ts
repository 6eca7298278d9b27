import type { Clock, Network } from '@paxon/messenger'
import type { Level } from '@paxon/wire'
import { ParliamentError } from '@paxon/wire'
import { DEADLINE_MS, DEADLINE_MS_MAX } from './limits.js'

export interface CitizenOptions {
  /** Where priests may be found: `ws://host:port`. One that can be reached is enough. */
  readonly at: string | readonly string[]
  /** For calls that name none: above 0, up to an hour; 10,000 unless given. */
  readonly deadlineMs?: number
  /** Whether priests that others name are asked too (default). False: nobody but those at `at`. */
  readonly learn?: boolean
  /** What the parliament's priests know and ask for, as its `--secret-file` has it; none unless given. Never sent. */
  readonly secret?: string
  /** How connections are made; WebSocket unless given. */
  readonly network?: Network
  readonly clock?: Clock
  /** Numbers from [0, 1), for the length of pauses. */
  readonly chance?: () => number
  /** So many random bytes, as hex digits. */
  readonly randomHex?: (bytes: number) => string
}

export interface CallOptions {
  /** The call ends with ABORTED when it says so. */
  readonly signal?: AbortSignal | undefined
  /** The call ends after so many ms at the latest: above 0, up to an hour. */
  readonly deadlineMs?: number | undefined
}

export interface InquiryOptions extends CallOptions {
  /** How sure the answer must be (DESIGN, section 6); `linearizable` unless given, `at-least` with `atLeast`. */
  readonly level?: Level | undefined
  /** The answer is as of this decree or a later one. */
  readonly atLeast?: number | undefined
}

/** @throws ParliamentError BAD_REQUEST */
export function deadlineFrom(deadlineMs: number = DEADLINE_MS): number {
  if (deadlineMs > 0 && deadlineMs <= DEADLINE_MS_MAX) return deadlineMs
  throw new ParliamentError('BAD_REQUEST', `deadlineMs is ${deadlineMs}: it must be above 0, up to ${DEADLINE_MS_MAX}.`)
}
