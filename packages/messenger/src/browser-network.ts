import { SUBPROTOCOL } from '@paxon/wire'
import { dialledUrl, NO_ADDRESS } from './address.js'
import { BrowserConnection } from './browser-connection.js'
import type { BrowserSocket, BrowserSockets } from './browser-socket.js'
import type { Connection, DialFailure, DialOptions, ListenError, Listener, ListenOptions, Network } from './network.js'
import { DEFAULT_SETTINGS, type WebSocketSettings } from './websocket-settings.js'

/** All that a page can know of it. */
const UNTOLD = 'no connection: nobody listens there, or its --allow-origin does not name this page'

/** Connections over WebSocket, by the platform's own `WebSocket`: in a browser, a worker, Node 22 and the like. */
export class BrowserNetwork implements Network {
  private readonly highWaterBytes: number
  private readonly sockets: BrowserSockets | undefined

  constructor(settings: Partial<WebSocketSettings> = {}, sockets?: BrowserSockets) {
    this.highWaterBytes = settings.highWaterBytes ?? DEFAULT_SETTINGS.highWaterBytes
    this.sockets = sockets
  }

  /** A page is never told why it reached nobody: `refused` and `rejected` are `unreachable` here. */
  dial(options: DialOptions, done: (connection: Connection | null, failure: DialFailure | null) => void): () => void {
    const { url, asked } = dialledUrl(options)
    let settled = false
    let late: ReturnType<typeof setTimeout>
    const socket = asked === null ? NO_ADDRESS : this.open(asked)
    if (typeof socket === 'string') {
      late = setTimeout(() => fail(socket), 0)
      return () => {
        settle()
      }
    }
    late = setTimeout(() => fail(`no answer in ${options.timeoutMs} ms`), options.timeoutMs)
    socket.onerror = () => {}
    socket.onclose = () => fail(UNTOLD)
    socket.onopen = () => {
      const { maxFrameBytes } = options
      if (settle()) done(new BrowserConnection(socket, url, maxFrameBytes, this.highWaterBytes), null)
    }
    return () => {
      if (settle()) socket.close()
    }

    function settle(): boolean {
      if (settled) return false
      settled = true
      clearTimeout(late)
      return true
    }
    function fail(message: string): void {
      if (!settle()) return
      if (typeof socket !== 'string') socket.close()
      done(null, { kind: 'unreachable', message: `${url}: ${message}` })
    }
  }

  listen(_options: ListenOptions, done: (listener: Listener | null, error: ListenError | null) => void): void {
    setTimeout(() => done(null, new Error('nobody can listen in a browser')), 0)
  }

  /** @returns what is wrong where there is no socket */
  private open(url: string): BrowserSocket | string {
    const Socket = this.sockets ?? (globalThis as { readonly WebSocket?: BrowserSockets }).WebSocket
    if (Socket === undefined) return 'this platform has no WebSocket'
    try {
      return new Socket(url, SUBPROTOCOL)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}
