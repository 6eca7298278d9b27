/** Lines that wait to be written take so much at first; what grew over the larger one is given back. */
const BYTES = 256 * 1024
const KEPT_BYTES = 4 * 1024 * 1024
/** What is shorter is copied: that costs less than a part of its own. */
const LENT_BYTES_MIN = 8 * 1024

/** A place between what was gathered and what is to come. */
export interface Mark {
  readonly end: number
  readonly loans: number
  readonly turn: number
}

/** Bytes of somebody else's that stand between two bytes of ours, behind so many of these. */
interface Loan {
  readonly at: number
  source: Buffer
  from: number
  to: number
  /** Infinity once the bytes are ours. */
  stamp: number
}

/**
 * The lines of a turn, gathered as the bytes that the file is given: strings would be made, joined and encoded, and be garbage
 * each time. Ours are in one buffer for all turns; longer ones stay where they are, and are copied by nobody but the kernel.
 */
export class BookLines {
  private bytes = Buffer.allocUnsafeSlow(BYTES)
  private end = 0
  /** In the order of their places. */
  private loans: Loan[] = []
  private lentBytes = 0
  /** The lowest stamp of what is lent; infinity where nothing is. */
  private oldest = Number.POSITIVE_INFINITY
  /** Marks of another turn are good no more. */
  private turn = 0
  /** Of ASCII: what stands behind `end`. Short texts are joined before they are written here, which costs more than they do. */
  private text = ''

  get length(): number {
    return this.end + this.text.length + this.lentBytes
  }

  /** @param text of ASCII */
  ascii(text: string): void {
    this.text += text
  }

  copy(source: Buffer, from: number, to: number): void {
    if (from === to) return
    this.settle(to - from)
    this.end += source.copy(this.bytes, this.end, from, to)
  }

  /**
   * As `copy`, but the source may not change in there before the lines were written, unless it is {@link own}ed before.
   * @param stamp by which {@link own} tells what was lent before
   */
  lend(source: Buffer, from: number, to: number, stamp: number): void {
    if (to - from < LENT_BYTES_MIN) return this.copy(source, from, to)
    this.settle(0)
    this.loans.push({ at: this.end, source, from, to, stamp })
    this.lentBytes += to - from
    if (stamp < this.oldest) this.oldest = stamp
  }

  /** Copies what is lent under a lower stamp than this: its source will change there. */
  own(stamp: number): void {
    if (this.oldest >= stamp) return
    this.oldest = Number.POSITIVE_INFINITY
    for (const loan of this.loans) {
      if (loan.stamp >= stamp) {
        this.oldest = Math.min(this.oldest, loan.stamp)
        continue
      }
      loan.source = Buffer.from(loan.source.subarray(loan.from, loan.to))
      loan.to -= loan.from
      loan.from = 0
      loan.stamp = Number.POSITIVE_INFINITY
    }
  }

  mark(): Mark {
    return { end: this.end + this.text.length, loans: this.loans.length, turn: this.turn }
  }

  /** What was gathered from here to there, once more; false where it is not known any more. */
  again(from: Mark, to: Mark): boolean {
    if (from.turn !== this.turn || to.turn !== this.turn) return false
    this.settle(to.end - from.end)
    for (const loan of this.loans.slice(from.loans, to.loans)) {
      this.loans.push({ ...loan, at: this.end + loan.at - from.end })
      this.lentBytes += loan.to - loan.from
    }
    this.bytes.copyWithin(this.end, from.end, to.end)
    this.end += to.end - from.end
    return true
  }

  /** Takes back the byte that was gathered last. */
  dropLast(): void {
    this.settle(0)
    const loan = this.loans.at(-1)
    if (loan?.at === this.end) {
      loan.to -= 1
      this.lentBytes -= 1
    } else this.end -= 1
  }

  /** All lines, in parts: views that are good until more is gathered. */
  take(): Buffer[] {
    this.settle(0)
    const parts: Buffer[] = []
    let done = 0
    for (const { at, source, from, to } of this.loans) {
      if (at > done) parts.push(this.bytes.subarray(done, at))
      parts.push(source.subarray(from, to))
      done = at
    }
    if (this.end > done) parts.push(this.bytes.subarray(done, this.end))
    this.end = this.lentBytes = 0
    this.oldest = Number.POSITIVE_INFINITY
    this.turn += 1
    if (this.loans.length > 0) this.loans = []
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(BYTES)
    return parts
  }

  /** Writes the text, and makes room for so many bytes behind it. */
  private settle(room: number): void {
    const { text } = this
    const end = this.end + text.length + room
    if (end > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.bytes.length))
      this.bytes.copy(grown, 0, 0, this.end)
      this.bytes = grown
    }
    if (text === '') return
    this.text = ''
    this.end += this.bytes.write(text, this.end, 'latin1')
  }
}
