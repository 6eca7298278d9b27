import { viewOf } from './bytes.js'
import { decodeUtf8, encodeUtf8, encodeUtf8Into } from './utf8.js'

/**
 * The commonest body of the key-value law, byte by byte: a put whose key and value are printable ASCII with nothing that JSON
 * escapes. What is not such a put goes through the platform's JSON, which says the same of these.
 */

/** Bytes of UTF-8; at least 1. */
export const KEY_BYTES_MAX = 1_024
/** Bytes of UTF-8. */
export const VALUE_BYTES_MAX = 1_048_576

export interface Put {
  readonly op: 'put'
  readonly key: string
  readonly value: string
}

const START = encodeUtf8('{"op":"put","key":"')
const MIDDLE = encodeUtf8('","value":"')
const END = encodeUtf8('"}')
const AROUND_BYTES = START.length + MIDDLE.length + END.length

/** Bodies up to this length lie side by side in shared memory: cheaper to make, and to copy from, than each in its own. */
const SHORT_BYTES_MAX = 1_024
const SHARED_BYTES = 8 * 1_024
/** Up to here a loop is quicker than the platform's encoder. */
const LOOP_CHARS_MAX = 40
let shared = new Uint8Array(0)
let sharedTo = 0

/** The body of a put; null for a long one, and for one that is not plain. @param key of one character at least */
export function plainPutBody(key: string, value: string): Uint8Array | null {
  const length = AROUND_BYTES + key.length + value.length
  if (length > SHORT_BYTES_MAX) return null
  if (sharedTo + length > shared.length) {
    shared = new Uint8Array(SHARED_BYTES)
    sharedTo = 0
  }
  const from = sharedTo
  const keyAt = from + START.length
  const valueAt = keyAt + key.length + MIDDLE.length
  if (!writePlain(key, shared, keyAt) || !writePlain(value, shared, valueAt)) return null
  sharedTo = from + length
  writeBytes(START, shared, from)
  writeBytes(MIDDLE, shared, valueAt - MIDDLE.length)
  writeBytes(END, shared, sharedTo - END.length)
  return shared.subarray(from, sharedTo)
}

/** @returns false for text that is not plain; something may have been written then */
function writePlain(text: string, to: Uint8Array, at: number): boolean {
  if (text.length > LOOP_CHARS_MAX)
    return encodeUtf8Into(text, to, at) === text.length && areAllPlain(to, at, at + text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (!isPlain(unit)) return false
    to[at + i] = unit
  }
  return true
}

/** The put that a body is; null for one that is not plain. */
export function readPlainPut(body: Uint8Array): Put | null {
  const keyEnd = plainKeyEnd(body, 0)
  if (keyEnd < 0) return null
  const text = decodeUtf8(body)
  if (text === null) return null
  const key = text.slice(START.length, keyEnd)
  return { op: 'put', key, value: text.slice(keyEnd + MIDDLE.length, text.length - END.length) }
}

/**
 * Where the key of a plain put ends.
 * @param at where its body begins, which ends where the bytes do
 * @returns -1 for anything else
 */
export function plainKeyEnd(bytes: Uint8Array, at: number): number {
  if (!holds(bytes, at, START)) return -1
  const keyAt = at + START.length
  let keyEnd = keyAt
  while (isPlain(bytes[keyEnd] ?? 0)) keyEnd += 1
  const valueAt = keyEnd + MIDDLE.length
  const valueEnd = bytes.length - END.length
  if (keyEnd === keyAt || keyEnd - keyAt > KEY_BYTES_MAX || !holds(bytes, keyEnd, MIDDLE)) return -1
  if (valueEnd < valueAt || valueEnd - valueAt > VALUE_BYTES_MAX || !holds(bytes, valueEnd, END)) return -1
  return areAllPlain(bytes, valueAt, valueEnd) ? keyEnd : -1
}

/** ASCII that stands in a JSON string as it is. */
const isPlain = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e && byte !== 0x22 && byte !== 0x5c

/** Four bytes at a time: it is most of the work. */
function areAllPlain(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  if (to - from >= 8) {
    const view = viewOf(bytes.buffer)
    const { byteOffset } = bytes
    for (; at + 4 <= to; at += 4) if (!areFourPlain(view.getInt32(byteOffset + at))) return false
  }
  for (; at < to; at++) if (!isPlain(bytes[at] ?? 0)) return false
  return true
}

const HIGH_BITS = 0x80808080 | 0

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

function writeBytes(bytes: Uint8Array, to: Uint8Array, at: number): void {
  for (let i = 0; i < bytes.length; i++) to[at + i] = bytes[i] ?? 0
}
