import type { LawBook, Ruling } from '@paxon/law'
import type { Ledger } from '@paxon/ledger'
import type { Birth, Decree, Seat } from '@paxon/synod'
import type { LawState, PriestStatus } from '@paxon/wire'
import { type Digest, digestText } from './digest-words.js'
import { Digests } from './digests.js'
import type { Log } from './log.js'
import { Rebuilding } from './rebuilding.js'

export interface LawKeeperOptions {
  readonly me: Birth
  /** What the log calls the law. */
  readonly lawName: string
  readonly book: LawBook
  /** A snapshot of the book from before any decree of the ledger was carried out. */
  readonly beginning: Uint8Array
  readonly ledger: Ledger
  /** The roll in force. */
  readonly roll: () => readonly Seat[]
  readonly log: Log
  /** The digests that this priest keeps of itself have changed: all peers are told them. */
  readonly onDigests: (digests: readonly Digest[]) => void
  /** What the rebuilt law says to decrees that passed meanwhile. */
  readonly onRuling: (number: number, ruling: Ruling) => void
  readonly onState: (state: LawState) => void
  /** Its decrees are not those of a majority: this birth must not vote any more. */
  readonly onDoubt: (why: string) => void
  readonly onBroken: (error: Error) => void
}

/** Peers compare their digests at each multiple of this number, and wherever the parliament comes to rest. */
const EVERY = 1_024
/** So long without a decree the law is at rest, ms. */
const REST_MS = 200

/**
 * Keeps the law: carries out what passes, compares its digests with peers (DESIGN "Two digests") and draws the consequences.
 * Other decrees than a majority's: this priest is in doubt. Other answers: the law is made anew from the ledger, once.
 * Other answers again, or no majority for any: the user's law is not deterministic.
 */
export class LawKeeper {
  private readonly options: LawKeeperOptions
  private readonly digests: Digests
  private rebuilding: Rebuilding | null = null
  private lawState: LawState = 'good'
  private wasRebuilt = false
  /** Up to where decrees were given to be carried out. The ledger may hold more that has passed: its turn comes (`apply`). */
  private givenTo: number
  /** Up to where the rulings were told. */
  private ruledTo: number
  private recordedAt = 0
  /** Parliament time before the law was put back. */
  private timeBefore = 0
  private restsSince: { readonly number: number; readonly at: number } = { number: 0, at: 0 }

  constructor(options: LawKeeperOptions) {
    this.options = options
    this.digests = new Digests(options)
    this.givenTo = this.ruledTo = options.book.number
  }

  /** Whether the law's answers may be given to anyone, and why not. */
  get state(): LawState {
    return this.lawState
  }

  /** The last decree whose ruling was told; while the law is rebuilt it is behind this. */
  get number(): number {
    return this.ruledTo
  }

  /** For `parliament status`. */
  get status(): NonNullable<PriestStatus['law']> {
    const { decreesDigest, digest } = this.options.book
    return { state: this.lawState, decrees: decreesDigest, answers: digest }
  }

  /** This priest's own digests at the last few numbers. */
  get list(): readonly Digest[] {
    return this.digests.list
  }

  /** Parliament time of the law, ms; never falls. */
  get time(): number {
    return Math.max(this.timeBefore, this.options.book.time)
  }

  /** Null while the law is rebuilt: the ruling comes later, by `onRuling`. */
  apply(number: number, decree: Decree): Ruling | null {
    this.givenTo = number
    if (this.rebuilding !== null) {
      this.rebuilding.passed(number, decree)
      return null
    }
    const ruling = this.options.book.apply(number, decree)
    if (number % EVERY === 0) this.record()
    // What is compared just now may have shown that this ruling is wrong.
    if (this.rebuilding !== null) return null
    this.ruledTo = number
    return ruling
  }

  /** Only in state `good`. */
  inquire(question: Uint8Array): Uint8Array {
    return this.options.book.inquire(question)
  }

  /** All digests that a peer keeps of itself. */
  heard(from: Birth, digests: readonly Digest[]): void {
    this.digests.hear(from, digests)
    this.judge()
  }

