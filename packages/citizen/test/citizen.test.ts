import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '@paxon/law'
import type { Network } from '@paxon/messenger'
import { BODY_BYTES_MAX, Citizen } from '../src/index.js'
import { FakeParliament, FakePriest } from './fake-priest.js'
import { failure, World } from './world.js'

function setUp() {
  const world = new World()
  const parliament = new FakeParliament()
  const alpha = new FakePriest(world, 'alpha', parliament)
  return { world, parliament, alpha, citizen: world.citizen({ at: alpha.url }) }
}

describe('what a citizen can ask', () => {
  test('put, get, delete and cas', async () => {
    const { world, citizen } = setUp()
    expect(await world.until(citizen.put('a', '1'))).toEqual({ decree: 2, version: 2 })
    expect(await world.until(citizen.get('a'))).toEqual({ decree: 2, value: '1', version: 2, by: 'alpha' })
    expect(await world.until(citizen.cas('a', { if: '1', to: '2' }))).toEqual({
      decree: 3,
      ok: true,
      value: '2',
      version: 3,
    })
    expect(await world.until(citizen.cas('a', { ifAbsent: true, to: '3' }))).toEqual({
      decree: 4,
      ok: false,
      value: '2',
      version: 3,
    })
    expect(await world.until(citizen.cas('a', { ifVersion: 3, to: '4' }))).toMatchObject({ ok: true, version: 5 })
    expect(await world.until(citizen.delete('a'))).toEqual({ decree: 6, deleted: true })
    expect(await world.until(citizen.get('a'))).toEqual({ decree: 6, value: null, version: null, by: 'alpha' })
  })

  test('propose and inquire hand over bytes that are the caller’s own', async () => {
    const { world, citizen } = setUp()
    const { decree, answer } = await world.until(citizen.propose(Buffer.from('{"op":"put","key":"k","value":"v"}')))
    expect({ decree, answer: Buffer.from(answer).toString() }).toEqual({ decree: 2, answer: '{"version":2}' })
    expect(answer.buffer.byteLength).toBe(answer.length)
    const inquired = await world.until(citizen.inquire(Buffer.from('{"op":"get","key":"k"}')))
    expect(inquired).toMatchObject({ decree: 2, by: 'alpha' })
    expect(inquired.answer.buffer.byteLength).toBe(inquired.answer.length)
  })

  test('what the law refuses is REFUSED_BY_LAW', async () => {
    const { world, citizen } = setUp()
    const answer = await world.until(citizen.propose(Buffer.from('nonsense')))
    expect(Buffer.from(answer.answer).toString()).toContain('refused')
    const { alpha, world: other, citizen: another } = setUp()
    const refusal = Buffer.from('{"refused":"not today"}')
    alpha.script = (request) => {
      const reply = alpha.answer(request)
      return reply?.type === 'answer' && request.type !== 'session' ? { ...reply, body: refusal } : reply
    }
    expect(await failure(other, another.put('a', '1'))).toEqual({ code: 'REFUSED_BY_LAW', outcome: 'none' })
    expect(await failure(other, another.get('a'))).toEqual({ code: 'REFUSED_BY_LAW', outcome: 'none' })
  })

  test('answers of another law are BAD_REQUEST; a decree may have passed all the same', async () => {
    const { world, alpha, citizen } = setUp()
    alpha.script = (request) => {
      const reply = alpha.answer(request)
      return reply?.type === 'answer' && request.type !== 'session' ? { ...reply, body: Buffer.from('7') } : reply
    }
    expect(await failure(world, citizen.put('a', '1'))).toEqual({ code: 'BAD_REQUEST', outcome: 'unknown' })
    expect(await failure(world, citizen.get('a'))).toEqual({ code: 'BAD_REQUEST', outcome: 'none' })
  })

  test('status is of the priest that it is connected to', async () => {
    const { world, citizen } = setUp()
    expect(await world.until(citizen.status())).toMatchObject({ name: 'alpha', url: 'ws://alpha:4701', applied: 0 })
  })

  test('connect gives a citizen that was welcomed', async () => {
    const { world, alpha } = setUp()
    const network = world.network()
    const citizen = await world.until(Citizen.connect({ at: [alpha.url], network, clock: world, chance: () => 0 }))
    expect(alpha.asked('hello')).toEqual([{ type: 'hello', versions: [1, 1], parliament: null, seen: 0 }])
    expect(await world.until(citizen.put('a', '1'))).toEqual({ decree: 2, version: 2 })
  })

  test('connect rejects with UNREACHABLE when nobody answers, and leaves nothing running', async () => {
    const { world, alpha } = setUp()
    alpha.kill()
    const network = world.network()
    const connecting = Citizen.connect({ at: alpha.url, network, clock: world, deadlineMs: 300 })
    expect(await failure(world, connecting)).toEqual({ code: 'UNREACHABLE', outcome: 'none' })
    expect(world.now()).toBe(300)
    await world.pass(5_000)
    expect(world.pending).toBe(0)
  })
})

