import { viewOf } from './bytes.js'

/** Looked up once: where a global is costly to reach (a test's own context) each word would pay for it. */
const imul = Math.imul

const WORD_BYTES = 4
const PAIR_BYTES = 8

/** From here on a view reads words faster than four reads of a byte. */
const VIEWED_BYTES_MIN = 24
/**
 * A hash chain of 64 bits, in two words of 32 that are mixed as in MurmurHash3, and takes two words of the input in a step.
 * It is there to notice that two laws went apart, not to withstand forgery. For a given input each step is a bijection of the
 * state, so a difference once in the chain is not lost while the inputs are equal after it; and two inputs that differ in one
 * word never give the same state.
 */
export class Chain {
  private a = 0
  private b = 0

  /** A whole number from 0 to 2^53 - 1. */
  addNumber(value: number): void {
    this.a = mixA(this.a, value | 0)
    this.b = mixB(this.b, (value / 0x1_0000_0000) ^ this.a)
  }

  addBytes(bytes: Uint8Array): void {
    this.addNumber(bytes.length)
    // In variables: a field would have to be written for each word.
    let { a, b } = this
    let from = 0
    if (bytes.length >= VIEWED_BYTES_MIN) {
      const view = viewOf(bytes.buffer)
      const at = bytes.byteOffset
      for (; from + PAIR_BYTES <= bytes.length; from += PAIR_BYTES) {
        a = mixA(a, view.getInt32(at + from, true))
        b = mixB(b, view.getInt32(at + from + WORD_BYTES, true) ^ a)
      }
    }
    for (; from < bytes.length; from += PAIR_BYTES) {
      a = mixA(a, wordAt(bytes, from))
      b = mixB(b, wordAt(bytes, from + WORD_BYTES) ^ a)
    }
    this.a = a
    this.b = b
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
}

function mixA(a: number, word: number): number {
  const x = a ^ imul(word, 0xcc9e2d51)
  return (imul((x << 13) | (x >>> 19), 5) + 0xe6546b64) | 0
}

function mixB(b: number, word: number): number {
  const x = b ^ imul(word, 0x1b873593)
  return (imul((x << 15) | (x >>> 17), 5) + 0x561ccd1b) | 0
}

/** Zeros where the bytes end. */
const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')
