import { type Connection, type Listener, WebSocketNetwork } from '@paxon/messenger'
import { decodeRequests, encodeReplies } from '@paxon/wire'
import { Citizen } from '../src/index.js'
import { FakeParliament, FakePriest } from './fake-priest.js'
import { World } from './world.js'

/** A priest's answers, at a door of the real network. */
async function open(priest: FakePriest): Promise<Listener> {
  const onConnection = (connection: Connection) => {
    connection.onFrame = (frame) => {
      connection.send(encodeReplies(decodeRequests(frame).flatMap((request) => priest.answer(request) ?? [])))
    }
  }
  const citizen = { maxFrameBytes: 2 * 1024 * 1024, maxConnections: 10, onConnection }
  return new Promise((resolve, reject) => {
    new WebSocketNetwork().listen(
      { host: '127.0.0.1', port: 0, doors: { citizen }, onGet: () => null },
      (listener, error) => (listener === null ? reject(error) : resolve(listener)),
    )
  })
}

test('by default over WebSocket and the system clock', async () => {
  const listener = await open(new FakePriest(new World(), 'alpha', new FakeParliament()))
  const citizen = await Citizen.connect({ at: `ws://127.0.0.1:${listener.port}` })
  try {
    const puts = Array.from({ length: 300 }, (_, i) => citizen.put(`k${i}`, 'v'.repeat(i)))
    expect((await Promise.all(puts)).map(({ decree }) => decree)).toEqual(puts.map((_, i) => i + 2))
    expect(await citizen.get('k299')).toMatchObject({ value: 'v'.repeat(299), by: 'alpha' })
  } finally {
    citizen.close()
    await new Promise<void>((resolve) => listener.close(resolve))
  }
})

test('a port where nobody listens is UNREACHABLE', async () => {
  const listener = await open(new FakePriest(new World(), 'alpha', new FakeParliament()))
  await new Promise<void>((resolve) => listener.close(resolve))
  const at = [`ws://127.0.0.1:${listener.port}`]
  await expect(Citizen.connect({ at, deadlineMs: 200 })).rejects.toMatchObject({ code: 'UNREACHABLE', outcome: 'none' })
})
