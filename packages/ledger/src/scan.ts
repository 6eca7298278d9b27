import { type Inscribed, inscribe, nothingInscribed } from '@paxon/synod'
import { type Batch, batchAt, isBlank, type Link, linkTo, zeroSectors } from './batch.js'
import type { Disk } from './disk.js'
import type { Head } from './heads.js'
import { BODY_FROM, type Header, pageName, type Seal, sealIn, sealOffset } from './page.js'
import { restatedIn } from './restatement.js'
import { RunIndex } from './run-index.js'
import { readPart } from './storage.js'

/** A batch that was read and is not yet in the sum. */
export interface Pending {
  readonly batch: Batch
  readonly page: number
  readonly offset: number
  readonly before: Link
}

/** What the pages of a ledger say. */
export type Scanned = Verdict & {
  /** The sum of all that can be believed, but for `last`. */
  readonly sum: Inscribed
  readonly index: RunIndex
  /** Damage that a later header makes good. */
  readonly damaged: readonly string[]
  /** Bytes that never counted: behind the last seal, or sealed and never written. */
  readonly torn: readonly string[]
}

type Verdict =
  /** `last`: the last sealed batch, of which nobody knows whether it was synced. */
  | { readonly doubt: null; readonly last: Pending }
  /** Something sealed is bad or missing, and nothing later restates it. */
  | { readonly doubt: string; readonly last: null }

/**
 * Reads the batches of pages of one birth, in order. Stops before each page, for a driver that must not hold its thread
 * for long. A page counts up to the batch that the next intact page goes on from: what lies behind was cut, or is repeated
 * there.
 */
export function* scanPages(disk: Disk, folder: string, heads: readonly Head[]): Generator<void, Scanned> {
  const scan = new Scan(disk.bootId)
  for (const [place, { page, size, header }] of heads.entries()) {
    yield
    const bytes = header && readPart(disk, `${folder}/${pageName(page)}`, 0, size)
    if (header === null || bytes === null) {
      scan.unreadable(page, place === heads.length - 1)
    } else if (place === heads.length - 1) {
      scan.lastPage(header, bytes)
    } else {
      scan.page(header, bytes, heads.slice(place + 1).find((head) => head.header !== null)?.header ?? null)
    }
  }
  return scan.finish()
}

/** How far a page could be read: `link` is its last whole batch, which ends at `offset`. */
interface Walked {
  /** That batch; null where not even the page's first one is whole. */
  readonly pending: Pending | null
  readonly link: Link
  readonly offset: number
}

class Scan {
  private readonly bootId: string | null
  private readonly index = new RunIndex()
  private readonly damaged: string[] = []
  private readonly torn: string[] = []
  private sum = nothingInscribed()
  private verdict: Verdict = { doubt: 'there is no page', last: null }
  private isFirst = true

  constructor(bootId: string | null) {
    this.bootId = bootId
  }

  unreadable(page: number, isLast: boolean): void {
    const what = `${pageName(page)}: its header or what it restates is damaged`
    this.isFirst = false
    if (isLast) this.verdict = { doubt: what, last: null }
    else this.damaged.push(what)
  }

  /**
   * A page that others follow. Where it is damaged, nothing above writtenTo can be believed: a record that was lost may have
   * replaced it.
   */
  page(header: Header, bytes: Buffer, next: Header | null): void {
    const { pending, link, offset } = this.walk(header, bytes, next?.before.batch ?? Number.POSITIVE_INFINITY)
    if (pending !== null) this.inscribe(pending)
    this.index.cutAfter(this.sum.writtenTo)
    if (next === null || sameLink(link, next.before)) return
    this.damaged.push(
      `${pageName(header.page)} at ${offset}: batches ${link.batch + 1} to ${next.before.batch} are damaged or missing`,
    )
    // Whole batches that the next page does not go on from: the page is not the one that was here.
    if (link.batch === next.before.batch) this.index.forget(header.page)
  }

