import { getQuestion, putBody, readGetAnswer } from '@paxon/law'
import { drawer, type Host } from './host.js'
import { Island } from './island.js'
import type { TestCitizen } from './test-citizen.js'

const NAMES = ['alpha', 'beta', 'gamma'] as const

async function parliament() {
  const island = await Island.founded(...NAMES)
  const { president } = island
  const others = NAMES.filter((name) => name !== president.name).map((name) => island.host(name))
  const [one, other] = others
  if (one === undefined || other === undefined) throw new Error('there are three')
  return { island, president, one, other, others }
}

/** Writes the numbers from 1 to one key, each once the one before is acknowledged. */
class Writer {
  acknowledged = 0
  private readonly citizen: TestCitizen
  private readonly session: number
  private id: number | null = null
  private seq = 0

  private constructor(citizen: TestCitizen, session: number) {
    this.citizen = citizen
    this.session = session
  }

  static async at(island: Island, name: string): Promise<Writer> {
    const citizen = island.citizen(name)
    citizen.hello()
    return new Writer(citizen, await citizen.session())
  }

  /** Now and then. */
  goOn(): void {
    if (this.id !== null) {
      const [reply] = this.citizen.repliesTo(this.id)
      if (reply === undefined) return
      this.id = null
      // The session executes a petition once, so one whose outcome is not known is asked for again as it is.
      if (reply.type === 'answer') this.acknowledged = this.seq
      else this.seq = this.acknowledged
    }
    this.seq += 1
    const { session, seq, acknowledged: acked } = this
    this.id = this.citizen.ask({ type: 'petition', session, seq, acked, left: 300, body: putBody('n', `${seq}`) })
  }
}

/** Asks what the key is, and judges each answer by what had been acknowledged when it was asked. */
class Reader {
  answers = 0
  readonly stale: string[] = []
  private readonly citizen: TestCitizen
  private readonly asked = new Map<number, number>()

  constructor(island: Island, name: string) {
    this.citizen = island.citizen(name)
    this.citizen.hello()
  }

  ask(acknowledged: number): void {
    const question = { type: 'inquiry', level: 'linearizable', seen: 0, left: 2_000, body: getQuestion('n') } as const
    this.asked.set(this.citizen.ask(question), acknowledged)
  }

  judge(): void {
    for (const reply of this.citizen.replies.splice(0)) {
      if (reply.type !== 'answer') continue
      const answer = readGetAnswer(reply.body)
      const value = 'value' in answer ? Number(answer.value ?? 0) : Number.NaN
      const least = this.asked.get(reply.id) ?? 0
      this.answers += 1
      if (!(value >= least)) this.stale.push(`${reply.by}: ${value} although ${least} was acknowledged`)
    }
  }
}

/** Nobody can reach it, nor it anybody, but for citizens. */
function isolate(island: Island, host: Host): () => void {
  const others = NAMES.filter((name) => name !== host.name)
  for (const other of others) {
    island.hub.cut(host.name, other)
    island.hub.cut(other, host.name)
  }
  return () => {
    for (const other of others) {
      island.hub.mend(host.name, other)
      island.hub.mend(other, host.name)
    }
  }
}

test.each([
  ['stands still', (_: Host, elapsed: number) => -elapsed],
  ['is set back a minute', () => -60_000],
  ['jumps an hour', () => 3_600_000],
  ['jumps to and fro', (_: Host, elapsed: number) => (elapsed % 2 === 0 ? 10_000 : -10_000)],
])('P8: a president that was deposed answers no inquiry, though its clock %s', async (_, skew) => {
  const { island, president, one } = await parliament()
  const writer = await Writer.at(island, one.name)
  writer.goOn()
  await island.until(() => {
    writer.goOn()
    return writer.acknowledged > 0
  })
  const reader = new Reader(island, president.name)
  const heal = isolate(island, president)
  const began = island.clock.now()
  for (let n = 0; n < 2_000; n++) {
    president.skewMs = skew(president, island.clock.now() - began)
    await island.pass(0)
    writer.goOn()
    if (n % 10 === 0) reader.ask(writer.acknowledged)
    island.clock.advance(1)
  }
  reader.judge()
  expect(writer.acknowledged).toBeGreaterThan(10)
  expect(reader.stale).toEqual([])
  expect(reader.answers).toBe(0)
  heal()
  president.skewMs = 0
  await island.until(() => {
    reader.ask(writer.acknowledged)
    reader.judge()
    return reader.answers > 0
  })
  expect(reader.stale).toEqual([])
})

test('P8: with clocks that run at their own rates, jump and pause, no linearizable answer is stale', async () => {
  const { island } = await parliament()
  const chance = drawer(8)
  const writer = await Writer.at(island, 'alpha')
  const readers = NAMES.map((name) => new Reader(island, name))
  const hosts = NAMES.map((name) => island.host(name))
  const rates = [-0.9, -0.5, 1]
  let heal = () => {}
  for (let n = 0; n < 4_500; n++) {
    for (const [i, host] of hosts.entries()) {
      host.skewMs += rates[i] ?? 0
      if (chance() < 0.002) host.skewMs += (chance() - 0.3) * 5_000
    }
    if (n % 1_500 === 0) {
      heal()
      const host = hosts.find(({ status }) => status.president === status.name)
      heal = host === undefined ? () => {} : isolate(island, host)
    }
    writer.goOn()
    if (n % 10 === 0) for (const reader of readers) reader.ask(writer.acknowledged)
    await island.pass(0)
    island.clock.advance(1)
    for (const reader of readers) reader.judge()
  }
  expect(readers.flatMap(({ stale }) => stale)).toEqual([])
  expect(writer.acknowledged).toBeGreaterThan(100)
  expect(Math.min(...readers.map(({ answers }) => answers))).toBeGreaterThan(10)
})

test('P25: a president whose loop is blocked for 5 s is followed by another, and when it wakes no answer of its is stale', async () => {
  const { island, president, one } = await parliament()
  const writer = await Writer.at(island, one.name)
  const reader = new Reader(island, president.name)
  await island.until(() => {
    writer.goOn()
    return writer.acknowledged > 2
  })
  president.freeze()
  for (let n = 0; n < 5_000; n++) {
    writer.goOn()
    if (n % 50 === 0) reader.ask(writer.acknowledged)
    await island.pass(0)
    island.clock.advance(1)
  }
  expect(one.status.president).not.toBe(president.name)
  const before = writer.acknowledged
  expect(before).toBeGreaterThan(10)
  reader.ask(before)
  president.thaw()
  expect(president.log.filter((line) => line.startsWith('resigned:')).length).toBe(1)
  await island.until(() => {
    reader.judge()
    return reader.answers > 0
  })
  expect(reader.stale).toEqual([])
  await island.until(() => president.status.applied === one.status.applied)
})
