import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { leftovers, NOTHING, nothingIsLeft } from './leftovers.js'
import { soon } from './processes/eventually.js'
import { type Ended, kill, Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

const QUIET = ['--log-level', 'silent']

/** One sentence of `parliament: …` on stderr and nothing else: no stack, no second line. */
function sentence({ stderr, stdout }: Ended): string {
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^parliament: [^\n]+\n$/)
  return stderr.slice('parliament: '.length, -1)
}

interface Files {
  readonly [path: string]: string | null
}

/** Null: a folder. */
function lay(files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const at = terminal.path(path)
    mkdirSync(text === null ? at : at.slice(0, at.lastIndexOf('/')), { recursive: true })
    if (text !== null) writeFileSync(at, text)
  }
}

const priestIn = (dir: string, ...more: string[]) =>
  ['priest', '--name', 'alpha', '--dir', dir, '--listen', '127.0.0.1:0', ...QUIET, ...more].join(' ')
const upIn = (dir: string, ...more: string[]) => ['up', '--dir', dir, '--port', '0', ...QUIET, ...more].join(' ')

const island = (change: object) =>
  JSON.stringify({
    parliament: null,
    god: 'ws://127.0.0.1:4700',
    pid: null,
    priests: [{ name: 'alpha', url: null, pid: null }],
    ...change,
  })
const DAMAGED: Files = {
  'd/island.json': '{"parliament":nul',
}
const priest = (change: object) => ({ name: 'alpha', url: null, pid: null, ...change })

