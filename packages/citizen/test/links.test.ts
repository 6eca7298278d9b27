import { CLOSE } from '@paxon/wire'
import { errorReply, FakeParliament, FakePriest, type FakePriestOptions } from './fake-priest.js'
import { failure, World } from './world.js'

function setUp(options: FakePriestOptions = {}) {
  const world = new World()
  const parliament = new FakeParliament()
  const priest = (name: string) => new FakePriest(world, name, parliament, options)
  return { world, parliament, alpha: priest('alpha'), beta: priest('beta'), gamma: priest('gamma') }
}

const urls = (...priests: FakePriest[]) => priests.map(({ url }) => url)
const everyone = { alpha: 'ws://alpha:4701', beta: 'ws://beta:4701', gamma: 'ws://gamma:4701' }

/** Answers as if the other had: what a priest does that does not preside. */
function handsOnTo(priest: FakePriest, president: FakePriest): void {
  priest.script = (request) => {
    const reply = priest.answer(request)
    return reply?.type === 'answer' ? { ...reply, by: president.name } : reply
  }
}

describe('where a citizen goes', () => {
  test('nowhere until there is something to ask', async () => {
    const { world, alpha } = setUp()
    world.citizen({ at: alpha.url })
    await world.pass(1_000)
    expect(alpha.met).toBe(0)
  })

  test('to the first given, and when that fails to the next, at once', async () => {
    const { world, alpha, beta, gamma } = setUp()
    const citizen = world.citizen({ at: urls(alpha, beta, gamma) })
    await world.until(citizen.put('a', '1'))
    alpha.kill()
    await world.until(citizen.put('a', '2'))
    expect([alpha.met, beta.met, gamma.met, world.now()]).toEqual([1, 1, 0, 0])
  })

  test('to learnt addresses when all given have failed, and back to those given', async () => {
    const { world, alpha, beta, gamma } = setUp({ priests: everyone })
    const citizen = world.citizen({ at: alpha.url })
    await world.until(citizen.put('a', '1'))
    for (const priest of [alpha, beta]) priest.kill()
    expect(await world.until(citizen.get('a'))).toMatchObject({ by: 'gamma' })
    gamma.kill()
    alpha.restart()
    expect(await world.until(citizen.get('a'))).toMatchObject({ by: 'alpha' })
  })

  test('only to those given, when it is not to learn', async () => {
    const { world, alpha, beta } = setUp({ priests: everyone, president: 'beta' })
    const citizen = world.citizen({ at: alpha.url, learn: false })
    await world.until(citizen.put('a', '1'))
    alpha.kill()
    expect(await failure(world, citizen.get('a'))).toEqual({ code: 'UNREACHABLE', outcome: 'none' })
    expect(beta.met).toBe(0)
  })

  test('to the president, if it can be reached', async () => {
    const { world, alpha, beta } = setUp({ priests: everyone, president: 'beta' })
    const citizen = world.citizen({ at: alpha.url })
    await world.until(citizen.put('a', '1'))
    await world.pass(100)
    expect(await world.until(citizen.get('a'))).toMatchObject({ by: 'beta' })
    expect([alpha.connections.size, beta.connections.size]).toEqual([0, 1])
    expect(alpha.parliament.executed).toHaveLength(1)
  })

  test('one priest that can be reached is enough, whoever presides', async () => {
    const { world, alpha, beta, gamma } = setUp({ priests: everyone, president: 'beta' })
    for (const priest of [beta, gamma]) priest.kill()
    const citizen = world.citizen({ at: alpha.url })
    for (let i = 0; i < 5; i++) await world.until(citizen.put('a', `${i}`))
    await world.pass(60_000)
    await world.until(citizen.get('a'))
    expect(alpha.met).toBe(1)
  })

  test('to the president after an answer that another priest only handed on (it was let in before there was one)', async () => {
    const { world, alpha, beta } = setUp({ priests: everyone })
    handsOnTo(alpha, beta)
    const citizen = world.citizen({ at: alpha.url })
    await world.until(citizen.put('a', '1'))
    await world.pass(100)
    expect([alpha.connections.size, beta.connections.size]).toEqual([0, 1])
  })

  test('and stays with the one that hands on while the president cannot be reached, trying again every 10 s', async () => {
    const { world, alpha, beta } = setUp({ priests: everyone })
    handsOnTo(alpha, beta)
    beta.kill()
    const citizen = world.citizen({ at: alpha.url })
    for (let i = 0; i < 30; i++) {
      await world.until(citizen.put('a', `${i}`))
      await world.pass(500)
    }
    expect([alpha.met, beta.met]).toEqual([1, 0])
    beta.restart()
    await world.until(citizen.put('a', 'x'))
    await world.pass(10_000)
    await world.until(citizen.put('a', 'y'))
    await world.pass(100)
    expect(beta.connections.size).toBe(1)
  })

  test('two priests that each name the other as president do not keep it running between them', async () => {
    const { world, alpha, beta } = setUp({ priests: everyone })
    alpha.president = beta.name
    beta.president = alpha.name
    const citizen = world.citizen({ at: alpha.url })
    for (let i = 0; i < 20; i++) {
      await world.until(citizen.get('a'))
      await world.pass(1_000)
    }
    expect([alpha.met, beta.met]).toEqual([1, 1])
  })
})

