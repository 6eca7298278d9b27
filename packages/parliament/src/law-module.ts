import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Law } from '@paxon/law'
import { ParliamentError } from '@paxon/wire'

const METHODS = ['apply', 'query', 'snapshot', 'restore'] as const

/**
 * A user's law: the default export of a module, a class that needs nothing to be made.
 * @throws ParliamentError USAGE
 */
export async function lawFrom(file: string): Promise<Law> {
  const path = resolve(file)
  let made: unknown
  try {
    const { default: UserLaw } = (await import(pathToFileURL(path).href)) as { readonly default: new () => unknown }
    made = new UserLaw()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw notLoaded(path, why, error)
  }
  if (isLaw(made)) return made
  throw new ParliamentError('USAGE', `what ${path} exports is no law: it needs name, version, ${METHODS.join(', ')}`)
}

/** For who has others load it: before any is started. What is in it they say. @throws ParliamentError USAGE */
export function refuseMissingLaw(file: string): void {
  const path = resolve(file)
  if (!existsSync(path)) throw notLoaded(path, 'there is no such file')
}

const notLoaded = (path: string, why: string, cause?: unknown): ParliamentError =>
  new ParliamentError('USAGE', `the law in ${path} cannot be loaded (${why}): export a class as default`, 'none', {
    cause,
  })

function isLaw(made: unknown): made is Law {
  if (typeof made !== 'object' || made === null) return false
  const fields = made as Partial<Record<keyof Law, unknown>>
  const isNamed = typeof fields.name === 'string' && fields.name !== '' && Number.isSafeInteger(fields.version)
  return isNamed && METHODS.every((method) => typeof fields[method] === 'function')
}
