import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type LogLine, logLines } from '../../src/log-lines.js'
import { rolledPaths } from '../../src/rolling-file.js'

interface Event {
  readonly time: number
  readonly event: string
  readonly priest: string
  readonly ballot?: string
}

export interface Reign {
  readonly priest: string
  readonly ballot: string
  /** Ms of the wall clock, from the logs. */
  readonly from: number
  /** Null: it goes on. */
  readonly to: number | null
  /** The event that ended it. */
  readonly end: string | null
}

/** What ends a priest's presidency in its own log; `entered` says that it was killed before. */
const ENDS = ['resigned', 'left', 'stopped', 'entered']

/**
 * Who presided when, from the logs alone, as docs/LOGS.md has it: from a priest's `presides` until its next line that ends
 * it, or until the `presides` of a higher ballot.
 */
export function reigns(dir: string): Reign[] {
  const folders = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const lines = folders.flatMap(({ name }) => rolledPaths(join(dir, name, 'log.jsonl')).flatMap(logLines))
  const events = lines.flatMap(eventOf).sort((a, b) => a.time - b.time)
  const begun = events.filter(({ event }) => event === 'presides')
  return begun.map(({ time, priest, ballot = '' }) => {
    const next = events.find(
      (other) =>
        other.time >= time &&
        ((other.priest === priest && ENDS.includes(other.event)) ||
          (other.event === 'presides' && isHigher(other.ballot ?? '', ballot))),
    )
    return { priest, ballot, from: time, to: next?.time ?? null, end: next?.event ?? null }
  })
}

function eventOf({ text }: LogLine): Event[] {
  try {
    const json = JSON.parse(text)
    return typeof json.event === 'string' && typeof json.priest === 'string' ? [json] : []
  } catch {
    return []
  }
}

/** Ballots as logs write them, `3:beta`. */
function isHigher(a: string, b: string): boolean {
  const [roundA = '', nameA = ''] = a.split(':')
  const [roundB = '', nameB = ''] = b.split(':')
  return Number(roundA) === Number(roundB) ? nameA > nameB : Number(roundA) > Number(roundB)
}
