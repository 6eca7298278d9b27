import { readFileSync } from 'node:fs'
import { ParliamentError } from '@paxon/wire'
import yargs, { type Argv } from 'yargs'
import type { Command } from './command.js'
import { COMMANDS } from './commands.js'
import { nearest } from './nearest.js'
import { runCommand } from './run-command.js'
import type { Setting } from './settings.js'

const HELP_WIDTH_MAX = 110
const GLOBAL_FLAGS = ['json', 'config', 'help', 'version']
const COMPLETION = 'completion'
const EXAMPLES = [
  ['up', 'a parliament of three priests in ./island'],
  ['decree put x 3', 'a decree'],
  ['inquire x', 'and what the law says now'],
] as const

/** Parses a command line, and runs it or prints help. @returns the exit code. @throws ParliamentError */
export async function runByYargs(argv: readonly string[]): Promise<number> {
  let exit = 0
  // Words behind `--` may begin with a dash; yargs would not count them as words of a command.
  const dashes = argv.indexOf('--')
  const behind = dashes < 0 ? null : argv.slice(dashes + 1)
  const act = async (command: Command, flags: Readonly<Record<string, unknown>>) => {
    exit = await runCommand(command, withDashes(flags), behind ?? [])
  }
  /** The flags of the command that is being parsed, once it is known. */
  const flags: string[] = []
  try {
    const words = (behind === null ? argv : argv.slice(0, dashes)).map((word) => (word === '-' ? DASH : word))
    await commandLine(words, behind !== null, flags, act).parseAsync()
  } catch (error) {
    // What yargs finds wrong comes to fail() as a message, or as an error of its own past it.
    if (!(error instanceof Error && error.name === 'YError')) throw error
    throw new ParliamentError('USAGE', usageText(error.message, argv, flags))
  }
  return exit
}

/** Stands for a lone dash, of which yargs makes an empty word. No word of a command line can have this character. */
const DASH = '\u0000'

const withDashes = (flags: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, value === DASH ? '-' : value]))

type Act = (command: Command, flags: Readonly<Record<string, unknown>>) => Promise<void>

/**
 * @param fewer words may be missing, since there are others
 * @param flags takes the flags of the command that is meant
 */
function commandLine(argv: readonly string[], fewer: boolean, flags: string[], act: Act): Argv {
  const line = yargs([...argv])
    .scriptName('parliament')
    .usage('$0 <command>: a parliament of priests that agree on decrees')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .locale('en')
    .wrap(Math.min(HELP_WIDTH_MAX, process.stdout.columns ?? HELP_WIDTH_MAX))
    .option('json', { type: 'boolean', describe: 'print results as one JSON object a line', global: true })
    .option('config', { type: 'string', requiresArg: true, describe: 'a JSON file with settings', global: true })
    .version(version())
    .alias('help', 'h')
    .exitProcess(false)
    .strict()
    .strictCommands()
    .demandCommand(1, 1, 'a command is missing')
    .fail((message, error) => {
      throw error ?? new ParliamentError('USAGE', usageText(message, argv, flags))
    })
  for (const [call, what] of EXAMPLES) line.example(`$0 ${call}`, what)
  completion(line)
  for (const { usage, describe, load } of COMMANDS) {
    let loaded: Command | readonly Command[] = []
    const build = async (within: Argv) => {
      loaded = await load()
      return isGroup(loaded) ? group(within, usage, loaded, fewer, flags, act) : leaf(within, usage, loaded, flags)
    }
    line.command(wordsOf(usage, fewer), describe, build, async (given) => {
      if (!isGroup(loaded)) await act(loaded, given)
    })
  }
  return line
}

/** A command of ours around what yargs has: a `completion` of its own has no help. */
function completion(line: Argv): void {
  const describe = 'print a script for the completion of bash or zsh'
  const build = (within: Argv) =>
    within
      .usage(`$0 completion\n\n${describe}`)
      .demandCommand(0, 0, '', 'too many words')
      .example('$0 completion >> ~/.bashrc', 'complete commands and flags in each new bash')
      .example('$0 completion >> ~/.zshrc', 'the same, where SHELL is zsh')
  line.command(COMPLETION, describe, build, () => void line.showCompletionScript())
}

const isGroup = (loaded: Command | readonly Command[]): loaded is readonly Command[] => Array.isArray(loaded)

