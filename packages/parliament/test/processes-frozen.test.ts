import { Citizen } from '@paxon/citizen'
import { nothingIsLeft } from './leftovers.js'
import { Island } from './processes/island.js'

/** From the first Ctrl-C. */
const ALL_LEFT_MS = 3_000
/** God itself would wait for 2.5 s. */
const KILLED_MS = 2_000

let island: Island
beforeEach(async () => {
  island = new Island()
  await island.raise('--log-level', 'info')
})
afterEach(() => island.remove())

const everyone = () => [island.ready.god, ...island.ready.priests.map(({ url }) => url)]

test('P7: a president that was frozen while another took over answers no inquiry from its old law', async () => {
  const president = await island.president()
  const others = island.ready.priests.filter(({ name }) => name !== president)
  const behind = island.citizen(president)
  const ahead = new Citizen({ at: others.map(({ url }) => url), learn: false })
  try {
    const { decree: old } = await behind.put('x', 'old')
    await island.signal(president, 'SIGSTOP')
    const { decree } = await ahead.put('x', 'new')
    expect(decree).toBeGreaterThan(old)

    const inquiry = behind.get('x')
    island.thaw()
    const answer = await inquiry
    expect(answer).toMatchObject({ value: 'new', version: decree })
    expect(answer.decree).toBeGreaterThanOrEqual(decree)
  } finally {
    behind.close()
    ahead.close()
  }
})

test('Ctrl-C ends a frozen priest too, within 3 s', async () => {
  await island.signal('beta', 'SIGSTOP')
  const began = performance.now()
  island.up.kill('SIGINT')
  expect(await island.up.end()).toBe(0)
  expect(performance.now() - began).toBeLessThan(ALL_LEFT_MS)
  await nothingIsLeft(island.dir, everyone())
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a second Ctrl-C waits for nobody, and leaves nothing: %s',
  async (second) => {
    for (const { name } of island.ready.priests) await island.signal(name, 'SIGSTOP')
    const began = performance.now()
    island.up.kill('SIGINT')
    // The kernel makes one of two that are alike while nobody has taken the first.
    if (second === 'SIGINT') await island.up.line('logged', ({ event }) => event === 'all leave')
    island.up.kill(second)
    expect(await island.up.end()).toBe(0)
    expect(performance.now() - began).toBeLessThan(KILLED_MS)
    await nothingIsLeft(island.dir, everyone())
  },
)
