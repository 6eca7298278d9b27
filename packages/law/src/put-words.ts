import { readWhole } from './bytes.js'
import { writeDecimal } from './decimal.js'
import { DECREE_HEAD_BYTES, isDecree, WHOLES_AT } from './envelope.js'
import { plainKeyEnd } from './plain-put.js'
import { encodeUtf8 } from './utf8.js'

/** What {@link writePutWords} writes beside the body, at most. */
export const PUT_WORDS_HEAD_BYTES_MAX = 128

const [SESSION_AT, SEQ_AT, ACKED_AT, TIME_AT] = WHOLES_AT
const SESSION = encodeUtf8('{"session":')
const SEQ = encodeUtf8(',"seq":')
const ACKED = encodeUtf8(',"acked":')
const TIME = encodeUtf8(',"time":')
const BODY = encodeUtf8(',"body":')
const BRACE = 0x7d

/**
 * The commonest decree of the key-value law as bytes of JSON, the same as decreeJsonWords gives: a put in ASCII with nothing
 * escaped, as putBody writes it. Its body is such JSON already, and is copied.
 *
 * @param target has room for the decree and PUT_WORDS_HEAD_BYTES_MAX
 * @returns the offset behind it; -1 for any other decree, and nothing is written
 */
export function writePutWords(target: Uint8Array, at: number, decree: Uint8Array): number {
  if (!isDecree(decree) || plainKeyEnd(decree, DECREE_HEAD_BYTES) < 0) return -1
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

function write(target: Uint8Array, at: number, part: Uint8Array): number {
  for (let i = 0; i < part.length; i++) target[at + i] = part[i] ?? 0
  return at + part.length
}
