import { readFileSync } from 'node:fs'

export interface LogLine {
  /** Ms of the wall clock of whoever wrote it; 0 where the line does not say. */
  readonly time: number
  readonly text: string
}

/** What a terminal is told before a line: some versions of docker compose put it into pipes too. */
const ESCAPES = new RegExp(`^(?:${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z])+`)

/** The lines of a file in its order; none where there is no file. */
export function logLines(path: string): LogLine[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  return timedLines(wholeLines(text))
}

/** Lines of one log: one that says no time has that of the line before. */
export function timedLines(lines: readonly string[]): LogLine[] {
  let time = 0
  return lines.map((line) => {
    const parsed = parseLogLine(line)
    if (parsed.time > 0) time = parsed.time
    return { ...parsed, time }
  })
}

export function parseLogLine(line: string): LogLine {
  const text = line.replace(ESCAPES, '')
  return { text, time: timeOf(text) }
}

export const wholeLines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

function timeOf(text: string): number {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && 'time' in json && typeof json.time === 'number' ? json.time : 0
  } catch {
    return 0
  }
}
