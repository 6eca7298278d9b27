import { HEAD_BYTES_MAX, RUN_MAX } from './limits.js'
import { bytesOf, copyParts } from './parts.js'
import { asciiInto, textOf, utf8 } from './utf8.js'

/**
 * A frame is the length of its head (4 bytes, little-endian), the head in JSON, and the bytes of decrees and bodies behind
 * it. Decrees are never encoded again: their bytes are handed on as they are.
 */
export type FrameParts = readonly Uint8Array[]

/** A frame that cannot be read: whoever sent it loses that connection, and nothing else happens. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame'
}

export const encodeFrame = (head: unknown, bytes: readonly Uint8Array[]): FrameParts =>
  encodeFrameOf(JSON.stringify(head), bytes)

/** @param json the head */
export function encodeFrameOf(json: string, bytes: readonly Uint8Array[]): FrameParts {
  // Nearly all heads are ASCII: their length is known, and they need no buffer of their own.
  let frame = new Uint8Array(4 + json.length + bytesOf(bytes))
  let length = json.length
  if (!asciiInto(json, frame.subarray(4, 4 + length))) {
    const head = utf8(json)
    length = head.length
    frame = new Uint8Array(4 + length + bytesOf(bytes))
    frame.set(head, 4)
  }
  new DataView(frame.buffer).setUint32(0, length, true)
  copyParts(frame, 4 + length, bytes)
  return [frame]
}

/** @throws BadFrame */
export function decodeFrame(frame: Uint8Array): { head: unknown; bytes: Uint8Array } {
  if (frame.length < 4) throw new BadFrame('a frame is shorter than its first four bytes')
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true)
  if (length > HEAD_BYTES_MAX || 4 + length > frame.length) throw new BadFrame('the head is longer than the frame')
  try {
    return { head: JSON.parse(textOf(frame.subarray(4, 4 + length))), bytes: frame.subarray(4 + length) }
  } catch {
    throw new BadFrame('the head is not JSON')
  }
}

/** Takes the bytes behind a head apart, in the order in which the head names their lengths. */
export class ByteReader {
  private readonly bytes: Uint8Array
  private offset = 0
  private decrees = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
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
