import { crc32 } from 'node:zlib'
import type { BookDecree, SaidLine } from '../book-line.js'

const SECOND_SEED = 0x5bd1_e995
const HIGH_BITS = 2 ** 20

/** 52 bits that are equal for equal texts; others have the same ones by a chance of one in 2^52. */
export const signature = (text: string): number => crc32(text) * HIGH_BITS + (crc32(text, SECOND_SEED) >>> 12)

/** Of a decree, whole or as a digest. */
export const decreeSignature = (decree: BookDecree): number => signature(JSON.stringify(decree))

/** Of what was said, whoever's book it stands in: the sender's line and the hearer's have the same. */
export function saidSignature(line: SaidLine): number {
  const { seq: _seq, at: _at, me: _me, dir: _dir, from, to, ...said } = line
  // Which decrees it makes passed is for each of the two to say.
  const words = said.type === 'Success' ? { ...said, decrees: [] } : said
  return signature(`${from.name}>${to.name}${JSON.stringify(words)}`)
}
