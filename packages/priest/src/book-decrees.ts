import { hash } from 'node:crypto'
import { decreeJsonWords, KeyValueLaw, PUT_WORDS_HEAD_BYTES_MAX, writeDecimal, writePutWords } from '@paxon/law'
import { type Decree, OLIVE_DAY, type Run } from '@paxon/synod'
import type { BookLines } from './book-lines.js'

/** How decrees stand in a messagebook: whole, or as the SHA-256 of their bytes. */
export type BookForm = 'whole' | 'digest'

/**
 * So many of the latest decrees are kept in words (a power of two), in so many bytes: those of the last few batches, and no more than
 * a core's cache has room for.
 */
const KEPT_MAX = 1_024
const RING_BYTES = 256 * 1024
/**
 * And no more than this of the buffers that the decrees lie in: a decree is a view, of all that was proposed with it or of a whole
 * frame, and as long as it is kept nothing of that is collected.
 */
const KEPT_BYTES_MAX = 4 * 1024 * 1024
/** Of longer words, and of longer decrees, the last only are kept. */
const SHORT_BYTES_MAX = RING_BYTES / 4
/** What is lent of the ring at once, so that the ring does not come round to it before. */
const LENT_BYTES_MAX = RING_BYTES / 8
/** Of `[`, a number and `,`, and of `],` behind the decree. */
const AROUND_BYTES_MAX = 24

/** Of a SHA-256 in hex, between quotes. */
const DIGEST_WORDS_BYTES = 66

const MASK = KEPT_MAX - 1
const NONE = -1
const [OPEN, CLOSE, COMMA] = [0x5b, 0x5d, 0x2c]

/**
 * Decrees in the lines of a messagebook. Each is put into words once, however many lines it stands in: as `[number,decree],` in a
 * ring of bytes, one behind the other, so that a run of decrees is mostly one copy.
 */
export class BookDecrees {
  private readonly form: BookForm
  private readonly law: string
  private readonly ring = Buffer.allocUnsafeSlow(RING_BYTES)
  /** Where the next words go, and how often the ring has come round. */
  private at = 0
  private lap = 0
  /**
   * Those that are kept, in columns, in the order in which they were put into words: the count of one, modulo KEPT_MAX, is its place.
   * Those from the count `first` up to `next` are still in the ring, each from `from` up to `to`.
   */
  private readonly numbers = new Float64Array(KEPT_MAX)
  private readonly decrees = new Array<Decree | undefined>(KEPT_MAX).fill(undefined)
  /** Of the decrees: to ask a view for its buffer costs as much as to look it up here ten times. */
  private readonly buffers = new Array<ArrayBufferLike | undefined>(KEPT_MAX).fill(undefined)
  private readonly from = new Int32Array(KEPT_MAX)
  private readonly to = new Int32Array(KEPT_MAX)
  private first = 0
  private next = 0
  /** Of their buffers: one that several in a row lie in counts once, until the last of them is forgotten. */
  private bytes = 0
  /** Which one a number was last: a count. */
  private readonly counts = new Float64Array(KEPT_MAX).fill(NONE)
  private long: { readonly decree: Decree; readonly words: Buffer } | null = null

  /** @param law the name of the law that the parliament was founded with */
  constructor(form: BookForm, law: string) {
    this.form = form
    this.law = law
  }

  /** Of the buffers that the decrees whose words are kept lie in; one that they come back to may count several times. */
  get keptBytes(): number {
    return this.bytes
  }

  /** `[[number,decree],…]` */
  pairs(lines: BookLines, runs: readonly Run[]): void {
    lines.ascii('[')
    const empty = lines.length
    for (const run of runs) this.run(lines, run)
    // The comma behind the last.
    if (lines.length > empty) lines.dropLast()
    lines.ascii(']')
  }

  /** `decree` */
  decree(lines: BookLines, number: number, decree: Decree): void {
    const found = this.find(number, decree)
    const place = found === NONE ? this.keep(lines, number, decree) : found
    if (place === NONE) return copyAll(lines, this.longWords(decree))
    const [from = 0, to = 0] = [this.from[place], this.to[place]]
    lines.copy(this.ring, from + `[${number},`.length, to - '],'.length)
  }

  private run(lines: BookLines, { from: first, decrees }: Run): void {
    // What lies side by side in the ring and is not lent yet.
    let from = NONE
    let to = NONE
    for (let i = 0; i < decrees.length; i++) {
      const decree = decrees[i] ?? OLIVE_DAY
      const number = first + i
      let place = this.find(number, decree)
      if (place === NONE) {
        if (to !== this.at || to - from > LENT_BYTES_MAX) {
          this.lend(lines, from, to)
          from = to
        }
        place = this.keep(lines, number, decree)
      }
      if (place !== NONE && this.from[place] === to) {
        to = this.to[place] ?? to
        continue
      }
      this.lend(lines, from, to)
      from = NONE
      to = NONE
      if (place === NONE) {
        lines.ascii(`[${number},`)
        copyAll(lines, this.longWords(decree))
        lines.ascii('],')
      } else {
        from = this.from[place] ?? 0
        to = this.to[place] ?? 0
      }
    }
    this.lend(lines, from, to)
  }

