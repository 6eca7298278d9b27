import { encodeGodMessage, VERSIONS } from '@paxon/wire'
import { commandGod, HELLO_MS, PRESENCE_MS } from '../src/index.js'
import { ALPHA, BETA, dialGod, GAMMA, GOD_URL, GodHall, HallPriest } from './god-hall.js'

test('God founds a parliament of the priests it was told, once all are there', async () => {
  const hall = new GodHall()
  const god = hall.god([ALPHA, BETA])
  await hall.enter(god)
  const [alpha, beta] = [new HallPriest(hall, ALPHA), new HallPriest(hall, BETA)]
  await alpha.dial()
  await hall.pass(1_000)
  expect(god.status).toEqual({ state: 'waiting', missing: ['beta'] })
  expect(alpha.founding).toBeNull()
  await beta.dial()
  expect(god.status.state).toBe('founded')
  expect(alpha.founding?.parliament).toBe('1'.repeat(32))
  expect(beta.founding).toEqual(alpha.founding)
  expect(hall.told).toEqual(['met alpha 1000', 'met beta 1000', 'founded 11 of alpha beta'])
})

test('P38: a god killed in mid-founding is followed by one that founds, and both priests have one parliament', async () => {
  const hall = new GodHall()
  const network = hall.network('god')
  await hall.enter(hall.god([ALPHA, BETA], network))
  const [alpha, beta] = [new HallPriest(hall, ALPHA), new HallPriest(hall, BETA)]
  alpha.onFoundingMessage = (type) => {
    if (type === 'BeginFounding') network.kill()
  }
  await alpha.dial()
  await beta.dial()
  expect(alpha.inscribed.foundingVote).not.toBeNull()
  expect(alpha.founding).toBeNull()
  alpha.onFoundingMessage = () => {}

  const next = hall.god([ALPHA, BETA], hall.network('god'))
  await hall.enter(next)
  await alpha.dial()
  await beta.dial()
  await hall.pass(1_000)
  expect(alpha.founding?.parliament).toBe('1'.repeat(32))
  expect(beta.founding).toEqual(alpha.founding)
})

