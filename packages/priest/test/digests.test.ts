import { crc32 } from 'node:zlib'
import { KeyValueLaw, type Law, putBody } from '@paxon/law'
import type { Member } from '../src/member.js'
import type { Host } from './host.js'
import { Island } from './island.js'
import type { TestCitizen } from './test-citizen.js'

const NAMES = ['alpha', 'beta', 'gamma'] as const
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** The key-value law, in which a test can make an answer wrong. */
class TwistedLaw extends KeyValueLaw {
  /** What it makes of an answer to a decree. */
  twist: (answer: Uint8Array, number: number) => Uint8Array = (answer) => answer

  override apply(decree: Uint8Array, number: number): Uint8Array {
    return this.twist(super.apply(decree, number), number)
  }
}

/** An island whose priests keep laws that the test has in hand. */
async function twisted(): Promise<{ readonly island: Island; readonly laws: ReadonlyMap<string, TwistedLaw> }> {
  const island = new Island(...NAMES)
  island.god()
  const laws = new Map(NAMES.map((name) => [name as string, new TwistedLaw()]))
  for (const name of NAMES) void island.host(name).start({ law: laws.get(name) as Law })
  await island.until(() => NAMES.every((name) => island.host(name).status.president !== null))
  return { island, laws }
}

let drawn = 0
const byChance = () => {
  drawn += 1
  return new Uint8Array([drawn])
}

const lawOf = (host: Host) => host.status.law
const hosts = (island: Island) => NAMES.map((name) => island.host(name))

/** A citizen that puts, one petition after the other or many at once. */
class Putter {
  readonly citizen: TestCitizen
  private readonly session: number
  private seq = 0

  static async at(island: Island, host: Host): Promise<Putter> {
    const citizen = island.citizen(host.name)
    citizen.hello()
    return new Putter(citizen, await citizen.session())
  }

  private constructor(citizen: TestCitizen, session: number) {
    this.citizen = citizen
    this.session = session
  }

  ask(key: string, value: string, left = 5_000): number {
    this.seq += 1
    const acked = Math.max(0, this.seq - 500)
    const body = putBody(key, value)
    return this.citizen.ask({ type: 'petition', session: this.session, seq: this.seq, acked, left, body })
  }

  put(key: string, value: string) {
    return this.citizen.reply(this.ask(key, value))
  }

  get(level: 'local' | 'linearizable', seen = 0) {
    const body = new TextEncoder().encode('{"op":"get","key":"k"}')
    return this.citizen.reply(this.citizen.ask({ type: 'inquiry', level, seen, left: 2_000, body }))
  }
}

/** A bit of the record that holds the text is another one, and its checksum is right all the same. */
function flipped(records: Uint8Array, holds: string): Uint8Array {
  const bytes = Buffer.from(records)
  const at = bytes.indexOf(holds)
  for (let from = at; from >= 0; from--) {
    const length = bytes.readUInt32BE(from)
    const end = from + 8 + length
    const sum = () => crc32(bytes.subarray(from + 8, end), length)
    if (end <= at || end > bytes.length || sum() !== bytes.readUInt32BE(from + 4)) continue
    bytes.writeUInt8(bytes.readUInt8(at) ^ 2, at)
    bytes.writeUInt32BE(sum(), from + 4)
    break
  }
  return bytes
}

const areEqual = (island: Island) => new Set(hosts(island).map((host) => JSON.stringify(lawOf(host)))).size === 1
const atRest = (island: Island) => new Set(hosts(island).map(({ status }) => status.applied)).size === 1
/** What is at rest is compared after 200 ms. */
const compared = (island: Island) => island.pass(400)

