import { ParliamentError } from '@paxon/wire'
import type { Command } from './command.js'
import { readConfig, resolveSettings } from './settings.js'

/**
 * Resolves the settings of a command that was parsed, and runs it.
 * @param flags flags and words by their names
 * @param behind words that stood behind `--`
 * @returns the exit code. @throws ParliamentError
 */
export async function runCommand(
  command: Command,
  flags: Readonly<Record<string, unknown>>,
  behind: readonly string[] = [],
): Promise<number> {
  const config = typeof flags.config === 'string' ? readConfig(flags.config) : null
  const resolved = resolveSettings(command.settings, { flags, env: process.env, config })
  return await command.run({ ...resolved, args: wordsOf(command, flags, behind), json: flags.json === true })
}

function wordsOf(
  { args = {}, usage }: Command,
  flags: Readonly<Record<string, unknown>>,
  behind: readonly string[],
): Record<string, string> {
  const names = Object.keys(args)
  const before = names.flatMap((name) => (flags[name] === undefined ? [] : [flags[name]]))
  const words = [...before, ...behind].map(String)
  const needed = names.filter((name) => usage.includes(`<${name}>`)).length
  if (words.length < needed || words.length > names.length)
    throw new ParliamentError('USAGE', `this takes ${names.length} words and got ${words.length}: write ${usage}`)
  return Object.fromEntries(names.map((name, index) => [name, words[index] ?? '']))
}
