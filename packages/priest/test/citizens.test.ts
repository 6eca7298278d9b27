import { CLOSE, encodeFrame } from '@paxon/wire'
import { Island } from './island.js'

const word = (text: string) => [new TextEncoder().encode(text)]

test('hello first: anything else closes that connection and no other', async () => {
  const island = await Island.founded('alpha')
  const good = island.citizen('alpha')
  good.hello()
  const rude = island.citizen('alpha')
  rude.ask({ type: 'status' })
  const twice = island.citizen('alpha')
  twice.hello()
  twice.hello()
  const noise = island.citizen('alpha')
  noise.connection?.send(word('GET / HTTP/1.1'))
  const other = island.citizen('alpha')
  other.connection?.send(encodeFrame([{ type: 'veto', id: 1 }], []))
  await island.pass(5)
  for (const { closed } of [rude, twice, noise, other]) expect(closed).toMatchObject({ code: CLOSE.BAD_FRAME })
  expect(rude.replies).toEqual([])
  expect(good.closed).toBeNull()
  expect(await good.reply(good.ask({ type: 'status' }))).toMatchObject({
    status: { name: 'alpha', president: 'alpha' },
  })
})

test('a citizen that says no hello in 3 s is closed; one that has said it stays', async () => {
  const island = await Island.founded('alpha')
  const [mute, heard] = [island.citizen('alpha'), island.citizen('alpha')]
  heard.hello()
  await island.pass(2_900)
  expect(mute.closed).toBeNull()
  await island.pass(200)
  expect(mute.closed).toEqual({ code: 4004, reason: 'no hello in 3000 ms' })
  expect(heard.closed).toBeNull()
})

test('welcome says who is there; another parliament, or no version in common, closes', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const citizen = island.citizen('beta')
  citizen.hello()
  await island.until(() => citizen.replies.length > 0)
  const [welcome] = citizen.replies
  expect(welcome).toMatchObject({
    type: 'welcome',
    name: 'beta',
    president: island.president.name,
    priests: { alpha: 'ws://alpha:4701', beta: 'ws://beta:4701', gamma: 'ws://gamma:4701' },
  })
  const stranger = island.citizen('beta')
  stranger.hello('f'.repeat(32))
  const later = island.citizen('beta')
  later.say({ type: 'hello', versions: [2, 3], parliament: null, seen: 0 })
  await island.pass(5)
  expect(stranger.closed).toMatchObject({ code: CLOSE.WRONG_PARLIAMENT })
  expect(later.closed).toMatchObject({ code: CLOSE.VERSION })
})

test('one citizen has nobody to wait for; what several ask in one turn of the event loop waits for its end', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president } = island
  const alone = island.citizen(president.name)
  alone.hello()
  const session = await alone.session()
  const petition = (seq: number) =>
    ({ type: 'petition', session, seq, acked: 0, left: 1_000, body: new Uint8Array([1]) }) as const
  const waited = { ...president.waitedFor }
  await alone.reply(alone.ask(petition(1)))
  expect(president.waitedFor.turns).toBe(waited.turns)
  expect(president.waitedFor.calls).toBeGreaterThan(waited.calls)
  const other = island.citizen(president.name)
  other.hello()
  await island.pass(5)
  const shared = { ...president.waitedFor }
  await alone.reply(alone.ask(petition(2)))
  expect(president.waitedFor.calls).toBe(shared.calls)
  expect(president.waitedFor.turns).toBeGreaterThan(shared.turns)
})

test('a priest without a parliament says so', async () => {
  const island = new Island('alpha')
  void island.host('alpha').start()
  await island.pass(20)
  const citizen = island.citizen('alpha')
  citizen.hello()
  expect(await citizen.reply(citizen.ask({ type: 'session', left: 100 }))).toMatchObject({ code: 'UNFOUNDED' })
  expect(citizen.replies[0]).toMatchObject({ type: 'welcome', parliament: null, president: null })
})

test('a priest that is still opening its ledger does not say that it has no parliament', async () => {
  const island = await Island.founded('alpha')
  island.host('alpha').kill()
  void island.host('alpha').start()
  const citizen = island.citizen('alpha')
  citizen.hello()
  const asked = citizen.ask({ type: 'session', left: 100 })
  expect(await citizen.reply(asked)).toMatchObject({
    code: 'NO_PRESIDENT',
    message: 'alpha is still opening its ledger',
    outcome: 'none',
  })
  expect(citizen.replies[0]).toMatchObject({ type: 'welcome', parliament: null, president: null })
})

test.each([45, 130, 333])(
  'a request with %i ms left is replied to when they are over, however quiet the parliament',
  async (left) => {
    const island = await Island.founded('alpha', 'beta', 'gamma')
    const citizen = island.citizen(island.follower.name)
    citizen.hello()
    await island.pass(2_000)
    const early = citizen.ask({ type: 'inquiry', level: 'at-least', seen: 300, left, body: new Uint8Array(0) })
    const late = citizen.ask({
      type: 'inquiry',
      level: 'at-least',
      seen: 300,
      left: left + 20,
      body: new Uint8Array(0),
    })
    await island.pass(left - 1)
    expect(citizen.repliesTo(early)).toEqual([])
    expect(await citizen.reply(early, 5)).toMatchObject({ type: 'error', code: 'BEHIND', outcome: 'none' })
    expect(citizen.repliesTo(late)).toEqual([])
    expect(await citizen.reply(late, 25)).toMatchObject({ type: 'error', code: 'BEHIND', outcome: 'none' })
  },
)