test('P21, P22: after a busy run, with a restart in it, both digests are equal on all priests at equal numbers', async () => {
  const { island, laws } = await twisted()
  const putter = await Putter.at(island, island.president)
  for (let round = 0; round < 5; round++) {
    const ids = Array.from({ length: 400 }, (_, i) => putter.ask(`k${i % 7}`, `${round}/${i}`))
    for (const id of ids) expect(await putter.citizen.reply(id)).toMatchObject({ type: 'answer' })
    if (round !== 2) continue
    const { follower } = island
    follower.kill()
    void follower.start({ law: new TwistedLaw() })
  }
  await island.until(() => atRest(island))
  expect(island.president.status.applied).toBeGreaterThan(1_024)
  await compared(island)
  expect(areEqual(island)).toBe(true)
  expect(lawOf(island.president)).toMatchObject({ state: 'good', decrees: /./ })
  expect(laws.size).toBe(3)
})

test('P22: a law that answers by what no decree says is named, and every answer from it stops', async () => {
  const { island, laws } = await twisted()
  const putter = await Putter.at(island, island.follower)
  await putter.put('k', 'before')
  for (const law of laws.values()) law.twist = byChance
  await putter.put('k', 'v')
  await island.until(() => hosts(island).every((host) => lawOf(host)?.state === 'not deterministic'))
  for (const host of hosts(island)) {
    const named = host.log.filter((line) => line.startsWith('law not deterministic: the law key-value is not determ'))
    expect(named).toHaveLength(1)
    const near = await island.citizen(host.name)
    near.hello()
    const body = putBody('k', 'w')
    for (const asked of [
      { type: 'session', left: 500 },
      { type: 'petition', session: 1, seq: 1, acked: 0, left: 500, body },
      { type: 'inquiry', level: 'local', seen: 0, left: 500, body },
      { type: 'inquiry', level: 'linearizable', seen: 0, left: 500, body },
      { type: 'inquiry', level: 'decree', seen: 0, left: 500, body },
      { type: 'inquiry', level: 'at-least', seen: 99_999, left: 500, body },
    ] as const) {
      expect(await near.reply(near.ask(asked))).toMatchObject({ code: 'LAW_NOT_DETERMINISTIC', outcome: 'none' })
    }
  }
})

test('P22: under load a difference is seen at the next multiple of 1,024, without any rest', async () => {
  const { island, laws } = await twisted()
  const bad = island.follower
  const law = laws.get(bad.name)
  if (law === undefined) throw new Error('no law')
  law.twist = (answer, number) => (number === 500 ? new Uint8Array([1]) : answer)
  const putter = await Putter.at(island, bad)
  for (let round = 0; round < 11; round++) {
    const ids = Array.from({ length: 100 }, (_, i) => putter.ask('k', `${round}/${i}`))
    for (const id of ids) expect(await putter.citizen.reply(id)).toMatchObject({ type: 'answer' })
  }
  await island.until(() => bad.log.some((line) => line.startsWith('law rebuilt')), 100)
  expect(bad.log.find((line) => line.startsWith('law rebuilt'))).toContain('decrees 1 to 1024 ')
})

test('P22: a petition under way when its law is found not deterministic may have passed, and says so', async () => {
  const { island, laws } = await twisted()
  const { president } = island
  const putter = await Putter.at(island, president)
  for (const law of laws.values()) law.twist = byChance
  await putter.put('k', 'v')
  for (const host of hosts(island)) host.disk.hang()
  const id = putter.ask('k', 'w')
  await island.until(() => lawOf(president)?.state === 'not deterministic')
  expect(putter.citizen.repliesTo(id)).toEqual([])
  for (const host of hosts(island)) host.disk.release()
  expect(await putter.citizen.reply(id)).toMatchObject({ code: 'LAW_NOT_DETERMINISTIC', outcome: 'unknown' })
})

