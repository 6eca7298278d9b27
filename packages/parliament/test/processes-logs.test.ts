import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes/command.js'
import { eventually, soon, TEST_MS } from './processes/eventually.js'
import { Island } from './processes/island.js'
import { type Reign, reigns } from './processes/reigns.js'
import { Terminal } from './terminal.js'

jest.setTimeout(TEST_MS)

let island: Island
beforeEach(() => {
  island = new Island()
})
afterEach(() => island.remove())

/** Puts a decree. @returns when it was acknowledged, and the ballot in which it was voted for */
async function witness(): Promise<{ at: number; ballot: string }> {
  const { code, said } = await island.decree('put', 'x', '1')
  expect(code).toBe(0)
  const at = Date.now()
  const number = said[0]?.decree
  const president = await island.president(...(await absentees()))
  const { decrees } = await island.ledger(president)
  const ballot = decrees.find(({ decree }) => decree === number)?.ballot
  return { at, ballot: String(ballot).replace(',', ':') }
}

async function absentees(): Promise<string[]> {
  const names = island.ready.priests.map(({ name }) => name)
  const statuses = await Promise.all(names.map((name) => island.status(name)))
  return names.filter((_, index) => statuses[index]?.present !== true)
}

const presidedAt = (all: readonly Reign[], at: number) =>
  all.filter(({ from, to }) => from <= at && (to === null || at <= to)).map(({ ballot }) => ballot)

test('a reader of the logs alone can tell who presided when', async () => {
  await island.raise('--log-level', 'info', '--no-restart')
  const witnesses = [await witness()]
  const presidents = [await island.president()]

  // Killed: nothing in its own log says so; the next president's does.
  const [killed = ''] = presidents
  await island.signal(killed, 'SIGKILL')
  await island.becomes(
    ...other(killed),
    'another presides',
    ({ president }) => president !== null && president !== killed,
  )
  witnesses.push(await witness())
  presidents.push(await island.president(killed))
  const again = island.startPriest(
    killed,
    '--god',
    island.ready.god,
    '--log-file',
    join(island.dir, killed, 'log.jsonl'),
  )
  await island.becomes(killed, 'is back', ({ pid, president }) => pid === again.pid && president !== null)

  // Told to leave: it hands over.
  const [, leaver = ''] = presidents
  await island.signal(leaver, 'SIGTERM')
  await island.becomes(
    ...other(leaver),
    'another presides',
    ({ president }) => president !== leaver && president !== null,
  )
  witnesses.push(await witness())
  presidents.push(await island.president(leaver))

  const all = await eventually('the last reign in the logs', () => {
    const found = reigns(island.dir)
    return found.at(-1)?.priest === presidents.at(-1) ? found : null
  })
  expect(all.map(({ priest }) => priest)).toEqual(presidents)
  expect(all.map(({ end }) => end)).toEqual(['presides', 'resigned', null])
  for (const { at, ballot } of witnesses) expect(presidedAt(all, at)).toEqual([ballot])
})

/** The name of a priest that is not this one. */
const other = (name: string): [string] => [name === 'alpha' ? 'beta' : 'alpha']

