import type { Socket } from 'node:net'
import WebSocket from 'ws'
import { BROKEN, goodbye, NETWORK_CLOSE } from './closing.js'
import type { CloseReason, Connection, FrameParts } from './network.js'
import { WHOLE_BYTES_MAX, wholeFrame } from './whole-frame.js'

/** Idle connections to machines that are gone hold a place at the door; the kernel finds them out. */
const KEEP_ALIVE_MS = 30_000

/** What WebSocket puts before a message. */
const HEAD_BYTES_MAX = 14

const FRAME = { binary: true, compress: false } as const

/**
 * A connection over an open WebSocket, either side. `bufferedBytes` counts what this machine's kernel has not taken.
 * Frames are views into what was read from the socket, up to 64 KiB of it, which they keep in memory.
 */
export class WebSocketConnection implements Connection {
  onFrame: (frame: Uint8Array) => void = () => {}
  onClose: (reason: CloseReason) => void = () => {}
  onDrain: () => void = () => {}
  readonly remote: string
  readonly nonce: string | null
  private readonly webSocket: WebSocket
  private readonly socket: Socket
  private readonly side: 'dialed' | 'heard'
  private readonly highWaterBytes: number
  /** Why this side ended the connection. Null while it has not. */
  private ended: CloseReason | null = null
  private full = false
  /** How many bytes may still come in; null for any. */
  private hearable: number | null = null

  /**
   * @param socket the one under `webSocket`
   * @param side whether it was dialed from here, or is one of those that were listened for
   * @param highWaterBytes send() answers false above this, until no more than half of it is buffered
   */
  constructor(
    webSocket: WebSocket,
    socket: Socket,
    side: 'dialed' | 'heard',
    remote: string,
    highWaterBytes: number,
    nonce: string | null = null,
  ) {
    this.remote = remote
    this.nonce = nonce
    this.webSocket = webSocket
    this.socket = socket
    this.side = side
    this.highWaterBytes = highWaterBytes
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.once('end', this.otherSideEnded)
    webSocket.on('message', this.received)
    webSocket.on('error', this.violated)
    webSocket.on('close', this.closed)
  }

  get bufferedBytes(): number {
    return this.webSocket.bufferedAmount
  }

  send(parts: FrameParts): boolean {
    if (this.webSocket.readyState !== WebSocket.OPEN) return true
    // Joined, because sixty parts sent as WebSocket fragments cost ten times as much as copying 12 KB.
    const [only] = parts
    const frame = only !== undefined && parts.length === 1 ? only : Buffer.concat(parts)
    // Only what may fill it needs to be told of.
    const mayFill = this.bufferedBytes + HEAD_BYTES_MAX + frame.length > this.highWaterBytes / 2
    const written = mayFill ? this.written : undefined
    // To the socket itself, as ws would: without compression nothing waits within ws that it could overtake.
    if (frame.length <= WHOLE_BYTES_MAX) this.socket.write(wholeFrame(frame, this.side === 'dialed'), written)
    else this.webSocket.send(frame, FRAME, written)
    if (this.bufferedBytes > this.highWaterBytes) this.full = true
    return !this.full
  }

  close(code: number, reason: string): void {
    const said = goodbye(code, reason)
    if (this.webSocket.readyState !== WebSocket.OPEN) return
    this.ended = said
    this.webSocket.close(said.code, said.reason)
  }

  terminate(): void {
    this.ended ??= BROKEN
    this.webSocket.terminate()
  }

  hearAtMost(bytes: number | null): void {
    // Before ws reads them: no frame is taken in, let alone kept, that does not fit.
    if (bytes === null) this.socket.off('data', this.count)
    else if (this.hearable === null) this.socket.prependListener('data', this.count)
    this.hearable = bytes
  }

  private readonly count = (chunk: Uint8Array): void => {
    if (this.hearable === null) return
    this.hearable -= chunk.length
    if (this.hearable >= 0) return
    this.hearAtMost(null)
    this.ended ??= { code: NETWORK_CLOSE.TOO_LARGE, reason: 'more than may be said here' }
    this.webSocket.terminate()
  }

  private readonly written = (): void => {
    if (!this.full || this.bufferedBytes > this.highWaterBytes / 2) return
    this.full = false
    if (this.webSocket.readyState === WebSocket.OPEN) this.onDrain()
  }

  private readonly received = (data: WebSocket.RawData, isBinary: boolean): void => {
    if (this.ended !== null) return
    if (!isBinary) {
      this.close(NETWORK_CLOSE.NOT_BINARY, 'text frame')
      return
    }
    const bytes = data as Buffer // ws hands over one Buffer while its binaryType is left alone.
    // A plain one, as every kind of network gives: a Buffer's slice() does not copy.
    this.onFrame(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length))
  }

  /** What came is not WebSocket, or too large. ws has said goodbye; this keeps the reason, and the process alive. */
  private readonly violated = (error: Error & { readonly code?: string }): void => {
    const tooLarge = error.code?.startsWith('WS_ERR_UNSUPPORTED_') // MESSAGE_LENGTH or DATA_PAYLOAD_LENGTH
    this.ended ??= { code: tooLarge ? NETWORK_CLOSE.TOO_LARGE : NETWORK_CLOSE.MALFORMED, reason: error.message }
  }

  /** After its goodbye nothing is left to send, and without one it is gone: else one that never reads could stay. */
  private readonly otherSideEnded = (): void => {
    this.webSocket.terminate()
  }

  private readonly closed = (code: number, reason: Buffer): void => {
    this.onClose(this.ended ?? { code, reason: reason.toString() })
  }
}
