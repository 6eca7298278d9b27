import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readIsland } from '@paxon/god'
import type { Name } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { text, urls } from './readers.js'
import { list, type Setting, value } from './settings.js'

export const ISLAND = './island'
const FIRST_PORT = 4_701
const PORTS = 9

export const at: Setting<readonly string[] | null> = list<readonly string[] | null>(
  'where a priest is, ws://host:port; repeatable',
  urls,
  {
    env: 'PARLIAMENT_AT',
    shown: `those of --dir, else ws://127.0.0.1:${FIRST_PORT}-${FIRST_PORT + PORTS - 1}`,
    otherwise: null,
  },
)

export const dir: Setting<string | null> = value<string | null>('the folder of the island', text, {
  env: 'PARLIAMENT_DIR',
  shown: `${ISLAND}, if it is there`,
  otherwise: null,
})

/** Where citizens find priests, and what is known of these beforehand. */
export interface Where {
  readonly urls: readonly string[]
  /** The name of the priest at a url, from the file of the island. */
  readonly names: ReadonlyMap<string, Name>
  /** Nothing was said, so these are only tried. */
  readonly guessed: boolean
}

/**
 * In this order: `--at`, PARLIAMENT_AT, `--dir` or ./island if it is there, then the usual ports of this machine.
 * @throws ParliamentError USAGE where a folder was named that is no island
 */
export function whereOf(values: { readonly at: readonly string[] | null; readonly dir: string | null }): Where {
  if (values.at !== null) return { urls: values.at, names: new Map(), guessed: false }
  const folder = values.dir ?? ISLAND
  const island = values.dir !== null || existsSync(join(folder, 'island.json')) ? readIsland(folder) : null
  if (island === null) {
    if (values.dir !== null)
      throw new ParliamentError(
        'USAGE',
        `there is no island in ${folder}: name its folder with --dir, or priests with --at`,
      )
    const guesses = Array.from({ length: PORTS }, (_, index) => `ws://127.0.0.1:${FIRST_PORT + index}`)
    return { urls: guesses, names: new Map(), guessed: true }
  }
  const names = new Map(island.priests.flatMap(({ url, name }) => (url === null ? [] : [[url, name] as const])))
  if (names.size === 0)
    throw new ParliamentError(
      'USAGE',
      `the priests in ${folder} have no address yet: start them with parliament up --dir ${folder}`,
    )
  return { urls: [...names.keys()], names, guessed: false }
}
