import type { CloseReason, Connection } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import { CLOSE, encodeRequests } from '@paxon/wire'
import type { Docket } from '../src/docket.js'
import { CitizensDoor } from '../src/door.js'
import { carryRequests, lifeOf, readCarried } from '../src/forwarding.js'
import type { Asker, Request } from '../src/request.js'
import { Island } from './island.js'

const MIB = 1024 * 1024
const LIFE = lifeOf('00000000000000aa')

/** A citizen that takes nothing. */
class Slow implements Connection {
  onFrame: (frame: Uint8Array) => void = () => {}
  onClose: (reason: CloseReason) => void = () => {}
  onDrain = () => {}
  readonly remote = 'somewhere'
  readonly nonce = ''
  closed: number | null = null
  bufferedBytes = 0

  send(): boolean {
    return false
  }

  close(code: number): void {
    this.closed = code
  }

  terminate(): void {}

  hearAtMost(): void {}
}

function door() {
  const askers: Asker[] = []
  const carried: Uint8Array[] = []
  const docket = { life: LIFE, submit: ({ asker }: Request) => askers.push(asker) } as unknown as Docket
  const citizens = new CitizensDoor({
    me: nameOf('alpha'),
    now: () => 0,
    after: () => () => {},
    isOpening: () => false,
    onFault: () => {},
    carrier: { carry: (_, bytes) => carried.push(bytes), bufferedBytes: () => 0 },
    parliament: () => null,
    president: () => null,
    citizensUrls: () => new Map(),
    status: () => {
      throw new Error('nobody asks for it here')
    },
    docket: () => docket,
    onReply: () => {},
  })
  return { citizens, askers, carried }
}

const sessions = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ type: 'session' as const, id: from + i, left: 900 }))

test('P32: when all citizens together have not taken 256 MiB of replies those that owe most are sent away', () => {
  const { citizens } = door()
  const slow = Array.from({ length: 60 }, () => new Slow())
  for (const one of slow) citizens.onConnection(one)
  for (const [i, one] of slow.entries()) one.bufferedBytes = i < 50 ? 4 * MIB : 7 * MIB
  citizens.shed()
  expect(slow.filter(({ closed }) => closed === CLOSE.OVERLOADED)).toEqual(slow.slice(50, 52))
})

test('P32: a priest looks now and then what its citizens have not taken, and sends those away that owe most', async () => {
  const island = await Island.founded('alpha')
  const door = Reflect.get(island.host('alpha').priest, 'door') as CitizensDoor
  const slow = Array.from({ length: 60 }, () => new Slow())
  for (const one of slow) {
    door.onConnection(one)
    one.onFrame(Buffer.concat(encodeRequests([{ type: 'hello', versions: [1, 1], parliament: null, seen: 0 }])))
  }
  await island.pass(500)
  expect(slow.every(({ closed }) => closed === null)).toBe(true)
  for (const one of slow) one.bufferedBytes = 6 * MIB
  await island.pass(500)
  expect(slow.filter(({ closed }) => closed === CLOSE.OVERLOADED)).toHaveLength(60 - Math.floor(256 / 6))
})

test('P32: of one priest so many requests wait for their replies, and one more is OVERLOADED', () => {
  const { citizens, askers, carried } = door()
  for (let n = 0; n < 16; n++) citizens.carried(nameOf('beta'), carryRequests(LIFE, sessions(1 + n * 1_024, 1_024)))
  citizens.carried(nameOf('beta'), carryRequests(LIFE, sessions(90_000, 1)))
  expect(askers).toHaveLength(16_384)
  citizens.flushCarried()
  const [part = new Uint8Array(0)] = carried
  expect(readCarried(part)).toMatchObject({ replies: [{ id: 90_000, code: 'OVERLOADED', outcome: 'none' }] })
})

test('P32: of 64 priests it is known who asks; of more the first are forgotten, and get no reply', () => {
  const { citizens, askers } = door()
  for (let n = 0; n < 100; n++) citizens.carried(nameOf(`priest-${n}`), carryRequests(LIFE, sessions(1, 1)))
  expect(askers.map(({ gone }) => gone).filter((gone) => !gone)).toHaveLength(64)
  expect(askers[35]?.gone).toBe(true)
  expect(askers[36]?.gone).toBe(false)
})

test('P32: of addresses 64 are kept, whoever tells them', async () => {
  const island = new Island('alpha')
  const god = island.god()
  void island.host('alpha').start()
  await island.until(() => island.host('alpha').status.president === 'alpha')
  const address = { peer: 'ws://x:1', citizens: 'ws://x:1' }
  for (let n = 0; n < 10; n++) {
    const names = Array.from({ length: 20 }, (_, i) => [`name-${n}-${i}`, address])
    god.tell('alpha', { type: 'addresses', addresses: Object.fromEntries(names) })
  }
  await island.pass(50)
  const foundation: unknown = Reflect.get(island.host('alpha').priest, 'foundation')
  expect((foundation as { addresses: ReadonlyMap<string, unknown> }).addresses.size).toBe(64)
})
