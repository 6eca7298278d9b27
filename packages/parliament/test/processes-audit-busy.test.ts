import { run } from './processes/command.js'
import { TEST_MS } from './processes/eventually.js'
import { Island } from './processes/island.js'

jest.setTimeout(TEST_MS)

const island = new Island()
afterAll(() => island.remove())

test('what is written while an audit reads is no violation: ledgers and messagebooks of a busy island', async () => {
  await island.raise('--messagebook')
  const citizen = island.citizen(await island.president())
  let isOver = false
  let puts = 0
  const busy = async (key: string): Promise<void> => {
    while (!isOver) {
      await citizen.put(key, `${puts}`)
      puts += 1
    }
  }
  const all = Promise.all(['a', 'b', 'c', 'd'].map(busy))
  try {
    for (let times = 0; times < 3; times++) {
      const before = puts
      const { code, said } = await run('audit', island.dir, '--trace')
      expect([code, said]).toMatchObject([0, [{ ok: true, from: 1, violations: [] }]])
      expect(puts - before).toBeGreaterThan(10)
    }
  } finally {
    isOver = true
    await all
    citizen.close()
  }
})