test('SIGUSR2 makes a priest absent, and present again; its log says both', async () => {
  await island.raise('--log-level', 'info')
  const president = await island.president()
  await island.signal(president, 'SIGUSR2')
  await island.president(president)
  const { said } = await run('status', '--dir', island.dir)
  expect(said.find(({ name }) => name === president)).toMatchObject({ present: false })
  const { pid } = island.ready.priests.find(({ name }) => name === president) ?? { pid: Number.NaN }
  process.kill(pid, 'SIGUSR2')
  await island.becomes(president, 'hears a president again', (status) => status.president !== null && status.present)
  const events = await eventually('both in its log', () => {
    const lines = readFileSync(join(island.dir, president, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const told = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'cut off' || event === 'back')
    return told.length >= 2 ? told : null
  })
  expect(events).toMatchObject([
    { event: 'cut off', priest: president },
    { event: 'back', priest: president },
  ])
})

test('nothing is logged per decree at info, and no content at any level', async () => {
  await island.raise('--log-level', 'debug')
  const citizen = island.citizen()
  try {
    for (let n = 0; n < 20; n++) await citizen.put(`key-of-${n}`, 'what-is-said')
  } finally {
    citizen.close()
  }
  const text = await eventually('the last decree in the logs', async () => {
    const { said } = await run('logs', '--dir', island.dir)
    return said.filter(({ event }) => event === 'answered').length >= 20 ? said : null
  })
  expect(JSON.stringify(text)).not.toMatch(/key-of-|what-is-said/)
  const info = text.filter(({ level }) => Number(level) >= 30)
  expect(info.length).toBeLessThan(20)
  const life = text.filter(({ decree }) => decree === 20).map(({ event }) => event)
  expect(new Set(life)).toEqual(new Set(['proposed', 'begun', 'voted', 'passed', 'answered']))
})

describe('a priest alone', () => {
  let terminal: Terminal
  beforeEach(() => {
    terminal = new Terminal()
  })
  afterEach(() => terminal.clear())
  const PRIEST = ['priest', '--name', 'alpha', '--listen', '127.0.0.1:0']

  test.each([
    [74, 'LEDGER_FAILED', 'the ledger cannot be written'],
    [70, 'INVARIANT_BROKEN', 'two decrees under one number'],
  ])(
    'a start over STOPPED.json ends with %i at once, each time, and its last line says what to do',
    async (exit, _, why) => {
      const running = terminal.start(PRIEST)
      await running.line('"event":"listening"')
      running.child.kill('SIGTERM')
      await running.ended
      writeFileSync(terminal.path('island', 'alpha', 'STOPPED.json'), JSON.stringify({ exit, why }))
      for (let start = 1; start <= 2; start++) {
        const { code, stdout } = await terminal.run(PRIEST)
        expect(code).toBe(exit)
        expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
          event: 'ended',
          priest: 'alpha',
          exit,
          msg: expect.stringMatching(new RegExp(`stopped before: ${why}; find out why, then start it with --resume`)),
        })
      }
      const resumed = terminal.start([...PRIEST, '--resume'])
      await resumed.line('"event":"listening"')
      resumed.child.kill('SIGTERM')
      expect((await resumed.ended).code).toBe(0)
    },
  )

  test('a command whose stdout has no room says so in a sentence, and that what came of it is not told', async () => {
    const running = terminal.start(['synod', '--seed', '7'], { shell: '"$0" "$@" > /dev/full' })
    const { code, stderr } = await soon('its end', running.ended)
    expect(code).toBe(3)
    expect(stderr).toMatch(/^parliament: what is to be said cannot be written \(ENOSPC\).*\n$/)
  })

  test.each(['stdout', 'file'])(
    'a log for which %s has no room holds up neither its end nor its exit code',
    async (to) => {
      const note = { exit: 74, why: 'the ledger cannot be written' }
      mkdirSync(terminal.path('island', 'alpha'), { recursive: true })
      writeFileSync(terminal.path('island', 'alpha', 'STOPPED.json'), JSON.stringify(note))
      const running =
        to === 'stdout'
          ? terminal.start(PRIEST, { shell: '"$0" "$@" > /dev/full' })
          : terminal.start([...PRIEST, '--log-file', '/dev/full'])
      expect((await soon('its end', running.ended)).code).toBe(74)
    },
  )

  test.each(['stdout', 'file'])(
    'an error that nobody expected is the last line of the log in %s, whole',
    async (to) => {
      const law = terminal.path('law.mjs')
      const bomb = `setTimeout(() => { throw new Error('${'bang '.repeat(1_000)}') }, 300)`
      const law0 =
        'apply(){return new Uint8Array()} query(){return new Uint8Array()} snapshot(){return new Uint8Array()} restore(){}'
      writeFileSync(law, `export default class { name = 'x'; version = 1; constructor() { ${bomb} } ${law0} }`)
      const file = terminal.path('log.jsonl')
      const { code, stdout } = await terminal.run([
        ...PRIEST,
        '--law',
        law,
        ...(to === 'file' ? ['--log-file', file] : []),
      ])
      expect(code).toBe(70)
      const text = to === 'file' ? readFileSync(file, 'utf8') : stdout
      expect(JSON.parse(text.trim().split('\n').at(-1) ?? '')).toMatchObject({
        level: 60,
        event: 'broken',
        priest: 'alpha',
      })
    },
  )
})
