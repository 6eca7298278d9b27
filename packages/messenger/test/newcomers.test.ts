import {
  type DoorName,
  HOSTS_COUNTED_MAX,
  ManualClock,
  MemoryHub,
  MemoryNetwork,
  NEWCOMERS,
  NEWCOMERS_OF_HOST,
  Newcomers,
  nodeMac,
  ProvingNetwork,
} from '../src/index.js'

const admitted = (newcomers: Newcomers, of: number, addressOf: (at: number) => string) =>
  Array.from({ length: of }, (_, at) => newcomers.admit(addressOf(at))).filter((isIn) => isIn).length
const one = () => '192.0.2.1'
/** Too many hosts for the bound of one to matter. */
const many = (at: number) => `192.0.2.${at % 100}`

test.each([
  ['whoever they are', NEWCOMERS, many],
  ['of one host', NEWCOMERS_OF_HOST, one],
] as const)(
  '%s: so many may come at once, and then so many a second, however often more are turned away',
  (_, rate, addressOf) => {
    const clock = new ManualClock()
    const newcomers = new Newcomers(clock)
    expect(admitted(newcomers, rate.atOnce + 100, addressOf)).toBe(rate.atOnce)
    clock.advance(0.5)
    expect(admitted(newcomers, 10, addressOf)).toBe(0)
    for (let second = 0; second < 3; second++) {
      let count = 0
      for (let ms = 0; ms < 1_000; ms++) {
        clock.advance(1)
        count += admitted(newcomers, 3, addressOf)
      }
      expect(Math.abs(count - rate.perSecond)).toBeLessThanOrEqual(1)
    }
  },
)

test('a pause, however long, gives no more than at the beginning', () => {
  const clock = new ManualClock()
  const newcomers = new Newcomers(clock)
  clock.advance(3_600_000)
  expect(admitted(newcomers, 3 * NEWCOMERS.atOnce, many)).toBe(NEWCOMERS.atOnce)
})

test('P32: a host that comes without end leaves the most to others, from the first moment on', () => {
  const clock = new ManualClock()
  const newcomers = new Newcomers(clock)
  for (let ms = 0; ms < 10_000; ms++) {
    admitted(newcomers, ms === 0 ? 10_000 : 100, one)
    expect(newcomers.admit(`198.51.100.${ms % 100}`)).toBe(true)
    clock.advance(2)
  }
})

test.each([
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.2', false],
  ['2001:db8:0:7::1', '2001:db8:0:7:ffff:ffff:ffff:ffff', true],
  ['2001:db8::1', '2001:db8:0:0:5::', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['2001:db8:0:7::1', '2001:db8:0:8::1', false],
  ['2001:db8::7:1:2:3:4', '2001:db8:0:8:1:2:3:4', false],
])('%s and %s are counted as one host: %p', (first, second, areOne) => {
  const newcomers = new Newcomers(new ManualClock())
  expect(admitted(newcomers, 2_000, () => first)).toBe(NEWCOMERS_OF_HOST.atOnce)
  expect(newcomers.admit(second)).toBe(!areOne)
})

test('P32: of so many hosts it is known how often they came; of more, those that came last', () => {
  const clock = new ManualClock()
  const newcomers = new Newcomers(clock)
  const counted = () => (Reflect.get(newcomers, 'ofHosts') as ReadonlyMap<string, unknown>).size
  admitted(newcomers, 3_000, one)
  for (let at = 0; at < 3 * HOSTS_COUNTED_MAX; at++) {
    clock.advance(1)
    expect(newcomers.admit(`host-${at}`)).toBe(true)
    // Whoever goes on coming is not forgotten.
    if (at < HOSTS_COUNTED_MAX) admitted(newcomers, 10, one)
    expect(counted()).toBeLessThanOrEqual(HOSTS_COUNTED_MAX)
  }
  expect(counted()).toBe(HOSTS_COUNTED_MAX)
})

test.each([null, 'open sesame, please'])(
  'P32: more new connections than that, with the secret %p, get 503 before anybody hears of them, at one door and of one host only',
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
    const [noisy, other] = [guard('noisy'), guard('other')]
    const dial = async (name: DoorName, from = noisy) => {
      let outcome = ''
      from.dial({ url: 'ws://host:1', door: name, timeoutMs: 1_000, maxFrameBytes: 1_000 }, (connection, failure) => {
        outcome = failure?.message ?? 'in'
        connection?.terminate()
      })
      for (let turn = 0; turn < 4; turn++) {
        clock.advance(0)
        await Promise.resolve()
      }
      return outcome
    }
    for (let at = 0; at < NEWCOMERS_OF_HOST.atOnce; at++) expect(await dial('citizen')).toBe('in')
    expect(heard).toBe(NEWCOMERS_OF_HOST.atOnce)
    expect(await dial('citizen')).toContain('503 Service Unavailable')
    expect(await dial('peer')).toBe('in')
    expect(await dial('citizen', other)).toBe('in')
    expect(heard).toBe(NEWCOMERS_OF_HOST.atOnce + 2)
    clock.advance(4)
    expect(await dial('citizen')).toBe('in')
    expect(await dial('citizen')).toContain('503 Service Unavailable')
    for (let at = NEWCOMERS_OF_HOST.atOnce + 6; at < NEWCOMERS.atOnce + 4; at++)
      expect(await dial('citizen', other)).toBe('in')
  },
)
