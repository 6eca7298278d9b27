import { EXIT } from './failure.js'

/** What commands print. Whoever reads may stop before the end, as `head` does: that is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  // What was decreed may have been, and nobody is told.
  process.stderr.write(
    `parliament: what is to be said cannot be written (${error.code}): where stdout goes has no room\n`,
  )
  process.exit(EXIT.UNKNOWN)
})

/** A result: one JSON object a line with `--json`, else a line for people. */
export function print(json: boolean, result: object, line: string): void {
  process.stdout.write(`${json ? JSON.stringify(result) : line}\n`)
}

/** Text as it is. */
export function printText(text: string): void {
  process.stdout.write(text)
}

/** Many lines, no faster than they are taken. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  for (const line of lines) {
    if (!process.stdout.write(`${line}\n`)) await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
  }
}
