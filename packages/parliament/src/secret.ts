import { closeSync, openSync, readSync } from 'node:fs'
import { weaknessOf } from '@paxon/messenger'
import { ParliamentError } from '@paxon/wire'
import { text } from './readers.js'
import { type Setting, value } from './settings.js'

/** Longer than anybody's secret; a larger file is another file than was meant. */
const SECRET_BYTES_MAX = 4_096

/** The setting of every command that listens or dials. Only the file's name is a setting: what is in it is never shown. */
export const secretFile: Setting<string | null> = value<string | null>(
  'a file with the secret that priests, citizens and god must know',
  text,
  { env: 'PARLIAMENT_SECRET_FILE', otherwise: null },
)

/**
 * What is in the file, without white space before and after it; nothing without a file. To be spread into options.
 * @throws ParliamentError USAGE, which never tells what is in the file
 */
export function secretFrom(path: string | null): { readonly secret?: string } {
  if (path === null) return {}
  const bytes = read(path)
  const wrong = (what: string) => new ParliamentError('USAGE', `the secret file ${path} ${what}`)
  if (bytes.length > SECRET_BYTES_MAX) throw wrong(`has over ${SECRET_BYTES_MAX} bytes: is it the right file?`)
  const secret = textOf(bytes)?.trim()
  if (secret === undefined) throw wrong('is no text: write one, such as openssl rand -hex 32 prints')
  const weakness = weaknessOf(secret)
  if (weakness !== null) throw wrong(`${weakness}: write a secret into it, such as openssl rand -hex 32 prints`)
  return { secret }
}

/** As much as is needed to see that it is too much; also of a pipe. */
function read(path: string): Uint8Array {
  const bytes = new Uint8Array(SECRET_BYTES_MAX + 1)
  let length = 0
  try {
    const fd = openSync(path, 'r')
    try {
      for (;;) {
        const more = readSync(fd, bytes, length, bytes.length - length, null)
        if (more === 0) return bytes.subarray(0, length)
        length += more
      }
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = `the secret file ${path} cannot be read (${code}): name another with --secret-file, or make it readable`
    throw new ParliamentError('USAGE', why, 'none', { cause: error })
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
