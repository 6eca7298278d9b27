/**
 * HMAC-SHA-256 of `bytes` by `key` (not empty). Calls back once: at once in Node, so that a simulated run stays in order;
 * later in a browser, which has it no other way.
 */
export type Mac = (key: Uint8Array, bytes: Uint8Array, done: (mac: Uint8Array) => void) => void

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Whether two texts are the same; takes as long wherever they differ, and tells only whether their lengths do. */
export function sameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let i = 0; i < one.length; i++) difference |= one.charCodeAt(i) ^ other.charCodeAt(i)
  return difference === 0
}
