import type { CloseReason, Connection } from '../../src/index.js'

/** Fails, naming what did not come, when a promise is not kept in time. */
export async function inTime<T>(what: string, promise: Promise<T>, ms = 8_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not in ${ms} ms: ${what}`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Listens to a connection from its first turn on, and lets tests wait for what comes. */
export class Ear {
  readonly connection: Connection
  readonly frames: Uint8Array[] = []
  readonly closes: CloseReason[] = []
  drains = 0
  private wake: () => void = () => {}

  constructor(connection: Connection) {
    this.connection = connection
    connection.onFrame = (frame) => {
      this.frames.push(frame)
      this.wake()
    }
    connection.onClose = (reason) => {
      this.closes.push(reason)
      this.wake()
    }
    connection.onDrain = () => {
      this.drains++
      this.wake()
    }
  }

  /** What was heard, as text. */
  get texts(): string[] {
    return this.frames.map(textOf)
  }

  /** One frame. */
  say(...parts: string[]): boolean {
    return this.connection.send(parts.map((part) => Buffer.from(part)))
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    while (!holds()) {
      await inTime(what, new Promise<void>((resolve) => this.wakeBy(resolve)))
    }
  }

  /** What the first `count` frames say. */
  async hears(count: number): Promise<string[]> {
    await this.until(`${count} frames`, () => this.frames.length >= count)
    return this.texts
  }

  async ends(): Promise<CloseReason | undefined> {
    await this.until('the end', () => this.closes.length > 0)
    return this.closes[0]
  }

  private wakeBy(resolve: () => void): void {
    this.wake = resolve
  }
}

export function textOf(frame: Uint8Array): string {
  return Buffer.from(frame).toString()
}
