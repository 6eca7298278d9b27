import { MemoryNetwork } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import { decodePeerFrame, encodeHello, encodePeerFrame, encodeRequests } from '@paxon/wire'
import fc from 'fast-check'
import { CLOSED_MIN, FAULTY, FRAMES, GROWTH_MAX, type Storm, storm, WARM_UP } from '../../messenger/test/storm.js'
import { joined, peerFrame, peerHello, request } from '../../wire/test/arbitraries.js'
import { HostileFrames, heapInUse, sampled } from '../../wire/test/hostile-frames.js'
import { drawer, PORT } from './host.js'
import { Island } from './island.js'

jest.setTimeout(120_000)

/** A priest that presides over itself, and what it has counted of faults. */
async function lonely(): Promise<{ island: Island; faults: () => number }> {
  let faults = 0
  const count = ({ event, count: more }: Readonly<Record<string, unknown>>) => {
    if (event === 'fault') faults += typeof more === 'number' ? more : 1
  }
  const island = new Island('alpha')
  island.god()
  void island.host('alpha').start({ log: { debug: count, info: count, warn: count, error: count } })
  await island.until(() => island.host('alpha').status.president !== null)
  return { island, faults: () => faults }
}

type Attack = Pick<Storm, 'door' | 'frames' | 'next' | 'hello'>

/** @returns how many connections were closed, by code */
async function attack(island: Island, strangers: Attack, count: number): Promise<Map<number, number>> {
  const network = () => new MemoryNetwork(island.hub, 'stranger')
  const closed = await storm({ ...strangers, network, url: `ws://alpha:${PORT}`, clock: island.clock }, count)
  // What repeats is told with its count every 10 s.
  for (let ms = 0; ms <= 10_100; ms += 25) {
    island.clock.advance(25)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return closed
}

const chance = drawer(11)
const [aHello] = fc.sample(peerHello, { numRuns: 1, seed: 3 })

const asked = new HostileFrames(
  sampled(fc.array(request, { minLength: 1, maxLength: 3 }).map((all) => joined(encodeRequests(all)))),
  chance,
)
const said = new HostileFrames(
  sampled(
    fc.oneof(
      peerFrame.map((frame) => joined(encodePeerFrame(frame))),
      peerHello.map((hello) => joined(encodeHello(hello))),
    ),
  ),
  chance,
)

const ATTACKS: readonly Attack[] = [
  {
    door: 'citizen',
    frames: asked,
    next: () => asked.next(),
    hello: () => joined(encodeRequests([{ type: 'hello', versions: [1, 1], parliament: null, seen: 0 }])),
  },
  {
    door: 'peer',
    frames: said,
    // Before a hello anything. Behind one only what cannot be read: a priest that was let in is believed.
    next: (isGreeted) => {
      for (;;) {
        const frame = said.next()
        if (!isGreeted || !isPeerFrame(frame)) return frame
      }
    },
    hello: () => {
      if (aHello === undefined) throw new Error('no hello was drawn')
      const law = { name: 'key-value', version: 1 }
      return joined(
        encodeHello({ ...aHello, name: nameOf('omega'), versions: [1, 1], founding: null, law, remembers: [] }),
      )
    },
  },
]

function isPeerFrame(frame: Uint8Array): boolean {
  try {
    decodePeerFrame(frame)
    return true
  } catch {
    return false
  }
}

test.each(ATTACKS)(
  'P32: 100,000 frames that nobody should send, at the door $door: the priest answers, and its memory is where it was',
  async (attacked) => {
    const { island, faults } = await lonely()
    await attack(island, attacked, WARM_UP)
    const before = await heapInUse()
    const counted = faults()
    const closed = await attack(island, attacked, FRAMES)
    expect((await heapInUse()) - before).toBeLessThan(GROWTH_MAX)

    const alpha = island.host('alpha')
    expect(alpha.isUp).toBe(true)
    expect(alpha.note.stopped).toBeNull()
    const codes = [...closed.keys()]
    expect(codes.filter((code) => !FAULTY.includes(code))).toEqual([])
    const total = [...closed.values()].reduce((sum, each) => sum + each, 0)
    expect(total).toBeGreaterThan(CLOSED_MIN)
    expect(faults() - counted).toBe(total)

    const citizen = island.citizen('alpha')
    citizen.hello()
    const session = await citizen.session()
    expect(session).toBeGreaterThan(0)
    expect(({} as { all?: unknown; type?: unknown }).all).toBeUndefined()
  },
)
