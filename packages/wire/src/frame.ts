import { HEAD_BYTES_MAX, RUN_MAX } from './limits.js'
import { bytesOf, copyParts } from './parts.js'
import { asciiInto, textOf, utf8 } from './utf8.js'

/**
 * A frame is the length of its head (4 bytes, little-endian), the head in JSON, and the bytes of decrees and bodies behind
 * it. Decrees are never encoded again: their bytes are handed on as they are.
 */
export type FrameParts = readonly Uint8Array[]

/** Where the head begins. */
export const HEAD_AT = 4

/** A frame that cannot be read: whoever sent it loses that connection, and nothing else happens. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame'
}

export const encodeFrame = (head: unknown, bytes: readonly Uint8Array[]): FrameParts =>
  encodeFrameOf(JSON.stringify(head), bytes)

/** @param json the head */
export function encodeFrameOf(json: string, bytes: readonly Uint8Array[]): FrameParts {
  // Nearly all heads are ASCII: their length is known, and they need no buffer of their own.
  let frame = new Uint8Array(HEAD_AT + json.length + bytesOf(bytes))
  let length = json.length
  if (!asciiInto(json, frame.subarray(HEAD_AT, HEAD_AT + length))) {
    const head = utf8(json)
    length = head.length
    frame = new Uint8Array(HEAD_AT + length + bytesOf(bytes))
    frame.set(head, HEAD_AT)
  }
  for (let i = 0; i < HEAD_AT; i++) frame[i] = length >>> (8 * i)
  copyParts(frame, HEAD_AT + length, bytes)
  return [frame]
}

/** Where the head ends. @throws BadFrame */
export function headEnd(frame: Uint8Array): number {
  if (frame.length < HEAD_AT) throw new BadFrame('a frame is shorter than its first four bytes')
  const byte = (at: number) => frame[at] ?? 0
  const length = ((byte(3) << 24) | (byte(2) << 16) | (byte(1) << 8) | byte(0)) >>> 0
  if (length > HEAD_BYTES_MAX || HEAD_AT + length > frame.length)
    throw new BadFrame('the head is longer than the frame')
  return HEAD_AT + length
}

/** @param end see {@link headEnd} @throws BadFrame */
export function parseHead(frame: Uint8Array, end: number): unknown {
  try {
    return JSON.parse(textOf(frame.subarray(HEAD_AT, end)))
  } catch {
    throw new BadFrame('the head is not JSON')
  }
}

/** @throws BadFrame */
export function decodeFrame(frame: Uint8Array): { head: unknown; bytes: Uint8Array } {
  const end = headEnd(frame)
  return { head: parseHead(frame, end), bytes: frame.subarray(end) }
}

/** Takes the bytes behind a head apart, in the order in which the head names their lengths. */
export class ByteReader {
  private readonly bytes: Uint8Array
  private offset: number
  private decrees = 0

  /** @param from where the head ended */
  constructor(bytes: Uint8Array, from = 0) {
    this.bytes = bytes
    this.offset = from
  }

  /** @throws BadFrame */
  take(length: number): Uint8Array {
    const end = this.offset + length
    if (end > this.bytes.length) throw new BadFrame('the frame is shorter than its head says')
    const part = this.bytes.subarray(this.offset, end)
    this.offset = end
    return part
  }

  /** Decrees of which a head says that they follow: an olive-day takes no bytes, so their number is bounded too. @throws BadFrame */
  count(decrees: number): void {
    this.decrees += decrees
    if (this.decrees > RUN_MAX) throw new BadFrame(`the frame says that it has over ${RUN_MAX} decrees`)
  }

  /** @throws BadFrame when bytes are left over. */
  end(): void {
    if (this.offset !== this.bytes.length) throw new BadFrame('the frame is longer than its head says')
  }
}
