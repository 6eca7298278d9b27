import { createHash } from 'node:crypto'
import type { Decree } from '@paxon/synod'

/** Longer decrees are told apart by their SHA-256. */
const WHOLE_BYTES_MAX = 256

/** Equal for equal decrees only; small, since an audit keeps one for each decree voted on. */
export function decreeKey(decree: Decree): string {
  if (decree.length > WHOLE_BYTES_MAX) return `#${createHash('sha256').update(decree).digest('base64')}`
  return Buffer.from(decree.buffer, decree.byteOffset, decree.length).toString('latin1')
}

/** Whether all bytes of the decree are in its key. One that looks like a digest is taken for one. */
export const isWholeKey = (key: string): boolean => !/^#[\w+/]{43}=$/.test(key)

/** Bytes that are equal where keys are. */
export const keyBytes = (key: string): Decree => Buffer.from(key, 'latin1')
