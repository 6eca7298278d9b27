import { crc32 } from 'node:zlib'
import { FORMAT } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import type { Disk } from './disk.js'
import { readable } from './guards.js'
import { BLOCK_BYTES, BODY_FROM, type Header, headerIn, pageName, pageNumber } from './page.js'
import { restatedIn } from './restatement.js'
import { readPart } from './storage.js'

/** A page as its beginning tells. */
export interface Head {
  readonly page: number
  /** The file's size in bytes. */
  readonly size: number
  /** Null where header or restatement is damaged. */
  readonly header: Header | null
}

/** What lies in the folder of a ledger. */
export interface Folder {
  /** In order. */
  readonly heads: readonly Head[]
  /** The last intact header; null when there is none. */
  readonly owner: Header | null
  /** Pages of the owner's birth, and unreadable ones among them. */
  readonly current: readonly Head[]
  /** Pages of earlier births that were not yet put aside. */
  readonly doubted: readonly Head[]
  /** No page has had this number yet, nor one that was put aside. */
  readonly nextPage: number
}

/** Pages that were doubted are put aside in a folder named after the page that took their place. */
export const doubtedName = (since: number): string => `doubted-${since}`
const DOUBTED_NAME = /^doubted-(\d+)$/

/** Reads the beginnings of all pages; stops after each. @throws ParliamentError USAGE for pages of a later version */
export function* readFolder(disk: Disk, folder: string): Generator<void, Folder> {
  const names = disk.list(folder) ?? []
  const heads: Head[] = []
  let nextPage = 1
  for (const name of names) {
    const page = pageNumber(name)
    if (page !== null) heads.push(headOf(disk, folder, page))
    nextPage = Math.max(nextPage, (page ?? Number(DOUBTED_NAME.exec(name)?.[1] ?? 0)) + 1)
    yield
  }
  heads.sort((a, b) => a.page - b.page)
  const owner = heads.findLast((head) => head.header !== null)?.header ?? null
  const since = owner?.since ?? 0
  return {
    heads,
    owner,
    current: heads.filter((head) => head.page >= since),
    doubted: heads.filter((head) => head.page < since),
    nextPage,
  }
}

function headOf(disk: Disk, folder: string, page: number): Head {
  const path = `${folder}/${pageName(page)}`
  const size = disk.size(path)
  const block = readPart(disk, path, 0, BLOCK_BYTES)
  const header = block && headerIn(block)
  if (header === null) return { page, size, header }
  if (header.format !== FORMAT)
    throw new ParliamentError(
      'USAGE',
      `${path} has format ${header.format}, this version reads ${FORMAT}: use the version that wrote it`,
    )
  const { bytes, crc } = header.restatement
  const restatement = readPart(disk, path, BODY_FROM, bytes)
  const isWhole = restatement !== null && restatement.length === bytes && crc32(restatement) === crc
  const isReadable = isWhole && header.page === page && readable(() => restatedIn(restatement)) !== null
  return { page, size, header: isReadable ? header : null }
}

/** The largest start counter of all intact pages; 0 where there is none. */
export const lastStart = (found: Folder): number =>
  found.heads.reduce((start, { header }) => Math.max(start, header?.start ?? 0), 0)
