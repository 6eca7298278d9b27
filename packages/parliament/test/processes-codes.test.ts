import { once } from 'node:events'
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { type CloseReason, type DoorName, WebSocketNetwork } from '@paxon/messenger'
import { Priest } from '@paxon/priest'
import { birthOf, nameOf } from '@paxon/synod'
import { type CitizenRequest, CLOSE, encodeGodMessage, encodeRequests, type FrameParts } from '@paxon/wire'
import { soon } from './processes/eventually.js'
import { openMutePriest } from './processes/mute-priest.js'
import { type Ended, type Running, Terminal } from './terminal.js'

/** Codes and close codes of docs/ERRORS.md as commands and sockets meet them, at a god and two priests started by hand. */

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

/** It refuses what has "never" in it, and its answers to inquiries are none of the key-value law. */
const HEADSTRONG = `export default class {
  name = 'headstrong'; version = 1
  apply(decree, number) {
    return Buffer.from(JSON.stringify(Buffer.from(decree).includes('never') ? { refused: 'it says never' } : { version: number }))
  }
  query() { return Buffer.from('quite another answer') }
  snapshot() { return new Uint8Array() } restore() {}
}`

async function start(name: string, ...flags: readonly string[]): Promise<{ run: Running; url: string }> {
  const run = terminal.start(['priest', '--name', name, '--listen', '127.0.0.1:0', '--law', 'law.mjs', ...flags])
  const { citizens } = JSON.parse(await run.line('"event":"listening"')) as { citizens: string }
  return { run, url: citizens }
}

/** Exit code, and what it says with --json. */
const said = ({ code, stdout }: Ended) => ({ exit: code, ...(JSON.parse(stdout) as { error?: object }).error })
const failure = (exit: number, code: string, outcome: string, message: RegExp) => ({
  exit,
  code,
  outcome,
  message: expect.stringMatching(message),
})

const hello = (change: Partial<Extract<CitizenRequest, { type: 'hello' }>> = {}): FrameParts =>
  encodeRequests([{ type: 'hello', versions: [1, 1], parliament: null, seen: 0, ...change }])

/** Says this at a door, once it is open. @returns why the other side closed it */
async function closed(url: string, door: DoorName, ...frames: readonly FrameParts[]): Promise<CloseReason> {
  return await soon(`the end at the door ${door} of ${url}`, (await visit(url, door, ...frames)).end)
}

interface Visit {
  readonly end: Promise<CloseReason>
  /** Once it has heard something. */
  readonly answered: Promise<void>
}

function visit(url: string, door: DoorName, ...frames: readonly FrameParts[]): Promise<Visit> {
  const dial = { url, door, timeoutMs: 5_000, maxFrameBytes: 1024 * 1024 }
  const visit = new Promise<Visit>((resolve, reject) => {
    new WebSocketNetwork().dial(dial, (connection, failed) => {
      if (connection === null) return reject(new Error(failed?.message))
      const answered = new Promise<void>((heard) => {
        connection.onFrame = () => heard()
      })
      const end = new Promise<CloseReason>((ended) => {
        connection.onClose = ended
      })
      for (const frame of frames) connection.send(frame)
      resolve({ end, answered })
    })
  })
  return soon(`the door ${door} of ${url}`, visit)
}

