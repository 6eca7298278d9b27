import { join } from 'node:path'
import type { Ledger } from '@paxon/ledger'
import type { Founding, Inscribed, LegislatorCore } from '@paxon/synod'
import { openBookFile } from './book-file.js'
import type { Log } from './log.js'
import { Messagebook } from './messagebook.js'
import type { PriestOptions } from './priest-options.js'

/** In a priest's folder. */
export const BOOK_FILE = 'messagebook.jsonl'

/** How a priest with these options opens its messagebook, unless it has ended by then; what cannot be written is told, and the priest goes on without. */
export function bookOf(
  { name, messagebook, dir, openBookFile: open = openBookFile }: PriestOptions,
  { founding, inscribed, ledger }: { founding: Founding; inscribed: Inscribed; ledger: Pick<Ledger, 'opened'> },
  log: Log,
  isWanted: () => boolean,
): (core: LegislatorCore) => Messagebook | null {
  const path = join(dir, name, BOOK_FILE)
  const onFailed = (error: unknown) =>
    log.error({ event: 'messagebook failed' }, `${path} ends here, the priest goes on: ${String(error)}`)
  return (core) => {
    if (messagebook === undefined || !isWanted()) return null
    try {
      const { start } = ledger.opened
      return new Messagebook({ file: open(path), form: messagebook, founding, inscribed, start, core, onFailed })
    } catch (error) {
      onFailed(error)
      return null
    }
  }
}
