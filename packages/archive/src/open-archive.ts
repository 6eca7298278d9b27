import { basename, join, resolve } from 'node:path'
import { type Disk, type LedgerReading, readLedger } from '@paxon/ledger'
import { ParliamentError } from '@paxon/wire'
import { type BookReading, readBook } from './read-book.js'

/**
 * The ledger of a priest, living or not.
 * @param folder DIR/NAME
 * @throws ParliamentError USAGE where there is none
 */
export function openArchive(disk: Disk, folder: string): LedgerReading {
  const path = resolve(folder)
  const reading = inFolder(null, () => readLedger(disk, path))
  if (reading !== null) return reading
  const names = inFolder([], () => disk.list(path)) ?? []
  const inside = names.find((name) => inFolder(null, () => disk.list(`${path}/${name}/ledger`)) !== null)
  const hint =
    inside === undefined
      ? `name the folder of a priest, such as ./island/${basename(path)}`
      : `there is one in ${join(folder, inside)}`
  throw new ParliamentError('USAGE', `there is no ledger in ${folder}: ${hint}`)
}

/**
 * The messagebook of a priest, living or not.
 * @param folder DIR/NAME
 * @throws ParliamentError USAGE where there is none
 */
export function openBook(disk: Disk, folder: string): BookReading {
  const book = inFolder(null, () => readBook(disk, resolve(folder)))
  if (book !== null) return book
  const hint = 'a priest keeps one that was started with --messagebook (also of `up`)'
  throw new ParliamentError('USAGE', `there is no messagebook in ${folder}: ${hint}`)
}

/** Where a file stands in the place of a folder there is nothing either. */
function inFolder<T, N>(nothing: N, look: () => T): T | N {
  try {
    return look()
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOTDIR') return nothing
    throw error
  }
}
