import { connect, type Socket } from 'node:net'
import { inTime } from './conformance/ear.js'

/** A TCP client that says whatever it likes. */
export class RawClient {
  readonly socket: Socket
  private heard: Buffer[] = []
  private isEnded = false
  private wake: () => void = () => {}

  constructor(port: number, { allowHalfOpen = false } = {}) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
    this.socket.on('data', (bytes) => {
      this.heard.push(bytes)
      this.wake()
    })
    const ended = () => {
      this.isEnded = true
      this.wake()
    }
    // A reset is one more way in which the other side may end it.
    for (const event of ['end', 'error', 'close']) this.socket.on(event, ended)
  }

  say(bytes: string | Uint8Array): this {
    this.socket.write(bytes)
    return this
  }

  /** All that came until the other side ended the connection. */
  async untilEnd(): Promise<Buffer> {
    await this.until('the server to end it', () => this.isEnded)
    this.socket.destroy()
    return Buffer.concat(this.heard)
  }

  /** Asks to be let in. Resolves to the head of the answer. */
  async upgrade(path: string, headers: Record<string, string> = {}): Promise<string> {
    this.say(upgradeRequest(path, headers))
    await this.until('the head of an answer', () => Buffer.concat(this.heard).includes('\r\n\r\n'))
    const heard = Buffer.concat(this.heard)
    const end = heard.indexOf('\r\n\r\n')
    this.heard = [heard.subarray(end + 4)]
    return heard.subarray(0, end).toString()
  }

  private async until(what: string, holds: () => boolean): Promise<void> {
    while (!holds()) {
      await inTime(what, new Promise<void>((resolve) => this.wakeBy(resolve)))
    }
  }

  private wakeBy(resolve: () => void): void {
    this.wake = resolve
  }
}

/** A good request unless `headers` say otherwise; an empty one is left out. */
export function upgradeRequest(path: string, headers: Record<string, string> = {}): string {
  const all = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol': 'parliament.v1',
    ...headers,
  }
  const lines = Object.entries(all).filter(([, value]) => value !== '')
  return `GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

/** The code of a close frame as servers send it, unmasked and last; null if the bytes end otherwise. */
export function closeCodeAtEnd(bytes: Buffer): number | null {
  const at = bytes.lastIndexOf(0x88)
  return at !== -1 && bytes.length >= at + 4 ? bytes.readUInt16BE(at + 2) : null
}

/** A frame as clients send it, masked with zeros. */
export function clientFrame(opcode: number, payload: string): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), Buffer.from(payload)])
}
