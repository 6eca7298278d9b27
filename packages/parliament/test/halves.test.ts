import { isAlive } from './alive.js'
import { type Running, Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

const pidOf = ({ child }: Running): number => child.pid ?? Number.NaN

/** God and two priests, each started by itself as in containers, at free ports. */
async function start(): Promise<{ god: Running; url: string; priests: readonly Running[]; at: string[] }> {
  const probe = terminal.start(['god', '--found', 'alpha,beta', '--listen', '127.0.0.1:0', '--json'])
  const url = (JSON.parse(await probe.line('listening')) as { god: string }).god
  const priests = ['alpha', 'beta'].map((name) =>
    terminal.start(['priest', '--name', name, '--god', url, '--listen', '127.0.0.1:0']),
  )
  const lines = await Promise.all(priests.map((priest) => priest.line('"event":"listening"')))
  const at = lines.flatMap((line) => ['--at', (JSON.parse(line) as { citizens: string }).citizens])
  return { god: probe, url, priests, at }
}

test('god and priests that were started apart found a parliament; god goes, and the priests stay', async () => {
  const { god, priests, at } = await start()
  expect(JSON.parse(await god.line('founded'))).toEqual({
    event: 'founded',
    parliament: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  const [put] = await terminal.json(['decree', 'put', 'x', '3', ...at])
  god.child.kill('SIGTERM')
  expect((await god.ended).code).toBe(0)
  expect(priests.map(pidOf).every(isAlive)).toBe(true)
  const [got] = await terminal.json(['inquire', 'x', ...at])
  expect(got).toMatchObject({ value: '3', version: put?.decree })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    const priest = signal === 'SIGTERM' ? priests[0] : priests[1]
    priest?.child.kill(signal)
    expect((await priest?.ended)?.code).toBe(0)
  }
})

test('a value comes from stdin byte for byte, or begins with a dash behind --', async () => {
  const { god, at } = await start()
  await god.line('founded')
  expect(await terminal.run(['decree', 'put', 'x', '-', ...at], { input: 'two\nlines\n' })).toMatchObject({ code: 0 })
  expect((await terminal.json(['inquire', 'x', ...at]))[0]).toMatchObject({ value: 'two\nlines\n' })
  expect(await terminal.run(['decree', 'put', ...at, '--', 'x', '--three'])).toMatchObject({ code: 0 })
  expect((await terminal.json(['inquire', 'x', ...at]))[0]).toMatchObject({ value: '--three' })
})

test('absent and present by way of god; an absent priest is told as such, and down lets all leave', async () => {
  const { god, url, priests, at } = await start()
  await god.line('founded')
  expect(await terminal.json(['absent', 'beta', '--god', url])).toEqual([{ name: 'beta', present: false }])
  const status = await terminal.json(['status', ...at])
  expect(status.map(({ name, present }) => [name, present])).toEqual([
    ['alpha', true],
    ['beta', false],
  ])
  expect(await terminal.json(['present', 'beta', '--god', url])).toEqual([{ name: 'beta', present: true }])
  expect(await terminal.run(['absent', 'gamma', '--god', url])).toMatchObject({
    code: 1,
    stderr: 'parliament: no priest gamma is connected to god: see parliament status\n',
  })
  expect(await terminal.run(['down', '--god', url])).toMatchObject({ code: 0 })
  expect((await god.ended).code).toBe(0)
  for (const priest of priests) expect((await priest.ended).code).toBe(0)
})

test('a god that is told another roll than the one there is stops with exit 2, naming priest and roll', async () => {
  const { god, url, priests } = await start()
  await god.line('founded')
  god.child.kill('SIGTERM')
  await god.ended
  const other = terminal.start(['god', '--found', 'alpha,beta,gamma', '--listen', new URL(url).host])
  const { code, stderr } = await other.ended
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /parliament: (alpha|beta) belongs to parliament [0-9a-f]{32} of alpha, beta, which has no seat for gamma/,
  )
  expect(priests.map(pidOf).every(isAlive)).toBe(true)
})

test('status --watch shows all priests again and again, as they change, until it is told to end', async () => {
  const { god, url, at } = await start()
  await god.line('founded')
  const watch = terminal.start(['status', '--watch', '--json', ...at])
  await watch.line('"name":"beta","incarnation":1')
  expect(await terminal.json(['absent', 'beta', '--god', url])).toEqual([{ name: 'beta', present: false }])
  const gone = JSON.parse(await watch.line('"present":false')) as { url: string; pid: number | null }
  expect(at).toContain(gone.url)
  expect(watch.child.exitCode).toBeNull()
  watch.child.kill('SIGINT')
  const { stderr } = await watch.ended
  expect(stderr).toBe('')
})
