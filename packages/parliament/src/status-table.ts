import { paints } from './colours.js'
import type { StatusLine } from './survey.js'

const HEADS = ['', 'url', '', 'role', 'president', 'ballot', 'passed', 'applied', 'lag', 'ledger', 'memory', 'pid']
/** Numbers stand to the right. */
const TO_THE_RIGHT: ReadonlySet<string> = new Set(['passed', 'applied', 'lag', 'ledger', 'memory', 'pid'])

/**
 * The priests as a table for a terminal: one line each under a heading, who presides in bold, who cannot be reached in red.
 * @returns lines without line ends
 */
export function statusTable(lines: readonly StatusLine[], colours: boolean): string[] {
  const { bold, red, dim } = paints(colours)
  const rows = lines.map((line) => cellsOf(line))
  const widths = HEADS.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)))
  const lineOf = (cells: readonly string[]) =>
    HEADS.map((head, column) => {
      const [cell = '', width = 0] = [cells[column], widths[column]]
      return TO_THE_RIGHT.has(head) ? cell.padStart(width) : cell.padEnd(width)
    })
      .join('  ')
      .trimEnd()
  return [
    dim(lineOf(HEADS)),
    ...lines.map((line, index) => {
      const text = lineOf(rows[index] ?? [])
      if (line.pid === null) return red(text)
      return line.president === line.name ? bold(text) : text
    }),
  ]
}

/** What puts these lines in the place of all that a terminal shows; nothing of what was there flickers away before. */
export const redrawn = (lines: readonly string[]): string =>
  `\u001b[H${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`

function cellsOf(line: StatusLine): string[] {
  const name = line.name ?? '?'
  if (line.pid === null) return [name, line.url, 'unreachable']
  const law = line.law === null || line.law.state === 'good' ? '' : `, law ${line.law.state}`
  const role = line.why === null ? line.state : `${line.state} (${line.why})`
  return [
    name,
    line.url,
    line.present ? 'present' : 'absent',
    `${role}${law}`,
    line.president ?? '-',
    line.ballot === null ? '-' : `${line.ballot[0]}:${line.ballot[1]}`,
    `${line.passed}`,
    `${line.applied}`,
    `${line.lag}`,
    megabytes(line.ledgerBytes),
    megabytes(line.rss),
    `${line.pid}`,
  ]
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