describe('how it asks', () => {
  test('the session is opened with the first petition and serves all; inquiries need none', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.get('a'))
    expect(alpha.asked('session')).toHaveLength(0)
    await world.until(Promise.all([citizen.put('a', '1'), citizen.put('a', '2'), citizen.put('a', '3')]))
    await world.until(citizen.put('a', '4'))
    expect(alpha.asked('session')).toHaveLength(1)
    expect(alpha.asked('petition').map(({ session, seq, acked }) => [session, seq, acked])).toEqual([
      [1, 1, 0],
      [1, 2, 0],
      [1, 3, 0],
      [1, 4, 3],
    ])
  })

  test('what is asked in one turn leaves in one frame, also when it is asked upon answers', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.put('a', '0'))
    alpha.frames.length = 0
    const citizens = Array.from({ length: 64 }, async (_, i) => {
      for (let j = 0; j < 3; j++) await citizen.put(`k${i}`, `${j}`)
    })
    await world.until(Promise.all(citizens))
    expect(alpha.frames).toEqual([64, 64, 64])
  })

  test('frames stay below the limit of the door, however large the bodies', async () => {
    const { world, alpha, citizen } = setUp()
    const value = 'v'.repeat(VALUE_BYTES_MAX)
    await world.until(Promise.all([1, 2, 3, 4, 5].map((i) => citizen.put(`k${i}`, value))))
    expect(alpha.met).toBe(1)
    expect(alpha.parliament.executed).toHaveLength(5)
  })

  test('no more is handed to a connection than it can take', async () => {
    const { world, alpha } = setUp()
    const inner = world.network()
    let most = 0
    const dial: Network['dial'] = (options, done) =>
      inner.dial(options, (connection, failure) => {
        const send = connection?.send.bind(connection)
        if (connection !== null && send !== undefined)
          connection.send = (parts) => {
            const isWritable = send(parts)
            most = Math.max(most, connection.bufferedBytes)
            return isWritable
          }
        done(connection, failure)
      })
    const citizen = world.citizen({ at: alpha.url, network: { dial, listen: inner.listen } })
    const value = 'v'.repeat(VALUE_BYTES_MAX)
    await world.until(Promise.all(Array.from({ length: 8 }, (_, i) => citizen.put(`k${i}`, value))))
    expect(most).toBeGreaterThan(VALUE_BYTES_MAX)
    expect(most).toBeLessThan(3 * VALUE_BYTES_MAX)
  })

  test('at most 1,024 petitions are unacknowledged, and at most 11,024 calls wait', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.put('a', '0'))
    alpha.script = (request) => (request.type === 'petition' ? null : alpha.answer(request))
    const outcomes: string[] = []
    const note = (error: { code: string; outcome: string }) => outcomes.push(`${error.code} ${error.outcome}`)
    for (let i = 0; i < 11_025; i++) citizen.put('a', '1').catch(note)
    await world.pass(100)
    expect(outcomes).toEqual(['OVERLOADED none'])
    expect(alpha.asked('petition')).toHaveLength(1 + 1_024)
    citizen.close()
    await world.pass(0)
    expect(outcomes.filter((outcome) => outcome === 'CLOSED unknown')).toHaveLength(1_024)
    expect(outcomes.filter((outcome) => outcome === 'CLOSED none')).toHaveLength(10_000)
  })

  test('no more inquiries are at the priest than it can be expected to take; the rest follow', async () => {
    const { world, alpha, citizen } = setUp()
    alpha.script = (request) => (request.type === 'inquiry' ? null : alpha.answer(request))
    const all = Array.from({ length: 1_500 }, () => citizen.get('a'))
    await world.pass(100)
    const asked = alpha.asked('inquiry')
    expect(asked).toHaveLength(1_024)
    alpha.script = (request) => alpha.answer(request)
    for (const request of asked) alpha.say(...[alpha.answer(request)].flatMap((reply) => reply ?? []))
    await world.until(Promise.all(all))
    expect(alpha.asked('inquiry')).toHaveLength(1_500)
  })

  test('a priest is told how long it may take: a second at first, never as long as the deadline', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.get('a'))
    await world.until(citizen.get('a', { deadlineMs: 500 }))
    await world.until(citizen.get('a', { deadlineMs: 1 }))
    expect(alpha.asked('inquiry').map(({ left }) => left)).toEqual([1_000, 450, 1])
  })

  test('level and decree number go with the inquiry', async () => {
    const { world, parliament, alpha, citizen } = setUp()
    for (let i = 0; i < 9; i++) parliament.pass()
    await world.until(citizen.get('a', { level: 'local' }))
    await world.until(citizen.get('a', { atLeast: 5 }))
    await world.until(citizen.get('a', { level: 'decree' }))
    await world.until(citizen.get('a'))
    expect(alpha.asked('inquiry').map(({ level, seen }) => [level, seen])).toEqual([
      ['local', 0],
      ['at-least', 9],
      ['decree', 9],
      ['linearizable', 9],
    ])
  })
})

