import { Citizen } from '@paxon/citizen'
import { duration } from './readers.js'
import { secretFile, secretFrom } from './secret.js'
import { type Settings, type Values, value } from './settings.js'
import { at, dir, whereOf } from './where.js'

const DEADLINE_MS = 10_000

/** The settings of every command that a citizen gives. */
export const citizenSettings = {
  at,
  dir,
  'secret-file': secretFile,
  deadline: value('how long to try', duration, { shown: '10s', otherwise: DEADLINE_MS }),
} satisfies Settings

/** Acts as a citizen; an interrupt ends the call, and what came of it is then said by its error. */
export async function asCitizen<T>(
  values: Values<typeof citizenSettings>,
  act: (citizen: Citizen, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController()
  const abort = () => interrupt.abort()
  process.once('SIGINT', abort).once('SIGTERM', abort)
  const citizen = new Citizen({
    ...secretFrom(values['secret-file']),
    at: whereOf(values).urls,
    deadlineMs: values.deadline,
  })
  try {
    return await act(citizen, interrupt.signal)
  } finally {
    citizen.close()
    process.off('SIGINT', abort).off('SIGTERM', abort)
  }
}
