import type { CitizenRequest, ErrorCode } from '@paxon/wire'
import { errorReply, FakeParliament, FakePriest, type FakePriestOptions, type Script } from './fake-priest.js'
import { failure, World } from './world.js'

function setUp(options: FakePriestOptions = {}) {
  const world = new World()
  const parliament = new FakeParliament()
  const alpha = new FakePriest(world, 'alpha', parliament, options)
  return { world, parliament, alpha, citizen: world.citizen({ at: alpha.url }) }
}

const isOf = (type: CitizenRequest['type']) => (request: CitizenRequest) => request.type === type

/** The first request of a type meets `then`; everything else an honest priest. */
function once(type: CitizenRequest['type'], then: Script): Script {
  let isDone = false
  return (request, priest, connection) => {
    if (isDone || !isOf(type)(request)) return priest.answer(request)
    isDone = true
    return then(request, priest, connection)
  }
}

const idOf = (request: CitizenRequest): number => (request.type === 'hello' ? 0 : request.id)

const silent: Script = () => null
const reset: Script = (_, priest) => {
  priest.cut()
  return null
}
const executeAndReset: Script = (request, priest) => {
  priest.answer(request)
  priest.cut()
  return null
}
const executeInSilence: Script = (request, priest) => {
  priest.answer(request)
  return null
}
const garble: Script = (_, _priest, connection) => {
  connection.send([new Uint8Array([1, 2, 3])])
  return null
}

describe('P29: one lost message or a reset in mid-stream leaves nobody stuck', () => {
  const losses: [string, Script][] = [
    ['lost', silent],
    ['lost in a reset', reset],
    ['executed, its answer lost', executeInSilence],
    ['executed, its answer lost in a reset', executeAndReset],
    ['answered by garbage', garble],
  ]
  const types: CitizenRequest['type'][] = ['hello', 'session', 'petition', 'inquiry', 'status']
  const cases = types.flatMap((type) => losses.map(([what, script]) => [type, what, script] as const))

  test.each(cases)('a %s that is %s', async (type, _, script) => {
    const { world, parliament, citizen } = setUp({ script: once(type, script) })
    await world.until(Promise.all([citizen.put('a', '1'), citizen.get('a'), citizen.status()]))
    expect(parliament.executed).toHaveLength(1)
    expect(world.now()).toBeLessThan(2_000)
    expect((await world.until(citizen.get('a'))).value).toBe('1')
  })

  test('a link that carries nothing more without being closed is left', async () => {
    const { world, parliament, citizen } = setUp()
    const beta = new FakePriest(world, 'beta', parliament)
    const two = world.citizen({ at: ['ws://alpha:4701', beta.url] })
    await world.until(two.put('a', '1'))
    world.hub.cut('alpha', 'citizen-2')
    expect((await world.until(two.put('a', '2'))).version).toBeGreaterThan(0)
    expect(world.now()).toBeLessThan(2_000)
    expect(beta.asked('petition')).toHaveLength(1)
    citizen.close()
  })
})

