import { decodeGodMessage, encodeGodMessage, type GodMessage } from '@paxon/wire'
import { CLOSED_MIN, FAULTY, FRAMES, GROWTH_MAX, storm, WARM_UP } from '../../messenger/test/storm.js'
import { chanceOf } from '../../synod/test/chance.js'
import { godMessage, joined } from '../../wire/test/arbitraries.js'
import { HostileFrames, heapInUse, sampled } from '../../wire/test/hostile-frames.js'
import { ALPHA, BETA, GOD_URL, GodHall, HallPriest } from './god-hall.js'

jest.setTimeout(120_000)

const frames = new HostileFrames(sampled(godMessage.map((message) => joined(encodeGodMessage(message)))), chanceOf(5))

function read(frame: Uint8Array): GodMessage | null {
  try {
    return decodeGodMessage(frame)
  } catch {
    return null
  }
}

/** Whoever says a hello or a command as it should be is believed where there is no secret; behind a hello, any message. */
function nextFrame(isGreeted: boolean): Uint8Array {
  for (;;) {
    const frame = frames.next()
    const message = read(frame)
    if (message === null || (!isGreeted && message.type !== 'hello' && message.type !== 'command')) return frame
  }
}

/** @returns how many connections were closed, by code */
async function attack(hall: GodHall, hello: Uint8Array, count: number): Promise<Map<number, number>> {
  const network = () => hall.network('stranger')
  const strangers = { network, url: GOD_URL, door: 'god', frames, next: nextFrame, hello: () => hello } as const
  const closed = await storm({ ...strangers, clock: hall.clock }, count)
  await hall.pass(5_000)
  return closed
}

test("P32: 100,000 frames that nobody should send, at god's door: god answers, and its memory is where it was", async () => {
  const hall = new GodHall()
  const downs = jest.fn(() => Promise.resolve())
  hall.down = downs
  const god = hall.god([ALPHA, BETA])
  await hall.enter(god)
  const alpha = new HallPriest(hall, ALPHA)
  await alpha.dial()
  // What beta says first, whoever it is that says it.
  const beta = new HallPriest(hall, BETA)
  const hello = joined(encodeGodMessage(beta.hello()))

  await attack(hall, hello, WARM_UP)
  const before = await heapInUse()
  hall.told.length = 0
  const closed = await attack(hall, hello, FRAMES)
  hall.told.length = 0
  expect((await heapInUse()) - before).toBeLessThan(GROWTH_MAX)
  expect([...closed.keys()].filter((code) => !FAULTY.includes(code) && code !== 4007)).toEqual([])
  expect([...closed.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(CLOSED_MIN)
  expect(downs).not.toHaveBeenCalled()
  expect(alpha.closed).toBeNull()
  expect(god.connected).toEqual([ALPHA])

  await beta.dial()
  await hall.pass(1_000)
  expect(god.status.state).toBe('founded')
  expect([alpha, beta].map(({ founding }) => founding?.parliament)).toEqual(Array(2).fill(alpha.founding?.parliament))
})
