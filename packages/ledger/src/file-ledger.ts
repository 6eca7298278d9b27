import { heldTo, type Inscribed, type LedgerRecord, type Run } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { type Batch, Gathering, type Link } from './batch.js'
import { BlankSupply } from './blank.js'
import type { Disk } from './disk.js'
import { Lane } from './lane.js'
import type { Ledger, Opened } from './ledger.js'
import { pageName, sealOffset, sealSector } from './page.js'
import { makePage, type OpenPage, type Owner, sealOf } from './page-maker.js'
import type { RunIndex, Stretch } from './run-index.js'
import { decreesIn } from './runs.js'
import { inscribeBatch } from './scan.js'
import { asBuffer, asErrno, writeAll } from './storage.js'

/** What an opening hands over. */
export interface LedgerState {
  readonly disk: Disk
  /** The folder of the pages. */
  readonly folder: string
  readonly now: () => number
  readonly later: (call: () => void) => void
  /** The size of the pages to come. */
  readonly pageBytes: number
  readonly opened: Opened
  readonly owner: Owner
  /** The ledger's own; nobody else changes it. */
  readonly sum: Inscribed
  readonly index: RunIndex
  readonly page: OpenPage
  /** The end of the last batch in the page. */
  readonly end: number
  readonly link: Link
  /** Of all pages. */
  readonly bytes: number
  /** Lets the lock go. */
  readonly unlock: () => void
}

const nobody = (): void => undefined
const emptyRun = (after: number): Run => ({ from: after + 1, decrees: [] })

/** It is damaged where the disk has not refused. */
const unreadable = (path: string, number: number, cause: Error | null): ParliamentError => {
  const why = cause?.message ?? 'its bytes are damaged there'
  return new ParliamentError('LEDGER_FAILED', `decree ${number} cannot be read from ${path}: ${why}`, undefined, {
    cause,
  })
}

/**
 * A ledger in files. One batch is under way at a time: one write of the records, then its seal, then one sync for both
 * (DESIGN "Files"). After a failure nothing is written any more: a sync that failed once and "succeeds" the next time has
 * saved nothing (P24).
 */
export class FileLedger implements Ledger {
  readonly opened: Opened
  onSynced: Ledger['onSynced'] = nobody
  onFailed: Ledger['onFailed'] = nobody
  private readonly state: LedgerState
  private readonly lane = new Lane()
  private readonly blanks: BlankSupply
  private page: OpenPage
  private end: number
  private link: Link
  private totalBytes: number
  /** As of the batch under way. */
  private readonly sum: Inscribed
  /** heldTo as of the last synced batch. */
  private held: number
  private gathering = new Gathering()
  /** Holds the batch under way while the other gathers. */
  private writing = new Gathering()
  private given = 0
  private beganAt: number | null = null
  private isFailed = false
  private isAbandoned = false
  /** A sync of the page's file is under way: also after a failure, when no batch is any more. */
  private isSyncing = false
  /** The page's file is closed, or will be by the sync under way. */
  private isPageClosed = false
  /** A page is being made: the folder's names are about to change. */
  private isMakingPage = false
  /** Whom to call once closed; null while nobody has closed it. */
  private closers: (() => void)[] | null = null
  private isFinishing = false
  private isClosed = false

  constructor(state: LedgerState) {
    this.state = state
    this.opened = state.opened
    this.page = state.page
    this.end = state.end
    this.link = state.link
    this.totalBytes = state.bytes
    this.sum = state.sum
    this.held = heldTo(state.sum)
    this.blanks = new BlankSupply(state.disk, state.folder, state.pageBytes, this.lane, (error) => this.fail(error))
    this.blanks.prepare(this.page.size, this.end)
  }

  get bytes(): number {
    return this.totalBytes
  }

  get syncingSince(): number | null {
    return this.beganAt
  }

  append(records: readonly LedgerRecord[]): number {
    this.given += records.length
    if (!this.isFailed && this.closers === null) for (const record of records) this.gathering.add(record)
    // Else with the flush, which the others' frames must not wait behind.
    if (this.beganAt !== null) this.gathering.encode()
    return this.given
  }

  flush(): void {
    if (this.isFailed || this.beganAt !== null || this.gathering.isEmpty) return
    const batch = this.gathering.finish(this.link.batch + 1)
    const { gathering } = this
    this.gathering = this.writing
    this.writing = gathering
    this.beganAt = this.state.now()
    if (this.end + batch.bytes.length <= this.page.size) this.write(batch, this.given)
    else this.turnPage(batch, this.given)
  }

