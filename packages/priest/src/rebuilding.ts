import type { LawBook, Ruling } from '@paxon/law'
import type { Ledger } from '@paxon/ledger'
import type { Decree } from '@paxon/synod'

export interface RebuildingOptions {
  readonly ledger: Ledger
  /** As of the beginning. */
  readonly book: LawBook
  /** Up to where decrees were given to the law to be carried out: none is carried out before its turn. */
  readonly givenTo: () => number
  /** A decree was carried out. */
  readonly onRuling: (number: number, ruling: Ruling) => void
  /** The law has reached givenTo. */
  readonly onDone: () => void
  /** The ledger cannot be read, or the law is broken. */
  readonly onBroken: (error: Error) => void
}

interface Passed {
  readonly number: number
  readonly decree: Decree
}

/** Carried out in one go; between two of them the loop does its other work. */
const STEP_BYTES = 1024 * 1024
/**
 * Decrees that passed last. The ledger gives a decree back only once a record says that it passed, with the next batch: what
 * it cannot give yet must be here, which is less than two windows of decrees under way, each with 64 MiB at most.
 */
const TAIL_MAX = 16_384
const TAIL_BYTES_MAX = 128 * 1024 * 1024

/** The process, or its machine, has no file or no memory left: no fault of the disk, and looked at again with the next tick. */
const isForNow = ({ cause }: Error): boolean =>
  typeof cause === 'object' &&
  cause !== null &&
  'code' in cause &&
  ['EMFILE', 'ENFILE', 'ENOMEM'].includes(String(cause.code))

/** Brings a law that was put back to its beginning up to what has passed, while decrees go on passing. */
export class Rebuilding {
  private readonly options: RebuildingOptions
  private tail: Passed[] = []
  private tailBytes = 0
  private isReading = false
  private isStopped = false

  constructor(options: RebuildingOptions) {
    this.options = options
  }

  /** A decree has passed meanwhile; called in the order of the numbers. */
  passed(number: number, decree: Decree): void {
    this.tail.push({ number, decree })
    this.tailBytes += decree.length
    if (this.tail.length < 2 * TAIL_MAX && this.tailBytes < 2 * TAIL_BYTES_MAX) return
    const last = this.tail.slice(-TAIL_MAX)
    let bytes = 0
    const tooMany = last.findLastIndex((one) => {
      bytes += one.decree.length
      return bytes > TAIL_BYTES_MAX
    })
    this.keep(last.slice(tooMany + 1))
  }

  /** Reads on, unless it does; also where the ledger had nothing to give before. */
  goOn(): void {
    if (this.isReading || this.isStopped) return
    this.isReading = true
    const { ledger, book } = this.options
    ledger.read(book.number, STEP_BYTES, (run, unreadable) => {
      this.isReading = false
      if (this.isStopped) return
      try {
        if (unreadable !== null && !isForNow(unreadable)) throw unreadable
        const before = book.number
        for (const [i, decree] of run.decrees.entries()) this.carryOut(run.from + i, decree)
        for (const { number, decree } of this.tail) this.carryOut(number, decree)
        if (this.isStopped) return
        this.keep(this.tail.filter(({ number }) => number > book.number))
        if (book.number >= this.options.givenTo()) return this.done()
        if (book.number > before) this.goOn()
      } catch (error) {
        this.stop()
        this.options.onBroken(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  stop(): void {
    this.isStopped = true
  }

  private keep(tail: Passed[]): void {
    this.tail = tail
    this.tailBytes = tail.reduce((sum, { decree }) => sum + decree.length, 0)
  }

  private done(): void {
    this.stop()
    this.options.onDone()
  }

  private carryOut(number: number, decree: Decree): void {
    const { book, givenTo, onRuling } = this.options
    if (this.isStopped || number !== book.number + 1 || number > givenTo()) return
    onRuling(number, book.apply(number, decree))
  }
}
