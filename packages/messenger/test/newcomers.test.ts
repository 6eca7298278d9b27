import {
  type DoorName,
  ManualClock,
  MemoryHub,
  MemoryNetwork,
  NEWCOMERS_AT_ONCE,
  NEWCOMERS_PER_SECOND,
  Newcomers,
  nodeMac,
  ProvingNetwork,
} from '../src/index.js'

const admitted = (newcomers: Newcomers, of: number) =>
  Array.from({ length: of }, () => newcomers.admit()).filter((isIn) => isIn).length

test('so many may come at once, and then so many a second, however often more are turned away', () => {
  const clock = new ManualClock()
  const newcomers = new Newcomers(clock)
  expect(admitted(newcomers, NEWCOMERS_AT_ONCE + 100)).toBe(NEWCOMERS_AT_ONCE)
  clock.advance(0.5)
  expect(admitted(newcomers, 10)).toBe(0)
  for (let second = 0; second < 3; second++) {
    let count = 0
    for (let ms = 0; ms < 1_000; ms++) {
      clock.advance(1)
      count += admitted(newcomers, 3)
    }
    expect(Math.abs(count - NEWCOMERS_PER_SECOND)).toBeLessThanOrEqual(1)
  }
})

test('a pause, however long, gives no more than at the beginning', () => {
  const clock = new ManualClock()
  const newcomers = new Newcomers(clock)
  clock.advance(3_600_000)
  expect(admitted(newcomers, 3 * NEWCOMERS_AT_ONCE)).toBe(NEWCOMERS_AT_ONCE)
})

test.each([null, 'open sesame, please'])(
  'P32: more new connections than that, with the secret %p, get 503 before anybody hears of them, at one door only',
  async (secret) => {
    const clock = new ManualClock()
    const hub = new MemoryHub({ later: (ms, call) => clock.after(ms, call) })
    const randomHex = (bytes: number) => '0f'.repeat(bytes)
    const guard = (host: string) =>
      new ProvingNetwork(new MemoryNetwork(hub, host), { secret, clock, randomHex, mac: nodeMac })
    let heard = 0
    const door = {
      maxFrameBytes: 1_000,
      maxConnections: 10,
      onConnection: () => {
        heard += 1
      },
    }
    guard('host').listen({ host: 'host', port: 1, doors: { peer: door, citizen: door }, onGet: () => null }, () => {})
    const dialler = guard('dialler')
    const dial = async (name: DoorName) => {
      let outcome = ''
      dialler.dial(
        { url: 'ws://host:1', door: name, timeoutMs: 1_000, maxFrameBytes: 1_000 },
        (connection, failure) => {
          outcome = failure?.message ?? 'in'
          connection?.terminate()
        },
      )
      for (let turn = 0; turn < 4; turn++) {
        clock.advance(0)
        await Promise.resolve()
      }
      return outcome
    }
    for (let at = 0; at < NEWCOMERS_AT_ONCE; at++) expect(await dial('citizen')).toBe('in')
    expect(heard).toBe(NEWCOMERS_AT_ONCE)
    expect(await dial('citizen')).toContain('503 Service Unavailable')
    expect(await dial('peer')).toBe('in')
    expect(heard).toBe(NEWCOMERS_AT_ONCE + 1)
    clock.advance(1)
    expect(await dial('citizen')).toBe('in')
    expect(await dial('citizen')).toContain('503 Service Unavailable')
  },
)