  read(after: number, maxBytes: number, done: (run: Run, error: ParliamentError | null) => void): void {
    const stretch = after < this.held ? this.state.index.find(after + 1) : null
    if (stretch === null) this.state.later(() => done(emptyRun(after), null))
    else this.readStretch({ ...stretch, from: after + 1, to: Math.min(stretch.to, this.held) }, maxBytes, done)
  }

  close(done: () => void): void {
    if (this.isClosed) return this.state.later(done)
    if (this.closers !== null) {
      this.closers.push(done)
      return
    }
    this.closers = [done]
    this.flush()
    if (this.beganAt === null) this.finish()
  }

  abandon(): void {
    if (this.isClosed || this.isAbandoned) return
    this.isAbandoned = this.isFailed = true
    this.closers ??= []
    this.blanks.close()
    this.closePage()
    this.beganAt = null
    if (!this.isMakingPage) this.letGo()
  }

  private readStretch(
    stretch: Stretch,
    maxBytes: number,
    done: (run: Run, error: ParliamentError | null) => void,
  ): void {
    const { page, offset, end, from } = stretch
    const { disk, folder } = this.state
    const path = `${folder}/${pageName(page)}`
    this.lane.run((readOne) => {
      disk.readLater(path, offset, end - offset, (error, bytes) => {
        readOne()
        const decrees = error === null ? decreesIn(asBuffer(bytes), stretch, maxBytes) : []
        if (decrees.length > 0) done({ from, decrees }, null)
        else done({ from, decrees }, unreadable(path, from, error))
      })
    })
  }

  private write(batch: Batch, position: number): void {
    const { file } = this.page
    const seal = sealOf(this.link, batch, this.end, this.state.disk.bootId)
    try {
      writeAll(file, batch.bytes, seal.from)
      writeAll(file, sealSector(seal), sealOffset(seal.batch))
    } catch (error) {
      this.fail(asErrno(error))
      return
    }
    this.isSyncing = true
    file.sync((error) => {
      this.isSyncing = false
      if (this.isPageClosed) file.close()
      else if (error === null) this.synced(position)
      else this.fail(error)
    })
    this.advance(batch, seal.from, seal)
    this.blanks.written(batch.bytes.length)
  }

  /** The page is full: the batch becomes the first of the next one, and is durable with it. */
  private turnPage(batch: Batch, position: number): void {
    const { disk, folder, owner } = this.state
    this.blanks.take((blank) => {
      this.isMakingPage = true
      const start = { page: this.page.page + 1, owner, sum: this.sum, before: this.link, batch }
      makePage(disk, folder, blank, start, (error, made) => {
        this.isMakingPage = false
        if (this.isAbandoned) this.letGo()
        if (made === null) return this.fail(asErrno(error))
        if (this.isFailed) return made.file.close()
        this.page.file.close()
        this.page = made
        this.totalBytes += made.size
        this.advance(batch, made.batchFrom, made.link)
        // While it is being closed only what is gathered already can still need a page.
        if (this.closers === null || !this.gathering.isEmpty) this.blanks.prepare(made.size, made.end)
        this.synced(position)
      })
    })
  }

  private advance(batch: Batch, from: number, link: Link): void {
    inscribeBatch(this.sum, this.state.index, batch, this.page.page, from)
    this.end = from + batch.bytes.length
    this.link = link
    this.writing.clear()
  }

  private synced(position: number): void {
    if (this.isFailed) return
    this.beganAt = null
    this.held = heldTo(this.sum)
    this.onSynced(position, this.link.batch)
    this.flush()
    if (this.closers !== null && this.beganAt === null) this.finish()
  }

  private fail(error: NodeJS.ErrnoException): void {
    if (this.isFailed) return
    this.isFailed = true
    this.beganAt = null
    // Never in the turn of the opening: nobody could listen yet.
    this.state.later(() => {
      if (!this.isAbandoned) this.onFailed(error)
    })
    if (this.closers !== null) this.finish()
  }

  /** Once, and behind the sync that is under way on the file. */
  private closePage(): void {
    if (this.isPageClosed) return
    this.isPageClosed = true
    if (!this.isSyncing) this.page.file.close()
  }

  /** The files are closed behind the last operation on them. */
  private finish(): void {
    if (this.isFinishing) return
    this.isFinishing = true
    this.blanks.close()
    this.lane.run((closed) => {
      if (!this.isAbandoned) {
        this.closePage()
        this.letGo()
      }
      closed()
    })
  }

  private letGo(): void {
    this.isClosed = true
    this.state.unlock()
    for (const call of this.closers ?? []) this.state.later(call)
  }
}
