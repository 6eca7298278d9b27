import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { eventually } from './processes/eventually.js'
import { type Running, Terminal } from './terminal.js'

let terminal: Terminal
let god: { run: Running; url: string }
beforeEach(async () => {
  terminal = new Terminal()
  const run = terminal.start(['god', '--found', 'alpha', '--listen', '127.0.0.1:0', '--json'])
  const { god: url } = JSON.parse(await run.line('listening')) as { god: string }
  god = { run, url }
})
afterEach(() => terminal.clear())

/** A priest by hand, at a free port, once it listens. */
async function priest(flags: readonly string[] = []): Promise<{ run: Running; at: string[] }> {
  const run = start(flags)
  const { citizens } = JSON.parse(await run.line('"event":"listening"')) as { citizens: string }
  return { run, at: ['--at', citizens] }
}

const start = (flags: readonly string[]): Running =>
  terminal.start(['priest', '--name', 'alpha', '--dir', 'd', '--god', god.url, '--listen', '127.0.0.1:0', ...flags])

const note = () => JSON.parse(readFileSync(terminal.path('d/alpha/STOPPED.json'), 'utf8'))

/** Over the note a start ends at once with the same code; with --resume the priest is there again, and the note is gone. */
async function resumed(exit: number, flags: readonly string[] = []): Promise<{ run: Running; at: string[] }> {
  const again = await start(flags).ended
  expect(again.code).toBe(exit)
  expect(again.stdout).toContain('this priest stopped before: ')
  const resumes = await priest([...flags, '--resume'])
  expect(existsSync(terminal.path('d/alpha/STOPPED.json'))).toBe(false)
  return resumes
}

test('P24: a write to the ledger that fails ends a priest with 74; what was acknowledged is there after --resume', async () => {
  const { run, at } = await priest()
  await god.run.line('founded')
  await terminal.json(['decree', 'put', 'x', 'kept', ...at])
  // From now on its files may not be written to beyond 4 KiB (EFBIG): enough for STOPPED.json.
  execFileSync('prlimit', ['--pid', String(run.child.pid), '--fsize=4096'])
  const last = await terminal.run(['decree', 'put', 'x', 'lost', ...at, '--deadline', '2s', '--json'])
  // The first thing written was to open a session: nothing was decreed.
  expect(last.code).toBe(1)
  expect(JSON.parse(last.stdout)).toMatchObject({ error: { outcome: 'none' } })
  const { code, stdout } = await run.ended
  expect(code).toBe(74)
  expect(stdout).toMatch(/"event":"ended","exit":74,.*the ledger cannot be written: .*EFBIG/)
  expect(note()).toEqual({ exit: 74, why: expect.stringContaining('EFBIG') })

  const back = await resumed(74)
  expect(await terminal.json(['inquire', 'x', ...back.at])).toMatchObject([{ value: 'kept' }])
  await terminal.json(['decree', 'put', 'x', 'again', ...back.at])
})

const BRITTLE = `export default class {
  name = 'brittle'; version = 1
  apply(decree, number) { return Buffer.from(JSON.stringify({ version: number })) }
  query(question) {
    if (Buffer.from(question).includes('break')) throw new Error('two and two is five')
    return Buffer.from('{"value":null,"version":null}')
  }
  snapshot() { return new Uint8Array() } restore() {}
}`

test('a law that throws ends a priest with 70, and a start over its note does so at once, until --resume', async () => {
  writeFileSync(terminal.path('brittle.mjs'), BRITTLE)
  const law = ['--law', 'brittle.mjs']
  const { run, at } = await priest(law)
  await god.run.line('founded')
  await terminal.json(['decree', 'put', 'x', '3', ...at])
  const asked = await terminal.run(['inquire', 'break', ...at, '--deadline', '2s', '--json'])
  expect(asked.code).toBe(1)
  expect(JSON.parse(asked.stdout)).toMatchObject({ error: { outcome: 'none' } })
  const { code, stdout } = await run.ended
  expect(code).toBe(70)
  expect(stdout).toMatch(/"event":"ended","exit":70,.*two and two is five/)
  expect(note()).toEqual({ exit: 70, why: expect.stringContaining('two and two is five') })
  const back = await resumed(70, law)
  await terminal.json(['decree', 'put', 'x', '4', ...back.at])
})

const FICKLE = `export default class {
  name = 'fickle'; version = 1
  apply() { return Buffer.from(JSON.stringify({ version: 1 + Math.floor(Math.random() * 1e9) })) }
  query() { return Buffer.from('{"value":null,"version":null}') }
  snapshot() { return new Uint8Array() } restore() {}
}`

test('P22: a law by chance: after a decree the command line says LAW_NOT_DETERMINISTIC, and does what it says', async () => {
  writeFileSync(terminal.path('fickle.mjs'), FICKLE)
  const up = terminal.start(['up', '--port', '0', '--law', 'fickle.mjs', '--json'])
  await up.line('ready')
  await terminal.json(['decree', 'put', 'x', '3'])
  const ends = ['--deadline', '1s', '--json']
  const refused = await eventually('LAW_NOT_DETERMINISTIC', async () => {
    const ended = await terminal.run(['decree', 'put', 'x', '4', ...ends])
    return ended.stdout.includes('LAW_NOT_DETERMINISTIC') ? ended : null
  })
  const { error } = JSON.parse(refused.stdout)
  expect(error).toMatchObject({ message: expect.stringMatching(/law fickle/) })
  expect(refused.code).toBe(error.outcome === 'none' ? 1 : 3)
  const inquiry = await terminal.run(['inquire', 'x', ...ends])
  expect(inquiry.code).toBe(1)
  expect(JSON.parse(inquiry.stdout)).toMatchObject({ error: { code: 'LAW_NOT_DETERMINISTIC', outcome: 'none' } })
  expect(await terminal.run(['down'])).toMatchObject({ code: 0 })
  expect((await up.ended).code).toBe(0)
})
