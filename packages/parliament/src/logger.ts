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

/** A priest's log: pino's JSON on stdout, which god points at a file. The loop never waits for it. */
export function openStdoutLog(level: LogLevel, name: string): { readonly log: Logger; readonly flush: () => void } {
  const stream = streamTo(1, false)
  // What is held back is written before the process ends.
  return { log: pino({ level, base: { name } }, stream), flush: () => stream.flushSync() }
}

/** God's log, on stderr beside what is printed: for people on a terminal, else pino's JSON. */
export async function openStderrLog(level: LogLevel): Promise<Logger> {
  return pino({ level, base: null }, process.stderr.isTTY ? await prettyStderr() : streamTo(2, true))
}

function streamTo(fd: number, sync: boolean) {
  const stream = destination({ dest: fd, sync })
  // A full disk, or a reader that has gone: a priest without a log is better than none.
  stream.on('error', () => {})
  return stream
}

async function prettyStderr(): Promise<DestinationStream> {
  const { prettyFactory } = (await import('pino-pretty')).default
  const colorize = process.env.NO_COLOR === undefined
  const pretty = prettyFactory({ colorize, ignore: 'event,name', translateTime: 'HH:MM:ss.l' })
  return { write: (line) => void process.stderr.write(pretty(line)) }
}
