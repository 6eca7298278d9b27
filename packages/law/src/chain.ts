/** Looked up once: where a global is costly to reach (a test's own context) each word would pay for it. */
const imul = Math.imul

/** From here on a view reads words faster than four reads of a byte. */
const VIEWED_BYTES_MIN = 24
/** A larger buffer is not held on to for its view. */
const VIEW_KEPT_BYTES_MAX = 1024 * 1024

/** Decrees that passed together lie in one buffer: a view for each would cost as much as reading them. */
let lastView: DataView = new DataView(new ArrayBuffer(0))

function viewOf(buffer: ArrayBufferLike): DataView {
  if (lastView.buffer === buffer) return lastView
  const view = new DataView(buffer)
  if (buffer.byteLength <= VIEW_KEPT_BYTES_MAX) lastView = view
  return view
}

/**
 * A hash chain of 64 bits, in two words of 32 that are mixed as in MurmurHash3. It is there to notice that two laws went
 * apart, not to withstand forgery. For a given input each step is a bijection of the state, so a difference once in the chain
 * is not lost while the inputs are equal after it; and two inputs that differ in one word never give the same state.
 */
export class Chain {
  private a = 0
  private b = 0

  /** A whole number from 0 to 2^53 - 1. */
  addNumber(value: number): void {
    this.addWord(value | 0)
    this.addWord(value / 0x1_0000_0000)
  }

  addBytes(bytes: Uint8Array): void {
    this.addNumber(bytes.length)
    let from = 0
    if (bytes.length >= VIEWED_BYTES_MIN) {
      const view = viewOf(bytes.buffer)
      const at = bytes.byteOffset
      for (; from + 4 <= bytes.length; from += 4) this.addWord(view.getInt32(at + from, true))
    }
    for (let i = from; i < bytes.length; i += 4) {
      this.addWord(
        (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24),
      )
    }
  }

  /** 16 hex digits. */
  get text(): string {
    return hex(this.a) + hex(this.b)
  }

  /** The state as two numbers from 0 to 2^32 - 1. */
  get words(): readonly [number, number] {
    return [this.a >>> 0, this.b >>> 0]
  }

  set words([a, b]: readonly [number, number]) {
    this.a = a | 0
    this.b = b | 0
  }

  private addWord(word: number): void {
    const a = this.a ^ imul(word, 0xcc9e2d51)
    this.a = (imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0
    const b = this.b ^ imul(word ^ this.a, 0x1b873593)
    this.b = (imul((b << 15) | (b >>> 17), 5) + 0x561ccd1b) | 0
  }
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')
