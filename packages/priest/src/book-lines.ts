/** Lines that wait to be written take so much at first; what grew over the larger one is given back. */
const BYTES = 256 * 1024
const KEPT_BYTES = 4 * 1024 * 1024

/**
 * The lines of a turn, gathered as the bytes that the file is given, in one buffer for all turns: strings would be made, joined and
 * encoded, and be garbage each time.
 */
export class BookLines {
  private bytes = Buffer.allocUnsafeSlow(BYTES)
  private end = 0

  get length(): number {
    return this.end
  }

  /** @param text of ASCII */
  ascii(text: string): void {
    this.reserve(text.length)
    this.end += this.bytes.write(text, this.end, 'latin1')
  }

  copy(source: Buffer, from: number, to: number): void {
    if (from === to) return
    this.reserve(to - from)
    this.end += source.copy(this.bytes, this.end, from, to)
  }

  /** What was gathered from here to there, once more. */
  again(from: number, to: number): void {
    this.reserve(to - from)
    this.bytes.copyWithin(this.end, from, to)
    this.end += to - from
  }

  /** Takes back what was gathered last. */
  drop(count: number): void {
    this.end -= count
  }

  /** All lines: a view that is good until more is gathered. */
  take(): Uint8Array {
    const lines = this.bytes.subarray(0, this.end)
    this.end = 0
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(BYTES)
    return lines
  }

  private reserve(count: number): void {
    if (this.end + count <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.end + count, 2 * this.bytes.length))
    this.bytes.copy(grown, 0, 0, this.end)
    this.bytes = grown
  }
}