  private lend(lines: BookLines, from: number, to: number): void {
    // What lies behind `at` is of the lap before.
    if (from < to) lines.lend(this.ring, from, to, (from < this.at ? this.lap : this.lap - 1) * RING_BYTES + from)
  }

  private find(number: number, decree: Decree): number {
    const count = this.counts[number & MASK] ?? NONE
    const place = count & MASK
    if (count < this.first || this.numbers[place] !== number || this.decrees[place] !== decree) return NONE
    return place
  }

  /** @returns its place, which is good until the next is kept; NONE for what is too long */
  private keep(lines: BookLines, number: number, decree: Decree): number {
    if (decree.length > SHORT_BYTES_MAX) return NONE
    let end = -1
    if (this.form === 'digest') {
      this.makeRoom(lines, DIGEST_WORDS_BYTES)
      end = this.open(number)
      end += this.ring.write(digestWords(decree), end, 'latin1')
    } else if (this.law === KeyValueLaw.NAME) {
      this.makeRoom(lines, decree.length + PUT_WORDS_HEAD_BYTES_MAX)
      end = writePutWords(this.ring, this.open(number), decree)
    }
    if (end < 0) {
      const words = this.words(decree)
      if (words.length > SHORT_BYTES_MAX) return NONE
      this.makeRoom(lines, words.length)
      end = this.open(number)
      end += words.copy(this.ring, end)
    }
    this.ring[end] = CLOSE
    this.ring[end + 1] = COMMA
    return this.enter(number, decree, end + 2)
  }

  private enter(number: number, decree: Decree, to: number): number {
    const place = this.next & MASK
    const { buffer } = decree
    if (this.buffers[(this.next - 1) & MASK] !== buffer) this.bytes += buffer.byteLength
    this.numbers[place] = number
    this.decrees[place] = decree
    this.buffers[place] = buffer
    this.from[place] = this.at
    this.to[place] = to
    this.counts[number & MASK] = this.next
    this.next += 1
    this.at = to
    // All of them, where the buffer of this one alone is larger.
    while (this.bytes > KEPT_BYTES_MAX) this.forgetOldest()
    return place
  }

  /** @returns where the decree stands */
  private open(number: number): number {
    this.ring[this.at] = OPEN
    const end = writeDecimal(this.ring, this.at + 1, number)
    this.ring[end] = COMMA
    return end + 1
  }

  /** For so many bytes and what stands around them: the ring comes round, and those that were kept there are forgotten. */
  private makeRoom(lines: BookLines, bytes: number): void {
    const room = bytes + AROUND_BYTES_MAX
    if (this.at + room > RING_BYTES) {
      while (this.oldestFrom() >= this.at) this.forgetOldest()
      this.at = 0
      this.lap += 1
    }
    // A lap ago what is written now stood where it will stand.
    lines.own((this.lap - 1) * RING_BYTES + this.at + room)
    for (let from = this.oldestFrom(); from >= this.at && from < this.at + room; from = this.oldestFrom())
      this.forgetOldest()
    if (this.next - this.first >= KEPT_MAX) this.forgetOldest()
  }

  /** NONE where nothing is kept. */
  private oldestFrom(): number {
    return this.first === this.next ? NONE : (this.from[this.first & MASK] ?? NONE)
  }

  private forgetOldest(): void {
    const place = this.first & MASK
    const buffer = this.buffers[place]
    if (buffer !== this.buffers[(place + 1) & MASK]) this.bytes -= buffer?.byteLength ?? 0
    this.decrees[place] = undefined
    this.buffers[place] = undefined
    this.first += 1
  }

  private longWords(decree: Decree): Buffer {
    if (this.long?.decree !== decree) this.long = { decree, words: this.words(decree) }
    return this.long.words
  }

  private words(decree: Decree): Buffer {
    if (this.form === 'digest') return Buffer.from(digestWords(decree), 'latin1')
    if (this.law === KeyValueLaw.NAME) return Buffer.from(decreeJsonWords(decree, this.law))
    if (decree.length === 0) return Buffer.from('null')
    const base64 = Buffer.from(decree.buffer, decree.byteOffset, decree.length).toString('base64')
    return Buffer.from(`{"b64":"${base64}"}`, 'latin1')
  }
}

const digestWords = (decree: Decree): string => `"${hash('sha256', decree, 'hex')}"`

const copyAll = (lines: BookLines, bytes: Buffer): void => lines.copy(bytes, 0, bytes.length)
