import { utf8 } from '@paxon/wire'

/** Bytes of UTF-8. Whoever is dialled gets a proof to try words against: a secret must be no word. */
export const SECRET_BYTES_MIN = 16

/** Why a secret is none, as the end of a sentence that begins with its name; null for a good one. */
export function weaknessOf(secret: string): string | null {
  if (secret === '') return 'is empty'
  const bytes = utf8(secret).length
  return bytes < SECRET_BYTES_MIN ? `has ${bytes} bytes, and ${SECRET_BYTES_MIN} are the least` : null
}
