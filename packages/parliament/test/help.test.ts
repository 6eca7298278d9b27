import { Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

const COMMANDS = [
  'up',
  'down',
  'god',
  'priest',
  'decree put',
  'decree delete',
  'decree cas',
  'inquire',
  'status',
  'absent',
  'present',
  'ledger',
  'messagebook',
  'audit',
  'logs',
  'simulate',
]

test.each(COMMANDS)('parliament %s --help explains it, with examples', async (words) => {
  const { code, stdout, stderr } = await terminal.run([...words.split(' '), '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(new RegExp(`^parliament ${words}`))
  const [, examples = ''] = stdout.split('Examples:\n')
  expect(examples).toContain(`  parliament ${words}`)
})

test('parliament --help lists all commands, without colours where there is no terminal', async () => {
  const { stdout } = await terminal.run(['--help'])
  for (const words of COMMANDS) expect(stdout).toContain(`  parliament ${words.split(' ')[0]}`)
  expect(stdout).not.toContain('\u001b')
})
