import type { Identity, Inscribed, Name } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { makeBlank } from './blank.js'
import type { Disk } from './disk.js'
import { FileLedger } from './file-ledger.js'
import { doubtedName } from './heads.js'
import { type Opening, readOpening } from './opening.js'
import { pageName } from './page.js'
import { type MadePage, makePage } from './page-maker.js'
import { copyOf } from './restatement.js'
import { inscribeBatch } from './scan.js'
import { asErrno, codeOf } from './storage.js'

export interface OpenOptions {
  readonly disk: Disk
  /** The priest's own folder, DIR/NAME: the pages lie in `ledger` below it, the lock beside that. */
  readonly folder: string
  readonly name: Name
  /** Draws 64 random bits; called when the folder is empty or in doubt. */
  readonly drawBirth: () => Identity['birth']
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /**
   * Calls back, not in the same turn: between two pages of an opening, and for reads that find nothing. setImmediate where
   * there is an event loop; called at once it makes the reading of an opening run through.
   */
  readonly later: (call: () => void) => void
  /** The size of a page; {@link PAGE_BYTES} unless said. */
  readonly pageBytes?: number
}

export const PAGE_BYTES = 8 * 1024 * 1024
/** A priest that is started again and again must not fill its disk: the page with which an opening ends is small. */
const FIRST_PAGE_BYTES = 256 * 1024

export type OpenResult =
  | { readonly ok: true; readonly ledger: FileLedger }
  /** USAGE: open elsewhere, another name's folder, no folder that can be written. WRONG_PARLIAMENT: pages of two. LEDGER_FAILED: the disk refused. */
  | { readonly ok: false; readonly error: ParliamentError }

/**
 * Opens a priest's ledger, or makes one in an empty folder. Whatever it finds, it ends with a fresh page that restates all
 * that must not be forgotten and repeats the last batch, synced: only then may anything be answered (P24, P35).
 */
export function openLedger(options: OpenOptions, done: (result: OpenResult) => void): void {
  new Opener(options, done).begin()
}

class Opener {
  private readonly options: OpenOptions
  private readonly done: (result: OpenResult) => void
  private readonly folder: string
  private unlock: (() => void) | null = null

  constructor(options: OpenOptions, done: (result: OpenResult) => void) {
    this.options = options
    this.done = done
    this.folder = `${options.folder}/ledger`
  }

  begin(): void {
    const { disk, folder } = this.options
    this.guard(() => {
      this.unlock = takeFolder(disk, folder, this.folder)
      if (this.unlock === null)
        throw new ParliamentError('USAGE', `${folder} is open in another process: end that one first`)
      this.step(readOpening(disk, this.folder, this.options))
    })
  }

  private step(reading: Generator<void, Opening>): void {
    this.guard(() => {
      const next = reading.next()
      if (next.done === true) this.beginPage(next.value)
      else this.options.later(() => this.step(reading))
    })
  }

  private beginPage(opening: Opening): void {
    const { disk, pageBytes = PAGE_BYTES } = this.options
    const blank = makeBlank(disk, this.folder, Math.min(FIRST_PAGE_BYTES, pageBytes))
    makePage(disk, this.folder, blank, opening, (error, made) => {
      if (made === null) this.fail(error)
      else
        this.putAside(opening, (refused) => {
          if (refused === null) return this.finish(opening, made)
          made.file.close()
          this.fail(refused)
        })
    })
  }

  /** Pages in doubt are kept in a folder of their own. What a crash leaves undone the next opening does. */
  private putAside({ doubted, owner }: Opening, done: (error: Error | null) => void): void {
    if (doubted.length === 0) return done(null)
    const { disk } = this.options
    const aside = `${this.folder}/${doubtedName(owner.since)}`
    try {
      disk.makeFolder(aside)
      for (const page of doubted) disk.rename(`${this.folder}/${pageName(page)}`, `${aside}/${pageName(page)}`)
    } catch (error) {
      return done(asErrno(error))
    }
    disk.syncFolder(aside, (error) => {
      if (error === null) disk.syncFolder(this.folder, done)
      else done(error)
    })
  }

  private finish(opening: Opening, made: MadePage): void {
    const { disk, now, later, pageBytes = PAGE_BYTES } = this.options
    const { sum, index, owner, batch } = opening
    inscribeBatch(sum, index, batch, made.page, made.batchFrom)
    unpin(sum)
    const ledger = new FileLedger({
      disk,
      folder: this.folder,
      now,
      later,
      pageBytes,
      opened: {
        case: opening.case,
        findings: opening.findings,
        me: owner.me,
        parliament: sum.founding?.parliament ?? null,
        start: owner.start,
        batch: made.link.batch,
        inscribed: copyOf(sum),
      },
      owner,
      sum,
      index,
      page: made,
      end: made.end,
      link: made.link,
      bytes: opening.bytes + made.size,
      unlock: () => this.unlock?.(),
    })
    this.done({ ok: true, ledger })
  }

  private guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.fail(error)
    }
  }

  private fail(cause: unknown): void {
    this.unlock?.()
    const error =
      cause instanceof ParliamentError
        ? cause
        : new ParliamentError('LEDGER_FAILED', `${this.folder} cannot be opened: ${asErrno(cause).message}`, 'none', {
            cause,
          })
    this.done({ ok: false, error })
  }
}

/** These are no fault of a disk that held a ledger: the folder is not one where a ledger can be. */
const DISK_CODES: readonly (string | null)[] = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE']

/** Null when another process has it. @throws ParliamentError USAGE where nothing can be made or written */
function takeFolder(disk: Disk, folder: string, inner: string): (() => void) | null {
  try {
    disk.makeFolder(inner)
    return disk.lock(`${folder}/lock`, 'signed')
  } catch (error) {
    const code = codeOf(error)
    if (code === null || DISK_CODES.includes(code)) throw error
    throw new ParliamentError(
      'USAGE',
      `${folder} cannot be the folder of a priest (${asErrno(error).message}): give another --dir, or see who owns it`,
      'none',
      { cause: error },
    )
  }
}

/** Entries read from a page are views of all its bytes; copies let these go. */
function unpin(sum: Inscribed): void {
  for (const [number, entry] of sum.entries) sum.entries.set(number, { ...entry, decree: new Uint8Array(entry.decree) })
}
