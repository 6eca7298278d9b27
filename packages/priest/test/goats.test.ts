import { Citizen, type InquiryOptions } from '@paxon/citizen'
import { MemoryNetwork } from '@paxon/messenger'
import { LEVELS } from '@paxon/wire'
import { Island } from './island.js'

const GOATS = 'the sale of brown goats'

/** A citizen who knows priests of these names only. */
function citizenAt(island: Island, ...names: string[]): Citizen {
  const network = new MemoryNetwork(island.hub, 'citizen')
  const at = names.map((name) => island.host(name).url)
  return new Citizen({ network, clock: island.clock, chance: () => 0, at, learn: false })
}

/** Lets the island's time go by until the answer is there. */
async function told<T>(island: Island, promise: Promise<T>): Promise<T> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  promise.then(settle, settle)
  await island.until(() => isSettled, 20_000)
  return await promise
}

const optionsFor = (level: InquiryOptions['level'], atLeast: number): InquiryOptions =>
  level === 'at-least' ? { level, atLeast } : { level }

describe('3.3.4: inquiries at all four levels, from any priest', () => {
  test.each(LEVELS)('%s: each priest answers from a law that has what was just decreed', async (level) => {
    const island = await Island.founded('alpha', 'beta', 'gamma')
    for (const name of island.names) {
      const citizen = citizenAt(island, name)
      const put = await told(island, citizen.put(GOATS, `asked of ${name}`))
      const got = await told(island, citizen.get(GOATS, optionsFor(level, put.decree)))
      expect(got).toMatchObject({ value: `asked of ${name}`, version: put.decree })
      expect(got.decree).toBeGreaterThanOrEqual(put.decree)
      if (level === 'local' || level === 'at-least') expect(got.by).toBe(name)
      citizen.close()
    }
  })

  test('decree: answered from the law as of exactly the number that the inquiry got', async () => {
    const island = await Island.founded('alpha', 'beta', 'gamma')
    const citizen = citizenAt(island, island.follower.name)
    const put = await told(island, citizen.put(GOATS, 'forbidden'))
    const got = await told(island, citizen.get(GOATS, { level: 'decree' }))
    // By the president that proposed it: its law is there first (DIVERGENCE).
    expect(got).toMatchObject({ decree: put.decree + 1, value: 'forbidden', by: island.president.name })
    citizen.close()
  })

  test('at-least: a priest that is behind waits until its law is there', async () => {
    const island = await Island.founded('alpha', 'beta', 'gamma')
    const behind = island.follower.name
    const scribe = citizenAt(island, island.president.name)
    cutOff(island, behind)
    const put = await told(island, scribe.put(GOATS, 'allowed'))
    const citizen = citizenAt(island, behind)
    let answer: unknown = null
    const asked = citizen.get(GOATS, { atLeast: put.decree }).then((got) => {
      answer = got
      return got
    })
    await island.pass(200)
    expect(answer).toBeNull()
    mend(island, behind)
    expect(await told(island, asked)).toMatchObject({ value: 'allowed', by: behind })
    scribe.close()
    citizen.close()
  })
})

test('3.3.4: many linearizable inquiries share a round of beats, whichever priests they are asked of', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const citizens = island.names.map((name) => citizenAt(island, name))
  const first = citizens.map((citizen) => told(island, citizen.get(GOATS)))
  await Promise.all(first)
  let frames = 0
  island.delayMs = (from) => {
    if (from !== 'citizen') frames += 1
    return 0
  }
  const asked = citizens.flatMap((citizen) => Array.from({ length: 100 }, () => citizen.get(GOATS)))
  const answers = await told(island, Promise.all(asked))
  expect(new Set(answers.map(({ by }) => by))).toEqual(new Set([island.president.name]))
  // Handed on, a round of beats or two, and the replies: to and from each of two followers, and to the citizens.
  expect(frames).toBeLessThan(30)
  for (const citizen of citizens) citizen.close()
})

const PAIRS = LEVELS.flatMap((first) => LEVELS.flatMap((next) => (first === next ? [] : [[first, next] as const])))

