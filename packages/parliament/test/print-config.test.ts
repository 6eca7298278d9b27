import { writeFileSync } from 'node:fs'
import { Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

test('priest --print-config shows each setting and where it came from, and starts nothing', async () => {
  writeFileSync(
    terminal.path('c.json'),
    JSON.stringify({ listen: '127.0.0.1:1', dir: '/from/file', god: ['ws://a:1'] }),
  )
  const env = {
    PARLIAMENT_LISTEN: '127.0.0.1:2',
    PARLIAMENT_ADVERTISE_CITIZENS: 'ws://alpha:2',
    PARLIAMENT_NAME: 'alpha',
    PARLIAMENT_NOSUCH: 'x',
  }
  const args = ['priest', '--print-config', '--listen', '[::1]:3', '--config', 'c.json']
  const { code, stdout, stderr } = await terminal.run(args, { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(`\
name = alpha  (PARLIAMENT_NAME)
god = ws://a:1  (god in c.json)
dir = /from/file  (dir in c.json)
listen = [::1]:3  (--listen)
advertise = -  (default)
advertise-citizens = ws://alpha:2  (PARLIAMENT_ADVERTISE_CITIZENS)
law = -  (default)
messagebook = -  (default)
secret-file = -  (default)
insecure = false  (default)
allow-origin =   (default)
resume = false  (default)
print-config = true  (--print-config)
log-level = info  (default)
log-file = -  (default)
`)
})

test.each([
  [['--messagebook'], {}, 'whole  (--messagebook)'],
  [['--messagebook', 'digest'], {}, 'digest  (--messagebook)'],
  [['--messagebook', '--resume'], {}, 'whole  (--messagebook)'],
  [[], { PARLIAMENT_MESSAGEBOOK: 'digest' }, 'digest  (PARLIAMENT_MESSAGEBOOK)'],
  [[], { PARLIAMENT_MESSAGEBOOK: '1' }, 'whole  (PARLIAMENT_MESSAGEBOOK)'],
])('priest %j with %j keeps a messagebook: %s', async (args, env, shown) => {
  const { stdout } = await terminal.run(['priest', '--name', 'alpha', '--print-config', ...args], { env })
  expect(stdout).toContain(`messagebook = ${shown}\n`)
})

test('With --json it is one object a setting; lists in variables split on commas', async () => {
  const env = { PARLIAMENT_GOD: 'ws://a:1,ws://b:2' }
  const { stdout } = await terminal.run(['priest', '--print-config', '--json'], { env })
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toContainEqual({ setting: 'god', value: 'ws://a:1,ws://b:2', from: 'PARLIAMENT_GOD' })
  expect(lines).toContainEqual({ setting: 'name', value: null, from: 'default' })
})

test('The secret is read, and never shown: wherever its file is named, only the file is', async () => {
  writeFileSync(terminal.path('s'), 'open sesame, please\n')
  writeFileSync(terminal.path('config.json'), JSON.stringify({ 'secret-file': 's' }))
  const config = await terminal.run(['priest', '--print-config', '--config', 'config.json'])
  expect(config.stdout).toContain('secret-file = s  (secret-file in config.json)\nsecret = ********  (s)\n')
  const json = await terminal.run(['priest', '--print-config', '--json'], { env: { PARLIAMENT_SECRET_FILE: 's' } })
  expect(json.stdout).toContain('{"setting":"secret-file","value":"s","from":"PARLIAMENT_SECRET_FILE"}')
  expect(json.stdout).toContain('{"setting":"secret","value":"********","from":"s"}')
  expect(config.stdout + config.stderr + json.stdout + json.stderr).not.toContain('sesame')
})
