import type { Host } from './host.js'
import { Island } from './island.js'

/** Decrees pass: a citizen of this host opens a session. */
const decrees = async (island: Island, host: Host): Promise<number> => {
  const citizen = island.citizen(host.name)
  citizen.hello()
  return await citizen.session()
}

const parliaments = (island: Island): Set<unknown> =>
  new Set(island.names.map((name) => island.host(name).get('/ready')?.body))

test('a god killed after any word it said leaves nothing that the next one cannot carry on', async () => {
  for (let words = 0; words < 12; words++) {
    const island = new Island('alpha', 'beta', 'gamma')
    const god = island.god()
    let said = 0
    god.withhold = () => said++ >= words
    for (const name of island.names) void island.host(name).start()
    await island.pass(150)
    god.kill()
    const next = island.god()
    await island.until(() => island.names.every((name) => island.host(name).status.president !== null))
    await island.until(() => next.isFounded)
    expect(parliaments(island)).toEqual(new Set(['ready\n']))
    expect(await decrees(island, island.host('alpha'))).toBeGreaterThan(0)
  }
})

test('P38: nothing is founded while a named priest is missing, and the founding waits for it', async () => {
  const island = new Island('alpha', 'beta', 'gamma')
  const god = island.god()
  void island.host('alpha').start()
  void island.host('beta').start()
  await island.pass(1_000)
  expect(god.founder.status).toEqual({ state: 'waiting', missing: ['gamma'] })
  expect(island.host('alpha').status.why).toBe('it belongs to no parliament yet')
  void island.host('gamma').start()
  await island.until(() => god.isFounded)
})

test('a priest that is started again knows its parliament and its peers, and needs no god', async () => {
  const island = new Island('alpha', 'beta', 'gamma')
  const god = island.god()
  for (const name of island.names) void island.host(name).start()
  await island.until(() => island.names.every((name) => island.host(name).status.president !== null))
  const session = await decrees(island, island.host('alpha'))
  god.kill()
  for (const name of island.names) island.host(name).kill()
  for (const name of island.names) void island.host(name).start({ god: [] })
  await island.until(() => island.names.every((name) => island.host(name).status.president !== null))
  expect(await decrees(island, island.host('beta'))).toBeGreaterThan(session)
})

test('P17: a wiped priest comes back as a learner that learns all and does not vote, with and without a god', async () => {
  for (const god of [['ws://god:4700'], []]) {
    const island = await Island.founded('alpha', 'beta', 'gamma')
    const wiped = island.follower
    const other = island.names.find((name) => name !== wiped.name && name !== island.president.name) ?? ''
    wiped.kill()
    wiped.wipe()
    void wiped.start({ god })
    await island.until(() => wiped.status.why === 'its birth is not on the roll')
    await decrees(island, island.president)
    await island.until(() => wiped.status.applied === island.president.status.applied)
    expect(wiped.status.role).toBe('learner')
    island.host(other).kill()
    await island.pass(200)
    const applied = wiped.status.applied
    const citizen = island.citizen(wiped.name)
    citizen.hello()
    const id = citizen.ask({ type: 'session', left: 3_000 })
    expect(await citizen.reply(id)).toMatchObject({ type: 'error' })
    expect(wiped.status.applied).toBe(applied)
    expect(wiped.log.filter((line) => /^(stood|presides)/.test(line))).toEqual([])
  }
})

test('P18: priests of two parliaments that hear of each other stay apart, and say why', async () => {
  const { island, alpha, beta } = await Island.ofTwoParliaments()
  await island.until(() => beta.log.some((line) => /^fault: .*belongs to parliament/.test(line)))
  await decrees(island, alpha)
  await decrees(island, beta)
  expect([alpha.status.president, beta.status.president]).toEqual(['alpha', 'beta'])
})

test('P18: at swapped ports nobody is taken for another, and once they are right all goes on', async () => {
  const island = new Island('alpha', 'beta', 'gamma')
  const god = island.god()
  for (const name of island.names) void island.host(name).start()
  await island.until(() => island.names.every((name) => island.host(name).status.president !== null))
  const address = (name: string) => ({ peer: `ws://${name}:4701`, citizens: `ws://${name}:4701` })
  const { president, follower } = island
  const third = island.names.find((name) => ![follower.name, president.name].includes(name)) ?? ''
  const swapped = { [president.name]: address(third), [third]: address(president.name) }
  god.tell(follower.name, { type: 'addresses', addresses: swapped })
  await island.until(() => follower.log.some((line) => /^fault: .*answers at the address of/.test(line)))
  await decrees(island, president)
  god.tell(follower.name, {
    type: 'addresses',
    addresses: { [president.name]: address(president.name), [third]: address(third) },
  })
  expect(await decrees(island, follower)).toBeGreaterThan(0)
})

test('P42: a ledger put back from a copy is noticed by a peer; opened again under a new birth, it is readmitted', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const host = island.follower
  host.kill()
  const copy = host.copy()
  void host.start()
  await island.until(() => host.status.president !== null)
  for (let i = 0; i < 5; i++) await decrees(island, host)
  // Its next answer to a beat tells how far its ledger has come.
  await island.pass(100)
  host.kill()
  await island.pass(100)
  host.restore(copy)
  void host.start()
  await island.until(() => host.log.some((line) => line.startsWith('in doubt:') && /copy/.test(line)))
  await island.until(() => host.status.state === 'legislator' && host.status.incarnation === 2)
  expect(host.log.filter((line) => line.startsWith('in doubt:'))).toHaveLength(1)
  const third = island.names.find((name) => name !== host.name && name !== island.president.name)
  island.host(third ?? '').kill()
  expect(await decrees(island, host)).toBeGreaterThan(0)
})

test('P42: a priest whose seat was founded by a vote that its ledger has lost does not vote under that birth', async () => {
  const island = new Island('alpha', 'beta', 'gamma')
  const god = island.god()
  god.withhold = (_to, message) => message.type !== 'NextFounding'
  for (const name of island.names) void island.host(name).start()
  await island.pass(60)
  const host = island.host('alpha')
  host.kill()
  const copy = host.copy()
  god.withhold = () => false
  void host.start()
  await island.until(() => island.names.every((name) => island.host(name).status.president !== null))
  host.kill()
  host.restore(copy)
  void host.start()
  await island.until(() => host.log.some((line) => /by a vote that this ledger does not hold/.test(line)))
  await island.until(() => host.status.state === 'legislator')
  expect(host.status.incarnation).toBe(2)
})

test('P38: a priest that voted for another founding turns a founded stranger away, and stays where its vote is', async () => {
  const island = new Island('alpha', 'beta')
  const first = island.god()
  first.withhold = (to, message) => message.type === 'BeginFounding' && to === 'beta'
  const [alpha, gamma] = [island.host('alpha'), island.host('gamma')]
  void alpha.start()
  void island.host('beta').start()
  await island.until(() =>
    first.heard.some(({ from, message }) => from === 'alpha' && message.type === 'FoundingVoted'),
  )
  first.kill()
  const second = island.god([gamma.name])
  void gamma.start()
  const told = (host: Host) => host.log.filter((line) => /^fault: .*this priest has voted for another one/.test(line))
  await island.until(() => gamma.status.president === 'gamma' && told(alpha).length > 0 && told(gamma).length > 0)
  expect(second.isFounded).toBe(true)
  expect(alpha.status).toMatchObject({ role: 'learner', why: 'it belongs to no parliament yet' })
  expect(await decrees(island, gamma)).toBeGreaterThan(0)
})
