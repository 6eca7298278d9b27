import { KeyValueLaw } from '@paxon/law'
import { CLOSE, ParliamentError } from '@paxon/wire'
import { EXIT_INVARIANT, EXIT_LEDGER } from '../src/index.js'
import { Island } from './island.js'

const codeOf = (end: unknown): string => (end instanceof ParliamentError ? end.code : String(end))

test('three priests are founded, hear one president, and carry out a decree that was handed on', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  expect(new Set(island.names.map((name) => island.host(name).status.president)).size).toBe(1)
  const citizen = island.citizen(island.follower.name)
  citizen.hello()
  const session = await citizen.session()
  const id = citizen.ask({ type: 'petition', session, seq: 1, acked: 0, left: 5_000, body: new Uint8Array([1]) })
  expect(await citizen.reply(id)).toMatchObject({ type: 'answer', by: island.president.name })
  expect(citizen.repliesTo(id)).toHaveLength(1)
})

test('leave resolves when all is closed, and no timer is left', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president } = island
  void president.priest.leave()
  await island.until(() => president.end !== null)
  expect(president.end).toBe('left')
  expect(president.timers).toBe(0)
  expect(president.get('/live')).toBeNull()
  expect(president.note.stopped).toBeNull()
  const again = president.start()
  await island.pass(20)
  await again
})

test('one that is told to leave while it opens its ledger leaves, and nothing of it stays', async () => {
  for (const passed of [0, 1, 2, 3]) {
    const island = new Island('alpha')
    const alpha = island.host('alpha')
    void alpha.start()
    await island.pass(passed)
    void alpha.priest.leave()
    await island.until(() => alpha.end !== null)
    expect(alpha.end).toBe('left')
    expect(alpha.get('/live')).toBeNull()
    expect(alpha.timers).toBe(0)
    const again = alpha.start()
    await island.pass(20)
    await again
  }
})

test('P24: a failed sync stops the priest for good: done rejects, a note stays, and a start over it refuses', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const host = island.follower
  host.disk.failNextSync()
  await island.until(() => host.end !== null)
  expect(codeOf(host.end)).toBe('LEDGER_FAILED')
  expect(host.note.stopped).toMatchObject({ exit: EXIT_LEDGER })
  await island.pass(5)
  expect(host.timers).toBe(0)
  expect(host.get('/live')).toBeNull()
  const refused = host.start()
  await island.pass(20)
  await expect(refused).rejects.toMatchObject({ code: 'LEDGER_FAILED' })
  expect(host.note.stopped).not.toBeNull()
  expect(host.get('/live')).toBeNull()
  const resumed = host.start({ resume: true })
  await island.pass(50)
  await resumed
  expect(host.note.stopped).toBeNull()
})

test('P24: a ledger whose pages cannot be read any more once it is open has failed, and no invariant is broken', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const host = island.follower
  const citizen = island.citizen(island.president.name)
  citizen.hello()
  await citizen.session()
  await island.pass(200)
  void host.priest.leave()
  await island.until(() => host.end !== null)
  const unreadable = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
  host.disk.readLater = (_path, _offset, _length, done) => {
    island.clock.after(1, () => done(unreadable, new Uint8Array(0)))
  }
  void host.start().catch(() => {})
  await island.until(() => host.end !== null)
  expect(codeOf(host.end)).toBe('LEDGER_FAILED')
  expect(host.note.stopped).toMatchObject({
    exit: EXIT_LEDGER,
    why: expect.stringMatching(/^decree 1 cannot be read from .*EIO/),
  })
})

test('P24: a sync that fails while the priest leaves is not passed over', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president } = island
  const citizen = island.citizen(president.name)
  citizen.hello()
  await citizen.session()
  president.disk.hang()
  void president.priest.leave().catch(() => {})
  await island.pass(1_700)
  president.disk.failNextSync()
  president.disk.release()
  await island.until(() => president.end !== null)
  expect(codeOf(president.end)).toBe('LEDGER_FAILED')
  expect(president.note.stopped).toMatchObject({ exit: EXIT_LEDGER })
})

test('P25: a priest whose disk hangs leaves within its limit, answers nothing it may lose, and lets its folder go', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president } = island
  const citizen = island.citizen(president.name)
  citizen.hello()
  president.disk.hang()
  const id = citizen.ask({ type: 'session', left: 10_000 })
  // Behind a hung sync it is proposed at the next tick.
  await island.pass(30)
  const { priest } = president
  void priest.leave()
  await island.until(() => president.end !== null, 1_900)
  expect(president.end).toBe('left')
  expect(citizen.repliesTo(id)).toMatchObject([{ type: 'error', outcome: 'unknown' }])
  expect(president.timers).toBe(0)
  expect(president.log).toContainEqual(expect.stringMatching(/^left late: /))
  const unlock = president.disk.lock(`island/${president.name}/lock`)
  expect(unlock).not.toBeNull()
  unlock?.()
  president.disk.release()
  await island.pass(5)
  expect(president.note.stopped).toBeNull()
  const again = president.start()
  await island.pass(50)
  await again
  await island.until(() => president.status.president !== null)
})

test('P25: a priest without a parliament, or one that is opening its ledger, leaves within its limit too', async () => {
  for (const passed of [1, 3, 20]) {
    const island = new Island('alpha')
    const alpha = island.host('alpha')
    void alpha.start()
    await island.pass(passed)
    alpha.disk.hang()
    if (passed === 20) island.god()
    await island.pass(100)
    void alpha.priest.leave()
    await island.until(() => alpha.end !== null, 1_900)
    expect(alpha.end).toBe('left')
    alpha.disk.release()
    await island.pass(50)
    expect(alpha.timers).toBe(0)
    const again = alpha.start()
    await island.pass(50)
    await again
  }
})

