import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

const WRONG: readonly (readonly [args: string, sentence: string])[] = [
  ['', 'a command is missing: see parliament --help'],
  ['nosuch', 'unknown command: nosuch: see parliament --help'],
  ['stauts', 'unknown command: stauts (did you mean status?): see parliament --help'],
  ['inq x', 'unknown command: inq (did you mean inquire?): see parliament --help'],
  ['decree putt x 3', 'unknown command: putt (did you mean put?): see parliament decree --help'],
  ['status --wacth', 'there is no flag --wacth (did you mean --watch?): see parliament status --help'],
  [
    'decree put x 3 --dedline 3s',
    'there is no flag --dedline (did you mean --deadline?): see parliament decree put --help',
  ],
  [
    'status --wacth --jsn',
    'there are no flags --wacth, --jsn (did you mean --watch, --json?): see parliament status --help',
  ],
  [
    'status --nosuch --wacth',
    'there are no flags --nosuch, --wacth (did you mean --watch?): see parliament status --help',
  ],
  ['up --nosuch --never', 'there are no flags --nosuch, --never: see parliament up --help'],
  ['completion --jsno', 'there is no flag --jsno (did you mean --json?): see parliament completion --help'],
  ['completion word', 'too many words: see parliament completion --help'],
  ['up --nosuch', 'there is no flag --nosuch: see parliament up --help'],
  ['up word', 'too many words: see parliament up --help'],
  ['up --port', 'a value is missing after --port: see parliament up --help'],
  ['up --priests 99', '--priests is "99": write a whole number from 1 to 24'],
  ['up --port 65536', '--port is "65536": write a whole number from 0 to 65535'],
  ['decree', 'what to do is missing after "decree": see parliament decree --help'],
  ['decree nosuch', 'unknown command: nosuch: see parliament decree --help'],
  ['decree put x', 'too few words: see parliament decree put --help'],
  ['decree cas x y', 'a cas has one condition: give one of --if VALUE, --if-version N and --if-absent'],
  [
    'decree cas x y --if a --if-absent',
    'a cas has one condition: give one of --if VALUE, --if-version N and --if-absent',
  ],
  ['inquire x --level sure', '--level is "sure": write one of linearizable, decree, at-least, local'],
  ['inquire x --deadline 5', '--deadline is "5": write a duration such as 500ms, 10s or 1m, up to an hour'],
  ['inquire x --dir ./nowhere', 'there is no island in ./nowhere: name its folder with --dir, or priests with --at'],
  ['synod --present 40', '--present is "40": write a number from 0 to 1, such as 0.8'],
  ['synod --priests 25', '--priests is "25": write a whole number from 1 to 24'],
  ['god', 'god was told no priests: name all of them, --found alpha,beta,gamma'],
  ['god --found alpha,alpha', '--found is "alpha,alpha": name each priest once'],
  ['priest', 'this priest has no name: give it one, --name alpha'],
  ['priest --name Alpha', '--name is "Alpha": write a name of small letters, digits and dashes, such as alpha'],
  [
    'priest --name alpha --listen 0.0.0.0:0',
    '0.0.0.0:0 can be reached from other machines and no secret is asked for: give one with ' +
      '--secret-file FILE, listen on 127.0.0.1, or say --insecure in a network where nobody else is',
  ],
  [
    'god --found alpha --listen 10.0.0.1:4700',
    '10.0.0.1:4700 can be reached from other machines and no secret is asked for: give one with ' +
      '--secret-file FILE, listen on 127.0.0.1, or say --insecure in a network where nobody else is',
  ],
  [
    'priest --name alpha --listen 0.0.0.0:4701 --insecure',
    'nobody can be sent to 0.0.0.0: say where peers find this priest, --advertise ws://alpha:4701',
  ],
  ...[
    'priest --name alpha',
    'god --found alpha',
    'up',
    'status',
    'decree put x 3',
    'inquire x',
    'down',
    'absent beta',
  ].map(
    (command) =>
      [
        `${command} --secret-file ./nofile`,
        'the secret file ./nofile cannot be read (ENOENT): name another with --secret-file, or make it readable',
      ] as const,
  ),
  [
    'priest --name alpha --secret-file .',
    'the secret file . cannot be read (EISDIR): name another with --secret-file, or make it readable',
  ],
  [
    'priest --name alpha --allow-origin app.example',
    '--allow-origin is "app.example": write scheme, host and port if it is not the usual one, such as https://app.example',
  ],
  ['absent Beta', '"Beta" is no priest: write a name of small letters, digits and dashes, such as alpha'],
  [
    'messagebook ./nowhere',
    'there is no messagebook in ./nowhere: a priest keeps one that was started with --messagebook (also of `up`)',
  ],
  ['priest --name alpha --messagebook all', '--messagebook is "all": write it alone, or write digest'],
  ['audit ./nowhere', 'there is nothing to check in ./nowhere: name the folder of an island with ledgers'],
  ['ledger ./nowhere', 'there is no ledger in ./nowhere: name the folder of a priest, such as ./island/nowhere'],
]

test.each(WRONG)('"%s" is told in one sentence, exit 2', async (args, sentence) => {
  const words = args.split(' ').filter((word) => word !== '')
  expect(await terminal.run(words)).toEqual({ code: 2, stdout: '', stderr: `parliament: ${sentence}\n` })
})

test('With --json wrong use is one line on stdout', async () => {
  const { code, stdout, stderr } = await terminal.run(['up', '--nosuch', '--json'])
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'USAGE', message: 'there is no flag --nosuch: see parliament up --help', outcome: 'none' },
  })
})

test('Where nobody answers, nothing was done: exit 1, and the code says why', async () => {
  const args = ['decree', 'put', 'x', '3', '--at', 'ws://127.0.0.1:9', '--deadline', '100ms', '--json']
  const { code, stdout } = await terminal.run(args)
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'UNREACHABLE', outcome: 'none' } })
  expect((await terminal.run(['status', '--at', 'ws://127.0.0.1:9'])).code).toBe(1)
})

test('A law that cannot be loaded, or is none, is told before anything starts', async () => {
  writeFileSync(terminal.path('none.mjs'), 'export default class {}')
  const none = await terminal.run(['priest', '--name', 'alpha', '--law', './none.mjs', '--listen', '127.0.0.1:0'])
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('none.mjs exports is no law: it needs name, version, apply, query, snapshot, restore')
  const missing = await terminal.run(['priest', '--name', 'alpha', '--law', './missing.mjs', '--listen', '127.0.0.1:0'])
  expect(missing.code).toBe(2)
  expect(missing.stderr.split('\n').length).toBe(2)
})

test('A port that is taken is told, for god, for a priest, and by up for its priests', async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
  })
  const at = `127.0.0.1:${port}`
  const god = await terminal.run(['god', '--found', 'alpha', '--listen', at])
  expect(god).toMatchObject({
    code: 2,
    stderr: `parliament: god's port ${at} is taken: stop who has it, or give another port\n`,
  })
  const priest = await terminal.run(['priest', '--name', 'alpha', '--listen', at])
  expect(priest.code).toBe(2)
  expect(priest.stderr).toContain(`${at} is taken by another process`)
  const up = await terminal.run(['up', '--port', String(port - 1), '--priests', '1', '--json'])
  expect(up.code).toBe(2)
  expect(JSON.parse(up.stdout)).toMatchObject({
    error: {
      code: 'USAGE',
      message: expect.stringContaining(`alpha could not be started: its port ${at} is taken`),
    },
  })
  await new Promise((resolve) => other.close(resolve))
})