describe('P10: a retry is executed once', () => {
  test('it has the session and the seq of the first sending, and gets its answer', async () => {
    const { world, parliament, alpha, citizen } = setUp({ script: once('petition', executeAndReset) })
    expect(await world.until(citizen.put('a', '1'))).toEqual({ decree: 2, version: 2 })
    expect(alpha.asked('petition').map(({ session, seq }) => [session, seq])).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect(parliament.executed).toHaveLength(1)
  })

  test.each<ErrorCode>([
    'OUTCOME_UNKNOWN',
    'NO_PRESIDENT',
    'NO_MAJORITY',
    'OVERLOADED',
    'SESSION_FULL',
    'UNFOUNDED',
    'LEDGER_FAILED',
    'CLOSED',
  ])('%s is tried again after a pause', async (code) => {
    const { world, parliament, alpha, citizen } = setUp({
      script: once('petition', (request) => errorReply(idOf(request), code)),
    })
    expect(await world.until(citizen.put('a', '1'))).toMatchObject({ decree: 2 })
    expect(alpha.asked('petition').map(({ seq }) => seq)).toEqual([1, 1])
    expect(world.now()).toBe(10)
    expect(parliament.executed).toHaveLength(1)
  })

  test('an answer that comes late, after the retry was sent, is taken', async () => {
    const { world, alpha, citizen } = setUp({
      script: (request, priest) => (isOf('petition')(request) ? null : priest.answer(request)),
    })
    const put = citizen.put('a', '1')
    await world.pass(1_600)
    const [first] = alpha.asked('petition')
    expect(alpha.asked('petition')).toHaveLength(2)
    if (first !== undefined) alpha.say(alpha.answer(first) ?? errorReply(first.id, 'BAD_REQUEST'))
    expect(await world.until(put)).toEqual({ decree: 2, version: 2 })
  })

  test('pauses double from 20 to 500 ms, half of each by chance; a priest is given twice as long each time', async () => {
    const { world, alpha } = setUp()
    const citizen = world.citizen({ at: alpha.url, chance: () => 0.5 })
    const sentAt: number[] = []
    alpha.script = (request) => {
      if (request.type !== 'inquiry') return alpha.answer(request)
      sentAt.push(world.now())
      return errorReply(request.id, 'OVERLOADED')
    }
    expect(await failure(world, citizen.get('a'))).toEqual({ code: 'OVERLOADED', outcome: 'none' })
    const pauses = sentAt.slice(1).map((time, i) => time - (sentAt[i] ?? 0))
    expect(pauses.slice(0, 7)).toEqual([15, 30, 60, 120, 240, 375, 375])
    const lefts = alpha.asked('inquiry').map(({ left }) => left)
    expect(lefts.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(Math.min(...lefts)).toBeGreaterThan(0)
  })
})

describe('what is said at the deadline', () => {
  const answering =
    (type: CitizenRequest['type'], script: Script): Script =>
    (request, priest, connection) =>
      isOf(type)(request) ? script(request, priest, connection) : priest.answer(request)
  const withError =
    (code: ErrorCode): Script =>
    (request) =>
      errorReply(idOf(request), code)

  test.each<[string, Script, string, string]>([
    ['nobody there', reset, 'UNREACHABLE', 'none'],
    ['no session is opened', answering('session', silent), 'UNREACHABLE', 'none'],
    ['no president for the session', answering('session', withError('NO_PRESIDENT')), 'NO_PRESIDENT', 'none'],
    ['no majority for the session', answering('session', withError('OUTCOME_UNKNOWN')), 'NO_MAJORITY', 'none'],
    ['the disk is full', answering('session', withError('DISK_FULL')), 'DISK_FULL', 'none'],
    ['no president', answering('petition', withError('NO_PRESIDENT')), 'NO_PRESIDENT', 'none'],
    ['overload', answering('petition', withError('OVERLOADED')), 'OVERLOADED', 'none'],
    ['not founded', answering('petition', withError('UNFOUNDED')), 'UNFOUNDED', 'none'],
    ['a decree that may pass', answering('petition', withError('OUTCOME_UNKNOWN')), 'OUTCOME_UNKNOWN', 'unknown'],
    [
      'a law that is not deterministic',
      answering('petition', withError('LAW_NOT_DETERMINISTIC')),
      'LAW_NOT_DETERMINISTIC',
      'unknown',
    ],
    [
      'a law found not deterministic before',
      answering('session', withError('LAW_NOT_DETERMINISTIC')),
      'LAW_NOT_DETERMINISTIC',
      'none',
    ],
    ['silence', answering('petition', silent), 'OUTCOME_UNKNOWN', 'unknown'],
    ['resets', answering('petition', reset), 'OUTCOME_UNKNOWN', 'unknown'],
  ])('a petition, %s', async (_, script, code, outcome) => {
    const { world, citizen } = setUp({ script })
    expect(await failure(world, citizen.put('a', '1', { deadlineMs: 3_000 }))).toEqual({ code, outcome })
    expect(world.now()).toBeLessThanOrEqual(3_000)
  })

  test('refused with outcome none after a sending that may have been handed on, it is unknown', async () => {
    let count = 0
    const { world, citizen } = setUp({
      script: answering('petition', (request, priest, connection) => {
        count += 1
        return count === 1 ? reset(request, priest, connection) : errorReply(idOf(request), 'DISK_FULL')
      }),
    })
    expect(await failure(world, citizen.put('a', '1'))).toEqual({ code: 'DISK_FULL', outcome: 'unknown' })
  })

  test('refused by the law after such a sending, it is none: the law answers all sendings alike', async () => {
    let count = 0
    const { world, citizen } = setUp({
      script: answering('petition', (request, priest, connection) => {
        count += 1
        return count === 1 ? reset(request, priest, connection) : errorReply(idOf(request), 'REFUSED_BY_LAW')
      }),
    })
    expect(await failure(world, citizen.put('a', '1'))).toEqual({ code: 'REFUSED_BY_LAW', outcome: 'none' })
  })

  test('a priest that waits as long as it may for a president is believed, though the way is long', async () => {
    const world = new World(20)
    const script: Script = (request, priest) => {
      if (request.type !== 'petition') return priest.answer(request)
      world.after(request.left, () => priest.say(errorReply(request.id, 'NO_PRESIDENT')))
      return null
    }
    const { url } = new FakePriest(world, 'alpha', new FakeParliament(), { script })
    const put = world.citizen({ at: url }).put('a', '1', { deadlineMs: 900 })
    expect(await failure(world, put)).toEqual({ code: 'NO_PRESIDENT', outcome: 'none' })
  })

  test('a word about a sending that is over is not taken for one about the next', async () => {
    const { world, alpha, citizen } = setUp({
      script: once('petition', (request) => errorReply(idOf(request), 'OVERLOADED')),
    })
    const put = citizen.put('a', '1')
    await world.pass(0)
    const [first] = alpha.asked('petition')
    if (first !== undefined) alpha.say(errorReply(first.id, 'DISK_FULL'))
    expect(await world.until(put)).toMatchObject({ decree: 2 })
  })

  test.each<ErrorCode>(['REFUSED_BY_LAW', 'TOO_LARGE', 'BAD_REQUEST', 'DISK_FULL'])(
    '%s is said at once',
    async (code) => {
      const { world, alpha, citizen } = setUp({ script: answering('petition', withError(code)) })
      expect(await failure(world, citizen.put('a', '1'))).toEqual({ code, outcome: 'none' })
      expect(alpha.asked('petition')).toHaveLength(1)
      expect(world.now()).toBe(0)
    },
  )

  test('an inquiry leaves nothing open, whatever happened', async () => {
    const { world, citizen } = setUp({ script: answering('inquiry', withError('OUTCOME_UNKNOWN')) })
    expect(await failure(world, citizen.get('a', { deadlineMs: 500 }))).toEqual({
      code: 'NO_MAJORITY',
      outcome: 'none',
    })
    const other = setUp({ script: answering('inquiry', silent) })
    expect(await failure(other.world, other.citizen.get('a'))).toEqual({ code: 'UNREACHABLE', outcome: 'none' })
    expect(other.world.now()).toBe(10_000)
  })

  test('the message tells what was tried', async () => {
    const { world, alpha, citizen } = setUp()
    alpha.kill()
    await expect(world.until(citizen.put('a', '1', { deadlineMs: 200 }))).rejects.toThrow(
      'No answer in 200 ms (the last try: ws://alpha:4701/citizen: nobody listens there). Nothing was decreed.',
    )
  })

  test('of many calls each ends at its own deadline', async () => {
    const { world, alpha, citizen } = setUp({ script: silent })
    const ends: [number, number][] = []
    for (const deadlineMs of [700, 100, 400, 100, 250])
      citizen.get('a', { deadlineMs }).catch(() => ends.push([deadlineMs, world.now()]))
    await world.pass(1_000)
    expect(ends).toEqual([100, 100, 250, 400, 700].map((ms) => [ms, ms]))
    expect(alpha.asked('inquiry')).toEqual([])
  })
})

describe('a petition that was given up', () => {
  test('is never sent again, and acked rises past it', async () => {
    const { world, parliament, alpha, citizen } = setUp({ script: once('petition', silent) })
    const put = citizen.put('a', '1', { deadlineMs: 500 })
    expect(await failure(world, put)).toEqual({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' })
    const [lost] = alpha.asked('petition')
    await world.until(citizen.put('a', '2'))
    expect(alpha.asked('petition').map(({ seq, acked }) => [seq, acked])).toEqual([
      [1, 0],
      [2, 1],
    ])
    // Its copy, still on the way, comes in at last.
    if (lost !== undefined) alpha.answer(lost)
    expect(parliament.executed).toHaveLength(1)
    await world.pass(30_000)
    expect(alpha.asked('petition')).toHaveLength(2)
  })

  test('while one is under way, acked does not pass it', async () => {
    const { world, alpha, citizen } = setUp({ script: once('petition', silent) })
    const first = citizen.put('a', '1')
    await world.until(citizen.put('a', '2'))
    await world.until(citizen.put('a', '3'))
    expect(alpha.asked('petition').map(({ seq, acked }) => [seq, acked])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ])
    await world.until(first)
    await world.until(citizen.put('a', '4'))
    expect(alpha.asked('petition').at(-1)).toMatchObject({ seq: 4, acked: 3 })
  })
})

describe('sessions', () => {
  test('one that ended: what was sent in it gets SESSION_ENDED, the next call opens another', async () => {
    const { world, alpha, citizen } = setUp()
    await world.until(citizen.put('a', '1'))
    alpha.script = (request) =>
      request.type === 'petition' && request.session === 1
        ? errorReply(request.id, 'SESSION_ENDED')
        : alpha.answer(request)
    const both = [citizen.put('a', '2'), citizen.put('a', '3')]
    for (const put of both) expect(await failure(world, put)).toEqual({ code: 'SESSION_ENDED', outcome: 'unknown' })
    expect(await world.until(citizen.put('a', '4'))).toMatchObject({ decree: 4 })
    expect(alpha.asked('petition').map(({ session, seq }) => [session, seq])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [3, 1],
    ])
  })

  test('an opening that is lost is repeated, though the petition that began it has been given up', async () => {
    const { world, parliament, alpha, citizen } = setUp({ script: once('session', executeInSilence) })
    const first = citizen.put('a', '1', { deadlineMs: 300 })
    const second = citizen.put('a', '2')
    expect(await failure(world, first)).toEqual({ code: 'UNREACHABLE', outcome: 'none' })
    expect(await world.until(second)).toMatchObject({ decree: 3 })
    expect(alpha.asked('session')).toHaveLength(2)
    expect(parliament.executed).toHaveLength(1)
  })

  test('one whose opening nobody waits for any more is not opened again and again', async () => {
    const { world, alpha, citizen } = setUp({
      script: (request, priest) => (isOf('session')(request) ? null : priest.answer(request)),
    })
    expect(await failure(world, citizen.put('a', '1', { deadlineMs: 300 }))).toMatchObject({ outcome: 'none' })
    await world.pass(60_000)
    expect(alpha.asked('session')).toHaveLength(1)
    expect(world.pending).toBe(0)
  })
})
