import { type CloseReason, type Connection, type Listener, MemoryNetwork } from '@paxon/messenger'
import { GOD_FRAME_BYTES_MAX } from '@paxon/wire'
import { refuseTakenPort } from '../src/listen.js'
import { refuseOtherSecret } from '../src/same-secret.js'
import { ALPHA, dialGod, GodHall } from './god-hall.js'

test("P32: more than 128 at once, or a frame over 256 KiB, are turned away at god's door", async () => {
  const hall = new GodHall()
  await hall.enter(hall.god([ALPHA]))
  const inside: Connection[] = []
  for (let count = 0; count < 128; count++) inside.push(await dialGod(hall, hall.network()))
  await expect(dialGod(hall, hall.network())).rejects.toThrow('503 Service Unavailable')
  const [first] = inside
  const closed: CloseReason[] = []
  if (first === undefined) throw new Error('nobody is inside')
  first.onClose = (reason) => closed.push(reason)
  first.send([new Uint8Array(GOD_FRAME_BYTES_MAX + 1)])
  await hall.pass(0)
  expect(closed).toMatchObject([{ code: 1009 }])
  expect(await dialGod(hall, hall.network())).toBeDefined()
})

/** Somebody who listens at a port of the hall. */
function squat(hall: GodHall, onConnection: (connection: Connection) => void = () => {}): Listener {
  let listener: Listener | null = null
  const citizen = { maxFrameBytes: 1_000, maxConnections: 10, onConnection }
  const options = { host: 'here', port: 4701, doors: { citizen }, onGet: () => null }
  new MemoryNetwork(hall.hub, 'here').listen(options, (it) => {
    listener = it
  })
  hall.clock.advance(0)
  if (listener === null) throw new Error('the port is taken')
  return listener
}

/** Lets time go by, 10 ms at a step, until it is settled. @returns after how long */
async function settled(hall: GodHall, call: Promise<unknown>): Promise<{ ms: number; error: unknown }> {
  let outcome: { error: unknown } | null = null
  const end = (error: unknown) => {
    outcome = { error }
  }
  call.then(() => end(null), end)
  for (let ms = 0; ms <= 10_000; ms += 10) {
    if (outcome !== null) return { ms, ...(outcome as { error: unknown }) }
    await hall.pass(10)
  }
  throw new Error('not in 10 s')
}

test('a port is looked at for 300 ms before it counts as taken', async () => {
  const hall = new GodHall()
  const look = () =>
    settled(hall, refuseTakenPort(ALPHA, { network: hall.network('here'), host: 'here', port: 4701 }, hall.clock))
  const other = squat(hall)
  const taken = await look()
  expect(taken.error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('its port here:4701 is taken') })
  expect(taken.ms).toBeGreaterThanOrEqual(300)
  expect(taken.ms).toBeLessThan(400)
  hall.clock.after(200, () => other.close(() => {}))
  const freed = await look()
  expect(freed.error).toBeNull()
  expect(freed.ms).toBeGreaterThanOrEqual(200)
})

test('a living priest that hangs is asked for its secret for a second, and taken to know it', async () => {
  const hall = new GodHall()
  const known = { network: hall.network(), clock: hall.clock, randomHex: hall.randomHex }
  squat(hall)
  const { ms, error } = await settled(hall, refuseOtherSecret(ALPHA, 'ws://here:4701', known))
  expect(error).toBeNull()
  expect(ms).toBeGreaterThanOrEqual(1_000)
  expect(ms).toBeLessThan(3_000)
})
