import type { CitizenReply, CitizenRequest } from '@paxon/wire'
import { errorReply, FakeParliament, FakePriest } from './fake-priest.js'
import { failure, World } from './world.js'

/** Answers an inquiry as of a decree. */
const asOf =
  (decree: number) =>
  (request: CitizenRequest, priest: FakePriest): CitizenReply | null => {
    const reply = priest.answer(request)
    return reply?.type === 'answer' && request.type === 'inquiry' ? { ...reply, decree } : reply
  }

function setUp() {
  const world = new World()
  const parliament = new FakeParliament()
  const alpha = new FakePriest(world, 'alpha', parliament)
  const beta = new FakePriest(world, 'beta', parliament)
  return { world, parliament, alpha, beta, citizen: world.citizen({ at: [alpha.url, beta.url] }) }
}

describe('section 3.3.4: no inquiry shows an earlier law than one before it', () => {
  test('an answer from behind is not given to the caller; another priest is asked', async () => {
    const { world, alpha, beta, citizen } = setUp()
    alpha.script = asOf(9)
    beta.script = asOf(9)
    expect((await world.until(citizen.get('a', { level: 'local' }))).decree).toBe(9)
    alpha.script = asOf(8)
    expect(await world.until(citizen.get('a', { level: 'local' }))).toMatchObject({ decree: 9, by: 'beta' })
    expect(beta.asked('hello')).toEqual([{ type: 'hello', versions: [1, 1], parliament: alpha.parliament.id, seen: 9 }])
    expect(beta.asked('inquiry')).toMatchObject([{ seen: 9 }])
  })

  test('what a petition has shown counts too', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.put('a', '1'))
    await world.until(citizen.get('a'))
    expect(alpha.asked('inquiry')).toMatchObject([{ seen: 2 }])
  })

  test('when all are behind until the deadline, that is said', async () => {
    const { world, alpha, beta, citizen } = setUp()
    alpha.script = asOf(9)
    await world.until(citizen.get('a'))
    alpha.script = asOf(8)
    beta.script = (request) => (request.type === 'inquiry' ? errorReply(request.id, 'BEHIND') : beta.answer(request))
    expect(await failure(world, citizen.get('a'))).toEqual({ code: 'BEHIND', outcome: 'none' })
    expect(beta.asked('inquiry').length).toBeGreaterThan(0)
  })

  test('inquiries that were under way together may be answered as of different decrees', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.get('a'))
    alpha.script = (request) => (request.type === 'inquiry' ? null : alpha.answer(request))
    const [early, late] = [citizen.get('a'), citizen.get('a')]
    await world.pass(0)
    const [, first, second] = alpha.asked('inquiry')
    for (const [request, decree] of [[second, 12] as const, [first, 10] as const]) {
      const reply = request === undefined ? null : asOf(decree)(request, alpha)
      if (reply !== null) alpha.say(reply)
    }
    expect((await world.until(late)).decree).toBe(12)
    expect((await world.until(early)).decree).toBe(10)
  })

  test('measured when the call was made, not when it was sent', async () => {
    const { world, alpha, citizen } = setUp()
    alpha.script = asOf(5)
    const waiting = citizen.get('a')
    await world.until(waiting)
    alpha.script = (request) =>
      request.type === 'inquiry' ? errorReply(request.id, 'OVERLOADED') : alpha.answer(request)
    const paused = citizen.get('a')
    await world.pass(0)
    alpha.script = asOf(9)
    await world.until(citizen.get('a', { atLeast: 9 }))
    alpha.script = asOf(6)
    expect((await world.until(paused)).decree).toBe(6)
  })
})

describe('P18: two parliaments are not mixed up', () => {
  const OTHER = 'b'.repeat(32)

  test('a priest of another parliament is left at the welcome', async () => {
    const world = new World()
    const alpha = new FakePriest(world, 'alpha', new FakeParliament())
    const beta = new FakePriest(world, 'beta', new FakeParliament(OTHER))
    const citizen = world.citizen({ at: [alpha.url, beta.url] })
    await world.until(citizen.put('a', '1'))
    alpha.kill()
    await world.pass(0)
    expect(await failure(world, citizen.put('a', '2', { deadlineMs: 1_000 }))).toMatchObject({ outcome: 'none' })
    alpha.restart()
    expect(await world.until(citizen.get('a'))).toMatchObject({ value: '1', by: 'alpha' })
    expect(beta.asked('petition')).toEqual([])
    expect(beta.asked('inquiry')).toEqual([])
  })

  test('when there is no other, WRONG_PARLIAMENT is said at the deadline', async () => {
    const world = new World()
    const alpha = new FakePriest(world, 'alpha', new FakeParliament())
    const citizen = world.citizen({ at: alpha.url })
    await world.until(citizen.put('a', '1'))
    alpha.kill()
    await world.pass(0)
    const imposter = new FakePriest(world, 'alpha', new FakeParliament(OTHER))
    expect(await failure(world, citizen.put('a', '2'))).toEqual({ code: 'WRONG_PARLIAMENT', outcome: 'none' })
    expect(await failure(world, citizen.get('a'))).toEqual({ code: 'WRONG_PARLIAMENT', outcome: 'none' })
    expect(imposter.parliament.executed).toEqual([])
  })

  test('an answer of another parliament is refused, and its priest left', async () => {
    const world = new World()
    const parliament = new FakeParliament()
    const alpha = new FakePriest(world, 'alpha', parliament)
    const citizen = world.citizen({ at: alpha.url })
    await world.until(citizen.put('a', '1'))
    alpha.script = (request) => {
      const reply = alpha.answer(request)
      return reply?.type === 'answer' ? { ...reply, parliament: OTHER, decree: 1_000 } : reply
    }
    const put = citizen.put('a', '2')
    expect(await failure(world, put)).toEqual({ code: 'WRONG_PARLIAMENT', outcome: 'unknown' })
    alpha.script = (request) => alpha.answer(request)
    expect(await world.until(citizen.get('a'))).toMatchObject({ decree: 3, value: '2' })
    expect(alpha.met).toBe(2)
  })
})