  lastPage(header: Header, bytes: Buffer): void {
    const seals = sealsOf(bytes)
    const walked = this.walk(header, bytes, seals?.newest.batch ?? Number.POSITIVE_INFINITY)
    const { pending, link, offset } = walked
    const where = `${pageName(header.page)} at ${offset}`
    const doubt = doubtOf(bytes, walked, seals, this.bootId)
    if (doubt !== null || pending === null) {
      this.verdict = { doubt: `${where}: ${doubt ?? NO_BATCH}`, last: null }
      if (pending !== null) this.inscribe(pending)
      return
    }
    this.verdict = { doubt: null, last: pending }
    if (link.batch !== seals?.newest.batch || !isBlank(bytes.subarray(offset)))
      this.torn.push(`${where}: cut, it was never synced`)
  }

  finish(): Scanned {
    const { verdict, sum, index, damaged, torn } = this
    sum.holes = index.missing(sum.writtenTo)
    return { ...verdict, sum, index, damaged, torn }
  }

  /** Goes through the batches up to a number and stays one behind: the last is given back, not inscribed. */
  private walk(header: Header, bytes: Buffer, upTo: number): Walked {
    if (this.isFirst && header.before.batch > 0)
      this.damaged.push(`${pageName(header.page)}: the pages before it are missing`)
    this.isFirst = false
    const bodyEnd = BODY_FROM + header.restatement.bytes
    const { sum, runs } = restatedIn(bytes.subarray(BODY_FROM, bodyEnd))
    this.sum = sum
    for (const { offset, end, ...run } of runs)
      this.index.put({ ...run, page: header.page, offset: BODY_FROM + offset, end: BODY_FROM + end })
    let pending: Pending | null = null
    let link = header.before
    let offset = bodyEnd
    while (link.batch < upTo) {
      const batch = batchAt(bytes, offset, link.batch + 1)
      if (batch === null) break
      if (pending !== null) this.inscribe(pending)
      pending = { batch, page: header.page, offset, before: link }
      link = linkTo(link, batch)
      offset += batch.bytes.length
    }
    return { pending, link, offset }
  }

  private inscribe(pending: Pending): void {
    inscribeBatch(this.sum, this.index, pending.batch, pending.page, pending.offset)
  }
}

/** Adds a batch that lies at an offset of a page to the sum and to the index. */
export function inscribeBatch(sum: Inscribed, index: RunIndex, batch: Batch, page: number, at: number): void {
  for (const { record, offset, end } of batch.records) {
    index.add(sum, record, page, at + offset, at + end)
    inscribe(sum, record)
  }
}

const sameLink = (a: Link, b: Link): boolean => a.batch === b.batch && a.chain === b.chain

interface Seals {
  readonly older: Seal
  readonly newest: Seal
}

/** Both slots are filled when a page is made, so one that cannot be read is damage. Null where they are not two in a row. */
function sealsOf(page: Buffer): Seals | null {
  const even = sealIn(page, sealOffset(0))
  const odd = sealIn(page, sealOffset(1))
  if (even === null || odd === null || even.batch % 2 !== 0 || odd.batch % 2 !== 1) return null
  const [older, newest] = even.batch < odd.batch ? [even, odd] : [odd, even]
  return newest.batch === older.batch + 1 ? { older, newest } : null
}

const NO_BATCH = 'its first batch is damaged'

/** Whether all that is sealed in the last page is there (null), or why not. */
function doubtOf(page: Buffer, walked: Walked, seals: Seals | null, bootId: string | null): string | null {
  const { pending, link, offset } = walked
  if (seals === null) return 'a seal is damaged'
  if (pending === null) return NO_BATCH
  const { older, newest } = seals
  if (link.batch === newest.batch) {
    const isUnbroken = sameLink(link, newest) && sameLink(pending.before, older)
    return isUnbroken && newest.end === offset && newest.from === pending.offset
      ? null
      : 'the chain of batches is broken'
  }
  if (sameLink(link, older) && offset === newest.from && wasNeverWritten(page, newest, bootId)) return null
  return `batch ${link.batch + 1}, which is sealed, is damaged`
}

/**
 * The machine went down while the batch was being synced: its seal reached the disk and some of its sectors did not. So it
 * was never answered for. Under the same boot, or where none can be read, this cannot have been.
 */
function wasNeverWritten(page: Buffer, seal: Seal, bootId: string | null): boolean {
  if (seal.boot === null || bootId === null || seal.boot === bootId || seal.end > page.length) return false
  return zeroSectors(page.subarray(seal.from, seal.end)) > seal.zeros
}
