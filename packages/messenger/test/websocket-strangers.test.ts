import { randomBytes } from 'node:crypto'
import { nodeMac, ProvingNetwork, systemClock, WebSocketNetwork } from '../src/index.js'
import { Ear } from './conformance/ear.js'
import { dial, openPort, type Port, reach } from './conformance/port.js'
import { RawClient } from './raw-client.js'

const SECRET = 'open sesame, please'
const NONCE = 'ab'.repeat(16)
const plain = new WebSocketNetwork()
const proving = (secret: string | null) =>
  new ProvingNetwork(plain, {
    secret,
    clock: systemClock,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    mac: nodeMac,
  })

let port: Port
let url: string
beforeEach(async () => {
  port = await openPort(proving(SECRET), ['peer'], { maxFrameBytes: 16 * 1024 * 1024 })
  url = `ws://127.0.0.1:${port.listener.port}`
})
afterEach(() => port.close())

const insiders = () => port.ears.peer.length

test('sockets that say nothing, however many, keep nobody out; those who are inside stay', async () => {
  const inside = await reach(proving(SECRET), url)
  const mute = Array.from({ length: 600 }, () => new RawClient(port.listener.port))
  await mute[0]?.untilEnd()
  const again = await reach(proving(SECRET), url)
  inside.say('still here')
  again.say('so am I')
  expect(await port.ears.peer[0]?.hears(1)).toEqual(['still here'])
  expect(await port.ears.peer[1]?.hears(1)).toEqual(['so am I'])
  for (const { socket } of mute) socket.destroy()
})

test('a large frame of a stranger is not taken in, nor kept until it is whole', async () => {
  const stranger = await reach(plain, url, { nonce: NONCE })
  stranger.connection.send([new Uint8Array(8 * 1024 * 1024)])
  expect((await stranger.ends())?.code).toBe(1006)
  const piecemeal = new RawClient(port.listener.port)
  await piecemeal.upgrade(`/peer?nonce=${NONCE}`)
  // The head of a masked frame of 8 MiB, then less of it than a frame may have.
  piecemeal.say(Buffer.from('82ff000000000080000000000000', 'hex')).say(Buffer.alloc(1_024))
  await piecemeal.untilEnd()
  expect(insiders()).toBe(0)
})

test('the wrong secret, none, and one too many are told with a sentence', async () => {
  expect(await dial(proving('shut sesame, please'), url)).toEqual({
    kind: 'unproved',
    message: `${url}/peer: the secret is another one than here: compare the two files`,
  })
  const none = await reach(proving(null), url)
  // A hello is under way that is longer than a stranger may say.
  none.connection.send([new Uint8Array(10_000)])
  expect(await none.ends()).toEqual({
    code: 4008,
    reason: 'a secret is asked for here: give it, --secret-file FILE',
  })
  const open = await openPort(proving(null))
  const outcome = await dial(proving(SECRET), `ws://127.0.0.1:${open.listener.port}`)
  expect(outcome).not.toBeInstanceOf(Ear)
  expect(outcome).toMatchObject({ kind: 'unproved', message: expect.stringContaining('no secret is asked for here') })
  await open.close()
  expect([insiders(), open.ears.peer.length]).toEqual([0, 0])
})
