import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes/command.js'
import { TEST_MS } from './processes/eventually.js'
import { haveEnded, Island } from './processes/island.js'

jest.setTimeout(TEST_MS)

const island = new Island()

/** `audit --trace`, of three messagebooks that have lines: without them it would show nothing. */
async function audited(): Promise<number | null> {
  const { code, said } = await run('audit', island.dir, '--trace')
  const [report = {}] = said
  const lines = expect.any(Number)
  expect(report).toMatchObject({ ok: true, from: 1, checked: { priests: 3, books: 3, lines }, violations: [] })
  expect(report).not.toMatchObject({ checked: { lines: 0 } })
  return code
}

afterAll(() => island.remove())

test('a living island whose president is killed passes its audit, and so does every line of the messagebooks', async () => {
  const { priests } = await island.raise('--messagebook')
  expect(await island.decree('put', 'x', '1')).toMatchObject({ code: 0 })
  const dead = await island.president()
  await island.signal(dead, 'SIGKILL')
  expect(await island.decree('cas', 'x', '2', '--if', '1')).toMatchObject({ code: 0 })
  expect(await audited()).toBe(0)

  // Each starts again: the dead one's book goes on, with the next number.
  await island.president()
  const ends = await run('down', '--dir', island.dir)
  expect(ends.code).toBe(0)
  await haveEnded(priests.map(({ pid }) => pid))
  expect(await audited()).toBe(0)
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
