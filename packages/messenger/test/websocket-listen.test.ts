import { type DoorName, WebSocketNetwork } from '../src/index.js'
import { openPort, type Port, type PortOptions, reach } from './conformance/port.js'
import { RawClient, upgradeRequest } from './raw-client.js'

const network = new WebSocketNetwork()
let port: Port

async function open(options?: PortOptions, host = network, doors: DoorName[] = ['peer', 'citizen']): Promise<void> {
  port = await openPort(host, doors, options)
}
afterEach(() => port.close())

/** The status line that a good request with some other headers is answered with. */
async function statusOf(path: string, headers: Record<string, string>): Promise<string | undefined> {
  const client = new RawClient(port.listener.port)
  const [status] = (await client.upgrade(path, headers)).split('\r\n')
  client.socket.destroy()
  return status
}

const SWITCHED = 'HTTP/1.1 101 Switching Protocols'

describe('a browser', () => {
  const HOME = { Origin: 'https://parliament.test' }

  const DOORS: DoorName[] = ['peer', 'citizen', 'god']

  test('is refused at every door, from wherever it comes, this port included', async () => {
    await open({}, network, DOORS)
    const origins = ['https://evil.test', 'null', `http://127.0.0.1:${port.listener.port}`]
    for (const Origin of origins) {
      expect(await statusOf('/citizen', { Origin })).toBe('HTTP/1.1 403 Forbidden')
      expect(await statusOf('/peer', { Origin })).toBe('HTTP/1.1 403 Forbidden')
      expect(await statusOf('/god', { Origin })).toBe('HTTP/1.1 403 Forbidden')
    }
    for (const door of DOORS) expect(await statusOf(`/${door}`, {})).toBe(SWITCHED)
  })

  test('from an origin that is allowed comes in as a citizen, and as nothing else', async () => {
    await open({}, new WebSocketNetwork({ allowOrigins: [HOME.Origin] }), DOORS)
    expect(await statusOf('/citizen', HOME)).toBe(SWITCHED)
    expect(await statusOf('/peer', HOME)).toBe('HTTP/1.1 403 Forbidden')
    expect(await statusOf('/god', HOME)).toBe('HTTP/1.1 403 Forbidden')
    expect(await statusOf('/citizen', { Origin: `${HOME.Origin}.evil.test` })).toBe('HTTP/1.1 403 Forbidden')
  })
})

describe('an upgrade', () => {
  test('must name our subprotocol, and is told which one was taken', async () => {
    await open()
    const protocols = async (names: string) => statusOf('/peer', { 'Sec-WebSocket-Protocol': names })
    expect(await protocols('')).toBe('HTTP/1.1 400 Bad Request')
    expect(await protocols('chat')).toBe('HTTP/1.1 400 Bad Request')
    expect(await protocols('parliament.v1,,')).toBe('HTTP/1.1 400 Bad Request')
    const client = new RawClient(port.listener.port)
    const head = await client.upgrade('/peer', { 'Sec-WebSocket-Protocol': 'chat, parliament.v1' })
    client.socket.destroy()
    expect(head).toContain(SWITCHED)
    expect(head).toContain('Sec-WebSocket-Protocol: parliament.v1')
  })

  test('must be one to WebSocket', async () => {
    await open()
    expect(await statusOf('/peer', { Upgrade: 'h2c' })).toBe('HTTP/1.1 400 Bad Request')
    expect(await statusOf('/peer', { 'Sec-WebSocket-Key': 'short' })).toBe('HTTP/1.1 400 Bad Request')
    expect(await statusOf('/peer', { 'Sec-WebSocket-Version': '9' })).toBe('HTTP/1.1 400 Bad Request')
    expect(port.ears.peer).toEqual([])
  })

  test('to no door is 404, whatever else it says', async () => {
    await open()
    for (const path of ['/', '/god', '/peers', '/peer/', '//peer', '/constructor']) {
      expect(await statusOf(path, {})).toBe('HTTP/1.1 404 Not Found')
    }
    expect(await statusOf('/peer?as=alpha', {})).toBe(SWITCHED)
  })

  test('that is turned away has its connection ended', async () => {
    await open()
    const client = new RawClient(port.listener.port).say(upgradeRequest('/nowhere'))
    expect(String(await client.untilEnd())).toContain('404 Not Found')
  })

  test('that is turned away does not hold up closing, though the client does not end its side', async () => {
    await open()
    const client = new RawClient(port.listener.port, { allowHalfOpen: true })
    await client.upgrade('/nowhere')
    await port.close()
    client.socket.destroy()
  })

  test('P33: with a head above 8 KiB is refused', async () => {
    await open()
    const client = new RawClient(port.listener.port).say(upgradeRequest('/peer', { Cookie: 'c'.repeat(9_000) }))
    expect(String(await client.untilEnd())).toContain('431 Request Header Fields Too Large')
  })

  test('that is never finished is cut, and so is a client that says nothing', async () => {
    await open({}, new WebSocketNetwork({ requestTimeoutMs: 50 }))
    const half = new RawClient(port.listener.port).say(upgradeRequest('/peer').slice(0, -2))
    const mute = new RawClient(port.listener.port)
    expect(String(await half.untilEnd())).toContain('408 Request Timeout')
    await mute.untilEnd()
    expect(port.ears.peer).toEqual([])
  })

  test('that is half done does not hold up closing', async () => {
    await open()
    const half = new RawClient(port.listener.port).say(upgradeRequest('/peer').slice(0, -2))
    await statusOf('/peer', {})
    await port.close()
    await half.untilEnd()
  })

  test('by bytes that are no HTTP is refused, and others are let in', async () => {
    await open()
    const client = new RawClient(port.listener.port).say('\x16\x03\x01 is not HTTP\r\n\r\n')
    expect(String(await client.untilEnd())).toContain('400 Bad Request')
    await reach(network, `ws://127.0.0.1:${port.listener.port}`)
  })
})

describe('a GET', () => {
  const get = async (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port.listener.port}${path}`, init)

  test('is asked for by its path alone, and the connection is not kept', async () => {
    const asked: string[] = []
    const onGet = (path: string) => {
      asked.push(path)
      return path === '/live' ? { status: 200, body: 'läuft\n' } : null
    }
    await open({ onGet })
    const answer = await get('/live?verbose')
    expect([answer.status, await answer.text()]).toEqual([200, 'läuft\n'])
    expect(answer.headers.get('connection')).toBe('close')
    expect((await get('/peer')).status).toBe(404)
    expect(asked).toEqual(['/live', '/peer'])
  })

  test('is the only method', async () => {
    const onGet = jest.fn(() => ({ status: 200, body: '' }))
    await open({ onGet })
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) expect((await get('/live', { method })).status).toBe(405)
    expect(onGet).not.toHaveBeenCalled()
  })
})