test('P38: a priest that cannot be founded stops god, with a sentence', async () => {
  const hall = new GodHall()
  await hall.enter(hall.god([ALPHA, BETA]))
  await new HallPriest(hall, ALPHA).dial({ empty: false })
  // Beta may have a parliament, and then there is one.
  expect(hall.told).toEqual(['met alpha 1000'])
  await new HallPriest(hall, BETA).dial()
  expect(hall.told.at(-1)).toMatch(/^stopped: alpha's folder is not empty/)
})

test('Every priest is told all addresses when it comes, and whenever they change', async () => {
  const hall = new GodHall()
  await hall.enter(hall.god([ALPHA, BETA]))
  const [alpha, beta] = [new HallPriest(hall, ALPHA), new HallPriest(hall, BETA)]
  await alpha.dial()
  expect([...alpha.book.keys()]).toEqual(['alpha'])
  await beta.dial()
  expect(alpha.book).toEqual(beta.book)
  expect(alpha.book.get(BETA)).toEqual(beta.address)

  const toldAlpha = alpha.heard.length
  await beta.hangUp()
  await beta.dial()
  expect(alpha.heard.length).toBe(toldAlpha)
  expect(beta.book.size).toBe(2)
  await beta.hangUp()
  beta.address = { peer: 'ws://beta:1', citizens: 'ws://beta:2' }
  await beta.dial()
  expect(alpha.book.get(BETA)).toEqual(beta.address)
})

test('A priest that nobody named gets addresses, and has no part in the founding', async () => {
  const hall = new GodHall()
  await hall.enter(hall.god([ALPHA]))
  const [alpha, gamma] = [new HallPriest(hall, ALPHA), new HallPriest(hall, GAMMA)]
  await gamma.dial()
  await alpha.dial()
  expect(alpha.founding?.roll.map((seat) => seat.name)).toEqual(['alpha'])
  expect(gamma.founding).toBeNull()
  expect(gamma.book.size).toBe(2)
})

describe('God closes a connection, with a code,', () => {
  test('that is replaced by a newer one of the same priest; the newer one stays', async () => {
    const hall = new GodHall()
    const god = hall.god([ALPHA, BETA])
    await hall.enter(god)
    const [old, young] = [new HallPriest(hall, ALPHA), new HallPriest(hall, ALPHA, hall.network('alpha2'))]
    await old.dial()
    await young.dial()
    expect(old.closed?.code).toBe(4007)
    expect(young.closed).toBeNull()
    expect(god.connected).toEqual(['alpha'])
  })

  test('P18: of a priest of another parliament', async () => {
    const hall = new GodHall()
    const god = hall.god([ALPHA])
    await hall.enter(god)
    const [alpha, beta] = [new HallPriest(hall, ALPHA), new HallPriest(hall, BETA)]
    await alpha.dial()
    if (alpha.founding === null) throw new Error('not founded')
    const roll = [{ ...beta.me, weight: 1 }]
    const other = { ...alpha.founding, parliament: 'f'.repeat(32), roll }
    await beta.dial({ founding: other })
    expect(beta.closed).toEqual({
      code: 4003,
      reason: `beta belongs to parliament ${'f'.repeat(32)}, and this is ${'1'.repeat(32)}`.slice(0, 123),
    })
    expect(god.connected).toEqual(['alpha'])
  })

  test('of a version that it does not speak', async () => {
    const hall = new GodHall()
    await hall.enter(hall.god([ALPHA]))
    const alpha = new HallPriest(hall, ALPHA)
    await alpha.dial({ versions: [VERSIONS[1] + 1, VERSIONS[1] + 2] })
    expect(alpha.closed?.code).toBe(4002)
  })

  test.each([
    ['bytes that are no frame', new Uint8Array([1, 2, 3])],
    ['a first frame of another kind', encodeGodMessage({ type: 'absent' })[0] ?? new Uint8Array()],
  ])('that begins with %s', async (_, bytes) => {
    const hall = new GodHall()
    await hall.enter(hall.god([ALPHA]))
    const connection = await dialGod(hall, hall.network('stranger'))
    let code = 0
    connection.onClose = (reason) => {
      code = reason.code
    }
    connection.send([bytes])
    await hall.pass(0)
    expect(code).toBe(4001)
  })

  test('of a priest that says what only god says', async () => {
    const hall = new GodHall()
    await hall.enter(hall.god([ALPHA, BETA]))
    const alpha = new HallPriest(hall, ALPHA)
    await alpha.dial()
    alpha.send({ type: 'leave', all: true })
    await hall.pass(0)
    expect(alpha.closed?.code).toBe(4001)
    expect(hall.told.at(-1)).toBe('lost alpha')
  })

  test('that says nothing', async () => {
    const hall = new GodHall()
    await hall.enter(hall.god([ALPHA]))
    const connection = await dialGod(hall, hall.network('stranger'))
    let code = 0
    connection.onClose = (reason) => {
      code = reason.code
    }
    await hall.pass(HELLO_MS - 10)
    expect(code).toBe(0)
    await hall.pass(20)
    await hall.pass(0)
    expect(code).toBe(4004)
  })
})

test('A port that is taken is told in one sentence', async () => {
  const hall = new GodHall()
  const network = hall.network('god')
  await hall.enter(hall.god([ALPHA], network))
  const second = hall.god([ALPHA], network).enter()
  const refused = expect(second).rejects.toMatchObject({
    code: 'USAGE',
    message: "god's port 0.0.0.0:4700 is taken: stop who has it, or give another port",
  })
  await hall.pass(0)
  await refused
})

describe('A command line', () => {
  const command = (hall: GodHall, what: 'down' | 'absent' | 'present', name?: typeof ALPHA) =>
    commandGod({
      url: GOD_URL,
      command: what,
      ...(name === undefined ? {} : { name }),
      deadlineMs: 5_000,
      network: hall.network(),
      clock: hall.clock,
      randomHex: hall.randomHex,
    })

  test('makes a priest absent and present, and hears when it is so', async () => {
    const hall = new GodHall()
    await hall.enter(hall.god([ALPHA, BETA]))
    const alpha = new HallPriest(hall, ALPHA)
    await alpha.dial()
    for (const what of ['absent', 'present'] as const) {
      const done = command(hall, what, ALPHA)
      await hall.pass(0)
      await done
      expect(alpha.heard.at(-1)).toEqual({ type: what })
    }
  })

  test('is told why a priest was not made absent: not there, no answer, lost', async () => {
    const hall = new GodHall()
    await hall.enter(hall.god([ALPHA, BETA]))
    const alpha = new HallPriest(hall, ALPHA)
    alpha.answersPresence = false
    await alpha.dial()
    const nobody = expect(command(hall, 'absent', BETA)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'no priest beta is connected to god: see parliament status',
    })
    await hall.pass(0)
    await nobody
    const silent = expect(command(hall, 'absent', ALPHA)).rejects.toMatchObject({
      message: `alpha did not answer within ${PRESENCE_MS} ms: see its log`,
    })
    await hall.pass(PRESENCE_MS)
    await hall.pass(0)
    await silent
    const lost = expect(command(hall, 'absent', ALPHA)).rejects.toMatchObject({
      message: 'alpha was lost before it answered: try again',
    })
    await hall.pass(0)
    await alpha.hangUp()
    await lost
  })

  test('that wants all down waits until they are', async () => {
    const hall = new GodHall()
    const god = hall.god([ALPHA, BETA])
    await hall.enter(god)
    const alpha = new HallPriest(hall, ALPHA)
    await alpha.dial()
    let allLeft = () => {}
    hall.down = () => {
      god.tellAllToLeave()
      return new Promise((resolve) => {
        allLeft = resolve
      })
    }
    let isDone = false
    const done = command(hall, 'down').then(() => {
      isDone = true
    })
    await hall.pass(1_000)
    expect(alpha.heard.at(-1)).toEqual({ type: 'leave', all: true })
    expect(isDone).toBe(false)
    allLeft()
    await hall.pass(0)
    await done
  })

  test('is told what came of it when god goes away or does not answer, or when there is none', async () => {
    const hall = new GodHall()
    const god = hall.god([ALPHA])
    const none = expect(command(hall, 'down')).rejects.toMatchObject({ code: 'UNREACHABLE', outcome: 'none' })
    await hall.pass(5_000)
    await none
    await hall.enter(god)
    hall.down = () => new Promise(() => {})
    const late = expect(command(hall, 'down')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' })
    await hall.pass(0)
    await hall.pass(5_000)
    await late
    const gone = expect(command(hall, 'down')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    await hall.pass(0)
    const closed = god.close()
    await hall.pass(0)
    await closed
    await gone
  })
})

describe('P38: god killed when a priest has taken its n-th message of the founding', () => {
  /** Two priests, each asked for its last vote, asked to vote, and told of the success. */
  test.each([1, 2, 3, 4, 5, 6])(
    'n = %d: the next god finishes, with one parliament and both priests in it',
    async (n) => {
      const hall = new GodHall()
      const network = hall.network('god')
      await hall.enter(hall.god([ALPHA, BETA], network))
      const [alpha, beta] = [new HallPriest(hall, ALPHA), new HallPriest(hall, BETA)]
      let taken = 0
      for (const priest of [alpha, beta])
        priest.onFoundingMessage = () => {
          taken += 1
          if (taken === n) network.kill()
        }
      await alpha.dial()
      await beta.dial()
      await hall.pass(1_000)
      expect(taken).toBeGreaterThanOrEqual(n)

      const next = hall.god([ALPHA, BETA], hall.network('god'))
      await hall.enter(next)
      await alpha.dial()
      await beta.dial()
      await hall.pass(1_000)
      expect(next.status.state).toBe('founded')
      expect(alpha.founding).not.toBeNull()
      expect(beta.founding).toEqual(alpha.founding)
    },
  )
})
