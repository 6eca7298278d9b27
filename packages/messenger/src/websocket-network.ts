import type { Connection, DialFailure, DialOptions, ListenError, Listener, ListenOptions, Network } from './network.js'
import { dialWebSocket } from './websocket-dial.js'
import { listenForWebSockets } from './websocket-listen.js'
import { DEFAULT_SETTINGS, type WebSocketSettings } from './websocket-settings.js'

/** Connections over WebSocket, in Node. One port serves all doors, told apart by the path, and plain GETs. */
export class WebSocketNetwork implements Network {
  private readonly settings: WebSocketSettings

  constructor(settings: Partial<WebSocketSettings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings }
  }

  dial(options: DialOptions, done: (connection: Connection | null, failure: DialFailure | null) => void): () => void {
    return dialWebSocket(options, this.settings, done)
  }

  listen(options: ListenOptions, done: (listener: Listener | null, error: ListenError | null) => void): void {
    listenForWebSockets(options, this.settings, done)
  }
}
