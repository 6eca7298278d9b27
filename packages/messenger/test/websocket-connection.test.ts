import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { WebSocketNetwork } from '../src/index.js'
import type { Ear } from './conformance/ear.js'
import { openPort, type Port, reach } from './conformance/port.js'
import { clientFrame, closeCodeAtEnd, RawClient } from './raw-client.js'

const network = new WebSocketNetwork()
const TEXT = 1
const BINARY = 2
const CLOSE = 8
const MIB = 1024 * 1024
let port: Port

beforeEach(async () => {
  port = await openPort(network, ['peer'], { maxFrameBytes: 10_000, maxConnections: 1_000 })
})
afterEach(() => port.close())

/** One who came in properly, and may now say what it likes. */
async function comeIn(): Promise<{ client: RawClient; far: Ear }> {
  const client = new RawClient(port.listener.port)
  await client.upgrade('/peer')
  return { client, far: await port.arrival('peer', port.ears.peer.length) }
}

describe('what is not ours ends that connection alone', () => {
  let healthy: Ear
  beforeEach(async () => {
    healthy = await reach(network, `ws://127.0.0.1:${port.listener.port}`)
  })
  afterEach(async () => {
    healthy.say('still here')
    expect(await port.ears.peer[0]?.hears(1)).toEqual(['still here'])
  })

  test('a text frame: 1003', async () => {
    const { client, far } = await comeIn()
    client.say(clientFrame(TEXT, 'hello')).say(clientFrame(BINARY, 'never heard')).say(clientFrame(CLOSE, ''))
    expect(await far.ends()).toEqual({ code: 1003, reason: 'text frame' })
    expect(closeCodeAtEnd(await client.untilEnd())).toBe(1003)
    expect(far.frames).toEqual([])
  })

  test.each([
    ['no mask', [0x82, 0x01, 0x61], 1002],
    ['an unknown opcode', [0x83, 0x80, 0, 0, 0, 0], 1002],
    ['a reserved bit', [0xc2, 0x80, 0, 0, 0, 0], 1002],
    ['a continuation of nothing', [0x80, 0x80, 0, 0, 0, 0], 1002],
    ['a control frame above 125 bytes', [0x89, 0xfe, 0, 126, 0, 0, 0, 0], 1002],
    ['an announced length above the limit', [0x82, 0xfe, 0x27, 0x11, 0, 0, 0, 0], 1009],
    ['an announced length above 2^53', [0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1009],
  ])('P33: %s: %#', async (_what, bytes, code) => {
    const { client, far } = await comeIn()
    client.say(clientFrame(BINARY, 'good')).say(Uint8Array.from(bytes))
    expect(await far.ends()).toEqual({ code, reason: expect.stringMatching(/./) })
    expect(closeCodeAtEnd(await client.untilEnd())).toBe(code)
    expect(far.texts).toEqual(['good'])
  })

  test('P33: fragments that together are above the limit: 1009', async () => {
    const { client, far } = await comeIn()
    const first = clientFrame(BINARY, 'x'.repeat(100))
    first[0] = BINARY
    const next = clientFrame(0, 'x'.repeat(100))
    next[0] = 0
    client.say(first)
    for (let n = 0; n < 100; n++) client.say(next)
    expect((await far.ends())?.code).toBe(1009)
    client.socket.destroy()
  })

  test('any bytes at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 }), async (pieces) => {
        const { client, far } = await comeIn()
        for (const piece of pieces) client.say(piece)
        client.socket.end()
        expect((await far.ends())?.code).toBeGreaterThanOrEqual(1000)
        await client.untilEnd()
        expect(far.closes.length).toBe(1)
      }),
      { numRuns: 100 },
    )
  })
})

describe('the other side', () => {
  test('may say goodbye without a code', async () => {
    const { client, far } = await comeIn()
    client.say(clientFrame(CLOSE, ''))
    expect(await far.ends()).toEqual({ code: 1005, reason: '' })
    client.socket.destroy()
  })

  test('that ends without a goodbye broke off, and what it said before is heard', async () => {
    const { client, far } = await comeIn()
    client.say(clientFrame(BINARY, 'last')).socket.end()
    expect(await far.ends()).toEqual({ code: 1006, reason: '' })
    expect(far.texts).toEqual(['last'])
    client.socket.destroy()
  })

  test('that is reset broke off', async () => {
    const { client, far } = await comeIn()
    client.socket.resetAndDestroy()
    expect((await far.ends())?.code).toBe(1006)
  })

  test('P32: that ends its half and never reads does not stay', async () => {
    const { client, far } = await comeIn()
    client.socket.pause()
    const chunk = new Uint8Array(64 * 1024)
    for (let n = 0; n < 500; n++) far.connection.send([chunk])
    client.socket.end()
    expect((await far.ends())?.code).toBe(1006)
    client.socket.destroy()
  })

  test('that does not answer a goodbye is cut, and the reason given is kept', async () => {
    const { client, far } = await comeIn()
    far.connection.close(4001, 'because')
    expect(await far.ends()).toEqual({ code: 4001, reason: 'because' })
    await client.untilEnd()
  })

  test('that does not answer does not hold up closing the port', async () => {
    const { client } = await comeIn()
    await port.close()
    await client.untilEnd()
  })

  test('P32: that does not read is buffered for; once it does, onDrain comes when half is gone, not before', async () => {
    // More than what the kernel takes at once, so that the mark and its half are passed one after the other.
    const highWaterBytes = 16 * MIB
    await port.close()
    port = await openPort(new WebSocketNetwork({ highWaterBytes }), ['peer'])
    const { client, far } = await comeIn()
    client.socket.pause()
    expect(far.connection.send([new Uint8Array(20 * MIB)])).toBe(false)
    await nextTurn()
    far.connection.send([new Uint8Array(12 * MIB)])
    expect(far.connection.bufferedBytes).toBeGreaterThan(highWaterBytes)
    let bufferedAtDrain: number | null = null
    far.connection.onDrain = () => {
      bufferedAtDrain = far.connection.bufferedBytes
      client.socket.destroy()
    }
    client.socket.resume()
    await far.ends()
    expect(bufferedAtDrain).toBeLessThanOrEqual(highWaterBytes / 2)
  })
})

test('remote names who came in by address, and who was dialled by url', async () => {
  const url = `ws://127.0.0.1:${port.listener.port}`
  const near = await reach(network, url)
  const far = await port.arrival('peer')
  expect(near.connection.remote).toBe(`${url}/peer`)
  expect(far.connection.remote).toMatch(/^127\.0\.0\.1:\d+$/)
})

test('listening where one may not fails with the code of the system', async () => {
  await expect(openPort(network, ['peer'], { host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  await expect(openPort(network, ['peer'], { host: 'nobody.invalid' })).rejects.toMatchObject({
    syscall: 'getaddrinfo',
  })
})
