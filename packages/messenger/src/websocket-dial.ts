import type { Socket } from 'node:net'
import { SUBPROTOCOL } from '@paxon/wire'
import WebSocket from 'ws'
import { dialledUrl, NO_ADDRESS } from './address.js'
import { CLOSE_TIMEOUT_MS } from './closing.js'
import type { Connection, DialFailure, DialOptions } from './network.js'
import { WebSocketConnection } from './websocket-connection.js'
import type { WebSocketSettings } from './websocket-settings.js'

/** An error of Node's, or several where a name has several addresses. */
interface DialError extends Error {
  readonly code?: string
  readonly errors?: readonly DialError[]
}

/** Network.dial over WebSocket. The name is resolved anew each time; one deadline holds for all of it. */
export function dialWebSocket(
  options: DialOptions,
  settings: WebSocketSettings,
  done: (connection: Connection | null, failure: DialFailure | null) => void,
): () => void {
  const { url, asked } = dialledUrl(options)
  if (asked === null) {
    const soon = setImmediate(done, null, { kind: 'unreachable', message: `${url}: ${NO_ADDRESS}` })
    return () => clearImmediate(soon)
  }

  let settled = false
  const deadline = setTimeout(() => fail('unreachable', `no answer in ${options.timeoutMs} ms`), options.timeoutMs)
  const webSocket = new WebSocket(asked, SUBPROTOCOL, clientOptions(options.maxFrameBytes))
  let socket: Socket
  webSocket.once('upgrade', (response) => {
    socket = response.socket
  })
  webSocket.once('open', () => {
    if (settle()) done(new WebSocketConnection(webSocket, socket, 'dialed', url, settings.highWaterBytes), null)
  })
  webSocket.once('unexpected-response', (_request, response) => {
    fail('rejected', `${response.statusCode} ${response.statusMessage}`)
  })
  // Also the one that terminate() raises: none may go unheard.
  webSocket.on('error', (error: DialError) => fail(kindOf(error), textOf(error)))
  return giveUp

  function settle(): boolean {
    if (settled) return false
    settled = true
    clearTimeout(deadline)
    return true
  }
  function giveUp(): void {
    if (settle()) webSocket.terminate()
  }
  function fail(kind: DialFailure['kind'], message: string): void {
    if (!settle()) return
    webSocket.terminate()
    done(null, { kind, message: `${url}: ${message}` })
  }
}

function clientOptions(maxFrameBytes: number): WebSocket.ClientOptions & { closeTimeout: number } {
  return {
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    closeTimeout: CLOSE_TIMEOUT_MS,
    // Masks protect old proxies from browsers' pages, not us. With one of zeros neither side spends time on masking,
    // which would cost more than all the rest.
    generateMask: (mask) => {
      mask.fill(0)
    },
  }
}

/** No code, or one of the HTTP parser's: somebody answered, but not as a door of ours. */
function kindOf(error: DialError): DialFailure['kind'] {
  if ((error.errors ?? [error]).some(({ code }) => code === 'ECONNREFUSED')) return 'refused'
  return error.code === undefined || error.code.startsWith('HPE_') ? 'rejected' : 'unreachable'
}

function textOf(error: DialError): string {
  return error.errors?.map(({ message }) => message).join(', ') ?? error.message
}
