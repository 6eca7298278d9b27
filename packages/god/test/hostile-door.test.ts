import type { CloseReason } from '@paxon/messenger'
import { decodeGodMessage, encodeGodMessage, GOD_FRAME_BYTES_MAX, type GodMessage } from '@paxon/wire'
import { godMessage, joined } from '../../wire/test/arbitraries.js'
import { HostileFrames, heapInUse, sampled } from '../../wire/test/hostile-frames.js'
import { ALPHA, BETA, GOD_URL, GodHall, HallPriest } from './god-hall.js'

jest.setTimeout(120_000)

const FRAMES = 100_000
const WARM_UP = 10_000
const FRAMES_EACH = 4
const AT_ONCE = 25
const GROWTH_MAX = 4 * 1024 * 1024
/** Closed by the network itself, or with a code of docs/ERRORS.md that says what was wrong. */
const FAULTY = [4001, 4002, 4003]

/** The same in every run. */
function drawer(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const frames = new HostileFrames(sampled(godMessage.map((message) => joined(encodeGodMessage(message)))), drawer(5))

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
  const closed = new Map<number, number>()
  for (let sent = 0; sent < count; sent += AT_ONCE * FRAMES_EACH) {
    const hangUps: (() => void)[] = []
    for (let each = 0; each < AT_ONCE; each++) {
      const dial = { url: GOD_URL, door: 'god', timeoutMs: 1_000, maxFrameBytes: GOD_FRAME_BYTES_MAX } as const
      hall.network('stranger').dial(dial, (connection) => {
        if (connection === null) throw new Error('the door is shut')
        let isOpen = true
        connection.onClose = ({ code }: CloseReason) => {
          if (isOpen) closed.set(code, (closed.get(code) ?? 0) + 1)
          isOpen = false
        }
        const isGreeted = frames.below(2) === 0
        if (isGreeted) connection.send([hello])
        for (let frame = 0; frame < FRAMES_EACH; frame++) connection.send([nextFrame(isGreeted)])
        hangUps.push(() => {
          if (isOpen) connection.terminate()
          isOpen = false
        })
      })
    }
    for (let ms = 0; ms < 3; ms++) {
      hall.clock.advance(ms)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(hangUps).toHaveLength(AT_ONCE)
    for (const hangUp of hangUps) hangUp()
    // No more come of one host than a door lets in.
    hall.clock.advance(4 * AT_ONCE)
  }
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
  expect([...closed.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(FRAMES / FRAMES_EACH / 2)
  expect(downs).not.toHaveBeenCalled()
  expect(alpha.closed).toBeNull()
  expect(god.connected).toEqual([ALPHA])

  await beta.dial()
  await hall.pass(1_000)
  expect(god.status.state).toBe('founded')
  expect([alpha, beta].map(({ founding }) => founding?.parliament)).toEqual(Array(2).fill(alpha.founding?.parliament))
})
