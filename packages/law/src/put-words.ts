import { readWhole } from './bytes.js'
import { digitsOf, writeDecimal } from './decimal.js'
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

/** The words of a head, in which decrees that were proposed together mostly differ by their seq only. */
class Head {
  /** With room for the digits of the seq, from `seqAt` on. */
  words = new Uint8Array(0)
  seqAt = 0
  private session = Number.NaN
  private acked = Number.NaN
  private time = Number.NaN
  private seqDigits = 0

  turnTo(session: number, seqDigits: number, acked: number, time: number): void {
    if (acked === this.acked && seqDigits === this.seqDigits && time === this.time && session === this.session) return
    this.session = session
    this.seqDigits = seqDigits
    this.acked = acked
    this.time = time
    const words = new Uint8Array(PUT_WORDS_HEAD_BYTES_MAX)
    this.seqAt = write(words, writeDecimal(words, write(words, 0, SESSION), session), SEQ)
    const ackedAt = write(words, this.seqAt + seqDigits, ACKED)
    this.words = words.subarray(
      0,
      write(words, writeDecimal(words, write(words, writeDecimal(words, ackedAt, acked), TIME), time), BODY),
    )
  }
}
const head = new Head()

/**
 * The commonest decree of the key-value law as bytes of JSON, the same as decreeJsonWords gives: a put in ASCII with nothing
 * escaped, as putBody writes it. Its body is such JSON already, and is copied.
 *
 * @param target has room for the decree and PUT_WORDS_HEAD_BYTES_MAX
 * @returns the offset behind it; -1 for any other decree, and nothing is written
 */
export function writePutWords(target: Uint8Array, at: number, decree: Uint8Array): number {
  if (!isDecree(decree) || plainKeyEnd(decree, DECREE_HEAD_BYTES) < 0) return -1
  const seq = readWhole(decree, SEQ_AT)
  head.turnTo(readWhole(decree, SESSION_AT), digitsOf(seq), readWhole(decree, ACKED_AT), readWhole(decree, TIME_AT))
  const bodyAt = at + head.words.length
  // The words of a head are longer than the head, and go over it: a view of the body alone would cost as much as this copy.
  target.set(decree, bodyAt - DECREE_HEAD_BYTES)
  target.set(head.words, at)
  writeDecimal(target, at + head.seqAt, seq)
  const end = bodyAt + decree.length - DECREE_HEAD_BYTES
  target[end] = BRACE
  return end + 1
}

function write(target: Uint8Array, at: number, part: Uint8Array): number {
  target.set(part, at)
  return at + part.length
}
