import { readWhole, WHOLE_BYTES, writeWhole } from './bytes.js'
import { decodeUtf8, encodeUtf8 } from './utf8.js'

/**
 * A decree on its way: encoded once, by the president, and opaque bytes from there to every ledger. All numbers are whole,
 * from 0 to 2^53 - 1; `time` is parliament time in ms. An envelope is never empty: the empty decree is the olive-day.
 */
export type Envelope = DecreeEnvelope | SessionEnvelope | InquireEnvelope | ReadmitEnvelope

/** A petition of a citizen. */
export interface DecreeEnvelope {
  readonly kind: 'decree'
  /** The number of the decree that opened the session. */
  readonly session: number
  /** From 1, one for each petition of the session; a retry has the seq of the first try. */
  readonly seq: number
  /** The citizen has the answers of all seq up to here and will not ask for them again. */
  readonly acked: number
  readonly time: number
  /** What the law is to carry out. */
  readonly body: Uint8Array
}

/** Opens a session, whose number is that of this decree. */
export interface SessionEnvelope {
  readonly kind: 'session'
  readonly time: number
}

/** An inquiry at level `decree`: answered from the law as of exactly its own number; needs no session. */
export interface InquireEnvelope {
  readonly kind: 'inquire'
  readonly time: number
  /** The question to the law. */
  readonly body: Uint8Array
}

/**
 * Gives the seat of a name to another ledger: that of a priest that lost its own. A president passes it by itself. It has no
 * time, as an olive-day has none.
 */
export interface ReadmitEnvelope {
  readonly kind: 'readmit'
  readonly name: string
  /** Of the ledger, 16 hex digits. */
  readonly birth: string
}

/** The first byte: envelopes of another version are not read. */
const VERSION = 1

/** The second byte. Later kinds (other changes of the roll, ends of terms) take the next numbers. */
const DECREE = 1
const SESSION = 2
const INQUIRE = 3
const READMIT = 4
const KIND_BYTES: Readonly<Record<Envelope['kind'], number>> = {
  decree: DECREE,
  session: SESSION,
  inquire: INQUIRE,
  readmit: READMIT,
}

// Version and kind, then time in every kind, then what the kind has besides, then the body.
const TIME_AT = 2
const SHORT_HEAD_BYTES = TIME_AT + WHOLE_BYTES
const SESSION_AT = SHORT_HEAD_BYTES
const SEQ_AT = SESSION_AT + WHOLE_BYTES
const ACKED_AT = SEQ_AT + WHOLE_BYTES
export const DECREE_HEAD_BYTES = ACKED_AT + WHOLE_BYTES
/** Where the numbers of a petition's envelope stand: session, seq, acked, time. */
export const WHOLES_AT = [SESSION_AT, SEQ_AT, ACKED_AT, TIME_AT] as const

/** Of a readmission: version and kind, then `BIRTH NAME` in ASCII. */
const READMIT_AT = 2
const READMISSION = /^([0-9a-f]{16}) ([a-z][a-z0-9-]{0,30})$/

/** What an envelope adds to its body, at most. */
export const ENVELOPE_HEAD_BYTES_MAX = DECREE_HEAD_BYTES

/** @throws RangeError when a number is not whole or out of range, or there is no birth or name. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const bytes = new Uint8Array(lengthOf(envelope))
  write(bytes, 0, envelope)
  return bytes
}

/**
 * Several, side by side in one buffer, which is cheaper to make, and to copy from, than one for each.
 * @returns views of that buffer. @throws RangeError when a number is not whole or out of range.
 */
export function encodeEnvelopes(envelopes: readonly Envelope[]): Uint8Array[] {
  let length = 0
  for (const envelope of envelopes) length += lengthOf(envelope)
  const bytes = new Uint8Array(length)
  let at = 0
  return envelopes.map((envelope) => {
    const from = at
    at = write(bytes, from, envelope)
    return bytes.subarray(from, at)
  })
}

function lengthOf(envelope: Envelope): number {
  switch (envelope.kind) {
    case 'decree':
      return DECREE_HEAD_BYTES + envelope.body.length
    case 'session':
      return SHORT_HEAD_BYTES
    case 'inquire':
      return SHORT_HEAD_BYTES + envelope.body.length
    case 'readmit':
      return READMIT_AT + textOf(envelope).length
  }
}