test('a frame over the limit of the door closes that connection', async () => {
  const island = await Island.founded('alpha')
  const citizen = island.citizen('alpha')
  citizen.hello()
  citizen.ask({ type: 'inquiry', level: 'local', seen: 0, left: 100, body: new Uint8Array(2 * 1024 * 1024) })
  await island.pass(5)
  expect(citizen.closed).toMatchObject({ code: 1009 })
})

test('a citizen that has too many requests open is OVERLOADED, and every request gets one reply', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { follower } = island
  for (const name of island.names) if (name !== follower.name) island.host(name).kill()
  const citizen = island.citizen(follower.name)
  citizen.hello()
  await island.until(() => follower.status.president === null)
  const asked = 16_384 + 10
  const requests = Array.from({ length: asked }, (_, i) => ({ type: 'session' as const, id: i + 1, left: 50 }))
  for (let i = 0; i < asked; i += 4_096) citizen.say(...requests.slice(i, i + 4_096))
  await island.until(() => citizen.replies.length === asked + 1)
  const codes = citizen.replies.flatMap((reply) => (reply.type === 'error' ? [reply.code] : []))
  expect(codes.filter((code) => code === 'OVERLOADED')).toHaveLength(10)
  expect(codes.filter((code) => code === 'NO_PRESIDENT')).toHaveLength(16_384)
  expect(new Set(citizen.replies.map((reply) => 'id' in reply && reply.id)).size).toBe(asked + 1)
  expect(citizen.closed).toBeNull()
})

test('large petitions at once through a priest that does not preside are all answered', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const citizen = island.citizen(island.follower.name)
  citizen.hello()
  const session = await citizen.session()
  const body = new Uint8Array(1_000_000)
  const ids = [1, 2, 3, 4, 5, 6].map((seq) =>
    citizen.ask({ type: 'petition', session, seq, acked: 0, left: 20_000, body }),
  )
  for (const id of ids) expect(await citizen.reply(id)).toMatchObject({ type: 'answer' })
})

test('a petition too large for a decree is refused, and the parliament goes on', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const citizen = island.citizen(island.president.name)
  citizen.hello()
  const session = await citizen.session()
  const body = new Uint8Array(1_500_000)
  const id = citizen.ask({ type: 'petition', session, seq: 1, acked: 0, left: 2_000, body })
  expect(await citizen.reply(id)).toMatchObject({ type: 'error', code: 'TOO_LARGE', outcome: 'none' })
  expect(await citizen.session()).toBeGreaterThan(session)
})

test('a president that leaves gives back what it had not proposed: the next one answers it', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president, follower } = island
  const citizen = island.citizen(follower.name)
  citizen.hello()
  await citizen.session()
  const near = island.citizen(president.name)
  near.hello()
  president.disk.hang()
  const underWay = near.ask({ type: 'session', left: 10_000 })
  await island.pass(5)
  void president.priest.leave()
  const late = citizen.ask({ type: 'session', left: 10_000 })
  await island.pass(50)
  expect(citizen.repliesTo(late)).toEqual([])
  president.disk.release()
  await island.until(() => president.end !== null)
  expect(near.repliesTo(underWay)).toMatchObject([{ type: 'answer', by: president.name }])
  expect(await citizen.reply(late)).toMatchObject({ type: 'answer' })
})

test('a part that a priest carries and that cannot be read closes that connection, and nothing else happens', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { follower, president } = island
  const messenger: unknown = Reflect.get(follower.priest, 'messenger')
  const carrier = messenger as { carry(to: string, bytes: Uint8Array): void; flush(): void }
  carrier.carry(president.name, new Uint8Array([7, 7, 7]))
  carrier.flush()
  await island.pass(5)
  expect(president.log.filter((line) => line.startsWith('fault:'))).toHaveLength(1)
  await island.until(() => follower.status.president === president.name)
  const citizen = island.citizen(follower.name)
  citizen.hello()
  expect(await citizen.session()).toBeGreaterThan(0)
})

test('when a priest fails, what its citizens would have been told in that turn is not said, and the connection ends', async () => {
  const island = await Island.founded('alpha')
  const alpha = island.host('alpha')
  const citizens = [island.citizen('alpha'), island.citizen('alpha')]
  for (const citizen of citizens) citizen.hello()
  await island.pass(5)
  const before = citizens.map(({ replies }) => replies.length)
  // Both are answered in the turn in which the law breaks, which it does at the second of them.
  const docket = (Reflect.get(alpha.priest, 'member') as { docket: { options: { law: object } } }).docket
  const { law } = docket.options
  let asked = 0
  Object.assign(law, {
    inquire: () => {
      asked += 1
      if (asked === 2) throw new Error('the law breaks')
      return new Uint8Array([1])
    },
  })
  for (const citizen of citizens)
    citizen.ask({ type: 'inquiry', level: 'local', seen: 0, left: 500, body: new Uint8Array(0) })
  await island.until(() => alpha.end !== null)
  await island.pass(20)
  expect(asked).toBe(2)
  expect(citizens.map(({ replies }) => replies.length)).toEqual(before)
  for (const { closed } of citizens) expect(closed).toMatchObject({ code: CLOSE.GOING })
})
