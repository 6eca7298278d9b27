import { Island } from './island.js'

/** Ms between the frames that leave one host for another while so much time passes. */
async function gaps(island: Island, from: string, to: string, ms: number): Promise<number[]> {
  const at: number[] = []
  island.delayMs = (sender, addressee) => {
    if (sender === from && addressee === to) at.push(island.clock.now())
    return 0
  }
  await island.pass(ms)
  island.delayMs = () => 0
  return at.slice(1).map((time, before) => time - (at[before] ?? 0))
}

test('a president beats every 50 ms, in a quiet parliament every 200, and every 50 again when something is decreed', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president, follower } = island
  expect(new Set(await gaps(island, president.name, follower.name, 200))).toEqual(new Set([50]))
  await island.pass(2_000)
  expect(new Set(await gaps(island, president.name, follower.name, 4_000))).toEqual(new Set([200]))
  const citizen = island.citizen(president.name)
  citizen.hello()
  await citizen.session()
  expect(Math.max(...(await gaps(island, president.name, follower.name, 200)))).toBe(50)
})

test('leaving takes 1,800 ms at most, and no longer than what is under way', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president, follower } = island
  const leave = async (host: typeof president) => {
    const from = island.clock.now()
    void host.priest.leave()
    await island.until(() => host.end !== null, 5_000)
    return island.clock.now() - from
  }
  expect(await leave(follower)).toBeLessThan(50)
  const citizen = island.citizen(president.name)
  citizen.hello()
  president.disk.hang()
  citizen.ask({ type: 'session', left: 10_000 })
  await island.pass(5)
  const ms = await leave(president)
  expect(ms).toBeGreaterThan(1_795)
  expect(ms).toBeLessThan(1_805)
})
