import type { Command } from './command.js'
import { fail } from './failure.js'
import { plainFlags } from './plain-flags.js'
import { runCommand } from './run-command.js'

/**
 * Runs a command line.
 * @param argv what follows the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    const plain = await plainPriest(argv)
    if (plain !== null) return await runCommand(plain.command, plain.flags)
    const { runByYargs } = await import('./cli.js')
    return await runByYargs(argv)
  } catch (error) {
    return fail(error, argv.includes('--json'))
  }
}

/** Priests are what is started most, and has to be there soonest. */
async function plainPriest(
  argv: readonly string[],
): Promise<{ readonly command: Command; readonly flags: Readonly<Record<string, unknown>> } | null> {
  const [word, ...rest] = argv
  if (word !== 'priest') return null
  const { priest } = await import('./commands/priest.js')
  const flags = plainFlags(priest.settings, rest)
  return flags === null ? null : { command: priest, flags }
}
