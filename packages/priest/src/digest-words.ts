import type { Brand } from '@paxon/synod'
import { BadFrame } from '@paxon/wire'

/** 64 bits as 16 hex digits. */
export type DigestText = Brand<string, 'DigestText'>

/** What a priest's law has come to at a number: a digest of the decrees up to there, and one of the law's answers to them. */
export interface Digest {
  readonly number: number
  readonly decrees: DigestText
  readonly answers: DigestText
}

/** How many a priest keeps of itself and of each peer, and tells at once. */
export const DIGESTS_MAX = 16

/** The first byte of a carried part; beside those of requests and replies. */
export const DIGESTS = 2
const NUMBER_BYTES = 8
const TEXT_BYTES = 8
const DIGEST_BYTES = NUMBER_BYTES + 2 * TEXT_BYTES

/** @param hex 16 hex digits */
export const digestText = (hex: string): DigestText => hex as DigestText

/** A carried part with all the digests that a priest keeps of itself: it takes the place of what was told before. */
export function carryDigests(digests: readonly Digest[]): Uint8Array {
  const bytes = new Uint8Array(1 + digests.length * DIGEST_BYTES)
  const view = new DataView(bytes.buffer)
  bytes[0] = DIGESTS
  for (const [i, { number, decrees, answers }] of digests.entries()) {
    const at = 1 + i * DIGEST_BYTES
    view.setBigUint64(at, BigInt(number))
    view.setBigUint64(at + NUMBER_BYTES, BigInt(`0x${decrees}`))
    view.setBigUint64(at + NUMBER_BYTES + TEXT_BYTES, BigInt(`0x${answers}`))
  }
  return bytes
}

/** @throws BadFrame */
export function readDigests(bytes: Uint8Array): Digest[] {
  const count = (bytes.length - 1) / DIGEST_BYTES
  if (bytes[0] !== DIGESTS || !Number.isInteger(count) || count > DIGESTS_MAX)
    throw new BadFrame('a carried part is no list of digests')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const text = (at: number) => digestText(view.getBigUint64(at).toString(16).padStart(16, '0'))
  return Array.from({ length: count }, (_, i) => {
    const at = 1 + i * DIGEST_BYTES
    const number = Number(view.getBigUint64(at))
    if (!Number.isSafeInteger(number)) throw new BadFrame('a digest is of a number above 2^53 - 1')
    return { number, decrees: text(at + NUMBER_BYTES), answers: text(at + NUMBER_BYTES + TEXT_BYTES) }
  })
}