test('codes and close codes as commands and sockets meet them', async () => {
  writeFileSync(terminal.path('law.mjs'), HEADSTRONG)
  const god = terminal.start(['god', '--found', 'alpha,beta', '--listen', '127.0.0.1:0', '--json'])
  const { god: godUrl } = JSON.parse(await god.line('listening')) as { god: string }
  const alpha = await start('alpha', '--god', godUrl)
  const at = ['--at', alpha.url]
  const decree = async (key: string) =>
    said(await terminal.run(['decree', 'put', key, '1', ...at, '--deadline', '1s', '--json']))

  expect(await decree('x')).toEqual(failure(1, 'UNFOUNDED', 'none', /belongs to no parliament yet/))

  // Two that call themselves beta and say nothing more; then beta itself.
  const likeBeta = (digit: string) =>
    encodeGodMessage({
      type: 'hello',
      versions: [1, 1],
      name: nameOf('beta'),
      incarnation: 1,
      birth: birthOf(digit.repeat(16)),
      empty: true,
      founding: null,
      voted: null,
      law: { name: 'headstrong', version: 1 },
      address: { peer: 'ws://127.0.0.1:9', citizens: 'ws://127.0.0.1:9' },
      pid: 1,
    })
  const first = await visit(godUrl, 'god', likeBeta('1'))
  await first.answered
  const second = await visit(godUrl, 'god', likeBeta('2'))
  expect(await first.end).toEqual({ code: CLOSE.REPLACED, reason: 'a newer connection of beta took its place' })
  const beta = await start('beta', '--god', godUrl)
  expect((await second.end).code).toBe(CLOSE.REPLACED)
  await god.line('founded')

  expect(await decree('never')).toEqual(failure(1, 'REFUSED_BY_LAW', 'none', /^The law refused it: it says never/))
  expect(await decree('k'.repeat(1_025))).toEqual(failure(1, 'TOO_LARGE', 'none', /1024 bytes/))
  const inquiry = said(await terminal.run(['inquire', 'x', ...at, '--json']))
  expect(inquiry).toEqual(failure(1, 'BAD_REQUEST', 'none', /does not keep the key-value law/))

  const noise = [new Uint8Array([7, 7, 7])]
  const late = closed(alpha.url, 'citizen')
  const crowd = await Promise.all(Array.from({ length: 33 }, () => visit(alpha.url, 'peer')))
  expect(await Promise.race(crowd.map(({ end }) => end))).toEqual({
    code: CLOSE.OVERLOADED,
    reason: '32 others have not said hello yet',
  })
  expect((await closed(alpha.url, 'citizen', noise)).code).toBe(CLOSE.BAD_FRAME)
  expect((await closed(alpha.url, 'citizen', encodeRequests([{ type: 'status', id: 1 }]))).reason).toMatch(/hello/)
  expect((await closed(godUrl, 'god', noise)).code).toBe(CLOSE.BAD_FRAME)
  expect(await closed(alpha.url, 'citizen', hello({ versions: [7, 9] }))).toEqual({
    code: CLOSE.VERSION,
    reason: 'speaks versions 7-9',
  })
  expect(await closed(alpha.url, 'citizen', hello({ parliament: 'f'.repeat(32) }))).toEqual({
    code: CLOSE.WRONG_PARLIAMENT,
    reason: expect.stringMatching(/^alpha belongs to parliament [0-9a-f]{32}$/),
  })
  expect(await late).toEqual({ code: CLOSE.LATE, reason: 'no hello in 3000 ms' })
  // The crowd at the other door was late too, all but the one that was one too many.
  const ends = await Promise.all(crowd.map(({ end }) => end))
  expect(ends.filter(({ code }) => code === CLOSE.LATE)).toHaveLength(32)

  const inside = await visit(beta.url, 'citizen', hello())
  await inside.answered
  await terminal.json(['absent', 'beta', '--god', godUrl])
  expect(await inside.end).toEqual({ code: CLOSE.ABSENT, reason: 'beta is absent' })
  expect((await closed(beta.url, 'citizen', hello())).code).toBe(CLOSE.ABSENT)

  const last = await visit(alpha.url, 'citizen', hello())
  await last.answered
  expect(await terminal.run(['down', '--god', godUrl])).toMatchObject({ code: 0 })
  expect((await last.end).code).toBe(CLOSE.GOING)
  for (const run of [god, alpha.run, beta.run]) expect((await run.ended).code).toBe(0)
})

test('UNPROVED: whoever comes without the secret is told so, at the socket', async () => {
  writeFileSync(terminal.path('secret'), 'open-sesame-5b1f')
  writeFileSync(terminal.path('law.mjs'), HEADSTRONG)
  const { run, url } = await start('alpha', '--secret-file', 'secret')
  for (const door of ['peer', 'citizen'] as const)
    expect(await closed(url, door, hello())).toEqual({
      code: CLOSE.UNPROVED,
      reason: 'a secret is asked for here: give it, --secret-file FILE',
    })
  run.child.kill('SIGTERM')
  expect((await run.ended).code).toBe(0)
})

test('ABORTED: Ctrl-C ends a decree that was handed over with exit 3, and an inquiry with exit 1', async () => {
  const { url, close, heard } = await openMutePriest()
  try {
    for (const [args, exit, outcome] of [
      [['decree', 'put', 'x', '1'], 3, 'unknown'],
      [['inquire', 'x'], 1, 'none'],
    ] as const) {
      const asked = once(heard, 'asked')
      const run = terminal.start([...args, '--at', url, '--json'])
      await soon('the request', asked)
      run.child.kill('SIGINT')
      expect(said(await run.ended)).toEqual(failure(exit, 'ABORTED', outcome, /aborted/))
    }
  } finally {
    await close()
  }
})

test('WRONG_PARLIAMENT: a folder with pages of two parliaments: exit 2 for a command, the code for a program', async () => {
  const pages = (dir: string) =>
    readdirSync(terminal.path(dir, 'alpha', 'ledger')).filter((name) => name.endsWith('.page'))
  const live = async (dir: string, lives: number) => {
    for (let life = 1; life <= lives; life++) {
      const up = terminal.start(['up', '--dir', dir, '--port', '0', '--priests', '1', '--json'])
      await up.line('ready')
      up.child.kill('SIGTERM')
      expect((await up.ended).code).toBe(0)
    }
  }
  // The first page of each is of before it was founded; what takes the place of a page leaves the third.
  await Promise.all([live('d', 3), live('e', 2)])
  const [page = ''] = pages('d')
    .filter((name) => pages('e').includes(name))
    .slice(1)
  copyFileSync(terminal.path('e', 'alpha', 'ledger', page), terminal.path('d', 'alpha', 'ledger', page))
  const words = /d\/alpha\S* has pages of different parliaments \([0-9a-f]{32}, [0-9a-f]{32}\): take out those/
  const ended = await terminal.run(['priest', '--name', 'alpha', '--dir', 'd', '--listen', '127.0.0.1:0'])
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(words) })
  const priest = new Priest({ name: 'alpha', dir: terminal.path('d'), listen: { host: '127.0.0.1', port: 0 } })
  const isDone = expect(priest.done).rejects.toMatchObject({ code: 'WRONG_PARLIAMENT' })
  await expect(priest.enter()).rejects.toMatchObject({
    code: 'WRONG_PARLIAMENT',
    outcome: 'none',
    message: expect.stringMatching(words),
  })
  await isDone
})
