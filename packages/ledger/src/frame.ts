import { crc32 } from 'node:zlib'
import { bytesOf, copyParts } from '@paxon/wire'

/**
 * What every part of a page is written as: a JSON head and bytes behind it.
 *
 *     u32 length of all after the checksum | u32 crc32 of it, begun from the length | u32 length of the head | head | body
 *
 * Numbers are big-endian. Nothing valid is all zeros, so what was never written is never taken for a frame.
 */
export interface Frame {
  readonly head: string
  readonly body: Uint8Array
  /** The offset behind the frame. */
  readonly end: number
}

const LENGTH_BYTES = 4
const CHECKED_FROM = 8
const HEAD_FROM = 12

/** Null where no whole frame with a right checksum lies at `offset`, all of it below `limit`. */
export function frameAt(bytes: Buffer, offset: number, limit: number): Frame | null {
  if (offset + HEAD_FROM > limit) return null
  const length = bytes.readUInt32BE(offset)
  const end = offset + CHECKED_FROM + length
  if (length < HEAD_FROM - CHECKED_FROM || end > limit) return null
  if (crc32(bytes.subarray(offset + CHECKED_FROM, end), length) !== bytes.readUInt32BE(offset + LENGTH_BYTES))
    return null
  const bodyFrom = offset + HEAD_FROM + bytes.readUInt32BE(offset + CHECKED_FROM)
  if (bodyFrom > end) return null
  return {
    head: bytes.toString('utf8', offset + HEAD_FROM, bodyFrom),
    body: new Uint8Array(bytes.buffer, bytes.byteOffset + bodyFrom, end - bodyFrom),
    end,
  }
}

const LENGTH_START = 64 * 1024
/** A larger buffer is let go when it is emptied: one large batch must not hold its memory for ever. */
const LENGTH_KEPT = 4 * 1024 * 1024
const UTF8_BYTES_MAX = 3

/** A growing buffer of frames. The bytes of a body are copied once, from where they are into it. */
export class FrameBuffer {
  private bytes = Buffer.allocUnsafe(LENGTH_START)
  length = 0

  /** @returns the frame's offset. */
  add(head: string, body: readonly Uint8Array[] = []): number {
    const offset = this.length
    this.makeRoom(HEAD_FROM + head.length * UTF8_BYTES_MAX + bytesOf(body))
    const headLength = this.bytes.write(head, offset + HEAD_FROM, 'utf8')
    this.bytes.writeUInt32BE(headLength, offset + CHECKED_FROM)
    const end = copyParts(this.bytes, offset + HEAD_FROM + headLength, body)
    check(this.bytes, offset, end)
    this.length = end
    return offset
  }

  /** Writes a frame without body over one of the same length, or over bytes that were left free for it. */
  put(offset: number, head: string): void {
    writeFrame(this.bytes, offset, head)
  }

  /** Leaves the next bytes free, to be put later. */
  skip(length: number): void {
    this.makeRoom(length)
    this.length += length
  }

  fillTo(length: number, byte: number): void {
    const from = this.length
    this.skip(length - from)
    this.bytes.fill(byte, from, length)
  }

  /** A view, good until the next change. */
  view(): Buffer {
    return this.bytes.subarray(0, this.length)
  }

  clear(): void {
    if (this.bytes.length > LENGTH_KEPT) this.bytes = Buffer.allocUnsafe(LENGTH_START)
    this.length = 0
  }

  private makeRoom(more: number): void {
    const needed = this.length + more
    if (needed <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length))
    this.bytes.copy(larger, 0, 0, this.length)
    this.bytes = larger
  }
}

/** The bytes of a frame without body, which takes `head.length + 12` bytes where the head is ASCII. */
export const FRAME_BYTES = HEAD_FROM

/** Writes a frame without body where there is room for it. @returns the offset behind it */
export function writeFrame(bytes: Buffer, offset: number, head: string): number {
  const headLength = bytes.write(head, offset + HEAD_FROM, 'utf8')
  bytes.writeUInt32BE(headLength, offset + CHECKED_FROM)
  const end = offset + HEAD_FROM + headLength
  check(bytes, offset, end)
  return end
}

function check(bytes: Buffer, offset: number, end: number): void {
  const length = end - offset - CHECKED_FROM
  bytes.writeUInt32BE(length, offset)
  bytes.writeUInt32BE(crc32(bytes.subarray(offset + CHECKED_FROM, end), length), offset + LENGTH_BYTES)
}
