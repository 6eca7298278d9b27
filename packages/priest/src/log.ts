/** What a priest logs to; a pino logger is one. `fields.event` is a stable name. */
export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, text: string): void
  info(fields: Readonly<Record<string, unknown>>, text: string): void
  warn(fields: Readonly<Record<string, unknown>>, text: string): void
  error(fields: Readonly<Record<string, unknown>>, text: string): void
  /** What nobody would read is not made. Where this is missing, nothing is told at `debug`. */
  isLevelEnabled?(level: string): boolean
}

const nothing = () => {}
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
