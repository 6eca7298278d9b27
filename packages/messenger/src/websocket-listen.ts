import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { SUBPROTOCOL } from '@paxon/wire'
import { type WebSocket, WebSocketServer } from 'ws'
import { CLOSE_TIMEOUT_MS, NETWORK_CLOSE } from './closing.js'
import type { Door, DoorName, ListenError, Listener, ListenOptions } from './network.js'
import { WebSocketConnection } from './websocket-connection.js'
import type { WebSocketSettings } from './websocket-settings.js'

/** The head of a request; ours have 300 bytes. */
const HEADER_BYTES_MAX = 8 * 1024
/** Sockets that are at no door: requests under way, GETs, and those that are being turned away. One more ends the oldest. */
const SPARE_SOCKETS = 256

/** A door with those who came in by it. */
interface OpenDoor {
  readonly name: DoorName
  readonly door: Door
  readonly server: WebSocketServer
  readonly connections: Set<WebSocketConnection>
}

/** Network.listen over WebSocket: one HTTP server, upgrades led by their path to the doors. */
export function listenForWebSockets(
  options: ListenOptions,
  settings: WebSocketSettings,
  done: (listener: Listener | null, error: ListenError | null) => void,
): void {
  const doors = new Map<string, OpenDoor>()
  const outside = new Set<Duplex>()
  // Twice: those that are ended may take a turn to be gone.
  let maxConnections = 2 * SPARE_SOCKETS
  for (const name of ['peer', 'citizen', 'god'] as const satisfies DoorName[]) {
    const door = options.doors[name]
    if (door === undefined) continue
    doors.set(`/${name}`, { name, door, server: webSocketServer(door), connections: new Set() })
    maxConnections += door.maxConnections
  }

  const server = createServer({
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: settings.requestTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    connectionsCheckingInterval: settings.requestTimeoutMs,
  })
  server.maxConnections = maxConnections
  server.on('connection', onSocket)
  server.on('request', onRequest)
  server.on('upgrade', onUpgrade)
  server.once('error', onListenError)
  server.listen({ host: options.host, port: options.port }, onListening)

  function onListenError(error: ListenError): void {
    done(null, error)
  }

  function onListening(): void {
    server.off('error', onListenError)
    // From here on only an accept can fail, for want of file descriptors: that client is lost, the port is not.
    server.on('error', () => {})
    const address = server.address()
    done({ port: typeof address === 'object' && address !== null ? address.port : options.port, close }, null)
  }

  function close(closed: () => void): void {
    server.close(() => closed())
    server.closeAllConnections()
    for (const { connections } of doors.values()) {
      for (const connection of connections) connection.close(NETWORK_CLOSE.GOING_AWAY, 'the listener was closed')
    }
  }

  /** Who only connects and says nothing holds no place for long when others come. */
  function onSocket(socket: Socket): void {
    outside.add(socket)
    socket.once('close', () => outside.delete(socket))
    const [oldest] = outside
    if (outside.size > SPARE_SOCKETS) oldest?.destroy()
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const answer = request.method === 'GET' ? options.onGet(pathOf(request)) : { status: 405, body: 'only GET\n' }
    const { status, body } = answer ?? { status: 404, body: 'not found\n' }
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', allow: 'GET', connection: 'close' })
    response.end(body)
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const open = doors.get(pathOf(request))
    if (open === undefined) {
      turnAway(socket, 404)
      return
    }
    const refusal = refusalOf(request, open, settings)
    if (refusal !== null) turnAway(socket, refusal)
    else open.server.handleUpgrade(request, socket, head, (webSocket) => welcome(open, webSocket, request))
  }

  function welcome({ door, connections }: OpenDoor, webSocket: WebSocket, request: IncomingMessage): void {
    // Before the connection hears of its end, so that its owner finds the place free again.
    webSocket.once('close', () => {
      connections.delete(connection)
      door.onEnded?.(connection)
    })
    const { socket } = request
    outside.delete(socket)
    const remote = `${socket.remoteAddress}:${socket.remotePort}`
    const connection = new WebSocketConnection(
      webSocket,
      socket,
      'heard',
      remote,
      settings.highWaterBytes,
      nonceOf(request),
    )
    connections.add(connection)
    door.onConnection(connection)
  }
}

/** The HTTP status to refuse an upgrade with, or null. */
function refusalOf(request: IncomingMessage, open: OpenDoor, settings: WebSocketSettings): number | null {
  const { origin } = request.headers
  const foreign = origin !== undefined && !(open.name === 'citizen' && settings.allowOrigins.includes(origin))
  if (foreign) return 403
  if (!namesOurProtocol(request)) return 400
  if (open.connections.size >= open.door.maxConnections) return 503
  return open.door.mayCome?.(request.socket.remoteAddress ?? '') === false ? 503 : null
}

function webSocketServer(door: Door): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: door.maxFrameBytes,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handleProtocols: () => SUBPROTOCOL,
  }
  return new WebSocketServer(options)
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

function nonceOf(request: IncomingMessage): string | null {
  return new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('nonce')
}

function namesOurProtocol(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((name) => name.trim() === SUBPROTOCOL)
}

/** Refuses an upgrade. The socket is ours alone by now, and must neither throw nor stay. */
function turnAway(socket: Duplex, status: number): void {
  socket.on('error', () => {})
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
