import { Citizen, type CitizenOptions } from '@paxon/citizen'
import { KeyValueLaw } from '@paxon/law'
import { MemoryNetwork } from '@paxon/messenger'
import { Island } from '../../priest/test/island.js'

/** What the library says to a program, of real priests in memory: the codes of docs/ERRORS.md that come from these alone. */

const NAMES = ['alpha', 'beta', 'gamma'] as const

let drawn = 0
/** A citizen at some of the priests, on the island's clock. */
const citizenOf = (island: Island, names: readonly string[], more: Partial<CitizenOptions> = {}): Citizen =>
  new Citizen({
    at: names.map((name) => island.host(name).url),
    learn: false,
    network: new MemoryNetwork(island.hub, 'citizen'),
    clock: island.clock,
    chance: () => 0,
    randomHex: (bytes) => (++drawn).toString(16).padStart(2 * bytes, '0'),
    ...more,
  })

/** What a call gives, while the island's time goes by. */
async function settled<T>(island: Island, call: Promise<T>, ms = 15_000): Promise<T> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  call.then(settle, settle)
  await island.until(() => isSettled, ms)
  return call
}

const failure = (island: Island, call: Promise<unknown>): Promise<unknown> =>
  settled(island, call).then(
    (answer) => answer,
    ({ code, outcome, message }) => ({ code, outcome, message }),
  )
const said = (code: string, outcome: string, message: RegExp) => ({
  code,
  outcome,
  message: expect.stringMatching(message),
})

test('NO_MAJORITY: a president is there, and nobody answers it in time', async () => {
  const island = await Island.founded(...NAMES)
  const { president } = island
  const citizen = citizenOf(island, [president.name])
  await settled(island, citizen.put('x', '3'))
  for (const name of NAMES) if (name !== president.name) island.host(name).kill()
  // It presides on for an election time; what is over is looked for every 100 ms.
  const gets = [400, 450, 500, 550, 600].map((deadlineMs) => failure(island, citizen.get('x', { deadlineMs })))
  const outcomes = await Promise.all(gets)
  expect(outcomes).toContainEqual(said('NO_MAJORITY', 'none', /majority/))
  for (const outcome of outcomes) expect(outcome).toMatchObject({ outcome: 'none' })
  expect(await failure(island, citizen.put('x', '4', { deadlineMs: 300 }))).toMatchObject({ outcome: 'unknown' })
})

test('DISK_FULL: petitions are refused at once and inquiries answered, until there is room', async () => {
  const island = await Island.founded('alpha')
  const { disk } = island.host('alpha')
  const citizen = citizenOf(island, ['alpha'])
  await settled(island, citizen.put('x', '3'))
  disk.capacityBytes = disk.usedBytes + 1024 * 1024
  await island.pass(1_000)
  expect(await failure(island, citizen.put('x', '4'))).toEqual(said('DISK_FULL', 'none', /disk/))
  expect(await settled(island, citizen.get('x'))).toMatchObject({ value: '3' })
  disk.capacityBytes = Number.POSITIVE_INFINITY
  await island.pass(1_000)
  await settled(island, citizen.put('x', '5'))
})

/** Each answer has a MiB. */
class WordyLaw extends KeyValueLaw {
  override apply(decree: Uint8Array, number: number): Uint8Array {
    return Buffer.concat([super.apply(decree, number), Buffer.alloc(1024 * 1024, ' ')])
  }
}

test('SESSION_FULL: more than 16 MiB of answers that are not acknowledged, and no time left to try again', async () => {
  const island = new Island('alpha')
  island.god()
  void island.host('alpha').start({ law: new WordyLaw() })
  await island.until(() => island.host('alpha').status.president !== null)
  const citizen = citizenOf(island, ['alpha'], { chance: () => 0.99 })
  await settled(island, citizen.put('x', '0'))
  const puts = Array.from({ length: 24 }, (_, at) => failure(island, citizen.put('x', `${at}`, { deadlineMs: 18 })))
  const outcomes = await Promise.all(puts)
  const full = outcomes.filter((outcome) => (outcome as { code?: string }).code === 'SESSION_FULL')
  expect(full.length).toBeGreaterThan(0)
  expect(full).toEqual(full.map(() => said('SESSION_FULL', 'none', /acknowledged|answers/)))
  // With time left the library tries again by itself.
  const patient = Array.from({ length: 24 }, (_, at) => settled(island, citizen.put('x', `${at}`)))
  expect(await Promise.all(patient)).toHaveLength(24)
})

test('SESSION_ENDED: 10,000 sessions were used since; the next petition goes on in a new one', async () => {
  const island = await Island.founded('alpha')
  const citizen = citizenOf(island, ['alpha'])
  await settled(island, citizen.put('x', '3'))
  const others = island.citizen('alpha')
  others.hello()
  for (let opened = 0; opened < 10_000; opened += 1_000) {
    const ids = Array.from({ length: 1_000 }, () => others.ask({ type: 'session', left: 5_000 }))
    await others.reply(ids.at(-1) ?? 0)
  }
  expect(await failure(island, citizen.put('x', '4'))).toEqual(said('SESSION_ENDED', 'unknown', /session/))
  await settled(island, citizen.put('x', '5'))
  expect(await settled(island, citizen.get('x'))).toMatchObject({ value: '5' })
})

