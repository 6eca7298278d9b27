import { leftovers, nothingIsLeft } from './leftovers.js'
import { run } from './processes/command.js'
import { Island } from './processes/island.js'

let island: Island
beforeEach(() => {
  island = new Island()
})
afterEach(() => island.remove())

const everyone = () => [island.ready.god, ...island.ready.priests.map(({ url }) => url)]

test('god killed, priests adopted, a second god refused, all down: no process, port or lock is left', async () => {
  const first = await island.raise()
  const before = await leftovers(island.dir, everyone())
  expect(before.ports).toHaveLength(4)
  expect(before.locks).toHaveLength(4)
  island.up.kill('SIGKILL')
  await island.up.end()
  expect((await leftovers(island.dir, everyone())).locks).toHaveLength(3)

  expect(await island.raise()).toEqual(first)
  const second = await run('up', '--dir', island.dir)
  expect(second).toMatchObject({ code: 2, said: [{ error: { code: 'USAGE', outcome: 'none' } }] })
  expect(await run('down', '--dir', island.dir)).toEqual({ code: 0, said: [{ event: 'down' }] })
  expect(await island.up.end()).toBe(0)
  await nothingIsLeft(island.dir, everyone())
  expect(await run('down', '--dir', island.dir)).toEqual({ code: 0, said: [{ event: 'down' }] })
})
