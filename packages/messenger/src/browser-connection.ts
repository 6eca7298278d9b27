import { type BrowserSocket, OPEN } from './browser-socket.js'
import { BROKEN, CLOSE_TIMEOUT_MS, goodbye, NETWORK_CLOSE } from './closing.js'
import type { CloseReason, Connection, FrameParts } from './network.js'

/** A browser does not tell when it has sent what was given to it: while too much is buffered it is looked at so often. */
const DRAIN_LOOK_MS = 20

/** A connection over the open WebSocket of a browser. Whatever its owner is told, it is told from a turn of its own. */
export class BrowserConnection implements Connection {
  onFrame: (frame: Uint8Array) => void = () => {}
  onClose: (reason: CloseReason) => void = () => {}
  onDrain: () => void = () => {}
  readonly remote: string
  readonly nonce = null
  private readonly socket: BrowserSocket
  private readonly maxFrameBytes: number
  private readonly highWaterBytes: number
  /** Why this side ended the connection. Null while it has not. */
  private ended: CloseReason | null = null
  private isOver = false
  private drain: ReturnType<typeof setTimeout> | null = null
  /** How many bytes may still come in; null for any. */
  private hearable: number | null = null

  /** @param highWaterBytes send() answers false above this, until no more than half of it is buffered */
  constructor(socket: BrowserSocket, remote: string, maxFrameBytes: number, highWaterBytes: number) {
    this.socket = socket
    this.remote = remote
    this.maxFrameBytes = maxFrameBytes
    this.highWaterBytes = highWaterBytes
    socket.binaryType = 'arraybuffer'
    socket.onmessage = ({ data }) => this.received(data)
    // What went wrong a page is not told; the end comes right after.
    socket.onerror = () => {}
    socket.onclose = ({ code, reason }) => this.over({ code, reason })
  }

  get bufferedBytes(): number {
    return this.socket.bufferedAmount
  }

  send(parts: FrameParts): boolean {
    if (this.ended !== null || this.socket.readyState !== OPEN) return true
    this.socket.send(joined(parts))
    if (this.drain === null && this.bufferedBytes > this.highWaterBytes) this.look()
    return this.drain === null
  }

  close(code: number, reason: string): void {
    const said = goodbye(code, reason)
    if (this.ended !== null || this.socket.readyState !== OPEN) return
    this.ended = said
    // A page may say 1000 and the codes from 3000 only.
    if (said.code === 1000 || said.code >= 3000) this.socket.close(said.code, said.reason)
    else this.socket.close()
    // Browsers wait for the other side's goodbye much longer.
    setTimeout(() => this.over(said), CLOSE_TIMEOUT_MS)
  }

  terminate(): void {
    if (this.isOver) return
    const reason = this.ended ?? BROKEN
    this.ended = reason
    this.socket.close()
    setTimeout(() => this.over(reason), 0)
  }

  hearAtMost(bytes: number | null): void {
    this.hearable = bytes
  }

  private received(data: unknown): void {
    if (this.ended !== null) return
    if (typeof data === 'string') return this.refuse({ code: NETWORK_CLOSE.NOT_BINARY, reason: 'text frame' })
    const frame = new Uint8Array(data as ArrayBuffer)
    if (this.hearable !== null) this.hearable -= frame.length
    // A browser has taken it in by now: this keeps it from what is behind.
    if (frame.length > this.maxFrameBytes || (this.hearable ?? 0) < 0)
      return this.refuse({ code: NETWORK_CLOSE.TOO_LARGE, reason: 'more than may be said here' })
    this.onFrame(frame)
  }

  private refuse(reason: CloseReason): void {
    this.ended = reason
    this.terminate()
  }

  private look(): void {
    this.drain = setTimeout(() => {
      if (this.isOver || this.ended !== null) return
      if (this.bufferedBytes > this.highWaterBytes / 2) return this.look()
      this.drain = null
      this.onDrain()
    }, DRAIN_LOOK_MS)
  }

  private over(reason: CloseReason): void {
    if (this.isOver) return
    this.isOver = true
    this.onClose(this.ended ?? reason)
  }
}

function joined(parts: FrameParts): Uint8Array {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const frame = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    frame.set(part, offset)
    offset += part.length
  }
  return frame
}
