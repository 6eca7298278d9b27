import type { SimulatedDisk } from '@paxon/ledger'
import type { Chance } from './chance.js'

const SECTOR_BYTES = 512
/** Bytes at which something is that all else rests on: the header, either seal, the restatement (docs/LEDGER.md). */
const VITAL = [0, 4_096, 8_192, 12_288]
const VITAL_BYTES = 400
const FLIPS_MAX = 3

export interface Damage {
  /** What was done. */
  readonly what: string
  /** The last page is gone, so the ledger is as it was once, and only peers can notice. */
  readonly isRollback: boolean
  /** Zeros, where something was: if the machine goes down now, it looks like a last batch that was never synced. */
  readonly isZeroed: boolean
}

/**
 * Damages one page of a ledger whose priest is down: some bits turned over, a sector of zeros, its end cut off, or the file
 * lost. @returns null where there is no page
 */
export function damagePage(disk: SimulatedDisk, folder: string, chance: Chance): Damage | null {
  const pages = (disk.list(`${folder}/ledger`) ?? []).filter((name) => name.endsWith('.page'))
  if (pages.length === 0) return null
  const name = chance.is(0.5) ? (pages[pages.length - 1] ?? '') : chance.pick(pages)
  const path = `${folder}/ledger/${name}`
  const at = placeIn(disk, path, chance)
  const told = (what: string): Damage => ({
    what: `${name}: ${what}`,
    isRollback: false,
    isZeroed: false,
  })
  switch (chance.pick(['flip', 'flip', 'zero', 'cut', 'lose'] as const)) {
    case 'flip': {
      const flips = chance.whole(1, FLIPS_MAX)
      for (let i = 0; i < flips; i++) disk.flip(path, at + i * chance.whole(0, 99), 1 << chance.whole(0, 7))
      return told(`bits turned over at ${at}`)
    }
    case 'zero': {
      const from = at - (at % SECTOR_BYTES)
      for (const [place, byte] of disk.read(path, from, SECTOR_BYTES).entries()) disk.flip(path, from + place, byte)
      return { ...told(`a sector of zeros at ${from}`), isZeroed: true }
    }
    case 'cut':
      disk.cut(path, at)
      return told(`cut at ${at}`)
    case 'lose':
      disk.wipe(path)
      return { ...told('lost'), isRollback: pages.length > 1 && name === pages[pages.length - 1] }
  }
}

/** Where it hurts, or anywhere up to the last byte that was written. */
function placeIn(disk: SimulatedDisk, path: string, chance: Chance): number {
  if (chance.is(0.4)) return chance.pick(VITAL) + chance.whole(0, VITAL_BYTES)
  const bytes = disk.read(path, 0, disk.size(path))
  const last = bytes.findLastIndex((byte) => byte !== 0)
  return chance.whole(0, Math.max(0, last))
}
