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

/** What stands before and behind the seq: decrees that were proposed together mostly have it in common. */
class Head {
  readonly before = new Uint8Array(PUT_WORDS_HEAD_BYTES_MAX)
  readonly behind = new Uint8Array(PUT_WORDS_HEAD_BYTES_MAX)
  beforeBytes = 0
  behindBytes = 0
  private session = Number.NaN
  private acked = Number.NaN
  private time = Number.NaN

  turnTo(session: number, acked: number, time: number): void {
    if (session === this.session && acked === this.acked && time === this.time) return
    this.session = session
    this.acked = acked
    this.time = time
    this.beforeBytes = write(this.before, writeDecimal(this.before, write(this.before, 0, SESSION), session), SEQ)
    const end = writeDecimal(this.behind, write(this.behind, 0, ACKED), acked)
    this.behindBytes = write(this.behind, writeDecimal(this.behind, write(this.behind, end, TIME), time), BODY)
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
  head.turnTo(readWhole(decree, SESSION_AT), readWhole(decree, ACKED_AT), readWhole(decree, TIME_AT))
  const seq = readWhole(decree, SEQ_AT)
  const { before, beforeBytes, behind, behindBytes } = head
  const seqAt = at + beforeBytes
  const behindAt = seqAt + digitsOf(seq)
  const bodyAt = behindAt + behindBytes
  // The words of a head are longer than the head, and go over it: a view of the body alone would cost as much as this copy.
  target.set(decree, bodyAt - DECREE_HEAD_BYTES)
  for (let i = 0; i < beforeBytes; i++) target[at + i] = before[i] ?? 0
  writeDecimal(target, seqAt, seq)
  for (let i = 0; i < behindBytes; i++) target[behindAt + i] = behind[i] ?? 0
  const end = bodyAt + decree.length - DECREE_HEAD_BYTES
  target[end] = BRACE
  return end + 1
}

function write(target: Uint8Array, at: number, part: Uint8Array): number {
  for (let i = 0; i < part.length; i++) target[at + i] = part[i] ?? 0
  return at + part.length
}
