/** Up to here a loop is quicker than the engine's own copying. */
const SHORT_BYTES_MAX = 48

/**
 * Copies parts behind one another. Parts that lie side by side in one buffer already, as the decrees of a run mostly do, are
 * copied as one.
 *
 * @param target has room for all of them
 * @returns the offset behind the last
 */
export function copyParts(target: Uint8Array, at: number, parts: readonly Uint8Array[]): number {
  let end = at
  let first: Uint8Array | null = null
  let length = 0
  for (const part of parts) {
    if (part.length <= SHORT_BYTES_MAX) {
      if (first !== null) end = copy(target, end, first, length)
      first = null
      for (let i = 0; i < part.length; i++) target[end + i] = part[i] ?? 0
      end += part.length
    } else if (first !== null && part.buffer === first.buffer && part.byteOffset === first.byteOffset + length) {
      length += part.length
    } else {
      if (first !== null) end = copy(target, end, first, length)
      first = part
      length = part.length
    }
  }
  return first === null ? end : copy(target, end, first, length)
}

function copy(target: Uint8Array, at: number, first: Uint8Array, length: number): number {
  target.set(length === first.length ? first : new Uint8Array(first.buffer, first.byteOffset, length), at)
  return at + length
}

export function bytesOf(parts: readonly Uint8Array[]): number {
  let bytes = 0
  for (const part of parts) bytes += part.length
  return bytes
}
