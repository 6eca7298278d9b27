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
  /** Of ASCII: what stands behind `end`. Short texts are joined before they are written here, which costs more than they do. */
  private text = ''

  get length(): number {
    return this.end + this.text.length
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

  /** What was gathered from here to there, once more. */
  again(from: number, to: number): void {
    this.settle(to - from)
    this.bytes.copyWithin(this.end, from, to)
    this.end += to - from
  }

  /** Takes back what was gathered last. */
  drop(count: number): void {
    this.settle(0)
    this.end -= count
  }

  /** All lines: a view that is good until more is gathered. */
  take(): Uint8Array {
    this.settle(0)
    const lines = this.bytes.subarray(0, this.end)
    this.end = 0
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(BYTES)
    return lines
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
