import { ALPHA_DEFAULT } from '@paxon/synod'
import type { Host } from './host.js'
import { Island } from './island.js'
import { TestGod } from './test-god.js'

/** A citizen that keeps several openings of sessions on their way, one after the other, and is told of each. */
function busy(island: Island, host: Host): { readonly go: () => void; readonly answered: () => number } {
  const citizen = island.citizen(host.name)
  citizen.hello()
  const open = new Set<number>()
  let answered = 0
  const go = () => {
    for (const id of open) {
      const [reply] = citizen.repliesTo(id)
      if (reply === undefined) continue
      if (reply.type === 'answer') answered += 1
      else throw new Error(`a petition failed: ${JSON.stringify(reply)}`)
      open.delete(id)
    }
    while (open.size < 8) open.add(citizen.ask({ type: 'session', left: 20_000 }))
  }
  return { go, answered: () => answered }
}

/** Every state that this host was seen in, in order. */
function states(host: Host): { readonly seen: string[]; readonly look: () => void } {
  const seen: string[] = []
  const look = () => {
    const { state } = host.status
    if (seen.at(-1) !== state) seen.push(state)
  }
  return { seen, look }
}

const notIn = (island: Island, ...hosts: Host[]) =>
  island.names.map((name) => island.host(name)).filter((host) => !hosts.includes(host))

/** With the alpha that a god founds with, unless a test says otherwise. */
async function founded(names: readonly string[], alpha = ALPHA_DEFAULT): Promise<Island> {
  const island = new Island(...names)
  new TestGod(island, island.names, null, alpha)
  for (const name of names) void island.host(name).start()
  await island.until(() => names.every((name) => island.host(name).status.president !== null))
  return island
}

test('3.3.6: wiped of three, under load: it learns, is readmitted and counts; nothing asked meanwhile fails', async () => {
  const island = await founded(['alpha', 'beta', 'gamma'])
  const { president, follower: wiped } = island
  const load = busy(island, president)
  const watch = states(wiped)
  wiped.kill()
  wiped.wipe()
  void wiped.start()
  await island.until(() => {
    load.go()
    watch.look()
    return wiped.status.state === 'legislator'
  })
  // A learner, now and then behind, until it has its seat; never again after.
  const since = watch.seen.findIndex((state) => state === 'readmitted' || state === 'legislator')
  // It has nothing, and lacks more than a beat brings.
  expect(watch.seen).toContain('catching up')
  expect(watch.seen.slice(0, since)).toContain('learner')
  expect(['legislator', 'readmitted,legislator']).toContain(watch.seen.slice(since).join())
  expect(wiped.log.filter((line) => /^readmitted/.test(line))).toHaveLength(1)
  expect(wiped.status).toMatchObject({ incarnation: 2, role: 'legislator', why: null })
  const [other] = notIn(island, wiped, president)
  other?.kill()
  const before = load.answered()
  await island.until(() => {
    load.go()
    return load.answered() > before + 16
  })
  expect(president.status.president).toBe(president.name)
})

// With the smaller alpha more decrees pass between two beats than fit into the window.
test.each([64, ALPHA_DEFAULT])(
  '3.3.6: two wiped of five come back one after the other, and then both count: alpha %i',
  async (alpha) => {
    const island = await founded(['alpha', 'beta', 'gamma', 'delta', 'epsilon'], alpha)
    const { president } = island
    const load = busy(island, president)
    const wiped = notIn(island, president).slice(0, 2)
    for (const host of wiped) {
      host.kill()
      host.wipe()
      void host.start()
    }
    await island.until(() => {
      load.go()
      return wiped.every((host) => host.status.state === 'legislator')
    })
    expect(wiped.map((host) => host.status.incarnation)).toEqual([2, 2])
    for (const host of notIn(island, president, ...wiped)) host.kill()
    const before = load.answered()
    await island.until(() => {
      load.go()
      return load.answered() > before + 16
    })
  },
)

test('P16: without a majority a learner says that none can give it its seat back; once there is one it has it', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { follower: wiped } = island
  const rest = notIn(island, wiped)
  for (const host of island.names.map((name) => island.host(name))) host.kill()
  wiped.wipe()
  void wiped.start()
  const [first, second] = rest
  void first?.start()
  await island.until(() => wiped.status.why?.includes('without a majority of the roll') === true)
  expect(wiped.status.role).toBe('learner')
  void second?.start()
  await island.until(() => wiped.status.state === 'legislator')
  expect(wiped.status.why).toBeNull()
})