describe('what is wrong before it is sent', () => {
  test.each<[string, (citizen: Citizen) => Promise<unknown>, string]>([
    ['an empty key', (citizen) => citizen.put('', '1'), 'BAD_REQUEST'],
    ['a long key', (citizen) => citizen.get('k'.repeat(KEY_BYTES_MAX + 1)), 'TOO_LARGE'],
    ['a long value', (citizen) => citizen.put('k', 'v'.repeat(VALUE_BYTES_MAX + 1)), 'TOO_LARGE'],
    ['a long condition', (c) => c.cas('k', { if: 'v'.repeat(VALUE_BYTES_MAX + 1), to: '' }), 'TOO_LARGE'],
    ['a version that is none', (citizen) => citizen.cas('k', { ifVersion: 0.5, to: '' }), 'BAD_REQUEST'],
    ['a long body', (citizen) => citizen.propose(new Uint8Array(BODY_BYTES_MAX + 1)), 'TOO_LARGE'],
    ['a body that is text', (citizen) => citizen.propose('text' as unknown as Uint8Array), 'BAD_REQUEST'],
    ['an unknown level', (citizen) => citizen.get('k', { level: 'sure' as 'local' }), 'BAD_REQUEST'],
    ['a decree number that is none', (citizen) => citizen.get('k', { atLeast: -1 }), 'BAD_REQUEST'],
    ['a deadline of nothing', (citizen) => citizen.get('k', { deadlineMs: 0 }), 'BAD_REQUEST'],
    ['a deadline without end', (citizen) => citizen.put('k', '', { deadlineMs: Infinity }), 'BAD_REQUEST'],
  ])('%s', async (_, call, code) => {
    const { world, alpha, citizen } = setUp()
    expect(await failure(world, call(citizen))).toEqual({ code, outcome: 'none' })
    expect(alpha.requests).toEqual([])
  })

  test('the largest body is sent', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.propose(new Uint8Array(BODY_BYTES_MAX)))
    expect(alpha.parliament.executed).toHaveLength(1)
  })
})

describe('ending a call', () => {
  test('by signal, before, in the queue, and at the priest', async () => {
    const { world, alpha, citizen } = setUp()
    alpha.script = (request) => (request.type === 'petition' ? null : alpha.answer(request))
    const signal = AbortSignal.abort('no')
    expect(await failure(world, citizen.put('a', '1', { signal }))).toEqual({ code: 'ABORTED', outcome: 'none' })
    const early = new AbortController()
    const queued = citizen.put('a', '1', { signal: early.signal })
    early.abort()
    expect(await failure(world, queued)).toEqual({ code: 'ABORTED', outcome: 'none' })
    const late = new AbortController()
    const sent = citizen.put('a', '2', { signal: late.signal })
    const asked = citizen.get('a', { signal: late.signal })
    await world.until(asked)
    await world.pass(0)
    late.abort(new Error('changed my mind'))
    await expect(sent).rejects.toMatchObject({
      code: 'ABORTED',
      outcome: 'unknown',
      cause: { message: 'changed my mind' },
    })
    expect(alpha.asked('petition')).toHaveLength(1)
  })

  test('a signal that outlives its calls holds nothing of them', async () => {
    const { world, citizen } = setUp()
    const { signal } = new AbortController()
    const added = jest.spyOn(signal, 'addEventListener')
    const removed = jest.spyOn(signal, 'removeEventListener')
    await world.until(Promise.all([citizen.put('a', '1', { signal }), citizen.get('a', { signal })]))
    const listeners = ({ mock }: typeof added | typeof removed) => new Set(mock.calls.map(([, listener]) => listener))
    expect(listeners(removed)).toEqual(listeners(added))
    expect(added).toHaveBeenCalledTimes(2)
  })

  test('close says goodbye, and ends what waits with CLOSED', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.put('a', '1'))
    alpha.script = () => null
    const sent = citizen.put('a', '2')
    await world.pass(0)
    const unsent = citizen.put('a', '3')
    const inquiry = citizen.get('a')
    citizen.close()
    citizen.close()
    expect(await failure(world, sent)).toEqual({ code: 'CLOSED', outcome: 'unknown' })
    expect(await failure(world, unsent)).toEqual({ code: 'CLOSED', outcome: 'none' })
    expect(await failure(world, inquiry)).toEqual({ code: 'CLOSED', outcome: 'none' })
    expect(await failure(world, citizen.get('a'))).toEqual({ code: 'CLOSED', outcome: 'none' })
    await world.pass(2_000)
    expect(alpha.connections.size).toBe(0)
    expect(world.pending).toBe(0)
  })
})
