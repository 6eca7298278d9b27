import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { type Running, Terminal } from './terminal.js'

const SECRET = 'open-sesame-5b1f'
const WRONG = 'the secret is another one than here: compare the two files'
const ASKED = 'a secret is asked for here: give it, --secret-file FILE'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
  writeFileSync(terminal.path('right'), `${SECRET}\n`)
  writeFileSync(terminal.path('wrong'), 'shut-sesame-5b1f')
})
afterEach(() => terminal.clear())

const right = ['--secret-file', 'right']
const wrong = ['--secret-file', 'wrong']

const errorIn = ({ code, stdout }: { code: number | null; stdout: string }) => {
  const { error } = JSON.parse(stdout) as { error: { code: string; outcome: string; message: string } }
  return [code, error.code, error.outcome, error.message.replace(/^ws:\/\/[^ ]* /, '')]
}

/** A priest, once it listens; where citizens find it. */
async function priest(name: string, god: string, flags: readonly string[]): Promise<{ run: Running; url: string }> {
  const args = ['priest', '--name', name, '--god', god, '--listen', '127.0.0.1:0', ...flags]
  const run = terminal.start(args)
  const { citizens } = JSON.parse(await run.line('"event":"listening"')) as { citizens: string }
  return { run, url: citizens }
}

test('god, priests and citizens that know one secret; and whoever knows another, or none, is told', async () => {
  const god = terminal.start(['god', '--found', 'alpha,beta', '--listen', '127.0.0.1:0', '--json', ...right])
  const { god: url } = JSON.parse(await god.line('listening')) as { god: string }
  const alpha = await priest('alpha', url, right)
  const stray = await priest('beta', url, wrong)
  expect(JSON.parse(await stray.run.line('god unproved')).msg).toContain(WRONG)
  stray.run.child.kill('SIGTERM')
  const strayEnded = await stray.run.ended
  expect(strayEnded.code).toBe(0)
  const beta = await priest('beta', url, right)
  await god.line('founded')

  const at = ['--at', alpha.url, '--at', beta.url]
  const [put] = await terminal.json(['decree', 'put', 'x', '3', ...at, ...right])
  const env = { PARLIAMENT_SECRET_FILE: 'right' }
  const got = await terminal.run(['inquire', 'x', ...at, '--json'], { env })
  expect(JSON.parse(got.stdout)).toMatchObject({ value: '3', version: put?.decree })
  expect((await terminal.json(['status', ...at, ...right])).map(({ name }) => name)).toEqual(['alpha', 'beta'])

  for (const command of [
    ['inquire', 'x', ...at],
    ['decree', 'put', 'x', '4', ...at],
    ['status', ...at],
    ['down', '--god', url],
  ]) {
    expect(errorIn(await terminal.run([...command, ...wrong, '--json']))).toEqual([1, 'WRONG_SECRET', 'none', WRONG])
    expect(errorIn(await terminal.run([...command, '--json']))).toEqual([1, 'WRONG_SECRET', 'none', ASKED])
  }

  expect(await terminal.run(['down', '--god', url, ...right])).toMatchObject({ code: 0 })
  const ends = [strayEnded, ...(await Promise.all([god.ended, alpha.run.ended, beta.run.ended]))]
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0])
  const all = ends.map(({ stdout, stderr }) => stdout + stderr).join('')
  expect(all).toContain('was turned away at the door god')
  expect(all).toContain('was turned away at the door citizen')
  expect(all).not.toContain('sesame')
})

test('up hands the secret on to its priests, and an allowed origin; beyond loopback a secret is enough', async () => {
  const origin = 'https://app.example'
  const up = terminal.start(['up', '--priests', '1', '--port', '0', '--json', '--allow-origin', origin, ...right])
  const { priests } = JSON.parse(await up.line('ready')) as { priests: { url: string }[] }
  const [first] = priests
  if (first === undefined) throw new Error('there is no priest')
  expect(await terminal.json(['decree', 'put', 'x', '3', ...right])).toMatchObject([{ result: {} }])
  expect(errorIn(await terminal.run(['decree', 'put', 'x', '4', '--json']))).toEqual([1, 'WRONG_SECRET', 'none', ASKED])
  const { port } = new URL(first.url)
  expect(await statusOf(port, origin)).toContain('101')
  expect(await statusOf(port, 'https://evil.example')).toContain('403')
  const wide = terminal.start(['god', '--found', 'alpha', '--listen', '0.0.0.0:0', '--json', ...right])
  await wide.line('listening')
  wide.child.kill('SIGTERM')
  expect((await wide.ended).code).toBe(0)
  expect(await terminal.run(['down', ...right])).toMatchObject({ code: 0 })
  const { code, stdout, stderr } = await up.ended
  expect(code).toBe(0)
  const log = terminal.path('island', 'alpha', 'log.jsonl')
  expect(existsSync(log)).toBe(true)
  expect(stdout + stderr + readFileSync(log, 'utf8')).not.toContain('sesame')
})

/** How the citizens' door answers a page of this origin. */
function statusOf(port: string, origin: string): Promise<string> {
  const head = [
    'GET /citizen HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: parliament.v1',
    `Origin: ${origin}`,
  ]
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n`))
    socket.once('error', reject)
    socket.once('data', (bytes) => {
      socket.destroy()
      resolve(String(bytes).split('\r\n', 1)[0] ?? '')
    })
  })
}

test('up over living priests whose secret is another one, or none, or that have one alone, ends with a sentence', async () => {
  const up = (dir: string, ...flags: string[]) => [
    'up',
    '--dir',
    dir,
    '--priests',
    '1',
    '--port',
    '0',
    '--json',
    ...flags,
  ]
  for (const [first, then, why] of [
    [right, wrong, WRONG],
    [right, [], ASKED],
    [[], right, 'no secret is asked for here: give this side yours too, --secret-file FILE, or none to both'],
  ] as const) {
    const before = terminal.start(up('island', ...first))
    const { priests } = JSON.parse(await before.line('ready')) as { priests: { url: string }[] }
    before.child.kill('SIGKILL')
    await before.ended
    const other = await terminal.run(up('island', ...then))
    const { error } = JSON.parse(other.stdout)
    expect([other.code, error.code]).toEqual([2, 'USAGE'])
    expect(error.message).toMatch(/^alpha lives and does not know this secret \(ws:/)
    expect(error.message).toContain(`: ${why}): give the --secret-file that it was started with, or end it first`)
    // Nothing has happened to it, and the right secret brings it back.
    const at = priests.flatMap(({ url }) => ['--at', url])
    await terminal.json(['decree', 'put', 'x', '3', ...at, ...first])
    const again = terminal.start(up('island', ...first))
    await again.line('ready')
    again.child.kill('SIGTERM')
    expect((await again.ended).code).toBe(0)
  }
})

test('a secret that could be guessed is refused by every command, and the file is named', async () => {
  writeFileSync(terminal.path('weak'), 'fifteen letters')
  const why =
    'the secret file weak has 15 bytes, and 16 are the least: write a secret into it, such as openssl rand -hex 32 prints'
  for (const command of ['up', 'god --found alpha', 'priest --name alpha', 'inquire x', 'status', 'down']) {
    const ended = await terminal.run([...command.split(' '), '--secret-file', 'weak'])
    expect(ended).toEqual({ code: 2, stdout: '', stderr: `parliament: ${why}\n` })
  }
})