  tick(now: number): void {
    this.rebuilding?.goOn()
    const { number } = this.options.book
    if (this.rebuilding !== null || number !== this.restsSince.number) this.restsSince = { number, at: now }
    else if (number > this.recordedAt && now - this.restsSince.at >= REST_MS) this.record()
  }

  stop(): void {
    this.rebuilding?.stop()
  }

  /** For a new beginning of this priest: the law is as it was before any decree. Nothing else may be asked after it. */
  reset(): void {
    this.options.book.restore(this.options.beginning)
  }

  private record(): void {
    if (this.lawState === 'in doubt') return
    this.recordedAt = this.options.book.number
    this.digests.record(digestOf(this.options.book))
    this.options.onDigests(this.digests.list)
    this.judge()
  }

  private judge(): void {
    if (this.lawState === 'in doubt') return
    const found = this.digests.judge()
    if (found === null) return
    const { number, judgement } = found
    if (judgement.kind === 'other decrees') return this.doubt(number)
    if (this.lawState !== 'good') return
    if (judgement.kind === 'no agreement')
      return this.notDeterministic(`no majority agrees on its answers to decrees 1 to ${number}`)
    if (judgement.kind !== 'other answers') return
    if (this.wasRebuilt) this.notDeterministic(REBUILT_IN_VAIN(number))
    else this.rebuild(judgement.theirs)
  }

  private doubt(number: number): void {
    this.rebuilding?.stop()
    const why = `its decrees up to ${number} are not those that a majority passed`
    this.become('in doubt')
    this.digests.forgetOwn()
    this.options.onDigests([])
    this.options.onDoubt(why)
  }

  private notDeterministic(why: string): void {
    const { lawName, log } = this.options
    log.error({ event: 'law not deterministic', law: lawName, why }, `the law ${lawName} is not deterministic: ${why}`)
    this.become('not deterministic')
  }

  private rebuild(theirs: Digest): void {
    const { book, beginning, ledger, lawName, log, onBroken } = this.options
    const why = `its answers to decrees 1 to ${theirs.number} are not those of a majority`
    log.error({ event: 'law rebuilt', law: lawName, why }, `the law ${lawName} is made anew from the ledger: ${why}`)
    this.wasRebuilt = true
    this.timeBefore = book.time
    this.become('rebuilding')
    this.digests.forgetOwn()
    this.options.onDigests([])
    try {
      book.restore(beginning)
    } catch (error) {
      return onBroken(error instanceof Error ? error : new Error(String(error)))
    }
    this.rebuilding = new Rebuilding({
      ledger,
      book,
      givenTo: () => this.givenTo,
      onRuling: (number, ruling) => this.ruledAnew(number, ruling, theirs),
      onDone: () => this.rebuilt(),
      onBroken,
    })
    this.rebuilding.goOn()
  }

  private ruledAnew(number: number, ruling: Ruling, theirs: Digest): void {
    if (number % EVERY === 0) this.digests.record(digestOf(this.options.book))
    if (number === theirs.number) {
      const digest = digestOf(this.options.book)
      if (digest.decrees !== theirs.decrees) return this.doubt(number)
      if (digest.answers !== theirs.answers) this.notDeterministic(REBUILT_IN_VAIN(number))
    }
    if (number <= this.ruledTo) return
    this.ruledTo = number
    this.options.onRuling(number, ruling)
  }

  private rebuilt(): void {
    this.rebuilding = null
    if (this.lawState === 'rebuilding') {
      const { lawName, log, book } = this.options
      log.info({ event: 'law is back', law: lawName }, `the law ${lawName} is made anew, up to decree ${book.number}`)
      this.become('good')
    }
    this.record()
  }

  private become(state: LawState): void {
    this.lawState = state
    this.options.onState(state)
  }
}

const REBUILT_IN_VAIN = (number: number): string =>
  `made anew from the same decrees it answers differently from a majority, up to decree ${number}`

const digestOf = (book: LawBook): Digest => ({
  number: book.number,
  decrees: digestText(book.decreesDigest),
  answers: digestText(book.digest),
})