test('WRONG_PARLIAMENT: the only priest in reach belongs to another one by now', async () => {
  const island = new Island('alpha')
  const god = island.god()
  const alpha = island.host('alpha')
  void alpha.start()
  await island.until(() => alpha.status.president !== null)
  const citizen = citizenOf(island, ['alpha'])
  await settled(island, citizen.put('x', '3'))
  alpha.kill()
  alpha.wipe()
  god.kill()
  island.god()
  void alpha.start()
  await island.until(() => alpha.status.president !== null)
  const wrong = said('WRONG_PARLIAMENT', 'none', /parliament/)
  expect(await failure(island, citizen.get('x', { deadlineMs: 2_000 }))).toEqual(wrong)
  expect(await failure(island, citizen.put('x', '4', { deadlineMs: 2_000 }))).toEqual(wrong)
})

test('BEHIND: the only priest in reach has not applied what this citizen has seen', async () => {
  const island = await Island.founded(...NAMES)
  const { president, follower } = island
  const citizen = citizenOf(island, [president.name, follower.name])
  await settled(island, citizen.put('x', '3'))
  for (const name of NAMES) if (name !== follower.name) island.hub.cut(name, follower.name)
  await settled(island, citizen.put('x', '4'))
  for (const name of NAMES) if (name !== follower.name) island.host(name).kill()
  const local = citizen.get('x', { level: 'local', deadlineMs: 2_000 })
  expect(await failure(island, local)).toEqual(said('BEHIND', 'none', /seen|behind/))
})

test('NO_PRESIDENT: the only priest in reach is still opening its ledger; once it has, it is asked again', async () => {
  const island = await Island.founded('alpha')
  const alpha = island.host('alpha')
  const citizen = citizenOf(island, ['alpha'])
  await settled(island, citizen.put('x', '3'))
  alpha.kill()
  alpha.disk.hang()
  void alpha.start()
  const get = () => failure(island, citizen.get('x', { deadlineMs: 1_000 }))
  expect(await get()).toEqual(said('NO_PRESIDENT', 'none', /alpha is still opening its ledger/))
  const waits = settled(island, citizen.get('x'))
  alpha.disk.release()
  expect(await waits).toMatchObject({ value: '3' })
})

test('OVERLOADED: a queue of the priest is full: nothing was written; asked again after a pause it is done', async () => {
  const island = await Island.foundedWith({ docketLimits: { waitingMax: 3 } }, ...NAMES)
  const { follower } = island
  const citizen = citizenOf(island, [follower.name])
  await settled(island, citizen.put('x', '0'))
  const others = NAMES.filter((name) => name !== follower.name)
  for (const name of others) island.host(name).kill()
  await island.until(() => follower.status.president === null)
  const later = Promise.all(Array.from({ length: 8 }, (_, at) => citizen.put(`later-${at}`, '1')))
  const now = Array.from({ length: 8 }, (_, at) => failure(island, citizen.put(`now-${at}`, '1', { deadlineMs: 500 })))
  const outcomes = await Promise.all(now)
  expect(outcomes).toContainEqual(said('OVERLOADED', 'none', /too many requests waiting; try again after a pause/))
  for (const name of others) void island.host(name).start()
  expect(await settled(island, later)).toHaveLength(8)
  for (const [at, outcome] of outcomes.entries()) {
    expect(outcome).toMatchObject({ outcome: 'none' })
    expect(await settled(island, citizen.get(`now-${at}`))).toMatchObject({ value: null })
  }
})

test('OVERLOADED: a citizen has 11,024 calls at most without an answer', async () => {
  const island = await Island.founded('alpha')
  island.host('alpha').disk.hang()
  const citizen = citizenOf(island, ['alpha'])
  const puts = Array.from({ length: 11_024 }, () => citizen.put('x', '1').catch(({ code }) => code))
  expect(await failure(island, citizen.put('x', '1'))).toEqual(said('OVERLOADED', 'none', /11,?024/))
  citizen.close()
  expect(new Set(await Promise.all(puts))).toEqual(new Set(['CLOSED']))
})

test('TOO_LARGE and BAD_REQUEST: nothing is sent of what is over a limit, or no key, or has no time', async () => {
  const island = await Island.founded('alpha')
  const citizen = citizenOf(island, ['alpha'])
  const large = new Uint8Array(1_300_000)
  expect(await failure(island, citizen.propose(large))).toEqual(said('TOO_LARGE', 'none', /bytes/))
  expect(await failure(island, citizen.put('x'.repeat(1_025), '1'))).toEqual(said('TOO_LARGE', 'none', /1024/))
  expect(await failure(island, citizen.put('', '1'))).toEqual(said('BAD_REQUEST', 'none', /key/))
  expect(await failure(island, citizen.get('x', { deadlineMs: 0 }))).toEqual(said('BAD_REQUEST', 'none', /deadlineMs/))
  await settled(island, citizen.put('x', '3'))
})

test('ABORTED and CLOSED: unknown for a decree that was handed over, none for an inquiry and for what never left', async () => {
  const island = await Island.founded('alpha')
  const { disk } = island.host('alpha')
  const citizen = citizenOf(island, ['alpha'])
  await settled(island, citizen.put('x', '3'))
  disk.hang()
  const change = new AbortController()
  const aborted = [
    citizen.put('x', '4', { signal: change.signal }),
    citizen.put('x', '5', { signal: AbortSignal.abort() }),
  ].map((call) => failure(island, call))
  const closed = [citizen.put('x', '6'), citizen.get('x', { level: 'decree' })].map((call) => failure(island, call))
  await island.pass(100)
  change.abort()
  expect(await Promise.all(aborted)).toEqual([
    said('ABORTED', 'unknown', /aborted/),
    said('ABORTED', 'none', /aborted/),
  ])
  citizen.close()
  closed.push(failure(island, citizen.put('x', '7')))
  expect(await Promise.all(closed)).toEqual([
    said('CLOSED', 'unknown', /closed/),
    said('CLOSED', 'none', /closed/),
    said('CLOSED', 'none', /closed/),
  ])
})