test('P22: a law that is wrong once on one priest is made anew from the ledger, and answers rightly afterwards', async () => {
  for (const which of ['president', 'follower'] as const) {
    const { island, laws } = await twisted()
    const bad = island[which]
    const putter = await Putter.at(island, bad)
    await putter.put('k', 'first')
    await island.until(() => atRest(island))
    const law = laws.get(bad.name)
    if (law === undefined) throw new Error('no law')
    // A flip in memory: the state is another one, and an answer shows it.
    law.twist = (answer) => {
      law.twist = (same) => same
      law.restore(new KeyValueLaw().snapshot())
      return new Uint8Array([...answer, 1])
    }
    await putter.put('x', 'second')
    expect(text(Buffer.from(JSON.stringify(await putter.get('local'))))).not.toContain('first')
    await island.until(() => bad.log.some((line) => line.startsWith('law is back')))
    expect(bad.log.filter((line) => line.startsWith('law rebuilt: the law key-value is made anew'))).toHaveLength(1)
    expect(bad.status).toMatchObject({ role: 'legislator', law: { state: 'good' } })
    const got = await putter.get('local')
    expect(got).toMatchObject({ type: 'answer', by: bad.name })
    expect(got.type === 'answer' && text(got.body)).toContain('first')
    await putter.put('k', 'third')
    await compared(island)
    expect(areEqual(island)).toBe(true)
    for (const host of hosts(island)) expect(lawOf(host)?.state).toBe('good')
  }
})

test('P22: what is at rest is compared after 200 ms, not before', async () => {
  const { island, laws } = await twisted()
  const bad = island.follower
  const putter = await Putter.at(island, island.president)
  await putter.put('k', 'first')
  await island.until(() => atRest(island))
  const law = laws.get(bad.name)
  if (law === undefined) throw new Error('no law')
  law.twist = (answer) => {
    law.twist = (same) => same
    return new Uint8Array([...answer, 1])
  }
  await putter.put('x', 'second')
  await island.until(() => atRest(island))
  const rests = island.clock.now()
  await island.until(() => bad.log.some((line) => line.startsWith('law rebuilt')))
  // A tick of 25 ms at each end.
  expect(island.clock.now() - rests).toBeGreaterThanOrEqual(175)
  expect(island.clock.now() - rests).toBeLessThanOrEqual(275)
})

test('P22: while a law is made anew decrees go on passing and nothing is answered from it; then all is', async () => {
  const { island, laws } = await twisted()
  const bad = island.president
  const putter = await Putter.at(island, bad)
  for (let i = 0; i < 20; i++) await putter.put('k', `${i}`)
  const law = laws.get(bad.name)
  if (law === undefined) throw new Error('no law')
  law.twist = (answer) => {
    law.twist = (same) => same
    return new Uint8Array([...answer, 1])
  }
  await putter.put('k', 'flipped')
  // The ledger gives nothing back until this is done.
  const held: (() => void)[] = []
  const { disk } = bad
  const readLater = disk.readLater.bind(disk)
  disk.readLater = (...args) => void held.push(() => readLater(...args))
  await island.until(() => lawOf(bad)?.state === 'rebuilding')
  const passed = bad.status.passed
  const ids = Array.from({ length: 30 }, (_, i) => putter.ask('k', `during ${i}`))
  await island.until(() => bad.status.passed >= passed + 30)
  expect(ids.flatMap((id) => putter.citizen.repliesTo(id))).toEqual([])
  expect(await putter.get('local')).toMatchObject({ type: 'error', code: 'BEHIND', outcome: 'none' })
  const body = new TextEncoder().encode('{"op":"get","key":"k"}')
  const asked = putter.citizen.ask({ type: 'inquiry', level: 'linearizable', seen: 0, left: 5_000, body })
  const atLeast = putter.citizen.ask({ type: 'inquiry', level: 'at-least', seen: 0, left: 5_000, body })
  await island.pass(100)
  for (const id of [asked, atLeast]) expect(putter.citizen.repliesTo(id)).toEqual([])
  disk.readLater = readLater
  for (const read of held) read()
  for (const id of ids) expect(await putter.citizen.reply(id)).toMatchObject({ type: 'answer', by: bad.name })
  const answer = await putter.citizen.reply(asked)
  expect(answer.type === 'answer' && text(answer.body)).toContain('during 29')
  expect(await putter.citizen.reply(atLeast)).toMatchObject({ type: 'answer', by: bad.name })
  await compared(island)
  expect(areEqual(island)).toBe(true)
})

