import dns from 'node:dns'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { WebSocketServer } from 'ws'
import { WebSocketNetwork } from '../src/index.js'
import { inTime } from './conformance/ear.js'
import { dial, openPort, reach } from './conformance/port.js'

const network = new WebSocketNetwork()

describe('a dial', () => {
  const strangers: TcpServer[] = []
  afterEach(() => {
    jest.restoreAllMocks()
    for (const server of strangers.splice(0)) server.close()
  })

  /** The address of a server that is none of ours. */
  async function addressOf(server: TcpServer): Promise<string> {
    strangers.push(server)
    await inTime('listening', new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  test.each([
    [200, '200 OK'],
    [302, '302 Found'],
    [500, '500 Internal Server Error'],
  ])('answered by some other HTTP server with %d is rejected, and says so', async (status, text) => {
    const server = createServer((_request, response) => response.writeHead(status, { location: '/' }).end())
    expect(await dial(network, await addressOf(server))).toEqual({
      kind: 'rejected',
      message: expect.stringContaining(text),
    })
  })

  test('answered by what is no HTTP is rejected', async () => {
    const server = createTcpServer((socket) => socket.end('+PONG\r\n'))
    expect(await dial(network, await addressOf(server))).toMatchObject({ kind: 'rejected' })
  })

  test('answered by a WebSocket server that does not know our subprotocol is rejected', async () => {
    const server = createServer()
    new WebSocketServer({ server, handleProtocols: () => false })
    expect(await dial(network, await addressOf(server))).toMatchObject({ kind: 'rejected' })
  })

  test('cut before it is answered is unreachable', async () => {
    const server = createTcpServer((socket) => socket.destroy())
    expect(await dial(network, await addressOf(server))).toMatchObject({ kind: 'unreachable' })
  })

  test('answered byte by byte runs out of time all the same', async () => {
    const server = createTcpServer((socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n')
      const dribble = setInterval(() => socket.write('X: y\r\n'), 10)
      socket.on('error', () => {}).on('close', () => clearInterval(dribble))
    })
    expect(await dial(network, await addressOf(server), { timeoutMs: 200 })).toMatchObject({ kind: 'unreachable' })
  })

  test('of a name that is not there is unreachable', async () => {
    expect(await dial(network, 'ws://nobody.invalid:1')).toMatchObject({ kind: 'unreachable' })
  })

  test('of a name whose addresses all lead nowhere is refused if one of them says so', async () => {
    const port = await openPort(network)
    await port.close()
    const addresses = [
      { address: '224.0.0.1', family: 4 }, // no host's own: multicast
      { address: '127.0.0.1', family: 4 },
    ]
    const lookup = (_name: string, _options: unknown, found: (error: null, all: typeof addresses) => void) =>
      process.nextTick(found, null, addresses)
    const spy = jest.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup)
    expect(await dial(network, `ws://two.test:${port.listener.port}`)).toEqual({
      kind: 'refused',
      message: expect.stringContaining('127.0.0.1'),
    })
    await dial(network, `ws://two.test:${port.listener.port}`)
    expect(spy).toHaveBeenCalledTimes(2) // resolved anew by each dial
  })

  test('masks with zeros, which spares both sides the masking', async () => {
    const server = createServer()
    const webSockets = new WebSocketServer({ server })
    const bytes = new Promise<Buffer>((resolve) => {
      webSockets.on('connection', (_webSocket, request) => request.socket.once('data', resolve))
    })
    const near = await reach(network, await addressOf(server))
    near.say('abc')
    expect([...(await inTime('a frame', bytes))]).toEqual([0x82, 0x83, 0, 0, 0, 0, 97, 98, 99])
    near.connection.terminate()
  })
})
