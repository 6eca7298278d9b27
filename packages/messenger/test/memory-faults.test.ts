import fc from 'fast-check'
import { type Connection, ManualClock, MemoryHub, type MemoryHubOptions, MemoryNetwork } from '../src/index.js'
import { Ear } from './conformance/ear.js'

const MAX = { maxFrameBytes: 1_000, maxConnections: 10 }

/** Two hosts that have met, and a clock that only the test moves. */
class Pair {
  readonly clock = new ManualClock()
  readonly hub: MemoryHub
  readonly alpha: MemoryNetwork
  readonly beta: MemoryNetwork
  readonly arrivals: Ear[] = []
  /** What came of alpha's dials. */
  readonly outcomes: (Ear | string)[] = []

  constructor(options: Partial<MemoryHubOptions> = {}) {
    this.hub = new MemoryHub({ later: (ms, call) => this.clock.after(ms, call), ...options })
    this.alpha = new MemoryNetwork(this.hub, 'alpha')
    this.beta = new MemoryNetwork(this.hub, 'beta')
    const onConnection = (connection: Connection) => this.arrivals.push(new Ear(connection))
    const doors = { peer: { ...MAX, onConnection } }
    this.beta.listen({ host: '0.0.0.0', port: 4701, doors, onGet: () => null }, () => {})
  }

  dial(timeoutMs = 500): () => void {
    const options = { url: 'ws://beta:4701', door: 'peer', timeoutMs, maxFrameBytes: 1_000 } as const
    return this.alpha.dial(options, (connection, failure) => {
      this.outcomes.push(connection === null ? (failure?.kind ?? 'nothing') : new Ear(connection))
    })
  }

  meet(): { near: Ear; far: Ear } {
    this.dial()
    this.clock.advance(100)
    const [near] = this.outcomes
    const [far] = this.arrivals
    if (far === undefined || !(near instanceof Ear)) throw new Error('they did not meet')
    return { near, far }
  }
}

const BROKEN = { code: 1006, reason: '' }

test('nothing happens but in calls of later', () => {
  const pair = new Pair()
  const { near, far } = pair.meet()
  near.say('x')
  far.connection.close(4001, '')
  pair.hub.mend('alpha', 'beta')
  pair.hub.reset('alpha', 'beta')
  pair.dial()
  expect([near.frames, near.closes, far.frames, far.closes, pair.outcomes.length]).toEqual([[], [], [], [], 1])
})

test('frames are copied at the border', () => {
  const pair = new Pair()
  const { near, far } = pair.meet()
  const bytes = Buffer.from('before')
  near.connection.send([bytes])
  bytes.write('after!')
  pair.clock.advance(0)
  expect(far.texts).toEqual(['before'])
})

test('a frame takes as long as its bytes need, and none overtakes another', () => {
  const pair = new Pair({ delayMs: (_from, _to, bytes) => bytes })
  const { near, far } = pair.meet()
  near.say('0123456789')
  near.say('01234')
  pair.clock.advance(9)
  expect(far.frames).toEqual([])
  pair.clock.advance(1)
  expect(far.texts).toEqual(['0123456789', '01234'])
})

test('P29: whatever the delays, frames come in the order sent, behind the welcome and before the goodbye', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(50)), fc.nat(20), (delays, count) => {
      const pair = new Pair({ delayMs: () => delays.next().value ?? 0 })
      pair.dial()
      pair.clock.advance(50)
      const [far] = pair.arrivals
      for (let n = 0; n < count; n++) far?.say(`${n}`)
      far?.connection.close(4001, '')
      pair.clock.advance(200)
      const [near] = pair.outcomes
      if (!(near instanceof Ear)) throw new Error(`no connection: ${near}`)
      expect(near.texts).toEqual(Array.from({ length: count }, (_, n) => `${n}`))
      expect(near.closes).toEqual([{ code: 4001, reason: '' }])
    }),
  )
})

test('a dial and a goodbye take a way there and back, and leave no timer', () => {
  const pair = new Pair({ delayMs: () => 10 })
  pair.dial()
  pair.clock.advance(19)
  expect([pair.arrivals.length, pair.outcomes.length]).toEqual([1, 0])
  pair.clock.advance(1)
  expect([pair.outcomes.length, pair.clock.pending]).toEqual([1, 0])
  const [near] = pair.outcomes
  if (near instanceof Ear) near.connection.close(4001, 'because')
  const reason = { code: 4001, reason: 'because' }
  pair.clock.advance(10)
  expect(pair.arrivals[0]?.closes).toEqual([reason])
  pair.clock.advance(10)
  expect([near, pair.clock.pending]).toEqual([expect.objectContaining({ closes: [reason] }), 0])
})

