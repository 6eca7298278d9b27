import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Terminal } from './terminal.js'

const README = readFileSync(resolve(__dirname, '../../../README.md'), 'utf8')
const PROGRAM = resolve(__dirname, '../bin/parliament.js')

/** The lines of "Try it", and what is told behind them. The tour of containers is run by ./scripts/test-containers. */
const lines = (/^## Try it\n[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(README)?.[1] ?? '')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(/\s+# /))
  .map(([command = '', told = '']) => ({ command, told }))

/** Which number a decree has is chance: a new president passes an olive-day. */
const anyNumber = (text: string) => text.replaceAll(/\d+/g, 'N').split('\t')[0]?.trim()

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

test('the lines of "Try it" in the README do what they say, in turn, also the one that kills', async () => {
  expect(lines.length).toBeGreaterThan(6)
  const up = terminal.start(['up', '--port', '0', '--json'])
  const first = JSON.parse(await up.line('ready')) as { priests: { pid: number }[] }
  // As npx finds it in a clone.
  mkdirSync(terminal.path('bin'))
  writeFileSync(terminal.path('bin', 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`)
  chmodSync(terminal.path('bin', 'npx'), 0o755)
  const env = { PATH: `${terminal.path('bin')}:${process.env.PATH}` }
  for (const { command, told } of lines) {
    const { code, stdout, stderr } = await terminal.run([], { env, shell: command })
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' })
    if (/^(?:decree \d|blue$)/.test(told)) expect(anyNumber(stdout)).toBe(anyNumber(told))
  }
  const now = JSON.parse(readFileSync(terminal.path('island', 'island.json'), 'utf8')) as typeof first
  expect(now.priests.map(({ pid }) => pid)).not.toEqual(first.priests.map(({ pid }) => pid))
  expect(lines.some(({ command }) => command.startsWith('kill -9 '))).toBe(true)
})