test.each(PAIRS)(
  '3.3.4: who was told at level %s is told no earlier law at level %s, by a priest that is behind',
  async (first, next) => {
    const island = await Island.founded('alpha', 'beta', 'gamma')
    const president = island.president.name
    const [behind = president, other = president] = island.names.filter((name) => name !== president)
    const scribe = citizenAt(island, president)
    const forbidden = await told(island, scribe.put(GOATS, 'forbidden'))
    await island.until(() => island.names.every((name) => appliedBy(island, name) >= forbidden.decree))
    cutOff(island, behind)
    const allowed = await told(island, scribe.put(GOATS, 'allowed'))
    await island.until(() => appliedBy(island, other) >= allowed.decree)

    const merchant = citizenAt(island, other, behind)
    const before = await told(island, merchant.get(GOATS, optionsFor(first, 0)))
    expect(before.value).toBe('allowed')
    island.host(other).kill()
    let isAnswered = false
    const asked = merchant.get(GOATS, optionsFor(next, 0)).then((got) => {
      isAnswered = true
      return got
    })
    await island.pass(300)
    expect(isAnswered).toBe(false)
    mend(island, behind)
    const after = await told(island, asked)
    expect(after.value).toBe('allowed')
    expect(after.decree).toBeGreaterThanOrEqual(before.decree)
    scribe.close()
    merchant.close()
  },
)

describe('3.3.4, the goats', () => {
  test.each(LEVELS)(
    'who was told that the sale of brown goats is allowed is never told afterwards that it is not (%s): by a priest that is behind, after its priest has gone, under the next president',
    async (level) => {
      const island = await Island.founded('alpha', 'beta', 'gamma')
      const president = island.president.name
      const [behind = president, other = president] = island.names.filter((name) => name !== president)
      const scribe = citizenAt(island, president)
      const forbidden = await told(island, scribe.put(GOATS, 'forbidden'))
      await island.until(() => island.names.every((name) => appliedBy(island, name) >= forbidden.decree))
      cutOff(island, behind)
      const allowed = await told(island, scribe.put(GOATS, 'allowed'))
      await island.until(() => appliedBy(island, other) >= allowed.decree)
      // Whoever has seen nothing yet may be told of the law as it was.
      const stranger = citizenAt(island, behind)
      expect(await told(island, stranger.get(GOATS, { level: 'local' }))).toMatchObject({ value: 'forbidden' })
      stranger.close()

      const merchant = citizenAt(island, other, behind, president)
      const seen: number[] = []
      const ask = async () => {
        const got = await told(island, merchant.get(GOATS, optionsFor(level, 0)))
        expect({ level, value: got.value }).toEqual({ level, value: 'allowed' })
        expect(got.decree).toBeGreaterThanOrEqual(seen.at(-1) ?? allowed.decree)
        seen.push(got.decree)
        return got.by
      }
      expect(await ask()).not.toBe(behind)
      // Its priest is gone, and the one it comes to next is behind.
      island.host(other).kill()
      mend(island, behind)
      island.hub.cut(president, behind)
      const waiting = ask()
      await island.pass(300)
      mend(island, behind)
      void island.host(other).start()
      await waiting
      await island.until(() => island.names.every((name) => appliedBy(island, name) >= allowed.decree))
      island.host(president).kill()
      await ask()
      const hears = (name: string) => island.host(name).status.president
      await island.until(() => [behind, other].every((name) => hears(name) !== null && hears(name) !== president))
      await ask()
      expect(seen).toHaveLength(4)
      scribe.close()
      merchant.close()
    },
  )
})

const appliedBy = (island: Island, name: string): number => island.host(name).status.applied ?? 0

function cutOff(island: Island, name: string): void {
  for (const other of island.names) {
    if (other === name) continue
    island.hub.cut(other, name)
    island.hub.cut(name, other)
  }
}

function mend(island: Island, name: string): void {
  for (const other of island.names) {
    if (other === name) continue
    island.hub.mend(other, name)
    island.hub.mend(name, other)
  }
}
