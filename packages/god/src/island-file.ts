import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isName, type Name } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'

export interface IslandPriest {
  readonly name: Name
  /** Where citizens find it; null until a free port was drawn. */
  readonly url: string | null
  /** Null while it is not known to run. To be believed only while the lock of that priest's ledger is held. */
  readonly pid: number | null
}

/** DIR/island.json: what god must find again when it comes back, and what citizens on this machine go by. */
export interface IslandRecord {
  readonly parliament: string | null
  readonly god: string
  readonly pid: number | null
  readonly priests: readonly IslandPriest[]
}

const FILE = 'island.json'

/** Null where there is no such file. @throws ParliamentError USAGE when it cannot be read as one */
export function readIsland(dir: string): IslandRecord | null {
  const path = join(dir, FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
    throw new ParliamentError(
      'USAGE',
      `${path} cannot be read (${codeOf(error)}): see whether it is a file, and who owns it`,
    )
  }
  const record = parse(text)
  if (record !== null) return record
  throw new ParliamentError(
    'USAGE',
    `${path} is damaged, or is no file of an island: end its priests, move it away, and run "parliament up" with the same --priests and --port`,
  )
}

/** Under another name first, so that no reader ever finds half of it. @throws ParliamentError USAGE */
export function writeIsland(dir: string, record: IslandRecord): void {
  const path = join(dir, FILE)
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`)
    renameSync(`${path}.new`, path)
  } catch (error) {
    throw new ParliamentError('USAGE', `${path} cannot be written (${codeOf(error)}): see who owns the folder`)
  }
}

export const removeIsland = (dir: string): void => rmSync(join(dir, FILE), { force: true })

function parse(text: string): IslandRecord | null {
  const json = parseJson(text)
  if (!isObject(json)) return null
  const { parliament, god, pid, priests } = json
  if (!isTextOrNull(parliament) || !isAddress(god) || !isPidOrNull(pid) || !Array.isArray(priests)) return null
  const parsed = priests.map(parsePriest).filter((priest) => priest !== null)
  const names = new Set(parsed.map((priest) => priest.name))
  return parsed.length === 0 || parsed.length !== priests.length || names.size !== priests.length
    ? null
    : { parliament, god, pid, priests: parsed }
}

function parsePriest(json: unknown): IslandPriest | null {
  if (!isObject(json)) return null
  const { name, url, pid } = json
  if (typeof name !== 'string' || !isName(name) || !isPidOrNull(pid)) return null
  if (url === null) return { name, url, pid }
  return isAddress(url) ? { name, url, pid } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> => typeof json === 'object' && json !== null
const isAddress = (json: unknown): json is string =>
  typeof json === 'string' && /^ws:\/\/[^\s/:]+:\d{1,5}$/.test(json) && URL.canParse(json)
const isTextOrNull = (json: unknown): json is string | null => json === null || typeof json === 'string'
const isPidOrNull = (json: unknown): json is number | null =>
  json === null || (Number.isSafeInteger(json) && Number(json) > 0)

/** Inside jest, errors of the file system are no `instanceof Error`. */
const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)
