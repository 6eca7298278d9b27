import { createInterface } from 'node:readline'
import { ParliamentError } from '@paxon/wire'

/** A value as it was given; `-` stands for all that comes on stdin, byte for byte. @throws ParliamentError USAGE */
export async function valueOrStdin(given: string): Promise<string> {
  if (given !== '-') return given
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts))
  } catch {
    throw new ParliamentError('USAGE', 'what came on stdin is not UTF-8: encode it, for instance as base64')
  }
}

/** What comes on stdin, line by line. */
export const inputLines = (): AsyncIterable<string> => createInterface({ input: process.stdin })
