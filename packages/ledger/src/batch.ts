import { createHash, hash } from 'node:crypto'
import type { LedgerRecord } from '@paxon/synod'
import { FRAME_BYTES, type Frame, FrameBuffer, frameAt } from './frame.js'
import { fields, parseJson, readable, Unreadable, whole } from './guards.js'
import { recordOf, writeRecord } from './record.js'

/** What a disk writes whole or not at all. Batches are whole sectors, so that none shares a sector with another. */
export const SECTOR_BYTES = 512
/** Fills the last sector; not zero, so that a sector that was written is told from one that never was. */
export const FILL = 0xff
const HEAD_BYTES = 64

/** Of a link of the chain, in hex. */
const CHAIN_BYTES = 32

/** Records that are sealed and synced together: a head {batch, bytes} of fixed length, the records, and the fill. */
export interface Batch {
  /** Counted from 1 for each birth. */
  readonly number: number
  readonly bytes: Buffer
  /** The same bytes behind {@link CHAIN_BYTES} that are free, where there are such. */
  readonly chained?: Buffer
  readonly records: readonly PlacedRecord[]
}

/** A record and where it lies; offsets from the start of its batch. */
export interface PlacedRecord {
  readonly record: LedgerRecord
  readonly offset: number
  readonly end: number
}

export const toSector = (length: number): number => Math.ceil(length / SECTOR_BYTES) * SECTOR_BYTES

/** Records on their way into a batch. */
export class Gathering {
  private readonly buffer = new FrameBuffer()
  private added: LedgerRecord[] = []
  private records: PlacedRecord[] = []

  constructor() {
    this.clear()
  }

  get isEmpty(): boolean {
    return this.records.length + this.added.length === 0
  }

  add(record: LedgerRecord): void {
    this.added.push(record)
  }

  /** Puts into bytes what was added: while a sync is under way, say, when there is time for it. */
  encode(): void {
    for (const record of this.added) {
      const offset = writeRecord(this.buffer, record) - CHAIN_BYTES
      this.records.push({ record, offset, end: this.buffer.length - CHAIN_BYTES })
    }
    this.added = []
  }

  /** The batch; its bytes are good until {@link clear}. */
  finish(number: number): Batch {
    this.encode()
    const length = this.buffer.length - CHAIN_BYTES
    const head = `{"batch":${number},"bytes":${length - HEAD_BYTES}}`
    this.buffer.put(CHAIN_BYTES, head.padEnd(HEAD_BYTES - FRAME_BYTES))
    this.buffer.fillTo(CHAIN_BYTES + toSector(length), FILL)
    const chained = this.buffer.view()
    return { number, bytes: chained.subarray(CHAIN_BYTES), chained, records: this.records }
  }

  clear(): void {
    this.added = []
    this.records = []
    this.buffer.clear()
    this.buffer.skip(CHAIN_BYTES + HEAD_BYTES)
  }
}

/** The batch of this number at an offset; null where it is not there whole. Decrees are views of `page`. */
export function batchAt(page: Buffer, offset: number, number: number): Batch | null {
  const head = frameAt(page, offset, page.length)
  if (head === null || head.end !== offset + HEAD_BYTES) return null
  return readable(() => {
    const { batch, bytes } = fields(parseJson(head.head))
    if (whole(batch, 1) !== number) return null
    const recordsEnd = head.end + whole(bytes, 0)
    const end = offset + toSector(recordsEnd - offset)
    if (end > page.length || page.subarray(recordsEnd, end).some((byte) => byte !== FILL)) return null
    return { number, bytes: page.subarray(offset, end), records: recordsIn(page, offset, recordsEnd) }
  })
}

function recordsIn(page: Buffer, batchFrom: number, recordsEnd: number): PlacedRecord[] {
  const records: PlacedRecord[] = []
  for (let offset = batchFrom + HEAD_BYTES; offset < recordsEnd; ) {
    const frame = frameAt(page, offset, recordsEnd)
    if (frame === null) throw new Unreadable('no record')
    records.push({ record: recordOf(frame), offset: offset - batchFrom, end: frame.end - batchFrom })
    offset = frame.end
  }
  return records
}

/**
 * The records from an offset in a page on, over the borders of batches.
 * @param at the offset of bytes[0] in its page
 * @throws Unreadable
 */
export function* recordsFrom(bytes: Buffer, at: number): Generator<LedgerRecord> {
  for (let offset = 0; offset < bytes.length; ) {
    if (bytes[offset] === FILL) {
      offset = toSector(at + offset + 1) - at
      continue
    }
    const frame = frameAt(bytes, offset, bytes.length)
    if (frame === null) throw new Unreadable('no record')
    if (!isBatchHead(frame)) yield recordOf(frame)
    offset = frame.end
  }
}

const isBatchHead = (frame: Frame): boolean => frame.head.startsWith('{"batch":')

/** The end of the chain of batches: what a seal proves to be unbroken. 128 bits of SHA-256, in hex. */
export interface Link {
  readonly batch: number
  readonly chain: string
}

export const FIRST_LINK: Link = { batch: 0, chain: '0'.repeat(CHAIN_BYTES) }

export const sameLink = (a: Link, b: Link): boolean => a.batch === b.batch && a.chain === b.chain

export const linkTo = (before: Link, batch: Batch): Link => ({
  batch: batch.number,
  chain: chainHash(before.chain, batch).slice(0, CHAIN_BYTES),
})

/** In one go where the bytes allow it, which takes half the time of a small batch. */
function chainHash(before: string, { bytes, chained }: Batch): string {
  if (chained === undefined) return createHash('sha256').update(before).update(bytes).digest('hex')
  chained.write(before, 0, 'latin1')
  return hash('sha256', chained, 'hex')
}

const ZEROS = Buffer.alloc(SECTOR_BYTES)

/** How many sectors hold nothing but zeros. */
export function zeroSectors(bytes: Buffer): number {
  let count = 0
  for (let from = 0; from < bytes.length; from += SECTOR_BYTES) if (isZero(bytes, from)) count += 1
  return count
}

/** Whether there is nothing but zeros. */
export const isBlank = (bytes: Buffer): boolean => zeroSectors(bytes) * SECTOR_BYTES >= bytes.length

function isZero(bytes: Buffer, from: number): boolean {
  const end = Math.min(from + SECTOR_BYTES, bytes.length)
  return bytes[from] === 0 && bytes.compare(ZEROS, 0, end - from, from, end) === 0
}
