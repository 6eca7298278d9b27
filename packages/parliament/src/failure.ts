import { type ErrorCode, ParliamentError } from '@paxon/wire'

/** Exit codes (CONTRACTS): 0 done, 1 certainly not done, 2 wrong use, 3 outcome not known. */
export const EXIT = { DONE: 0, NOT_DONE: 1, USAGE: 2, UNKNOWN: 3 } as const

/** What a command ends with, and what it says: as JSON on stdout, else a sentence on stderr. */
export function fail(error: unknown, json: boolean): number {
  const failure = failureOf(error)
  const { code, message, outcome } = failure
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, outcome } })}\n`)
  else process.stderr.write(`parliament: ${message}\n`)
  return exitOf(failure)
}

function failureOf(error: unknown): ParliamentError {
  if (error instanceof ParliamentError) return error
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new ParliamentError('INVARIANT_BROKEN', `this should not have happened: ${text}`)
}

const OF_A_CODE: Partial<Record<ErrorCode, number>> = { USAGE: EXIT.USAGE }

const exitOf = ({ code, outcome }: ParliamentError): number =>
  OF_A_CODE[code] ?? (outcome === 'unknown' ? EXIT.UNKNOWN : EXIT.NOT_DONE)
