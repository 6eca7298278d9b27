import { type Inscribed, inscribe, nothingInscribed } from '@paxon/synod'
import { type Batch, batchAt, isBlank, linkTo, sameLink } from './batch.js'
import type { Disk } from './disk.js'
import type { Head } from './heads.js'
import { judge, type Pending, sealsOf, type Verdict, type Walked } from './last-page.js'
import { BODY_FROM, type Header, pageName } from './page.js'
import { restatedIn } from './restatement.js'
import { RunIndex } from './run-index.js'
import { readPart } from './storage.js'

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

/** Sees each batch that counts, once and in the order in which it was written, and where it lies. */
export type SeeBatch = (batch: Batch, page: number, offset: number) => void

/**
 * Reads the batches of pages of one birth, in order. Stops before each page, for a driver that must not hold its thread
 * for long. A page counts up to the batch that the next intact page goes on from: what lies behind was cut, or is repeated
 * there.
 */
export function* scanPages(
  disk: Disk,
  folder: string,
  heads: readonly Head[],
  see: SeeBatch = () => {},
): Generator<void, Scanned> {
  const scan = new Scan(disk.bootId, see)
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

class Scan {
  private readonly bootId: string | null
  private readonly see: SeeBatch
  private readonly index = new RunIndex()
  private readonly damaged: string[] = []
  private readonly torn: string[] = []
  private sum = nothingInscribed()
  private verdict: Verdict = { doubt: 'there is no page', last: null }
  private isFirst = true

  constructor(bootId: string | null, see: SeeBatch) {
    this.bootId = bootId
    this.see = see
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
    const where = `${pageName(header.page)} at ${walked.offset}`
    this.verdict = judge(bytes, walked, seals, this.bootId, where)
    if (this.verdict.last === null) {
      if (walked.pending !== null) this.inscribe(walked.pending)
    } else if (walked.link.batch !== seals?.newest.batch || !isBlank(bytes.subarray(walked.offset))) {
      this.torn.push(`${where}: cut, it was never synced`)
    }
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
    this.see(pending.batch, pending.page, pending.offset)
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
