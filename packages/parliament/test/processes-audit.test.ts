import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes/command.js'
import { TEST_MS } from './processes/eventually.js'
import { haveEnded, Island } from './processes/island.js'

jest.setTimeout(TEST_MS)

const island = new Island()
afterAll(() => island.remove())

test('a living island whose president is killed passes its audit, and so does every line of the messagebooks', async () => {
  const { priests } = await island.raise('--messagebook')
  expect(await island.decree('put', 'x', '1')).toMatchObject({ code: 0 })
  const dead = await island.president()
  await island.signal(dead, 'SIGKILL')
  expect(await island.decree('cas', 'x', '2', '--if', '1')).toMatchObject({ code: 0 })
  const { code, said } = await run('audit', island.dir, '--trace')
  expect(said).toMatchObject([{ ok: true, from: 1, checked: { priests: 3 }, violations: [] }])
  expect(code).toBe(0)

  // Each starts again: the dead one's book goes on, with the next number.
  await island.president()
  const ends = await run('down', '--dir', island.dir)
  expect(ends.code).toBe(0)
  await haveEnded(priests.map(({ pid }) => pid))
  expect((await run('audit', island.dir, '--trace')).said).toMatchObject([{ ok: true, violations: [] }])
  const book = (await run('messagebook', join(island.dir, dead))).said
  expect(book.filter(({ type }) => type === 'Entered')).toHaveLength(2)
  expect(book.map(({ seq }) => seq)).toEqual(book.map((_, i) => i + 1))
})

test('what was changed by hand is found: exit 1', async () => {
  const folder = join(island.dir, 'alpha', 'ledger')
  const page = readdirSync(folder).findLast((name) => name.endsWith('.page')) ?? ''
  const path = join(folder, page)
  const at = readFileSync(path).lastIndexOf('"type":"')
  const file = openSync(path, 'r+')
  writeSync(file, 'X', at + 8)
  closeSync(file)
  const { code, said } = await run('audit', island.dir)
  expect(said).toMatchObject([
    {
      ok: false,
      violations: [{ check: 'ledger', text: expect.stringMatching(/^the ledger of alpha cannot be believed/) }],
    },
  ])
  expect(code).toBe(1)
})
