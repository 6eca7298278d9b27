import { readFileSync } from 'node:fs'

/** The text of the last line in a log: of a pino line its message, of others what the program says behind its name. */
export function lastWords(path: string): string | null {
  const line = readLines(path).at(-1)
  if (line === undefined) return null
  try {
    const json: unknown = JSON.parse(line)
    return typeof json === 'object' && json !== null && 'msg' in json ? String(json.msg) : line
  } catch {
    return line.replace(/^parliament: /, '')
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
  } catch {
    return []
  }
}