const TABLE: readonly (readonly [what: string, files: Files, args: string, exit: number, said: RegExp])[] = [
  ['a folder that is a file', { f: '' }, upIn('f'), 2, /^nothing can be written in .*\/f \(.*\): give another --dir/],
  [
    'a folder below a file',
    { f: '' },
    upIn('f/g'),
    2,
    /^nothing can be written in .*\/f\/g \(.*\): give another --dir/,
  ],
  ['a folder where none can be made', {}, upIn('/proc/none'), 2, /^nothing can be written in \/proc\/none \(/],
  ["a priest's folder that is a file", { 'd/beta': '' }, upIn('d'), 2, /\/d\/beta \(.*\): give another --dir/],
  [
    'a priest in a file',
    { f: '' },
    priestIn('f'),
    2,
    /^f\/alpha cannot be the folder of a priest \(.*give another --dir/,
  ],
  ['a priest where no folder can be made', {}, priestIn('/proc/none'), 2, /^\/proc\/none\/alpha cannot be the folder/],
  ['a ledger that is a file', { 'd/alpha/ledger': '' }, priestIn('d'), 2, /^d\/alpha cannot be the folder of a priest/],
  ['island.json cut short', DAMAGED, upIn('d'), 2, /island\.json is damaged.*move it away/],
  ['island.json cut short: status', DAMAGED, 'status --dir d', 2, /island\.json is damaged.*move it away/],
  ['island.json cut short: down', DAMAGED, 'down --dir d', 2, /island\.json is damaged.*move it away/],
  ['island.json cut short: absent', DAMAGED, 'absent beta --dir d', 2, /island\.json is damaged.*move it away/],
  ['island.json cut short: decree', DAMAGED, 'decree put x 3 --dir d', 2, /island\.json is damaged.*move it away/],
  ['island.json: god nowhere', { 'd/island.json': island({ god: 'nowhere' }) }, upIn('d'), 2, /is damaged/],
  ['island.json: port too high', { 'd/island.json': island({ god: 'ws://h:70000' }) }, 'up --dir d', 2, /is damaged/],
  ['island.json: no priests', { 'd/island.json': island({ priests: [] }) }, upIn('d'), 2, /is damaged/],
  ['island.json: no url', { 'd/island.json': island({ priests: [priest({ url: 'x' })] }) }, upIn('d'), 2, /is damaged/],
  [
    'island.json: a name',
    { 'd/island.json': island({ priests: [priest({ name: '../x' })] }) },
    upIn('d'),
    2,
    /damaged/,
  ],
  ['island.json: a pid', { 'd/island.json': island({ priests: [priest({ pid: -1 })] }) }, upIn('d'), 2, /is damaged/],
  [
    'island.json: a name twice',
    { 'd/island.json': island({ priests: [priest({}), priest({})] }) },
    upIn('d'),
    2,
    /is damaged/,
  ],
  ['island.json a folder', { 'd/island.json': null }, upIn('d'), 2, /island\.json cannot be read \(EISDIR\)/],
  ['an island of another size', { 'd/island.json': island({}) }, upIn('d', '--priests', '5'), 2, /of 1 priests, not 5/],
  ['an island at another port', { 'd/island.json': island({}) }, 'up --dir d --port 4800', 2, /is 4700, not 4800/],
  ['ports past the last', {}, 'up --port 65534', 2, /the last port is 65535: give a --port up to 65532$/],
  ['a config that is not there', {}, 'up --config no.json', 2, /^the config file no\.json cannot be read/],
  ['a config that is a folder', { d: null }, 'up --config d', 2, /^the config file d cannot be read/],
  ['a config that is no JSON', { c: '{"port":' }, 'up --config c', 2, /^the config file c is not JSON/],
  ['a config that is a list', { c: '[1]' }, 'up --config c', 2, /^the config file c is no JSON object/],
  ['a config with what is unknown', { c: '{"prots":3}' }, 'up --config c', 2, /^"prots" in c is no setting of this/],
  ['a config of all objects', { c: '{"constructor":3}' }, 'up --config c', 2, /^"constructor" in c is no setting/],
  ['a config of prototypes', { c: '{"__proto__":{}}' }, 'up --config c', 2, /^"__proto__" in c is no setting/],
  [
    'a config with an object',
    { c: '{"port":{"a":1}}' },
    'up --config c',
    2,
    /^port in c is "\{"a":1\}": write a whole/,
  ],
  ['a config with a list', { c: '{"priests":[3,4]}' }, 'up --config c', 2, /^priests in c is "3,4": give it once/],
  ['a law that is not there', {}, priestIn('d', '--law', 'no.mjs'), 2, /^the law in .*no\.mjs cannot be loaded \(/],
  ['a law without export', { 'l.mjs': '' }, priestIn('d', '--law', 'l.mjs'), 2, /l\.mjs .*export a class as default/],
  ['a law that throws', { 'l.mjs': 'throw 3' }, priestIn('d', '--law', 'l.mjs'), 2, /cannot be loaded \(3\)/],
  ['a law that is no program', { 'l.mjs': '}{' }, priestIn('d', '--law', 'l.mjs'), 2, /cannot be loaded \(/],
  [
    'a law that is no law',
    { 'l.mjs': 'export default class {}' },
    priestIn('d', '--law', 'l.mjs'),
    2,
    /exports is no law: it needs name, version, apply, query, snapshot, restore$/,
  ],
  ['a law that is not there: up', {}, upIn('d', '--law', 'no.mjs'), 2, /^the law in .*no\.mjs cannot be loaded \(/],
  ['no such address', {}, 'god --found alpha --listen 192.0.2.1:1 --insecure', 2, /give an address of this machine$/],
  [
    'no such address: priest',
    {},
    'priest --name alpha --listen 192.0.2.1:1 --insecure',
    2,
    /an address of this machine/,
  ],
  ['nothing to end', {}, 'down', 2, /^there is no island in .*: name its folder with --dir$/],
  ['no god to tell', {}, 'down --god ws://127.0.0.1:9', 1, /^no god answers at ws:\/\/127\.0\.0\.1:9 \(.*\): start it/],
  ['no god to ask', {}, 'absent beta --god ws://127.0.0.1:9', 1, /^no god answers at ws:\/\/127\.0\.0\.1:9 \(/],
]

test.each(TABLE)('%s: one sentence, and nothing is left running', async (_, files, args, exit, said) => {
  lay(files)
  const ended = await terminal.run(args.split(' '))
  expect(sentence(ended)).toMatch(said)
  expect(ended.code).toBe(exit)
  expect(await leftovers(terminal.folder)).toEqual(NOTHING)
  for (const [path, text] of Object.entries(files))
    if (text !== null) expect(readFileSync(terminal.path(path), 'utf8')).toBe(text)
})

test.each([
  ['is no JSON', { 'd/alpha/STOPPED.json': 'oh' }, 70],
  ['is empty', { 'd/alpha/STOPPED.json': '' }, 70],
  ['is a folder', { 'd/alpha/STOPPED.json': null }, 70],
  ['says another exit code than any', { 'd/alpha/STOPPED.json': '{"exit":"x","why":[]}' }, 70],
  ['says 70', { 'd/alpha/STOPPED.json': '{"exit":70,"why":"two and two"}' }, 70],
  ['says 74', { 'd/alpha/STOPPED.json': '{"exit":74,"why":"EIO"}' }, 74],
] as const)('Exit 70 or 74 at once, and nothing is opened, over a STOPPED.json that %s', async (_, files, exit) => {
  lay(files)
  const { code, stdout, stderr } = await terminal.run(['priest', '--name', 'alpha', '--dir', 'd'])
  expect({ code, stderr }).toEqual({ code: exit, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    event: 'ended',
    exit,
    msg: expect.stringMatching(/^this priest stopped before: .*; find out why, then start it with --resume$/),
  })
  expect(existsSync(terminal.path('d/alpha/ledger'))).toBe(false)
})

test('God tells of a priest that stopped by itself, and does not start it again', async () => {
  lay({ 'd/alpha/STOPPED.json': '{"exit":74,"why":"EIO"}' })
  const up = terminal.start(['up', '--dir', 'd', '--port', '0', '--priests', '1'])
  let log = ''
  const told = new Promise<void>((resolve) =>
    up.child.stderr?.on('data', (part) => {
      log += String(part)
      if (log.includes('stopped by itself')) resolve()
    }),
  )
  await told
  up.child.kill('SIGTERM')
  const { code, stderr } = await up.ended
  expect(code).toBe(0)
  expect(stderr.match(/"priest started"/g)).toHaveLength(1)
  expect(stderr).toContain('see STOPPED.json and the log in ')
  await nothingIsLeft(terminal.folder)
})

const ANY_LAW = `export default class {
  name = 'any'; version = 1
  apply() { return new Uint8Array() } query() { return new Uint8Array() } snapshot() { return new Uint8Array() } restore() {}
}`

test('A priest that ends with 2 under god is started five times in a row, then god says so and lets it be', async () => {
  lay({ 'law.mjs': ANY_LAW })
  const up = terminal.start(['up', '--port', '0', '--priests', '1', '--law', 'law.mjs', '--json'])
  const { priests } = JSON.parse(await up.line('ready')) as { priests: { pid: number }[] }
  let log = ''
  const told = new Promise<void>((resolve) =>
    up.child.stderr?.on('data', (part) => {
      log += String(part)
      if (log.includes('"priest stays ended"')) resolve()
    }),
  )
  // From now on the law is none: whoever is started with it is used wrongly.
  lay({ 'law.mjs': 'throw 3' })
  for (const { pid } of priests) kill(pid)
  await soon('god gives up', told)
  up.child.kill('SIGTERM')
  const { code, stderr } = await up.ended
  expect(code).toBe(0)
  expect(stderr.match(/"priest started"/g)).toHaveLength(1 + 5)
  expect(stderr).toMatch(
    /was started 5 times in vain and stays ended: see its log in .*, then run \\"parliament up\\" anew/,
  )
  await nothingIsLeft(terminal.folder)
})

test('A port that is taken is told before any priest is started: nothing is written', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const ended = await terminal.run(['up', '--dir', 'd', '--port', String(port - 1), ...QUIET])
  await new Promise((resolve) => other.close(resolve))
  const at = `127.0.0.1:${port}`
  expect(sentence(ended)).toBe(
    `alpha could not be started: its port ${at} is taken: stop who has it, or give another --port`,
  )
  expect(ended.code).toBe(2)
  expect(existsSync(terminal.path('d/alpha'))).toBe(false)
  expect(existsSync(terminal.path('d/island.json'))).toBe(false)
  expect(await leftovers(terminal.folder)).toEqual(NOTHING)
})

const COUNTER = `export default class {
  name = 'counter'; version = 1
  apply() { return new Uint8Array() } query() { return new Uint8Array() } snapshot() { return new Uint8Array() } restore() {}
}`

test('Over a parliament: another law, another size, the folder of another name; then it goes on as before', async () => {
  lay({ 'counter.mjs': COUNTER })
  const dir = terminal.path('island')
  const raise = (...more: string[]) => [
    'up',
    '--dir',
    dir,
    '--port',
    '0',
    '--priests',
    '1',
    '--json',
    ...QUIET,
    ...more,
  ]
  const first = terminal.start(raise())
  const { priests } = JSON.parse(await first.line('ready')) as { priests: { url: string; pid: number }[] }
  const urls = priests.map(({ url }) => url)
  const there = await leftovers(terminal.folder, urls)
  expect(there.pids).toEqual(expect.arrayContaining([first.child.pid, ...priests.map(({ pid }) => pid)]))
  expect(there.ports).toHaveLength(1)
  expect(there.locks).toEqual([terminal.path('island', 'alpha', 'lock'), terminal.path('island', 'god.lock')].sort())
  await terminal.json(['decree', 'put', 'x', '3', '--dir', dir])

  const inUse = await terminal.run(priestIn(dir).split(' '))
  expect(sentence(inUse)).toMatch(/alpha is open in another process: end that one first$/)
  expect(inUse.code).toBe(2)
  const second = await terminal.run(['up', '--dir', dir, ...QUIET])
  expect(sentence(second)).toMatch(/^another god lives in .*: end it with "parliament down --dir .*", or give another/)
  expect(second.code).toBe(2)
  first.child.kill('SIGTERM')
  expect((await first.ended).code).toBe(0)
  await nothingIsLeft(terminal.folder, urls)

  const other = await terminal.run(raise('--law', terminal.path('counter.mjs')))
  expect(other).toMatchObject({ code: 2, stderr: '' })
  expect(JSON.parse(other.stdout)).toEqual({
    error: {
      code: 'USAGE',
      message:
        'alpha could not be started: the parliament keeps the law key-value 1, this priest counter 1: start it with theirs, see --law',
      outcome: 'none',
    },
  })
  expect(existsSync(terminal.path('island', 'alpha', 'STOPPED.json'))).toBe(false)
  cpSync(terminal.path('island', 'alpha'), terminal.path('island', 'beta'), { recursive: true })
  const named = await terminal.run(['priest', '--name', 'beta', '--dir', dir, '--listen', '127.0.0.1:0', ...QUIET])
  expect(sentence(named)).toMatch(/ is the ledger of alpha, not of beta: give beta another folder$/)
  expect(named.code).toBe(2)
  await nothingIsLeft(terminal.folder, urls)

  const again = terminal.start(raise())
  await again.line('ready')
  expect(await terminal.json(['inquire', 'x', '--dir', dir])).toMatchObject([{ value: '3' }])
  again.child.kill('SIGTERM')
  expect((await again.ended).code).toBe(0)
})
