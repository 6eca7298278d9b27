import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes/command.js'
import { Island } from './processes/island.js'

/** From a folder that is removed to a decree that needs its priest's vote. */
const BACK_MS = 10_000

const island = new Island()
afterAll(() => island.remove())

test('P17: a priest whose folder was wiped learns, says why, and is given its seat by decree; within 10 s its vote is enough', async () => {
  const { god } = await island.raise('--no-restart', '--messagebook')
  expect(await island.decree('put', 'x', '1')).toMatchObject({ code: 0 })
  const before = (await island.ledger('beta')).head

  await island.signal('beta', 'SIGKILL')
  await island.up.line('logged', ({ event, priest }) => event === 'priest ended' && priest === 'beta')
  rmSync(join(island.dir, 'beta'), { recursive: true })
  const lostAt = performance.now()
  const beta = island.startPriest('beta', '--god', god, '--messagebook')
  expect(await beta.line('said', ({ event }) => event === 'learner')).toMatchObject({ why: expect.stringMatching(/./) })
  const { from } = await beta.line('said', ({ event }) => event === 'readmitted')
  const events = beta.said.map(({ event }) => event)
  expect(events.indexOf('learner')).toBeLessThan(events.indexOf('readmitted'))
  expect(events.slice(0, events.indexOf('readmitted'))).not.toContain('stood')
  await island.becomes('beta', 'counts', ({ role, passed }) => role === 'legislator' && passed >= Number(from) - 1)

  const { head, decrees } = await island.ledger('beta')
  expect(head).toMatchObject({ name: 'beta', parliament: before.parliament, incarnation: 2 })
  expect(head.birth).not.toBe(before.birth)
  // It voted for nothing that had passed before it was back.
  expect(decrees[0]).toMatchObject({ decree: 1, ballot: null })

  const president = await island.president()
  const other = ['alpha', 'gamma'].find((name) => name !== president) ?? 'alpha'
  await island.signal(other, 'SIGKILL')
  expect(await island.decree('put', 'x', '2')).toMatchObject({ code: 0 })
  expect(performance.now() - lostAt).toBeLessThan(BACK_MS)

  // What passed last has its majority by the vote of the new seat.
  const { code, said } = await run('audit', island.dir, '--trace')
  expect([code, said]).toMatchObject([0, [{ ok: true, violations: [] }]])
})
