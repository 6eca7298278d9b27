import { type Connection, nodeMac, ProvingNetwork } from '@paxon/messenger'
import { decodeRequests, encodeReplies } from '@paxon/wire'
import { Citizen } from '../src/index.js'
import { FakeParliament, FakePriest } from './fake-priest.js'
import { failure, World } from './world.js'

const SECRET = 'open sesame, please'

/** A priest of some name behind a secret; what it is asked. */
function guarded(world: World, name: string, secret: string | null, parliament = new FakeParliament()) {
  const priest = new FakePriest(world, name, parliament)
  priest.kill()
  let asked = 0
  const onConnection = (connection: Connection) => {
    connection.onFrame = (frame) => {
      asked += 1
      connection.send(encodeReplies(decodeRequests(frame).flatMap((request) => priest.answer(request) ?? [])))
    }
  }
  let draws = 0
  const host = world.networkOf(name)
  const network = new ProvingNetwork(host, {
    secret,
    clock: world,
    randomHex: (bytes) => (++draws).toString(16).padStart(2 * bytes, '0'),
    mac: nodeMac,
  })
  const citizen = { maxFrameBytes: 1_000_000, maxConnections: 10, onConnection }
  network.listen({ host: '', port: 4701, doors: { citizen }, onGet: () => null }, () => {})
  return { url: `ws://${name}:4701`, asked: () => asked, kill: () => host.kill() }
}

test('a citizen that knows the secret puts and gets', async () => {
  const world = new World()
  const { url } = guarded(world, 'alpha', SECRET)
  const citizen = world.citizen({ at: url, secret: SECRET, learn: false })
  await world.until(citizen.put('colour', 'blue'))
  expect(await world.until(citizen.get('colour'))).toMatchObject({ value: 'blue' })
})

test.each([
  ['another one', 'shut sesame, please', SECRET, 'the secret is another one than here: compare the two files'],
  ['none', undefined, SECRET, 'a secret is asked for here: give it, --secret-file FILE'],
  [
    'one that nobody asks for',
    SECRET,
    null,
    'no secret is asked for here: give this side yours too, --secret-file FILE, or none to both',
  ],
])('one that has %s is told so at once, whatever it calls', async (_what, mine, theirs, why) => {
  const world = new World()
  const { url, asked } = guarded(world, 'alpha', theirs)
  const citizen = world.citizen({ at: url, learn: false, ...(mine === undefined ? {} : { secret: mine }) })
  const calls: Promise<unknown>[] = [citizen.put('a', '1'), citizen.get('a'), citizen.status()]
  for (const call of calls)
    await expect(world.until(call)).rejects.toMatchObject({
      code: 'WRONG_SECRET',
      outcome: 'none',
      message: expect.stringContaining(why),
    })
  expect(world.now()).toBe(0)
  // Not by a pause that was to be waited out, but soon: nobody knows whether it was put right.
  expect(await failure(world, citizen.put('a', '2'))).toEqual({ code: 'WRONG_SECRET', outcome: 'none' })
  expect(world.now()).toBeLessThan(1_000)
  expect(asked()).toBe(0)
})

test('one priest of another secret among others does no harm, first or last', async () => {
  const world = new World()
  const parliament = new FakeParliament()
  const other = guarded(world, 'alpha', 'shut sesame, please')
  const ours = guarded(world, 'beta', SECRET, parliament)
  for (const at of [
    [other.url, ours.url],
    [ours.url, other.url],
  ]) {
    const citizen = world.citizen({ at, secret: SECRET, learn: false })
    await world.until(citizen.put('a', '1'))
  }
  expect(other.asked()).toBe(0)
})

test('who was let in once waits for that priest, though another one has another secret', async () => {
  const world = new World()
  const parliament = new FakeParliament()
  const other = guarded(world, 'alpha', 'shut sesame, please')
  const ours = guarded(world, 'beta', SECRET, parliament)
  const citizen = world.citizen({ at: [other.url, ours.url], secret: SECRET, learn: false })
  await world.until(citizen.put('a', '1'))
  ours.kill()
  const call = citizen.put('a', '2')
  await world.pass(3_000)
  guarded(world, 'beta', SECRET, parliament)
  await world.until(call)
  expect(parliament.executed.length).toBe(2)
})

test.each([
  ['', 'is empty'],
  ['fifteen letters', 'has 15 bytes, and 16 are the least'],
])('a weak secret, "%s", is refused before anything is dialled', (secret, why) => {
  expect(() => new Citizen({ at: 'ws://alpha:4701', secret })).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: `The secret ${why}: give the parliament's own, or none where none is asked for.`,
    }),
  )
})
