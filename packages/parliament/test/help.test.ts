import { COMMANDS } from '../src/commands.js'
import { Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

/** All commands, with each that stands behind a first word. */
const CALLS = COMMANDS.flatMap(({ usage, parts }) => {
  const [word = ''] = usage.split(' ')
  return parts === undefined ? [word] : [word, ...parts.map((part) => `${word} ${part}`)]
})

test.each([...CALLS, 'completion'])('parliament %s --help explains it, with examples', async (words) => {
  const { code, stdout, stderr } = await terminal.run([...words.split(' '), '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(new RegExp(`^parliament ${words}`))
  const [, examples = ''] = stdout.split('Examples:\n')
  expect(examples).toContain(`  parliament ${words}`)
})

test('parliament --help lists all commands, without colours where there is no terminal', async () => {
  const { stdout } = await terminal.run(['--help'])
  for (const words of CALLS) expect(stdout).toContain(`  parliament ${words.split(' ')[0]}`)
  expect(stdout).not.toContain('\u001b')
})

test('parliament --help has examples too', async () => {
  const { stdout } = await terminal.run(['--help'])
  expect(stdout.split('Examples:\n')[1]).toContain('  parliament up')
})

test.each([
  [
    ['parliament', 'st'],
    ['status', 'up', 'synod'],
  ],
  [
    ['parliament', 'decree', ''],
    ['put', 'delete', 'cas'],
  ],
  [
    ['parliament', 'status', '--w'],
    ['--watch', '--at', '--secret-file'],
  ],
])('a shell that completes %j is offered %j', async (words, offered) => {
  const { code, stdout } = await terminal.run(['--get-yargs-completions', ...words])
  expect(code).toBe(0)
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(offered))
})

test('parliament completion prints a script for the shell', async () => {
  const { code, stdout } = await terminal.run(['completion'], { env: { SHELL: '/bin/bash' } })
  expect(code).toBe(0)
  expect(stdout).toContain('complete -o bashdefault')
})
