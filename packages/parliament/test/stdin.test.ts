import { mkdirSync } from 'node:fs'
import { Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

const put = ['decree', 'put', 'x', '-', '--at', 'ws://127.0.0.1:9', '--deadline', '100ms']

test.each([
  ['a folder', '"$0" "$@" < folder', 2, 'stdin is a folder: name a file in it behind <'],
  ['no UTF-8', String.raw`printf '\377\376' | "$0" "$@"`, 2, /^what came on stdin is not UTF-8/],
  ['without end', '"$0" "$@" < /dev/zero', 1, 'what comes on stdin has over 1048576 bytes: send less at once'],
  ['closed, which is an empty value', '"$0" "$@" <&-', 1, /^No answer in 100 ms.*Nothing was decreed\.$/],
] as const)('stdin is %s: one sentence', async (_, shell, exit, said) => {
  mkdirSync(terminal.path('folder'))
  const { code, stdout, stderr } = await terminal.run(put, { shell })
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^parliament: [^\n]+\n$/)
  const text = stderr.slice('parliament: '.length, -1)
  if (typeof said === 'string') expect(text).toBe(said)
  else expect(text).toMatch(said)
  expect(code).toBe(exit)
})
