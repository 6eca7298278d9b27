import type { Identity } from '@paxon/synod'
import { FIRST_LINK, type Link, SECTOR_BYTES } from './batch.js'
import { birthIn, nameIn } from './forms.js'
import { frameAt, writeFrame } from './frame.js'
import { fields, orNull, parseJson, readable, text, Unreadable, whole } from './guards.js'

/**
 * The layout of a page (docs/LEDGER.md): header, two seals, restatement, batches. The header and each seal begin a block of
 * their own, so that writing one never touches another.
 */
export const BLOCK_BYTES = 4096
export const BODY_FROM = 3 * BLOCK_BYTES
const MAGIC = Buffer.from('PAXONLGR', 'latin1')

/** Block 0: whose page this is, and what it goes on from. */
export interface Header {
  readonly format: number
  readonly page: number
  readonly me: Identity
  /** Null while unfounded. */
  readonly parliament: string | null
  /** How often the ledger had been opened when the page was made. */
  readonly start: number
  /** The first page of this birth. Pages before it were doubted. */
  readonly since: number
  /** Why this birth was drawn; null for that of a folder that was empty. */
  readonly doubt: string | null
  /** The last batch before this page's own first one; the restatement is the sum up to it. */
  readonly before: Link
  readonly restatement: { readonly bytes: number; readonly crc: number }
}

export const pageName = (page: number): string => `${String(page).padStart(8, '0')}.page`

const PAGE_NAME = /^(\d{8,})\.page$/

/** The number of a page by its file's name; null for other files. */
export function pageNumber(name: string): number | null {
  const digits = PAGE_NAME.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}

export function headerBlock(header: Header): Buffer {
  const { me, before, ...rest } = header
  const block = Buffer.alloc(BLOCK_BYTES)
  MAGIC.copy(block)
  writeFrame(block, MAGIC.length, JSON.stringify({ ...rest, ...me, ...before }))
  return block
}

/** Null where the block is damaged. */
export function headerIn(block: Buffer): Header | null {
  const frame = frameAt(block, MAGIC.length, Math.min(block.length, BLOCK_BYTES))
  if (frame === null || MAGIC.compare(block, 0, MAGIC.length) !== 0) return null
  return readable(() => {
    const json = fields(parseJson(frame.head))
    const format = whole(json.format, 1)
    const { bytes, crc } = fields(json.restatement)
    return {
      format,
      page: whole(json.page, 1),
      me: { name: nameIn(json.name), incarnation: whole(json.incarnation, 1), birth: birthIn(json.birth) },
      parliament: orNull(json.parliament, text),
      start: whole(json.start, 1),
      since: whole(json.since, 1),
      doubt: orNull(json.doubt, text),
      before: linkIn(json),
      restatement: { bytes: whole(bytes, 1), crc: whole(crc, 0) },
    }
  })
}

function linkIn(json: Readonly<Record<string, unknown>>): Link {
  const chain = text(json.chain)
  if (chain.length !== FIRST_LINK.chain.length) throw new Unreadable(`no chain: ${chain}`)
  return { batch: whole(json.batch, 0), chain }
}

/** What makes a batch count: it lies whole between two offsets of the page, and the chain up to it is unbroken. */
export interface Seal extends Link {
  readonly from: number
  readonly end: number
  /** How many of the batch's sectors are zeros as they should be. */
  readonly zeros: number
  /** The boot of the machine under which it was written; null where that cannot be read. */
  readonly boot: string | null
}

/** One sector: a disk writes it whole or not at all. */
export function sealSector({ batch, chain, from, end, zeros, boot }: Seal): Buffer {
  const sector = Buffer.allocUnsafe(SECTOR_BYTES)
  // As JSON.stringify would, in a quarter of its time.
  const head = `{"batch":${batch},"chain":"${chain}","from":${from},"end":${end},"zeros":${zeros},"boot":${JSON.stringify(boot)}}`
  return sector.fill(0, writeFrame(sector, 0, head))
}

/** Batches take the two slots in turn, so that the seal before the last one stays readable. */
export const sealOffset = (batch: number): number => BLOCK_BYTES * (1 + (batch % 2))

/** Null where the sector holds no whole seal. */
export function sealIn(page: Buffer, offset: number): Seal | null {
  const frame = frameAt(page, offset, Math.min(page.length, offset + SECTOR_BYTES))
  if (frame === null) return null
  return readable(() => {
    const json = fields(parseJson(frame.head))
    return {
      ...linkIn(json),
      from: whole(json.from, BODY_FROM),
      end: whole(json.end, BODY_FROM),
      zeros: whole(json.zeros, 0),
      boot: orNull(json.boot, text),
    }
  })
}
