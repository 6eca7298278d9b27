import { MemoryNetwork, nodeMac, ProvingNetwork } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import { Priest } from '../src/index.js'
import { PORT } from './host.js'
import { Island } from './island.js'

const SECRET = 'open sesame, please'
const OTHER = 'shut sesame, please'

const logged = (island: Island, name: string, event: string) =>
  island.host(name).log.filter((line) => line.startsWith(`${event}:`))

test('priests that know one secret found a parliament and have a president; who has none is told so', async () => {
  const island = new Island('alpha', 'beta', 'gamma')
  island.god(island.names, SECRET)
  for (const name of island.names) void island.host(name).start({ secret: SECRET })
  await island.until(() => island.names.every((name) => island.host(name).status.president !== null))
  const citizen = island.citizen('alpha')
  citizen.hello()
  await island.until(() => citizen.closed !== null)
  expect(citizen.closed).toEqual({ code: 4008, reason: 'a secret is asked for here: give it, --secret-file FILE' })
  expect(citizen.replies).toEqual([])
  expect(logged(island, 'alpha', 'turned away')).toEqual([
    'turned away: citizen was turned away at the door citizen: a secret is asked for here: give it, --secret-file FILE',
  ])
  expect(JSON.stringify(island.names.map((name) => island.host(name).log))).not.toContain(SECRET)
})

test('a priest with another secret keeps trying, is told of once by each side, and comes in when it is started with the right one', async () => {
  const island = new Island('alpha', 'beta', 'gamma')
  const god = island.god(island.names, SECRET)
  for (const name of island.names) void island.host(name).start({ secret: SECRET })
  await island.until(() => god.isFounded && island.names.every((name) => island.host(name).status.president !== null))
  const gamma = island.host('gamma')
  gamma.kill()
  void gamma.start({ secret: OTHER })
  await island.pass(5_000)
  expect(logged(island, 'gamma', 'god unproved')).toEqual([
    'god unproved: god and this priest have not the same secret: ws://god:4700/god: the secret is another one than here: compare the two files',
  ])
  // Its word about each peer, and theirs about it: once, in 5 s of trying.
  const why = 'the secret is another one than here: compare the two files'
  expect(logged(island, 'gamma', 'fault').sort()).toEqual([
    `fault: connection with alpha ended: ws://alpha:4701/peer: ${why}`,
    `fault: connection with beta ended: ws://beta:4701/peer: ${why}`,
  ])
  for (const name of ['alpha', 'beta']) {
    expect(logged(island, name, 'turned away')).toEqual([`turned away: gamma was turned away at the door peer: ${why}`])
    expect(logged(island, name, 'fault')).toEqual([`fault: connection with gamma ended: ws://gamma:4701/peer: ${why}`])
  }
  expect(gamma.status.president).toBeNull()
  gamma.kill()
  void gamma.start({ secret: SECRET })
  await island.until(() => gamma.status.president !== null)
})

test('a priest without a secret, and a god with one: said once', async () => {
  const island = new Island('alpha')
  island.god(island.names, SECRET)
  void island.host('alpha').start()
  await island.pass(5_000)
  expect(logged(island, 'alpha', 'god unproved')).toEqual([
    'god unproved: god and this priest have not the same secret: ws://god:4700: a secret is asked for here: give it, --secret-file FILE',
  ])
})

test('no byte of who has not proved the secret gets to the core, the doors or the ledger', async () => {
  const island = new Island('alpha')
  island.god(island.names, SECRET)
  const alpha = island.host('alpha')
  void alpha.start({ secret: SECRET })
  await island.until(() => alpha.status.president === 'alpha')
  await island.pass(1_000)
  const spied = spyOn(alpha.priest)
  const network = new MemoryNetwork(island.hub, 'stranger')
  let closed = 0
  for (const door of ['peer', 'citizen'] as const) {
    for (const nonce of [undefined, 'ab'.repeat(16)]) {
      const dial = { url: alpha.url, door, timeoutMs: 1_000, maxFrameBytes: 1_000_000 }
      network.dial(nonce === undefined ? dial : { ...dial, nonce }, (connection) => {
        if (connection === null) throw new Error('nobody listens')
        connection.onClose = () => {
          closed += 1
        }
        // What would do something at these doors.
        connection.send([bytesOf('{"type":"hello"}')])
        connection.send([bytesOf('[{"type":"status","id":1}]')])
      })
    }
  }
  await island.pass(4_000)
  expect(closed).toBe(4)
  expect(spied()).toEqual({ citizens: 0, peers: 0 })
  // The spies see those who have proved it.
  const known = new ProvingNetwork(new MemoryNetwork(island.hub, 'known'), {
    secret: SECRET,
    clock: island.clock,
    randomHex: (bytes) => 'cd'.repeat(bytes),
    mac: nodeMac,
  })
  for (const door of ['peer', 'citizen'] as const)
    known.dial({ url: `ws://${nameOf('alpha')}:${PORT}`, door, timeoutMs: 1_000, maxFrameBytes: 1_000 }, () => {})
  await island.pass(10)
  expect(spied()).toEqual({ citizens: 1, peers: 1 })
})

/** Counts what comes to the two doors of a priest: all that the core hears of others comes by them. */
function spyOn(priest: object): () => { citizens: number; peers: number } {
  const counts = { citizens: 0, peers: 0 }
  const { door, messenger } = priest as unknown as Record<'door' | 'messenger', { onConnection(c: unknown): void }>
  const peers = (messenger as unknown as { peerDoor: { onConnection(c: unknown): void } }).peerDoor
  const count = (of: { onConnection(c: unknown): void }, what: keyof typeof counts) => {
    const act = of.onConnection.bind(of)
    of.onConnection = (connection) => {
      counts[what] += 1
      act(connection)
    }
  }
  count(door, 'citizens')
  count(peers, 'peers')
  return () => ({ ...counts })
}

function bytesOf(json: string): Uint8Array {
  const head = Buffer.from(json)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  return Buffer.concat([length, head])
}

test('an embedded priest that others than this machine can reach is not made without a secret, unless it is said', () => {
  const at = (host: string, more: object = {}) => {
    const listen = { host, port: 4_701 }
    return () => new Priest({ name: 'alpha', dir: 'd', listen, ...more })
  }
  const refused = (message: string) => expect.objectContaining({ code: 'USAGE', outcome: 'none', message })
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'alpha'])
    expect(at(host)).toThrow(
      refused(
        `${host}:4701 can be reached from other machines and no secret is asked for: give one with the option secret, ` +
          'listen on 127.0.0.1, or say insecure: true in a network where nobody else is',
      ),
    )
  for (const host of ['127.0.0.1', '::1', 'localhost']) expect(at(host)).not.toThrow()
  expect(() => new Priest({ name: 'alpha', dir: 'd' })).not.toThrow()
  expect(at('0.0.0.0', { secret: SECRET })).not.toThrow()
  expect(at('0.0.0.0', { insecure: true })).not.toThrow()
  expect(at('127.0.0.1', { secret: 'fifteen letters' })).toThrow(
    refused('the secret has 15 bytes, and 16 are the least'),
  )
  expect(at('127.0.0.1', { secret: '' })).toThrow(refused('the secret is empty'))
})