function group(
  within: Argv,
  word: string,
  commands: readonly Command[],
  fewer: boolean,
  flags: string[],
  act: Act,
): Argv {
  within.usage(`$0 ${word} <command>`).demandCommand(1, 1, `what to do is missing after "${word}"`)
  for (const command of commands) {
    const build = (inner: Argv) => leaf(inner, `${word} ${command.usage}`, command, flags)
    within.command(wordsOf(command.usage, fewer), command.describe, build, (given) => act(command, given))
    for (const [call, what] of command.examples.slice(0, 1)) within.example(`$0 ${call}`, what)
  }
  return within
}

function leaf(within: Argv, usage: string, command: Command, flags: string[]): Argv {
  flags.push(...Object.keys(command.settings))
  within.usage(`$0 ${usage}\n\n${command.describe}`).demandCommand(0, 0, '', 'too many words')
  for (const [word, describe] of Object.entries(command.args ?? {}))
    within.positional(word, { type: 'string', describe })
  for (const [name, setting] of Object.entries(command.settings)) within.option(name, optionOf(setting))
  for (const [letter, name] of Object.entries(command.aliases ?? {})) within.alias(letter, name)
  for (const [call, what] of command.examples) within.example(`$0 ${call}`, what)
  return within
}

const wordsOf = (usage: string, fewer: boolean): string =>
  fewer ? usage.replaceAll('<', '[').replaceAll('>', ']') : usage

const optionOf = ({ kind, describe, env, shown }: Setting<unknown>) => ({
  describe: env === undefined ? describe : `${describe} (${env})`,
  ...(shown === undefined ? {} : { defaultDescription: shown }),
  ...(kind === 'switch' ? { type: 'boolean' as const } : { type: 'string' as const, requiresArg: kind !== 'word' }),
})

/** One sentence: what is wrong, what may have been meant, and which help says what is right. */
function usageText(message: string, argv: readonly string[], flags: readonly string[]): string {
  const what = unknownCommand(message, argv) ?? message.split('\n')[0] ?? ''
  const sentence = plainer(what)
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}${meant(what, argv, flags)}: see ${called(argv)} --help`
}

/** Where yargs speaks of too many words, since it takes none of them for a command. */
function unknownCommand(message: string, [first = '', second = '']: readonly string[]): string | null {
  if (!/^Too many non-option arguments/.test(message) || first.startsWith('-')) return null
  const entry = COMMANDS.find(({ usage }) => usage.split(' ')[0] === first)
  if (entry === undefined) return `Unknown command: ${first}`
  return entry.parts === undefined || entry.parts.includes(second) ? null : `Unknown command: ${second}`
}

/** ` (did you mean status?)`, where that is likely; of flags, each that may have been meant. */
function meant(what: string, [first]: readonly string[], flags: readonly string[]): string {
  const parts = COMMANDS.find(({ usage }) => usage === first)?.parts
  const command = /^Unknown command: (\S+)$/.exec(what)?.[1]
  const commands = parts ?? [...COMMANDS.map(({ usage }) => usage.split(' ')[0] ?? ''), COMPLETION]
  const likely =
    command === undefined
      ? unknownFlags(what).map((flag) => prefixed('--', nearest(flag, [...flags, ...GLOBAL_FLAGS])))
      : [nearest(command, commands)]
  const all = [...new Set(likely)].filter((word) => word !== null)
  return all.length === 0 ? '' : ` (did you mean ${all.join(', ')}?)`
}

const prefixed = (prefix: string, word: string | null): string | null => (word === null ? null : prefix + word)

/** Without their dashes, as yargs names them. */
const unknownFlags = (what: string): readonly string[] =>
  /^Unknown arguments?: (.+)$/.exec(what)?.[1]?.split(', ') ?? []

/** What yargs says in a way of its own. */
function plainer(what: string): string {
  if (/^Not enough non-option arguments/.test(what)) return 'too few words'
  const lacking = /^Not enough arguments following: (.+)$/.exec(what)?.[1]
  if (lacking !== undefined) return `a value is missing after --${lacking}`
  const flags = unknownFlags(what).map((flag) => `--${flag}`)
  if (flags.length === 0) return what
  return `there ${flags.length === 1 ? 'is no flag' : 'are no flags'} ${flags.join(', ')}`
}

/** The command that was meant, as far as it is one. */
function called([first = '', second = '']: readonly string[]): string {
  if (first === COMPLETION) return `parliament ${first}`
  const entry = COMMANDS.find(({ usage }) => usage.split(' ')[0] === first)
  if (entry === undefined) return 'parliament'
  return entry.parts?.includes(second) ? `parliament ${first} ${second}` : `parliament ${first}`
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  return text
}
