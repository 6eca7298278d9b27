import { Island } from './processes/island.js'
import { Load } from './processes/load.js'

const LEAVE_MS = 2_000
const HAND_OVER_MS = 500
const DECREES = 100

let island: Island
beforeEach(async () => {
  island = new Island()
  await island.raise()
})
afterEach(() => island.remove())

/** Orders a priest to leave. @returns its exit code, and how long it took, ms */
async function leave(name: string): Promise<{ code: unknown; ms: number }> {
  const began = performance.now()
  await island.signal(name, 'SIGTERM')
  const { code } = await island.up.line('logged', (line) => line.event === 'priest ended' && line.priest === name)
  return { code, ms: performance.now() - began }
}

test('P33: SIGTERM: a priest leaves within 2 s, with exit 0', async () => {
  const president = await island.president()
  const { code, ms } = await leave(president === 'beta' ? 'gamma' : 'beta')
  expect(code).toBe(0)
  expect(ms).toBeLessThan(LEAVE_MS)
})

test('P33: SIGTERM to the president under load: it hands over, and no citizen notices', async () => {
  const president = await island.president()
  const others = island.ready.priests.map(({ name }) => name).filter((name) => name !== president)
  const citizens = [island.citizen(), ...others.map((name) => island.citizen(name))]
  const loads = citizens.map((citizen) => new Load(citizen))
  try {
    await Promise.all(loads.map((load) => load.more(DECREES)))
    const { code, ms } = await leave(president)
    expect(code).toBe(0)
    expect(ms).toBeLessThan(LEAVE_MS)
    await Promise.all(loads.map((load) => load.more(DECREES)))
    await Promise.all(loads.map((load) => load.stop()))
  } finally {
    for (const citizen of citizens) citizen.close()
  }
  for (const load of loads) expect(load.longestGapMs).toBeLessThan(HAND_OVER_MS)
})
