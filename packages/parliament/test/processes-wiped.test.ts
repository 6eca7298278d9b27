import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { TEST_MS } from './processes/eventually.js'
import { Island } from './processes/island.js'

jest.setTimeout(TEST_MS)

const island = new Island()
afterAll(() => island.remove())

const ROLE = { role: 'learner', why: expect.stringMatching(/./) }

/** Nothing in it was promised or voted for: all of it was learnt. */
async function expectNoVote(name: string): Promise<void> {
  const { head, decrees } = await island.ledger(name)
  expect(head).toMatchObject({ lastTried: null, nextBal: null })
  expect(decrees.filter(({ ballot }) => ballot !== null)).toEqual([])
}

test('P17: a priest whose folder was wiped learns and says why, and its vote is missed', async () => {
  const { god } = await island.raise('--no-restart')
  expect(await island.decree('put', 'x', '1')).toMatchObject({ code: 0 })
  const before = (await island.ledger('beta')).head

  await island.signal('beta', 'SIGKILL')
  await island.up.line('logged', ({ event, priest }) => event === 'priest ended' && priest === 'beta')
  rmSync(join(island.dir, 'beta'), { recursive: true })
  island.startPriest('beta', '--god', god)
  expect(await island.becomes('beta', 'learns', ({ passed }) => passed > 0)).toMatchObject(ROLE)

  const { code, said } = await island.decree('put', 'x', '2')
  expect(code).toBe(0)
  await island.becomes('beta', 'learns the decree', ({ passed }) => passed >= Number(said[0]?.decree))
  expect(await island.status('beta')).toMatchObject(ROLE)
  const { head } = await island.ledger('beta')
  expect(head).toMatchObject({ name: 'beta', parliament: before.parliament })
  expect(head.birth).not.toBe(before.birth)
  await expectNoVote('beta')

  const president = await island.president()
  const other = president === 'alpha' ? 'gamma' : 'alpha'
  await island.signal(other, 'SIGKILL')
  await island.becomes(president, 'presides no more', (status) => status.president === null)
  const refused = await island.decree('put', 'x', '3', '--deadline', '1s')
  expect(refused).toMatchObject({ code: 1, said: [{ error: { outcome: 'none' } }] })
  await expectNoVote('beta')

  island.startPriest(other, '--god', god)
  expect(await island.decree('put', 'x', '4')).toMatchObject({ code: 0 })
  expect(await island.status('beta')).toMatchObject(ROLE)
  await expectNoVote('beta')
})
