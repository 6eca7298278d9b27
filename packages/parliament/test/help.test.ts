import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
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

test.each([
  [['parliament', 'inq'], ['inquire']],
  [['parliament', 'decree', 'pu'], ['put']],
  [['parliament', 'status', '--wat'], ['--watch']],
])('a bash that read the script of parliament completion completes %j', async (words, offered) => {
  const { code, stdout } = await terminal.run(['completion'], { env: { SHELL: '/bin/bash' } })
  expect(code).toBe(0)
  const folder = mkdtempSync(join(tmpdir(), 'paxon-completion-'))
  try {
    const program = join(folder, 'parliament')
    writeFileSync(
      program,
      `#!/bin/sh\nexec '${process.execPath}' '${resolve(__dirname, '../bin/parliament.js')}' "$@"\n`,
    )
    chmodSync(program, 0o755)
    const [, complete] = /^complete .* -F (\S+) parliament$/m.exec(stdout) ?? []
    const line = `COMP_WORDS=(${words.join(' ')}) COMP_CWORD=${words.length - 1}`
    const script = `${stdout}\n${line}\n${complete}\nprintf '%s\\n' "\${COMPREPLY[@]}"`
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
    const { stdout: replies } = await promisify(execFile)('bash', ['-c', script], { env })
    expect(replies.trim().split('\n')).toEqual(offered)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