test('a priest that stops on a broken invariant writes nothing more, and lets its folder go', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const host = island.follower
  const core = (Reflect.get(host.priest, 'member') as { core: { step: unknown } }).core
  core.step = () => {
    throw new Error('an invariant is broken')
  }
  await island.until(() => host.end !== null)
  expect(codeOf(host.end)).toBe('INVARIANT_BROKEN')
  const { operations } = host.disk
  await island.pass(500)
  expect(host.disk.operations).toBe(operations)
  // The same process may enter again, when it is told to.
  const again = host.start({ resume: true })
  await island.pass(50)
  await again
  await island.until(() => host.status.president !== null)
})

test('a port that is taken is USAGE, and nothing is changed', async () => {
  const island = new Island('alpha', 'beta')
  const alpha = island.host('alpha')
  const first = alpha.start()
  await island.pass(20)
  await first
  const { operations } = alpha.disk
  const { priest } = alpha
  const second = alpha.start()
  await island.pass(20)
  await expect(second).rejects.toMatchObject({ code: 'USAGE' })
  expect(alpha.disk.operations).toBe(operations)
  expect(priest.port).toBe(4701)
})

test('P18: a folder that is open elsewhere is USAGE, and the listener is closed', async () => {
  const island = new Island('alpha')
  const alpha = island.host('alpha')
  alpha.disk.makeFolder('island/alpha')
  alpha.disk.lock('island/alpha/lock')
  const entered = alpha.start()
  await island.pass(20)
  await expect(entered).rejects.toMatchObject({ code: 'USAGE' })
  expect(alpha.get('/live')).toBeNull()
  await expect(alpha.priest.leave()).resolves.toBeUndefined()
})

test('a law that breaks at any inquiry stops the priest with INVARIANT_BROKEN, and nothing is thrown at the network', async () => {
  class BrokenLaw extends KeyValueLaw {
    override query(): Uint8Array {
      throw new Error('no such thing')
    }
  }
  const island = new Island('alpha')
  island.god()
  const alpha = island.host('alpha')
  void alpha.start({ law: new BrokenLaw() })
  await island.until(() => alpha.status.president === 'alpha')
  const citizen = island.citizen('alpha')
  citizen.hello()
  citizen.ask({ type: 'inquiry', level: 'local', seen: 0, left: 100, body: new Uint8Array(0) })
  await island.until(() => alpha.end !== null)
  expect(codeOf(alpha.end)).toBe('INVARIANT_BROKEN')
  expect(alpha.note.stopped).toMatchObject({ exit: EXIT_INVARIANT })
  expect(alpha.timers).toBe(0)
})

test('/live, /ready and status say how it is', async () => {
  const island = new Island('alpha', 'beta', 'gamma')
  const alpha = island.host('alpha')
  void alpha.start()
  await island.until(() => alpha.get('/ready') !== null)
  await island.pass(20)
  expect(alpha.get('/live')).toEqual({ status: 200, body: 'live\n' })
  expect(alpha.get('/ready')).toEqual({ status: 503, body: 'alpha belongs to no parliament yet\n' })
  expect(alpha.get('/else')).toMatchObject({ status: 404 })
  expect(alpha.status).toMatchObject({
    name: 'alpha',
    role: 'learner',
    why: 'it belongs to no parliament yet',
    passed: 0,
  })
  island.god()
  void island.host('beta').start()
  void island.host('gamma').start()
  await island.until(() => alpha.get('/ready')?.status === 200)
  expect(alpha.status).toMatchObject({ role: 'legislator', why: null, present: true, lag: 0, url: 'ws://alpha:4701' })
  alpha.priest.setPresent(false)
  expect(alpha.get('/ready')).toEqual({ status: 503, body: 'alpha is absent\n' })
  expect(alpha.status.present).toBe(false)
})

test('P25: a sync that does not end makes /live say so after 10 s, and another presides', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president } = island
  const { name } = president
  const citizen = island.citizen(name)
  citizen.hello()
  president.disk.hang()
  const id = citizen.ask({ type: 'session', left: 3_000 })
  await island.until(() =>
    island.names.every((n) => n === name || ![name, null].some((no) => no === island.host(n).status.president)),
  )
  expect(await citizen.reply(id)).toMatchObject({ type: 'error', outcome: 'unknown' })
  expect(president.get('/live')?.status).toBe(200)
  await island.pass(10_000)
  expect(president.get('/live')?.status).toBe(503)
})

test('absent: peers and citizens are cut off, and present again it catches up', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const host = island.follower
  const citizen = island.citizen(host.name)
  citizen.hello()
  await island.pass(5)
  host.priest.setPresent(false)
  await island.pass(5)
  expect(citizen.closed).toMatchObject({ code: CLOSE.ABSENT })
  const late = island.citizen(host.name)
  await island.pass(5)
  expect(late.closed).toMatchObject({ code: CLOSE.ABSENT })
  const other = island.citizen(island.president.name)
  other.hello()
  await other.session()
  host.priest.setPresent(true)
  await island.until(() => host.status.applied === island.president.status.applied && host.status.president !== null)
})

test('one that is told to be absent before it is open is absent when it is', async () => {
  const island = new Island('alpha')
  const alpha = island.host('alpha')
  const entered = alpha.start()
  alpha.priest.setPresent(false)
  await island.pass(20)
  await entered
  const citizen = island.citizen('alpha')
  await island.pass(5)
  expect(citizen.closed).toMatchObject({ code: CLOSE.ABSENT })
})