describe('when nobody answers', () => {
  test('rounds are paced from 20 ms doubling to 500 ms, with chance; an answer makes them short again', async () => {
    const { world, alpha, beta } = setUp()
    const dials: number[] = []
    alpha.script = (request) => {
      if (request.type === 'hello') dials.push(world.now())
      alpha.cut()
      return null
    }
    beta.kill()
    const citizen = world.citizen({ at: urls(alpha, beta), chance: () => 0.5 })
    const calls = citizen.get('a')
    await world.pass(3_000)
    const pauses = dials.slice(1).map((time, i) => time - (dials[i] ?? 0))
    expect(pauses.slice(0, 7)).toEqual([15, 30, 60, 120, 240, 375, 375])
    alpha.script = (request) => alpha.answer(request)
    await world.until(calls)
    const before = world.now()
    alpha.cut()
    await world.until(citizen.get('a'))
    expect(world.now() - before).toBe(15)
  })

  test('it does not dial when nothing waits any more', async () => {
    const { world, alpha } = setUp()
    alpha.kill()
    const citizen = world.citizen({ at: alpha.url })
    expect(await failure(world, citizen.get('a', { deadlineMs: 1_000 }))).toMatchObject({ code: 'UNREACHABLE' })
    await world.pass(1_000)
    expect(world.pending).toBe(0)
  })

  test('a priest that takes the dial and says nothing is left for the next', async () => {
    const { world, alpha, beta } = setUp()
    alpha.script = () => null
    const citizen = world.citizen({ at: urls(alpha, beta) })
    expect(await world.until(citizen.get('a'))).toMatchObject({ by: 'beta' })
    expect(world.now()).toBe(1_000)
  })

  test.each([
    ['of a version it does not speak', 2],
    ['of no version', 0],
  ])('a priest %s is left for the next', async (_, version) => {
    const { world, alpha, beta } = setUp()
    alpha.script = (request) => {
      const reply = alpha.answer(request)
      return reply?.type === 'welcome' ? { ...reply, version } : reply
    }
    const citizen = world.citizen({ at: urls(alpha, beta) })
    expect(await world.until(citizen.get('a'))).toMatchObject({ by: 'beta' })
  })

  test('a priest that answers before it has welcomed is left for the next', async () => {
    const { world, alpha, beta } = setUp()
    alpha.script = (request) => (request.type === 'hello' ? errorReply(1, 'DISK_FULL') : null)
    const citizen = world.citizen({ at: urls(alpha, beta) })
    expect(await world.until(citizen.get('a'))).toMatchObject({ by: 'beta' })
  })

  test('a door that closes for a wrong parliament says so at the deadline', async () => {
    const { world, alpha } = setUp()
    alpha.script = (_, __, connection) => {
      connection.close(CLOSE.WRONG_PARLIAMENT, 'another parliament')
      return null
    }
    const citizen = world.citizen({ at: alpha.url })
    expect(await failure(world, citizen.get('a'))).toEqual({ code: 'WRONG_PARLIAMENT', outcome: 'none' })
  })
})

describe('when a priest cannot help', () => {
  test('another is asked, and nothing that is under way at the first is lost', async () => {
    const { world, alpha, beta } = setUp()
    const citizen = world.citizen({ at: urls(alpha, beta) })
    await world.until(citizen.put('a', '0'))
    alpha.script = (request) => {
      if (request.type === 'inquiry') return errorReply(request.id, 'NO_PRESIDENT')
      return request.type === 'petition' ? null : alpha.answer(request)
    }
    const put = citizen.put('a', '1')
    expect(await world.until(citizen.get('a'))).toMatchObject({ by: 'beta' })
    expect(alpha.connections.size).toBe(1)
    const petition = alpha.asked('petition').at(-1)
    const reply = petition === undefined ? null : alpha.answer(petition)
    if (reply !== null) alpha.say(reply)
    expect(await world.until(put)).toEqual({ decree: 3, version: 3 })
    await world.pass(0)
    expect(alpha.connections.size).toBe(0)
    expect(alpha.asked('petition').length + beta.asked('petition').length).toBe(2)
  })

  test('without a majority anywhere it does not run about: at most one move in half a second', async () => {
    const { world, alpha, beta, gamma } = setUp({
      script: (request, priest) =>
        request.type === 'hello' ? priest.answer(request) : errorReply(request.id, 'NO_PRESIDENT'),
    })
    const citizen = world.citizen({ at: urls(alpha, beta, gamma) })
    const calls = Array.from({ length: 50 }, () => failure(world, citizen.get('a')))
    for (const call of calls) expect(await call).toEqual({ code: 'NO_PRESIDENT', outcome: 'none' })
    const met = [alpha.met, beta.met, gamma.met]
    expect(Math.min(...met)).toBeGreaterThan(1)
    expect(met.reduce((a, b) => a + b)).toBeLessThanOrEqual(21)
  })

  test('and there is no other, it is asked again on the same link', async () => {
    const { world, alpha } = setUp()
    alpha.script = (request) =>
      request.type === 'inquiry' && world.now() < 2_000 ? errorReply(request.id, 'NO_PRESIDENT') : alpha.answer(request)
    await world.until(world.citizen({ at: alpha.url }).get('a'))
    expect(alpha.met).toBe(1)
  })

  test('and the other cannot be reached, it stays', async () => {
    const { world, alpha, beta, gamma } = setUp()
    for (const priest of [beta, gamma]) priest.kill()
    alpha.script = (request) =>
      request.type === 'inquiry' && world.now() < 2_000 ? errorReply(request.id, 'BEHIND') : alpha.answer(request)
    await world.until(world.citizen({ at: urls(alpha, beta, gamma) }).get('a'))
    expect(alpha.met).toBe(1)
  })

  test('OVERLOADED is no reason to go elsewhere', async () => {
    const { world, alpha, beta } = setUp()
    alpha.script = (request) =>
      request.type === 'inquiry' && world.now() < 2_000 ? errorReply(request.id, 'OVERLOADED') : alpha.answer(request)
    await world.until(world.citizen({ at: urls(alpha, beta) }).get('a'))
    expect(beta.met).toBe(0)
  })
})
