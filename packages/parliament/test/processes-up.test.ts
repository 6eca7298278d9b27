import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { isAlive } from './alive.js'
import { run } from './processes/command.js'
import { Island, type Ready } from './processes/island.js'

const island = new Island()
afterAll(() => island.remove())

const WS = /^ws:\/\/127\.0\.0\.1:[1-9]\d*$/
const at = ['--dir', island.dir]

async function isFree(url: string): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(Number(new URL(url).port), '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

describe('an island of three real processes', () => {
  let first: Ready
  beforeAll(async () => {
    first = await island.raise()
  })

  test('is ready, and says where everything is', () => {
    const priest = (name: string) => ({ name, url: expect.stringMatching(WS), pid: expect.any(Number) })
    expect(first).toEqual({
      event: 'ready',
      parliament: expect.stringMatching(/^[0-9a-f]{32}$/),
      god: expect.stringMatching(WS),
      priests: ['alpha', 'beta', 'gamma'].map(priest),
    })
    expect(island.record()).toMatchObject({
      parliament: first.parliament,
      god: first.god,
      pid: island.up.pid,
      priests: first.priests,
    })
  })

  test('passes decrees, each with a number and the answer of the law', async () => {
    const put = await island.decree('put', 'x', '3')
    const version = put.said[0]?.decree
    expect(put).toEqual({ code: 0, said: [{ decree: expect.any(Number), result: { version } }] })

    const swapped = await island.decree('cas', 'x', '4', '--if-version', String(version))
    const decree = swapped.said[0]?.decree
    expect(swapped).toEqual({ code: 0, said: [{ decree, result: { ok: true, value: '4', version: decree } }] })
    expect(Number(decree)).toBeGreaterThan(Number(version))

    expect(await island.decree('put', 'gone', 'soon')).toMatchObject({ code: 0 })
    const removed = { decree: expect.any(Number), result: { deleted: true } }
    expect(await island.decree('delete', 'gone')).toEqual({ code: 0, said: [removed] })
    expect(await island.decree('delete', 'gone')).toMatchObject({ code: 0, said: [{ result: { deleted: false } }] })
  })

  test('a cas that does not match is exit 1, and says how it stands', async () => {
    const refused = await island.decree('cas', 'x', '5', '--if', '3')
    expect(refused).toMatchObject({
      code: 1,
      said: [{ result: { ok: false, value: '4', version: expect.any(Number) } }],
    })
    expect(await island.decree('cas', 'new', '1', '--if-absent')).toMatchObject({ code: 0 })
    expect(await island.decree('cas', 'absent', '1', '--if', '0')).toMatchObject({
      code: 1,
      said: [{ result: { ok: false, value: null, version: null } }],
    })
  })

  test.each(['linearizable', 'decree'])('answers inquiries of level %s', async (level) => {
    expect(await island.decree('put', 'x', '4')).toMatchObject({ code: 0 })
    const { code, said } = await run('inquire', 'x', '--level', level, ...at)
    const name = expect.stringMatching(/^(?:alpha|beta|gamma)$/)
    expect(said).toEqual([{ decree: expect.any(Number), value: '4', version: expect.any(Number), by: name }])
    expect(Number(said[0]?.decree)).toBeGreaterThanOrEqual(Number(said[0]?.version))
    expect(code).toBe(0)
    expect(await run('inquire', 'gone', '--level', level, ...at)).toMatchObject({
      code: 0,
      said: [{ value: null, version: null }],
    })
  })

  test('has a status line for each priest', async () => {
    const president = await island.president()
    const { code, said } = await run('status', ...at)
    expect(code).toBe(0)
    expect(said).toEqual(
      first.priests.map(({ name, url, pid }) => ({
        name,
        incarnation: 1,
        url,
        present: true,
        role: 'legislator',
        state: 'legislator',
        why: null,
        president,
        ballot: [expect.any(Number), president],
        passed: expect.any(Number),
        applied: expect.any(Number),
        law: expect.objectContaining({ state: 'good' }),
        lag: expect.any(Number),
        ledgerBytes: expect.any(Number),
        rss: expect.any(Number),
        pid,
      })),
    )
  })

  test('every ledger holds every decree', async () => {
    const { said } = await island.decree('put', 'last', 'one')
    const last = Number(said[0]?.decree)
    for (const { name } of first.priests) await island.becomes(name, `holds ${last}`, ({ passed }) => passed >= last)
    const ledgers = await Promise.all(first.priests.map(({ name }) => island.ledger(name)))
    for (const { head, decrees } of ledgers) {
      expect(head).toMatchObject({ parliament: first.parliament, passedTo: last, heldTo: last, incarnation: 1 })
      expect(decrees.map(({ decree }) => decree)).toEqual(Array.from({ length: last }, (_, index) => index + 1))
      expect(decrees.every(({ passed }) => passed === true)).toBe(true)
    }
    const values = ledgers.map(({ decrees }) => decrees.map(({ value }) => value))
    expect(values[1]).toEqual(values[0])
    expect(values[2]).toEqual(values[0])
    expect(values[0]?.at(-1)).toMatchObject({ body: { op: 'put', key: 'last', value: 'one' } })
  })

  test('one god a folder: another `up` is wrong use, and this one goes on', async () => {
    const second = await run('up', ...at, '--port', '0')
    expect(second).toMatchObject({ code: 2, said: [{ error: { code: 'USAGE', outcome: 'none' } }] })
    expect(await island.decree('put', 'y', '1')).toMatchObject({ code: 0 })
  })

  test('P18: one folder opened by two processes: the second ends with exit 2, and the first goes on', async () => {
    const second = await run('priest', '--name', 'alpha', ...at, '--listen', '127.0.0.1:0')
    expect(second).toMatchObject({ code: 2 })
    expect(second.said.at(-1)).toMatchObject({ error: { code: 'USAGE', outcome: 'none' } })
    expect(await island.status('alpha')).toMatchObject({ pid: first.priests[0]?.pid, role: 'legislator' })
  })

  test('Ctrl-C leaves no process and no port behind; the next `up` goes on with the same ledgers', async () => {
    expect(await island.decree('put', 'kept', 'well')).toMatchObject({ code: 0 })
    island.up.kill('SIGINT')
    expect(await island.up.end()).toBe(0)
    expect(first.priests.filter(({ pid }) => isAlive(pid))).toEqual([])
    const urls = [first.god, ...first.priests.map(({ url }) => url)]
    expect(await Promise.all(urls.map(isFree))).toEqual(urls.map(() => true))

    const larger = await run('up', ...at, '--priests', '5')
    expect(larger).toMatchObject({ code: 2, said: [{ error: { code: 'USAGE', outcome: 'none' } }] })
    expect(existsSync(join(island.dir, 'delta'))).toBe(false)

    const again = await island.raise()
    const places = ({ parliament, god, priests }: Ready) => [parliament, god, ...priests.map(({ url }) => url)]
    expect(places(again)).toEqual(places(first))
    expect(again.priests.map(({ pid }) => pid)).not.toEqual(first.priests.map(({ pid }) => pid))
    expect(await run('inquire', 'kept', ...at)).toMatchObject({ code: 0, said: [{ value: 'well' }] })
  })
})
