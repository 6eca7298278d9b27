import { join } from 'node:path'
import { type Disk, holderOf } from '@paxon/ledger'
import { ParliamentError } from '@paxon/wire'
import { inFolder } from './in-folder.js'

type Locks = Pick<Disk, 'lock' | 'list' | 'makeFolder'>

const GOD = 'god.lock'
/** As the ledger has it. */
const PRIEST = 'lock'

/** One god a folder, for as long as it lives. @throws ParliamentError USAGE when there is another, or no such folder can be */
export function lockIsland(disk: Locks, dir: string): () => void {
  const unlock = inFolder(dir, () => {
    disk.makeFolder(dir)
    return disk.lock(join(dir, GOD))
  })
  if (unlock !== null) return unlock
  throw new ParliamentError(
    'USAGE',
    `another god lives in ${dir}: end it with "parliament down --dir ${dir}", or give another --dir`,
  )
}

export const hasGod = (disk: Locks, dir: string): boolean => isHeld(disk, dir, GOD)

/** Whether a priest lives in its folder, DIR/NAME. Nobody but the island's god should start one while this is asked. */
export const hasPriest = (disk: Locks, folder: string): boolean => isHeld(disk, folder, PRIEST)

/** Its pid, as its lock has it; null when that is not known. To be believed only while it lives. */
export const pidOfPriest = (folder: string): number | null => holderOf(join(folder, PRIEST))

/** Takes the lock for a moment: there is no other way to see it. */
function isHeld(disk: Locks, folder: string, file: string): boolean {
  if (!(disk.list(folder) ?? []).includes(file)) return false
  const unlock = disk.lock(join(folder, file))
  unlock?.()
  return unlock === null
}
