import { readWhole } from './bytes.js'
import { DECREE_HEAD_BYTES, isDecree, WHOLES_AT } from './envelope.js'
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from './key-value-forms.js'
import { encodeUtf8 } from './utf8.js'

/** What {@link PutWords} writes beside the body, at most. */
export const PUT_WORDS_HEAD_BYTES_MAX = 128

const [SESSION_AT, SEQ_AT, ACKED_AT, TIME_AT] = WHOLES_AT
const SESSION = encodeUtf8('{"session":')
const SEQ = encodeUtf8(',"seq":')
const ACKED = encodeUtf8(',"acked":')
const TIME = encodeUtf8(',"time":')
const BODY = encodeUtf8(',"body":')
const PUT = encodeUtf8('{"op":"put","key":"')
const VALUE = encodeUtf8('","value":"')
const END = encodeUtf8('"}')
const BRACE = 0x7d
const DIGIT_0 = 0x30
const HIGH_BITS = 0x80808080 | 0

/**
 * The commonest decree of the key-value law as bytes of JSON, the same as decreeJsonWords gives: a put in ASCII with nothing
 * escaped, as putBody writes it. Its body is such JSON already, and is copied.
 */
export class PutWords {
  /** Of the buffer of the last decree: those of a run mostly lie in one. */
  private view: DataView = new DataView(new ArrayBuffer(0))

  /**
   * @param target has room for the decree and PUT_WORDS_HEAD_BYTES_MAX
   * @returns the offset behind it; -1 for any other decree, and nothing is written
   */
  write(target: Uint8Array, at: number, decree: Uint8Array): number {
    if (!isDecree(decree) || !this.hasPlainPut(decree)) return -1
    let end = writeDecimal(target, write(target, at, SESSION), readWhole(decree, SESSION_AT))
    end = writeDecimal(target, write(target, end, SEQ), readWhole(decree, SEQ_AT))
    end = writeDecimal(target, write(target, end, ACKED), readWhole(decree, ACKED_AT))
    end = writeDecimal(target, write(target, end, TIME), readWhole(decree, TIME_AT))
    end = write(target, end, BODY)
    target.set(decree.subarray(DECREE_HEAD_BYTES), end)
    end += decree.length - DECREE_HEAD_BYTES
    target[end] = BRACE
    return end + 1
  }

  private hasPlainPut(decree: Uint8Array): boolean {
    const keyAt = DECREE_HEAD_BYTES + PUT.length
    if (!holds(decree, DECREE_HEAD_BYTES, PUT)) return false
    let keyEnd = keyAt
    while (isPlain(decree[keyEnd] ?? 0)) keyEnd += 1
    const valueAt = keyEnd + VALUE.length
    const valueEnd = decree.length - END.length
    if (keyEnd === keyAt || keyEnd - keyAt > KEY_BYTES_MAX || !holds(decree, keyEnd, VALUE)) return false
    if (valueEnd < valueAt || valueEnd - valueAt > VALUE_BYTES_MAX || !holds(decree, valueEnd, END)) return false
    return this.areAllPlain(decree, valueAt, valueEnd)
  }

  /** Four bytes at a time: it is most of the work. */
  private areAllPlain(decree: Uint8Array, from: number, to: number): boolean {
    if (this.view.buffer !== decree.buffer) this.view = new DataView(decree.buffer)
    const { view } = this
    const { byteOffset } = decree
    let at = from
    for (; at + 4 <= to; at += 4) if (!areFourPlain(view.getInt32(byteOffset + at))) return false
    for (; at < to; at++) if (!isPlain(decree[at] ?? 0)) return false
    return true
  }
}

/** ASCII that stands in a JSON string as it is. */
const isPlain = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e && byte !== 0x22 && byte !== 0x5c

/** {@link isPlain} for each byte of a word: where all are below 0x80, no sum below carries from one byte into the next. */
function areFourPlain(word: number): boolean {
  const isNotQuote = ((word ^ 0x22222222) + 0x7f7f7f7f) | 0
  const isNotBackslash = ((word ^ 0x5c5c5c5c) + 0x7f7f7f7f) | 0
  const isFromSpace = (word + 0x60606060) | 0
  const isDelete = (word + 0x01010101) | 0
  return (isNotQuote & isNotBackslash & isFromSpace & ~isDelete & ~word & 0x80808080) === HIGH_BITS
}

function holds(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false
  return true
}

function write(target: Uint8Array, at: number, part: Uint8Array): number {
  for (let i = 0; i < part.length; i++) target[at + i] = part[i] ?? 0
  return at + part.length
}

const MILLIARD = 1_000_000_000

/** A whole number from 0 in decimal. @returns the offset behind it */
export function writeDecimal(target: Uint8Array, at: number, whole: number): number {
  if (whole < MILLIARD) return writeDigits(target, at, whole, digitsOf(whole))
  const high = Math.floor(whole / MILLIARD)
  return writeDigits(target, writeDigits(target, at, high, digitsOf(high)), whole - high * MILLIARD, 9)
}

function digitsOf(whole: number): number {
  let digits = 1
  for (let bound = 10; bound <= whole; bound *= 10) digits += 1
  return digits
}

function writeDigits(target: Uint8Array, at: number, whole: number, digits: number): number {
  let rest = whole | 0
  for (let i = at + digits - 1; i >= at; i--) {
    const higher = (rest / 10) | 0
    target[i] = DIGIT_0 + rest - 10 * higher
    rest = higher
  }
  return at + digits
}
