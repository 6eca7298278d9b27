import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ParliamentError } from '@paxon/wire'

/** A priest that was started wrongly. */
export const EXIT_USAGE = 2
/** Exit codes of a priest that must not simply be started again. */
export const EXIT_INVARIANT = 70
export const EXIT_LEDGER = 74

const FILE = 'STOPPED.json'

export interface Stopped {
  readonly exit: number
  readonly why: string
}

/** Where a priest keeps the note that it must not be started without a look. */
export interface StoppedNote {
  read(): Stopped | null
  leave(stopped: Stopped): void
  remove(): void
}

/** A note that outlives the priest, not the process: for machines that are none. */
export class MemoryNote implements StoppedNote {
  stopped: Stopped | null = null

  read(): Stopped | null {
    return this.stopped
  }

  leave(stopped: Stopped): void {
    this.stopped = stopped
  }

  remove(): void {
    this.stopped = null
  }
}

/** The note as `STOPPED.json` in the priest's folder. */
export function stoppedFile(folder: string): StoppedNote {
  const path = join(folder, FILE)
  return {
    read() {
      let text: string
      try {
        text = readFileSync(path, 'utf8')
      } catch (error) {
        return isNone(error) ? null : UNREADABLE
      }
      return parse(text)
    },
    leave(stopped) {
      try {
        mkdirSync(folder, { recursive: true })
        writeFileSync(path, `${JSON.stringify(stopped)}\n`)
      } catch {
        // The disk may be what failed; then the exit code alone has to say it.
      }
    },
    remove: () => rmSync(path, { force: true, recursive: true }),
  }
}

/** Inside jest, errors of the file system are no `instanceof Error`. */
const isNone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))

const UNREADABLE: Stopped = { exit: EXIT_INVARIANT, why: `${FILE} cannot be read` }

/** A note that cannot be read still says: do not start. */
function parse(text: string): Stopped {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && 'exit' in json && 'why' in json) {
      return { exit: Number(json.exit), why: String(json.why) }
    }
  } catch {
    // Told below.
  }
  return UNREADABLE
}

export function stoppedError(stopped: Stopped): ParliamentError {
  const code = stopped.exit === EXIT_LEDGER ? 'LEDGER_FAILED' : 'INVARIANT_BROKEN'
  return new ParliamentError(
    code,
    `this priest stopped before: ${stopped.why}; find out why, then start it with --resume`,
  )
}
