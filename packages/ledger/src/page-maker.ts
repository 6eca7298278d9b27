import { crc32 } from 'node:zlib'
import { FORMAT, type Identity, type Inscribed } from '@paxon/synod'
import { type Batch, type Link, linkTo, zeroSectors } from './batch.js'
import { type Blank, blankPath } from './blank.js'
import type { Disk, DiskFile } from './disk.js'
import { BODY_FROM, headerBlock, pageName, type Seal, sealOffset, sealSector } from './page.js'
import { restate } from './restatement.js'
import { asErrno, writeAll, writeZeros } from './storage.js'

/** Whose ledger it is: what stays the same from page to page while it is open. */
export interface Owner {
  readonly me: Identity
  readonly start: number
  readonly since: number
  readonly doubt: string | null
}

/** A page and its first batch. */
export interface PageStart {
  readonly page: number
  readonly owner: Owner
  /** The sum of all before the first batch. */
  readonly sum: Inscribed
  readonly before: Link
  readonly batch: Batch
}

/** The page that is written in. */
export interface OpenPage {
  readonly page: number
  readonly file: DiskFile
  readonly size: number
}

/** A page that was made, with where its first batch lies. */
export interface MadePage extends OpenPage {
  readonly batchFrom: number
  readonly end: number
  readonly link: Link
}

/** Room behind a first batch that leaves none. */
const ROOM_BYTES = 64 * 1024

/**
 * Makes a page of a blank: written under the blank's name with its first batch sealed in it, synced, renamed, the folder
 * synced. So an unsealed page is never a page, and a page is there whole or not at all (P19).
 */
export function makePage(
  disk: Disk,
  folder: string,
  blank: Blank,
  start: PageStart,
  done: (error: NodeJS.ErrnoException | null, made: MadePage | null) => void,
): void {
  const fail = (error: unknown): void => {
    blank.file.close()
    done(asErrno(error), null)
  }
  try {
    const { bytes, batchFrom, link } = pageBytes(start, disk.bootId)
    writeAll(blank.file, bytes, 0)
    const size = bytes.length <= blank.size ? blank.size : bytes.length + ROOM_BYTES
    writeZeros(blank.file, Math.max(blank.size, bytes.length), size)
    const made: MadePage = { page: start.page, file: blank.file, size, batchFrom, end: bytes.length, link }
    blank.file.sync((error) => {
      if (error !== null) return fail(error)
      try {
        disk.rename(blankPath(folder), `${folder}/${pageName(start.page)}`)
      } catch (refused) {
        return fail(refused)
      }
      disk.syncFolder(folder, (failed) => (failed === null ? done(null, made) : fail(failed)))
    })
  } catch (error) {
    fail(error)
  }
}

function pageBytes(start: PageStart, boot: string | null): { bytes: Buffer; batchFrom: number; link: Link } {
  const { page, owner, sum, before, batch } = start
  const restatement = restate(sum)
  const batchFrom = BODY_FROM + restatement.length
  const bytes = Buffer.alloc(batchFrom + batch.bytes.length)
  headerBlock({
    format: FORMAT,
    page,
    ...owner,
    parliament: sum.founding?.parliament ?? null,
    before,
    restatement: { bytes: restatement.length, crc: crc32(restatement) },
  }).copy(bytes)
  const older: Seal = { ...before, from: batchFrom, end: batchFrom, zeros: 0, boot }
  sealSector(older).copy(bytes, sealOffset(older.batch))
  const newest = sealOf(before, batch, batchFrom, boot)
  sealSector(newest).copy(bytes, sealOffset(newest.batch))
  restatement.copy(bytes, BODY_FROM)
  batch.bytes.copy(bytes, batchFrom)
  return { bytes, batchFrom, link: newest }
}

export function sealOf(before: Link, batch: Batch, from: number, boot: string | null): Seal {
  const { chain } = linkTo(before, batch)
  return { batch: batch.number, chain, from, end: from + batch.bytes.length, zeros: zeroSectors(batch.bytes), boot }
}
