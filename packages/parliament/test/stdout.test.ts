import { Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

const LOG = JSON.stringify({ level: 30, time: 1, priest: 'alpha', event: 'hears', msg: 'hears beta preside' })

test.each([
  ['logs', '-'],
  ['synod', '--ballots', '100'],
])('whoever reads what %s prints may stop before its end, as head does', async (...args) => {
  const input = `${LOG}\n`.repeat(20_000)
  const shell = '{ "$0" "$@"; echo "ended with $?" >&2; } | head -1'
  const { stdout, stderr } = await terminal.run(args, { shell, input })
  expect(stdout).not.toBe('')
  expect(stderr).toBe('ended with 0\n')
})
