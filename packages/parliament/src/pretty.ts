/**
 * Log lines for people: time, level, the priest, what happened, and nothing else. `pino-pretty.config.cjs` says the
 * same to pino-pretty on a command line.
 * @returns what makes one line of pino's JSON, line end included, of one; what is no JSON stays as it is
 */
export async function prettyLines(colorize: boolean): Promise<(line: string) => string> {
  const { prettyFactory } = (await import('pino-pretty')).default
  return prettyFactory({
    colorize,
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{if priest}{priest} {end}{msg}',
    hideObject: true,
    ignore: 'pid,hostname',
  })
}
