import { ParliamentError } from '@paxon/wire'

/** Does something in a folder. @throws ParliamentError USAGE, naming the folder, where the file system does not let it */
export function inFolder<T>(folder: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof ParliamentError) throw error
    throw new ParliamentError(
      'USAGE',
      `nothing can be written in ${folder} (${messageOf(error)}): give another --dir, or see who owns it`,
    )
  }
}

/** Inside jest, errors of the file system are no `instanceof Error`. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
