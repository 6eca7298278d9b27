import { join } from 'node:path'
import type { Founding, Inscribed, LegislatorCore, Name } from '@paxon/synod'
import { openBookFile } from './book-file.js'
import type { Log } from './log.js'
import { Messagebook } from './messagebook.js'
import type { PriestOptions } from './priest-options.js'

/** In a priest's folder. */
export const BOOK_FILE = 'messagebook.jsonl'

/** How a priest with these options opens its messagebook; what cannot be written is told, and the priest goes on without. */
export function bookOf(
  name: Name,
  { messagebook, dir, openBookFile: open = openBookFile }: PriestOptions,
  life: { readonly founding: Founding; readonly inscribed: Inscribed; readonly start: number },
  log: Log,
): (core: LegislatorCore) => Messagebook | null {
  const path = join(dir, name, BOOK_FILE)
  const onFailed = (error: unknown) =>
    log.error({ event: 'messagebook failed' }, `${path} ends here, the priest goes on: ${String(error)}`)
  return (core) => {
    if (messagebook === undefined) return null
    try {
      const file = open(path)
      return new Messagebook({ file, form: messagebook, ...life, core, onFailed })
    } catch (error) {
      onFailed(error)
      return null
    }
  }
}
