import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { wantsColours } from './colours.js'
import { LineStream } from './line-stream.js'
import { oneOf } from './readers.js'
import { RollingFile } from './rolling-file.js'
import { value } from './settings.js'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LEVELS)[number]

export const logLevel = value<LogLevel>(LEVELS.join(', '), oneOf(LEVELS), {
  env: 'PARLIAMENT_LOG_LEVEL',
  shown: 'info',
  otherwise: 'info',
})

export interface OpenLog {
  readonly log: Logger
  /** Writes what is held back; to be called before the process ends. */
  readonly flush: () => void
}

/** A priest's log, pino's JSON: on stdout, or in a file that is rolled. The loop never waits for it. */
export function openPriestLog(level: LogLevel, priest: string, file: string | null): OpenLog {
  const stream = file === null ? new LineStream(1) : new RollingFile(file)
  return { log: pino({ level, base: { priest } }, stream), flush: () => stream.flushSync() }
}

/** God's log, on stderr beside what is printed: for people on a terminal, else pino's JSON. */
export async function openStderrLog(level: LogLevel): Promise<Logger> {
  return pino({ level, base: null }, process.stderr.isTTY ? await prettyStderr() : plainStderr())
}

function plainStderr() {
  const stream = destination({ dest: 2, sync: true })
  // A full disk, or a reader that has gone: a god without a log is better than none.
  stream.on('error', () => {})
  return stream
}

async function prettyStderr(): Promise<DestinationStream> {
  const pretty = await (await import('./pretty.js')).prettyLines(wantsColours(process.stderr))
  return { write: (line) => void process.stderr.write(pretty(line)) }
}
