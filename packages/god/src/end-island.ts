import { resolve } from 'node:path'
import { ParliamentError } from '@paxon/wire'
import { commandGod } from './command-god.js'
import { Island, type IslandOptions } from './island.js'
import { readIsland } from './island-file.js'
import { hasGod } from './locks.js'
import { until } from './waiting.js'

/** A god has 3 s for its priests, and a killed process may take its time. */
const DOWN_MS = 6_000
/** A priest looks for god at least this often. */
const RECONNECT_MS = 1_600
const LOOK_MS = 10

/**
 * Ends god, if one lives, and all priests of a folder. Returns when their locks are free.
 * @throws ParliamentError USAGE where there is no island; WRONG_SECRET; UNREACHABLE, OUTCOME_UNKNOWN when not all would end
 */
export async function endIsland(options: Omit<IslandOptions, 'size' | 'port' | 'restarts' | 'launch'>): Promise<void> {
  const { disk, clock } = options
  const dir = resolve(options.dir)
  const record = readIsland(dir)
  if (record === null) throw new ParliamentError('USAGE', `there is no island in ${dir}: name its folder with --dir`)
  if (!hasGod(disk, dir)) {
    const island = new Island({ ...options, size: null, port: null, restarts: false, launch: null })
    return await island.endAll(RECONNECT_MS)
  }
  await commandGod({ ...options, url: record.god, command: 'down', deadlineMs: DOWN_MS })
  if (await until(clock, DOWN_MS, LOOK_MS, () => !hasGod(disk, dir))) return
  throw new ParliamentError(
    'OUTCOME_UNKNOWN',
    `god in ${dir} has let all leave and did not end: see process ${record.pid}`,
  )
}
