import { fstatSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { VALUE_BYTES_MAX } from '@paxon/law'
import { ParliamentError } from '@paxon/wire'

/**
 * A value as it was given; `-` stands for all that comes on stdin, byte for byte.
 * @throws ParliamentError USAGE; TOO_LARGE without reading on, for stdin may have no end
 */
export async function valueOrStdin(given: string): Promise<string> {
  if (given !== '-') return given
  const parts: Buffer[] = []
  let bytes = 0
  // Node takes one for an empty stream.
  if (fstatSync(0).isDirectory()) throw new ParliamentError('USAGE', 'stdin is a folder: name a file in it behind <')
  for await (const part of process.stdin) {
    parts.push(part as Buffer)
    bytes += (part as Buffer).length
    if (bytes > VALUE_BYTES_MAX)
      throw new ParliamentError('TOO_LARGE', `what comes on stdin has over ${VALUE_BYTES_MAX} bytes: send less at once`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts))
  } catch {
    throw new ParliamentError('USAGE', 'what came on stdin is not UTF-8: encode it, for instance as base64')
  }
}

/** What comes on stdin, line by line. */
export const inputLines = (): AsyncIterable<string> => createInterface({ input: process.stdin })
