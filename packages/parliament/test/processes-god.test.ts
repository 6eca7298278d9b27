import { run } from './processes/command.js'
import { haveEnded, Island } from './processes/island.js'
import { Load } from './processes/load.js'

let island: Island
beforeEach(() => {
  island = new Island()
})
afterEach(() => island.remove())

const DECREES = 100

async function killGod(): Promise<void> {
  island.up.kill('SIGKILL')
  expect(await island.up.end()).toBe(null)
}

test('god killed with -9: no citizen notices, the priests stay, and the next `up` adopts them', async () => {
  const first = await island.raise()
  const citizens = first.priests.map(({ name }) => island.citizen(name))
  const loads = citizens.map((citizen) => new Load(citizen))
  try {
    await Promise.all(loads.map((load) => load.more(DECREES)))
    await killGod()
    await Promise.all(loads.map((load) => load.more(DECREES)))
    for (const { name, pid } of first.priests) expect(await island.status(name)).toMatchObject({ name, pid })

    expect(await island.raise()).toEqual(first)
    await Promise.all(loads.map((load) => load.more(DECREES)))
    await Promise.all(loads.map((load) => load.stop()))
  } finally {
    for (const citizen of citizens) citizen.close()
  }
  island.up.kill('SIGINT')
  expect(await island.up.end()).toBe(0)
  await haveEnded(first.priests.map(({ pid }) => pid))
})

test('a priest that died is started again by the god that adopted it', async () => {
  await island.raise()
  await killGod()
  await island.raise()
  const pid = await island.signal('beta', 'SIGKILL')
  await island.becomes('beta', 'is back', (status) => status.pid !== pid && status.president !== null)
})

test('a priest started again with no god in reach takes part, and is enough when another dies', async () => {
  const { priests } = await island.raise()
  await killGod()
  const old = await island.signal('beta', 'SIGKILL')
  const citizen = island.citizen()
  try {
    await citizen.put('while beta', 'was away')
    const beta = island.startPriest('beta')
    const { decree } = await citizen.put('x', '1')
    const back = await island.becomes(
      'beta',
      'has caught up',
      ({ president, passed, lag }) => president !== null && passed >= decree && lag === 0,
    )
    expect(back).toMatchObject({ role: 'legislator', why: null, pid: beta.pid })
    expect(back.pid).not.toBe(old)

    const other = (await island.president()) === 'gamma' ? 'gamma' : 'alpha'
    const dead = await island.signal(other, 'SIGKILL')
    const load = new Load(citizen)
    await load.more(DECREES)
    await load.stop()
    expect((await island.president(other)) === other).toBe(false)
    expect(priests.find(({ name }) => name === other)?.pid).toBe(dead)
  } finally {
    citizen.close()
  }
})

test('`down` ends the priests of a god that is dead', async () => {
  const { priests } = await island.raise()
  await killGod()
  expect(await run('down', '--dir', island.dir)).toMatchObject({ code: 0 })
  await haveEnded(priests.map(({ pid }) => pid))
})

describe('A priest started by hand, that looks for no god', () => {
  const NO_GOD = 'ws://127.0.0.1:9'

  async function startByHand(): Promise<number> {
    const { priests } = await island.raise('--no-restart')
    await island.signal('beta', 'SIGKILL')
    await killGod()
    const beta = island.startPriest('beta', '--god', NO_GOD)
    const { pid } = await island.becomes('beta', 'is back', ({ president }) => president !== null)
    expect(pid).toBe(beta.pid)
    await haveEnded([priests.find(({ name }) => name === 'beta')?.pid ?? 0])
    return pid
  }

  test('is adopted by `up` under its own pid, and leaves on Ctrl-C', async () => {
    const pid = await startByHand()
    const { priests } = await island.raise()
    expect(priests.find(({ name }) => name === 'beta')).toMatchObject({ pid })
    island.up.kill('SIGINT')
    expect(await island.up.end()).toBe(0)
    await haveEnded(priests.map((priest) => priest.pid))
  })

  test('is ended by `down`', async () => {
    const pid = await startByHand()
    expect(await run('down', '--dir', island.dir)).toMatchObject({ code: 0 })
    await haveEnded([...island.ready.priests.map((priest) => priest.pid), pid])
  })
})
