import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { oneOf } from './readers.js'
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
  /** Writes what is still held back; before the process ends. */
  readonly flush: () => void
}

/** A priest's log: pino's JSON on stdout, which god points at a file. Never waits for the disk in the loop. */
export function openStdoutLog(level: LogLevel, name: string): OpenLog {
  const stream = destination({ dest: 1, sync: false })
  const log = pino({ level, base: { name } }, stream)
  return { log, flush: () => stream.flushSync() }
}

/** God's log, on stderr beside what is printed: for people on a terminal, else pino's JSON. */
export async function openStderrLog(level: LogLevel): Promise<OpenLog> {
  const stream: DestinationStream = process.stderr.isTTY ? await prettyStderr() : destination({ dest: 2, sync: true })
  return { log: pino({ level, base: { name: 'god' } }, stream), flush: () => {} }
}

async function prettyStderr(): Promise<DestinationStream> {
  const { prettyFactory } = (await import('pino-pretty')).default
  const colorize = process.env.NO_COLOR === undefined
  const pretty = prettyFactory({ colorize, ignore: 'pid,hostname,name,event', translateTime: 'HH:MM:ss.l' })
  return { write: (line) => void process.stderr.write(pretty(line)) }
}
