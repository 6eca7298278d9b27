import { type ErrorCode, type Outcome, ParliamentError } from '@paxon/wire'
import { CALLS_MAX } from './limits.js'

const FINAL: ReadonlySet<ErrorCode> = new Set([
  'SESSION_ENDED',
  'REFUSED_BY_LAW',
  'TOO_LARGE',
  'BAD_REQUEST',
  'DISK_FULL',
  'USAGE',
])

/** To send the call again would change nothing; after any other error it is sent again until its deadline. */
export const isFinal = (code: ErrorCode): boolean => FINAL.has(code)

/** Another priest could not help either: what is full is the president's, or the session's. */
export const isSameEverywhere = (code: ErrorCode): boolean => code === 'OVERLOADED' || code === 'SESSION_FULL'

export const closed = (outcome: Outcome): ParliamentError =>
  new ParliamentError('CLOSED', 'This citizen was closed.', outcome)

export const aborted = (signal: AbortSignal, outcome: Outcome): ParliamentError =>
  new ParliamentError('ABORTED', 'The call was aborted.', outcome, { cause: signal.reason })

export const overloaded = (): ParliamentError =>
  new ParliamentError('OVERLOADED', `${CALLS_MAX} calls wait already: call again when some of them are settled.`)

export const late = (url: string): ParliamentError => new ParliamentError('UNREACHABLE', `${url}: no answer in time`)

export const behind = (by: string, decree: number, seen: number): ParliamentError =>
  new ParliamentError('BEHIND', `${by} answered as of decree ${decree}; decree ${seen} has been seen already`)

export const wrongParliament = (url: string, theirs: string | null, ours: string | null): ParliamentError =>
  new ParliamentError(
    'WRONG_PARLIAMENT',
    `${url} is of parliament ${theirs}; this citizen was answered by ${ours} before`,
  )
