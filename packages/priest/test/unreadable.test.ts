import { Island } from './island.js'

test('a priest whose page cannot be read says so, once for each decree; who asked for it gets it from another', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { president: damaged, follower: absent } = island
  const third = island.host(island.names.find((name) => name !== damaged.name && name !== absent.name) ?? '')
  absent.kill()
  absent.wipe()
  const citizen = island.citizen(damaged.name)
  citizen.hello()
  const petition = async () => {
    const id = citizen.ask({ type: 'session', left: 5_000 })
    await island.until(() => citizen.repliesTo(id).length > 0)
  }
  for (let n = 0; n < 5; n++) await petition()
  await island.pass(500)
  const { passed } = damaged.status
  expect(third.status.passed).toBe(passed)
  const folder = `island/${damaged.name}/ledger`
  for (const page of damaged.disk.list(folder) ?? []) if (page.endsWith('.page')) damaged.disk.wipe(`${folder}/${page}`)
  const told = () => damaged.log.filter((line) => line.startsWith('unreadable'))
  third.kill()
  void absent.start()
  await island.until(() => told().length > 0)
  await island.pass(2_000)
  expect(told()).toEqual([
    expect.stringMatching(
      /^unreadable: a peer does not get what it asks for: decree 1 cannot be read from \S+\.page: ENOENT/,
    ),
  ])
  expect([damaged.isUp, absent.status.passed]).toEqual([true, 0])
  void third.start()
  await island.until(() => absent.status.passed >= passed)
})
