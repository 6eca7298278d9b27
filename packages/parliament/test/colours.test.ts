import { writeFileSync } from 'node:fs'
import { Terminal } from './terminal.js'

/** What colours a real command on a pseudo terminal, of util-linux, which Debian cannot be without. */

const PLAIN = /^\[[\d:.]+\] ERROR: alpha hears nobody$/
const ESCAPE = '\u001b['
const CODES = new RegExp(`${ESCAPE.replace('[', '\\[')}\\d+m`, 'g')

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
  const line = { level: 50, time: 1_700_000_000_000, priest: 'alpha', event: 'hears', msg: 'hears nobody' }
  writeFileSync(terminal.path('log.jsonl'), `${JSON.stringify(line)}\n`)
})
afterEach(() => terminal.clear())

/** `logs -`, which is for people wherever it prints to, on a terminal. */
async function shown(words: string, env: { readonly NO_COLOR: string }): Promise<string> {
  const shell = `script --quiet --return --command "'$0' '$1' logs - < log.jsonl${words}" /dev/null`
  const { code, stdout, stderr } = await terminal.run([], { shell, env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trimEnd()
}

test('on a terminal, and where NO_COLOR says nothing, there are colours', async () => {
  const text = await shown('', { NO_COLOR: '' })
  expect(text).toContain(`${ESCAPE}31mERROR${ESCAPE}39m`)
  expect(text.replaceAll(CODES, '')).toMatch(PLAIN)
})

test.each([
  ['on a terminal with NO_COLOR', '', { NO_COLOR: '1' }],
  ['into a pipe, though a terminal is there', ' | cat', { NO_COLOR: '' }],
])('%s there are none', async (_, words, env) => {
  expect(await shown(words, env)).toMatch(PLAIN)
})

test('without a terminal there are none', async () => {
  const { stdout } = await terminal.run(['logs', '-'], { shell: '"$0" "$@" < log.jsonl', env: { NO_COLOR: '' } })
  expect(stdout.trimEnd()).toMatch(PLAIN)
})