describe('a way that is cut', () => {
  test('lets nothing arrive until it is mended; then all of it, in order; the way back is open', () => {
    const pair = new Pair()
    const { near, far } = pair.meet()
    near.say('under way')
    pair.hub.cut('alpha', 'beta')
    near.say('sent meanwhile')
    far.say('back')
    pair.clock.advance(60_000)
    expect([far.texts, near.texts]).toEqual([[], ['back']])
    expect(near.connection.bufferedBytes).toBe('under waysent meanwhile'.length)
    pair.hub.mend('alpha', 'beta')
    expect(far.texts).toEqual([])
    pair.clock.advance(0)
    expect(far.texts).toEqual(['under way', 'sent meanwhile'])
    expect(near.connection.bufferedBytes).toBe(0)
  })

  test('P32: makes send answer false above the mark, and drain when it is mended', () => {
    const pair = new Pair({ highWaterBytes: 100 })
    const { near } = pair.meet()
    pair.hub.cut('alpha', 'beta')
    expect([near.say('x'.repeat(100)), near.say('x'), near.say('x')]).toEqual([true, false, false])
    pair.hub.mend('alpha', 'beta')
    pair.clock.advance(0)
    expect([near.drains, near.say('x')]).toEqual([1, true])
  })

  test.each([
    ['there', 'alpha', 'beta'],
    ['back', 'beta', 'alpha'],
  ])('leaves a dial unanswered, if it is the way %s', (_way, from, to) => {
    const pair = new Pair()
    pair.hub.cut(from, to)
    pair.dial(500)
    pair.clock.advance(499)
    expect(pair.outcomes).toEqual([])
    pair.clock.advance(1)
    expect(pair.outcomes).toEqual(['unreachable'])
    pair.hub.mend(from, to)
    pair.clock.advance(0)
    for (const ear of pair.arrivals) expect(ear.closes).toEqual([BROKEN])
  })

  test('keeps a goodbye from its addressee; who said it gives up waiting after a second', () => {
    const pair = new Pair()
    const { near, far } = pair.meet()
    pair.hub.cut('alpha', 'beta')
    near.connection.close(4001, 'because')
    pair.clock.advance(999)
    expect(near.closes).toEqual([])
    pair.clock.advance(1)
    expect([near.closes, far.closes]).toEqual([[{ code: 4001, reason: 'because' }], []])
    pair.hub.mend('alpha', 'beta')
    pair.clock.advance(0)
    expect(far.closes).toEqual([{ code: 4001, reason: 'because' }])
  })
})

describe('a reset', () => {
  test('loses what is under way, and both ends hear that the connection broke', () => {
    const pair = new Pair()
    const { near, far } = pair.meet()
    near.say('lost')
    far.say('lost')
    pair.hub.reset('beta', 'alpha')
    pair.clock.advance(1_000)
    expect([near.texts, far.texts]).toEqual([[], []])
    expect([near.closes, far.closes]).toEqual([[BROKEN], [BROKEN]])
  })

  test('of a dial that has knocked makes it unreachable at once', () => {
    const pair = new Pair({ delayMs: () => 10 })
    pair.dial()
    pair.clock.advance(15)
    pair.hub.reset('alpha', 'beta')
    pair.clock.advance(0)
    expect(pair.outcomes).toEqual(['unreachable'])
  })

  test('leaves other hosts alone', () => {
    const pair = new Pair()
    const { near } = pair.meet()
    pair.hub.reset('alpha', 'gamma')
    pair.clock.advance(10)
    expect(near.closes).toEqual([])
  })
})

describe('a process that is killed', () => {
  test('is heard of by the others, and refused when dialled; itself hears nothing more', () => {
    const pair = new Pair({ delayMs: () => 10 })
    const { near, far } = pair.meet()
    near.say('too late')
    pair.beta.kill()
    pair.dial()
    pair.clock.advance(1_000)
    expect([near.closes, far.closes, far.frames]).toEqual([[BROKEN], [], []])
    expect(pair.outcomes.slice(1)).toEqual(['refused'])
  })

  test('gives up its dials without a word, and the connections that it dialled', () => {
    const pair = new Pair({ delayMs: () => 10 })
    const { near, far } = pair.meet()
    pair.dial()
    pair.clock.advance(15)
    pair.alpha.kill()
    pair.clock.advance(2_000)
    expect([near.closes, pair.outcomes.length]).toEqual([[], 1])
    expect([far.closes, pair.arrivals[1]?.closes]).toEqual([[BROKEN], [BROKEN]])
    expect(pair.clock.pending).toBe(0)
  })

  test('hears nothing even of what it has just begun', () => {
    const pair = new Pair()
    const { far } = pair.meet()
    let calls = 0
    far.connection.terminate()
    pair.beta.listen({ host: '', port: 0, doors: {}, onGet: () => null }, () => calls++)
    pair.beta.kill()
    pair.clock.advance(2_000)
    expect([far.closes, calls]).toEqual([[], 0])
  })

  test('leaves its port to the next one', () => {
    const pair = new Pair()
    pair.clock.advance(0)
    pair.beta.kill()
    const again = new MemoryNetwork(pair.hub, 'beta')
    let listens = false
    again.listen({ host: '', port: 4701, doors: {}, onGet: () => null }, (listener) => {
      listens = listener !== null
    })
    pair.clock.advance(0)
    expect(listens).toBe(true)
  })
})

test('a host that nobody made is unreachable at once', () => {
  const pair = new Pair()
  const outcomes: unknown[] = []
  const options = { url: 'ws://nobody:1', door: 'peer', timeoutMs: 500, maxFrameBytes: 1 } as const
  pair.alpha.dial(options, (_connection, failure) => outcomes.push(failure?.kind))
  pair.clock.advance(0)
  expect(outcomes).toEqual(['unreachable'])
})
