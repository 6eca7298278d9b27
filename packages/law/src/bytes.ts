/** Whole numbers from 0 to 2^53 - 1 in 7 bytes, the highest byte first. */
export const WHOLE_BYTES = 7

const TWO_TO_32 = 0x1_0000_0000

/** @throws RangeError for what is no whole number from 0 to 2^53 - 1. */
export function writeWhole(bytes: Uint8Array, at: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no whole number from 0 to 2^53 - 1`)
  const high = Math.floor(value / TWO_TO_32)
  const low = value >>> 0
  bytes[at] = high >>> 16
  bytes[at + 1] = high >>> 8
  bytes[at + 2] = high
  bytes[at + 3] = low >>> 24
  bytes[at + 4] = low >>> 16
  bytes[at + 5] = low >>> 8
  bytes[at + 6] = low
}

/** Reads {@link writeWhole} back. The bytes must be there; ones that it never wrote give a number above 2^53 - 1. */
export function readWhole(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
  const low =
    ((bytes[at + 3] ?? 0) << 24) | ((bytes[at + 4] ?? 0) << 16) | ((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0)
  return high * TWO_TO_32 + (low >>> 0)
}

/** A larger buffer is not held on to for its view. */
const VIEW_KEPT_BYTES_MAX = 1024 * 1024
/** Beside the view: to ask one for its buffer is a call. */
let lastBuffer: ArrayBufferLike = new ArrayBuffer(0)
let lastView: DataView = new DataView(new ArrayBuffer(0))

/** Decrees that passed together lie in one buffer: a view for each would cost as much as reading them. */
export function viewOf(buffer: ArrayBufferLike): DataView {
  if (lastBuffer === buffer) return lastView
  const view = new DataView(buffer)
  if (buffer.byteLength <= VIEW_KEPT_BYTES_MAX) {
    lastBuffer = buffer
    lastView = view
  }
  return view
}

/** Gathers bytes in a buffer that grows. */
export class ByteWriter {
  private buffer = new Uint8Array(1024)
  private length = 0

  byte(value: number): void {
    this.buffer[this.reserve(1)] = value
  }

  /** @throws RangeError for what is no whole number from 0 to 2^53 - 1. */
  whole(value: number): void {
    const at = this.reserve(WHOLE_BYTES)
    writeWhole(this.buffer, at, value)
  }

  bytes(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length)
    this.buffer.set(bytes, at)
  }

  /** A view of what was written; write no more after it. */
  done(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }

  private reserve(count: number): number {
    const at = this.length
    this.length += count
    if (this.length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.length, 2 * this.buffer.length))
      grown.set(this.buffer)
      this.buffer = grown
    }
    return at
  }
}

/** Reads what a {@link ByteWriter} wrote, in the same order. @throws RangeError (each method) when the bytes run out. */
export class ByteReader {
  private readonly buffer: Uint8Array
  private at = 0

  constructor(buffer: Uint8Array) {
    this.buffer = buffer
  }

  get left(): number {
    return this.buffer.length - this.at
  }

  byte(): number {
    return this.buffer[this.advance(1)] ?? 0
  }

  /** @throws RangeError also for a number above `max`. */
  whole(max = Number.MAX_SAFE_INTEGER): number {
    const value = readWhole(this.buffer, this.advance(WHOLE_BYTES))
    if (value > max) throw new RangeError(`${value} is above ${max}`)
    return value
  }

  /** A view. */
  bytes(count: number): Uint8Array {
    const from = this.advance(count)
    return this.buffer.subarray(from, this.at)
  }

  private advance(count: number): number {
    if (count > this.left) throw new RangeError('the bytes end too early')
    const from = this.at
    this.at += count
    return from
  }
}
