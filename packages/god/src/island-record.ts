import { ParliamentError } from '@paxon/wire'
import type { IslandRecord } from './island-file.js'
import { ISLAND_NAMES } from './names.js'

export const ISLAND_HOST = '127.0.0.1'
export const ISLAND_PORT = 4_700
export const ISLAND_SIZE = 3
const PORT_MAX = 65_535

/** What somebody asked for; null where nothing was said. */
export interface IslandWish {
  readonly size: number | null
  /** God's port, the priests' follow; 0: free ones. */
  readonly port: number | null
}

/** @throws ParliamentError USAGE when the ports would go on past the last one */
export function newIsland(wish: IslandWish): IslandRecord {
  const { size, port } = { size: wish.size ?? ISLAND_SIZE, port: wish.port ?? ISLAND_PORT }
  if (port + size > PORT_MAX)
    throw new ParliamentError(
      'USAGE',
      `${size} priests have the ports after god's ${port}, and the last port is ${PORT_MAX}: give a --port up to ${PORT_MAX - size}`,
    )
  const url = (index: number) => `ws://${ISLAND_HOST}:${port + index}`
  const names = ISLAND_NAMES.slice(0, size)
  const priests = names.map((name, index) => ({ name, url: port === 0 ? null : url(index + 1), pid: null }))
  return { parliament: null, god: url(0), pid: null, priests }
}

/** An island keeps its size and its ports. @throws ParliamentError USAGE when others were asked for */
export function sameIsland(there: IslandRecord, { size, port }: IslandWish, dir: string): IslandRecord {
  const own = portOf(there.god)
  if (size !== null && size !== there.priests.length)
    throw new ParliamentError(
      'USAGE',
      `${dir} is an island of ${there.priests.length} priests, not ${size}: leave out --priests, or give another --dir`,
    )
  if (port !== null && port !== 0 && port !== own)
    throw new ParliamentError(
      'USAGE',
      `god's port in ${dir} is ${own}, not ${port}: leave out --port, or give another --dir`,
    )
  return there
}

export const portOf = (url: string): number => Number(new URL(url).port)
