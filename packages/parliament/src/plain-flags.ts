import { parseArgs } from 'node:util'
import type { Settings } from './settings.js'

/**
 * Reads flags without loading yargs, which takes a fifth of the time that a priest needs to start, and several start at
 * once. Null for whatever is not plain: help, and mistakes, which yargs then tells.
 */
export function plainFlags(settings: Settings, argv: readonly string[]): Readonly<Record<string, unknown>> | null {
  const own = Object.entries(settings).map(([name, { kind }]) => [name, kind === 'switch' ? SWITCH : VALUE] as const)
  try {
    const options = { ...Object.fromEntries(own), json: SWITCH, config: { type: 'string' } } as const
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values
  } catch {
    return null
  }
}

const SWITCH = { type: 'boolean' } as const
const VALUE = { type: 'string', multiple: true } as const