test('P22: a law that goes wrong on one priest even when it is made anew is named there, and the others go on', async () => {
  const { island, laws } = await twisted()
  const bad = island.follower
  const law = laws.get(bad.name)
  if (law === undefined) throw new Error('no law')
  law.twist = (answer) => new Uint8Array([...answer, ...new TextEncoder().encode(bad.name)])
  const putter = await Putter.at(island, island.president)
  await putter.put('k', 'v')
  await island.until(() => lawOf(bad)?.state === 'not deterministic')
  expect(bad.log.filter((line) => line.startsWith('law rebuilt'))).toHaveLength(1)
  expect(bad.log.filter((line) => line.startsWith('law not deterministic: the law key-value'))).toHaveLength(1)
  expect(bad.status.role).toBe('legislator')
  expect(await putter.put('k', 'w')).toMatchObject({ type: 'answer' })
  expect(await putter.get('linearizable')).toMatchObject({ type: 'answer' })
})

test('P22: a law that went wrong, was made anew and goes wrong again is named', async () => {
  const { island, laws } = await twisted()
  const bad = island.president
  const law = laws.get(bad.name)
  if (law === undefined) throw new Error('no law')
  const putter = await Putter.at(island, bad)
  const goWrongOnce = async () => {
    law.twist = (answer) => {
      law.twist = (same) => same
      return new Uint8Array([...answer, 1])
    }
    await putter.put('k', 'v')
  }
  await goWrongOnce()
  await island.until(() => bad.log.some((line) => line.startsWith('law is back')))
  await compared(island)
  await goWrongOnce()
  await island.until(() => lawOf(bad)?.state === 'not deterministic')
  expect(bad.log.filter((line) => line.startsWith('law rebuilt'))).toHaveLength(1)
})

test('P21: a decree flipped in one ledger puts that priest in doubt: it votes no more under that birth, learns all anew and is readmitted', async () => {
  const { island } = await twisted()
  const putter = await Putter.at(island, island.president)
  await putter.put('k', 'my value')
  // Its ledger then says that they have passed.
  await island.until(() => atRest(island))
  await compared(island)
  const bad = island.follower
  bad.kill()
  const { disk } = bad
  const readLater = disk.readLater.bind(disk)
  disk.readLater = (path, offset, length, done) =>
    readLater(path, offset, length, (error, bytes) => done(error, flipped(bytes, 'my value')))
  void bad.start({ law: new TwistedLaw() })
  // What it hands on for its citizens is numbered anew afterwards: no reply to the old may be taken for one to the new.
  const lives = new Set<unknown>()
  const seeLife = () => lives.add((Reflect.get(bad.priest, 'member') as Member | null)?.docket.life)
  await island.until(() => seeLife() && bad.log.some((line) => line.startsWith('in doubt:')))
  expect(bad.log.filter((line) => line.startsWith('in doubt:'))).toEqual([
    expect.stringContaining('not those that a majority passed'),
  ])
  // It opens its ledger again, under a new birth, and learns everything anew.
  disk.readLater = readLater
  await island.until(() => bad.status.state === 'legislator' && bad.status.incarnation === 2)
  await island.until(() => bad.isUp && lawOf(bad)?.state === 'good' && atRest(island))
  await compared(island)
  expect(areEqual(island)).toBe(true)
  seeLife()
  lives.delete(undefined)
  expect(lives.size).toBe(2)
})

test('a carried part that is no list of digests closes that connection, and nothing else happens', async () => {
  const { island } = await twisted()
  const { follower, president } = island
  const carrier = Reflect.get(follower.priest, 'messenger') as { carry(to: string, b: Uint8Array): void; flush(): void }
  for (const bytes of [new Uint8Array(24).fill(2), new Uint8Array(25).fill(255).fill(2, 0, 1)]) {
    const before = president.log.filter((line) => line.startsWith('fault:')).length
    carrier.carry(president.name, bytes)
    carrier.flush()
    await island.until(() => president.log.filter((line) => line.startsWith('fault:')).length > before)
    await island.until(() => follower.status.president === president.name)
    await island.pass(100)
  }
  expect((await Putter.at(island, follower)).citizen.closed).toBeNull()
})