/** @throws RangeError */
function textOf({ birth, name }: ReadmitEnvelope): string {
  const text = `${birth} ${name}`
  if (!READMISSION.test(text)) throw new RangeError(`"${text}" is no birth and name`)
  return text
}

/** @returns the offset behind it */
function write(bytes: Uint8Array, at: number, envelope: Envelope): number {
  bytes[at] = VERSION
  bytes[at + 1] = KIND_BYTES[envelope.kind]
  if (envelope.kind === 'readmit') {
    const text = encodeUtf8(textOf(envelope))
    bytes.set(text, at + READMIT_AT)
    return at + READMIT_AT + text.length
  }
  writeWhole(bytes, at + TIME_AT, envelope.time)
  switch (envelope.kind) {
    case 'decree':
      writeWhole(bytes, at + SESSION_AT, envelope.session)
      writeWhole(bytes, at + SEQ_AT, envelope.seq)
      writeWhole(bytes, at + ACKED_AT, envelope.acked)
      bytes.set(envelope.body, at + DECREE_HEAD_BYTES)
      return at + DECREE_HEAD_BYTES + envelope.body.length
    case 'session':
      return at + SHORT_HEAD_BYTES
    case 'inquire':
      bytes.set(envelope.body, at + SHORT_HEAD_BYTES)
      return at + SHORT_HEAD_BYTES + envelope.body.length
  }
}

/**
 * Null for bytes that are no envelope; an envelope has just one encoding.
 * The body is a view: whoever keeps it keeps the bytes around it too.
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope | null {
  if (bytes[0] === VERSION && bytes[1] === READMIT) return readReadmission(bytes)
  if (bytes[0] === VERSION && bytes[1] === DECREE) return readPetition(bytes)
  const time = readTime(bytes)
  if (time === null) return null
  return bytes[1] === SESSION
    ? { kind: 'session', time }
    : { kind: 'inquire', time, body: bytes.subarray(SHORT_HEAD_BYTES) }
}

/** Most envelopes are these: each number is read once. */
function readPetition(bytes: Uint8Array): DecreeEnvelope | null {
  if (bytes.length < DECREE_HEAD_BYTES) return null
  const time = readWhole(bytes, TIME_AT)
  const session = readWhole(bytes, SESSION_AT)
  const seq = readWhole(bytes, SEQ_AT)
  const acked = readWhole(bytes, ACKED_AT)
  if (Math.max(time, session, seq, acked) > Number.MAX_SAFE_INTEGER) return null
  return { kind: 'decree', session, seq, acked, time, body: bytes.subarray(DECREE_HEAD_BYTES) }
}

function readReadmission(bytes: Uint8Array): ReadmitEnvelope | null {
  const [, birth, name] = READMISSION.exec(decodeUtf8(bytes.subarray(READMIT_AT)) ?? '') ?? []
  return birth === undefined || name === undefined ? null : { kind: 'readmit', name, birth }
}

/** The time in an envelope; null where it has none. */
export function readTime(bytes: Uint8Array): number | null {
  return isEnvelope(bytes) ? readWhole(bytes, TIME_AT) : null
}

function isEnvelope(bytes: Uint8Array): boolean {
  if (bytes[0] !== VERSION) return false
  switch (bytes[1]) {
    case DECREE:
      return (
        bytes.length >= DECREE_HEAD_BYTES &&
        holdsWhole(bytes, TIME_AT) &&
        holdsWhole(bytes, SESSION_AT) &&
        holdsWhole(bytes, SEQ_AT) &&
        holdsWhole(bytes, ACKED_AT)
      )
    case SESSION:
      return bytes.length === SHORT_HEAD_BYTES && holdsWhole(bytes, TIME_AT)
    case INQUIRE:
      return bytes.length >= SHORT_HEAD_BYTES && holdsWhole(bytes, TIME_AT)
    default:
      return false
  }
}

/** Of a petition of a citizen. */
export const isDecree = (bytes: Uint8Array): boolean => bytes[1] === DECREE && isEnvelope(bytes)

const holdsWhole = (bytes: Uint8Array, at: number): boolean => readWhole(bytes, at) <= Number.MAX_SAFE_INTEGER
