import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { god } from '../packages/parliament/src/commands/god.js'
import { priest } from '../packages/parliament/src/commands/priest.js'
import { plainFlags } from '../packages/parliament/src/plain-flags.js'
import { resolveSettings, type Settings } from '../packages/parliament/src/settings.js'
import { EXIT_INVARIANT, EXIT_LEDGER, EXIT_USAGE } from '../packages/priest/src/stopped.js'

const root = join(__dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const COMMANDS: Readonly<Record<string, Settings>> = { god: god.settings, priest: priest.settings }

/** What a file of deploy/ runs: a command with flags, and variables; what differs from host to host has an example's value. */
interface Run {
  readonly file: string
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const EXAMPLES: Readonly<Record<string, string>> = {
  NAME: 'alpha',
  HOST: 'a.example.org',
  GOD: 'a.example.org',
  FOUND: 'alpha,beta,gamma',
  PARLIAMENT_NAME: 'parliament-0',
  CREDENTIALS_DIRECTORY: '/run/credentials/x',
}
const filled = (text: string) =>
  text
    .replaceAll(/\$[{(](\w+)(?::[-?][^})]*)?[})]/g, (_, name: string) => EXAMPLES[name] ?? `no example of ${name}`)
    .replace('metadata.name', 'parliament-0')
    .replaceAll('%S', '/var/lib')
    .replaceAll('%i', 'alpha')
const pairs = (text: string, pattern: RegExp) =>
  Object.fromEntries([...text.matchAll(pattern)].map(([, name = '', value = '']) => [name, filled(value)]))

/** A unit, with the variables that its head says stand in its file. */
function unit(file: string): Run {
  const text = read(file)
  const [, line = ''] = /^ExecStart=.*parliament\.js (.*)$/m.exec(text) ?? []
  const given = pairs(
    text.replaceAll(/^Environment=(.*)$/gm, (_, all: string) => all.replaceAll(' ', '\n')),
    /^(PARLIAMENT_\w+)=(.*)$/gm,
  )
  return { file, words: filled(line).split(' '), env: { ...given, ...pairs(text, /^# {3}(PARLIAMENT_\w+)=(.*)$/gm) } }
}

/** Each container of a file: its words, and the variables from there to the next one's. */
function containers(file: string, words: RegExp, variables: RegExp): Run[] {
  const text = read(file)
  const found = [...text.matchAll(words)]
  return found.map((match, at) => {
    const part = text.slice(match.index, found[at + 1]?.index)
    return { file, words: JSON.parse(filled(match[1] ?? '')) as string[], env: pairs(part, variables) }
  })
}

const KUBERNETES = 'deploy/kubernetes/parliament.yaml'
const runs = [
  unit('deploy/systemd/parliament-priest@.service'),
  unit('deploy/systemd/parliament-god.service'),
  ...containers('deploy/compose/compose.yml', /^ +command: (\[.*\])$/gm, /^ +(PARLIAMENT_\w+): (.*)$/gm),
  ...containers(
    KUBERNETES,
    /^ +args: (\[.*\])$/gm,
    /- \{ name: (PARLIAMENT_\w+), value(?:: "?|From: .*fieldPath: )([^"}]+?)"? \}/g,
  ),
]

test.each(runs)('$file: the command line takes its words $words, and reads each of its variables', ({ words, env }) => {
  const [command = '', ...rest] = words
  const settings = COMMANDS[command] ?? {}
  const flags = plainFlags(settings, rest)
  if (flags === null) throw new Error(`these are no flags of ${command}: ${rest.join(' ')}`)
  const { values, origins } = resolveSettings(settings, { flags, env, config: null })
  // PARLIAMENT_AT is for commands that are given inside.
  const variables = Object.keys(env).filter((name) => name !== 'PARLIAMENT_AT')
  expect(Object.values(origins)).toEqual(expect.arrayContaining(variables))
  expect(values['secret-file']).toEqual(expect.any(String))
  expect(values.listen).toMatchObject({ host: '0.0.0.0' })
  if (command === 'priest') expect(values.advertise).toMatch(/^ws:\/\/[a-z0-9.-]+:4701$/)
  else expect(values.found).toHaveLength(3)
})

test('deploy/ has a god and a priest three times over', () => {
  expect(runs.map(({ words }) => words[0]).sort()).toEqual(['god', 'god', 'god', 'priest', 'priest', 'priest'])
})

test('systemd starts no priest again that ends with a code for which a start would not help', () => {
  const unit = read('deploy/systemd/parliament-priest@.service')
  expect(unit).toContain(`\nRestartPreventExitStatus=${EXIT_USAGE} ${EXIT_INVARIANT} ${EXIT_LEDGER}\n`)
})

test('the pods of deploy/kubernetes are found under the names that the services give them', () => {
  const text = read(KUBERNETES)
  const [, replicas] = /^ {2}replicas: (\d+)$/m.exec(text) ?? []
  const pods = Array.from({ length: Number(replicas) }, (_, index) => `parliament-${index}`)
  expect(pods).toHaveLength(3)
  expect(text).toContain('\n  serviceName: parliament\n')
  expect(text).toContain('\nmetadata: { name: parliament }\nspec:\n  clusterIP: None\n')
  expect(text).toContain('\nmetadata: { name: parliament-god }\nspec:\n  selector: { app: parliament, part: god }\n')
  expect(text).toContain(`"--found", "${pods.join()}"`)
  expect(text).toContain('value: "ws://$(PARLIAMENT_NAME).parliament:4701"')
})
