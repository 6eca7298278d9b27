import { closeSync, write, writeSync } from 'node:fs'

/** What waits for a reader that takes nothing, in characters; further lines are lost. */
const WAITING_MAX = 4 * 1024 * 1024
/** A pipe that is full, asked again: how often when the process ends, and after how many ms. */
const TRIES = 20
const PAUSE_MS = 25

/**
 * Lines on their way into a file or pipe. They are written behind the back of whoever logs, who never waits; `flushSync`
 * writes the rest before the process ends. A disk that is full and a reader that has gone lose lines, and hold up nobody:
 * not even the end (sonic-boom's `flushSync` tries a full disk for ever).
 */
export class LineStream {
  private readonly fd: number
  private readonly waitingMax: number
  private waiting = ''
  /** What is to be written next, before what waits. */
  private rest: Uint8Array = NOTHING
  private state: 'idle' | 'writing' | 'closed' = 'idle'
  private isEnding = false

  /** @param fd its own from now on, unless it is a standard one */
  constructor(fd: number, waitingMax = WAITING_MAX) {
    this.fd = fd
    this.waitingMax = waitingMax
  }

  write(line: string): void {
    if (this.waiting.length + line.length > this.waitingMax) return
    this.waiting += line
    if (this.state === 'idle') this.next()
  }

  /** Closes the file once everything is written. */
  end(): void {
    this.isEnding = true
    if (this.state === 'idle') this.next()
  }

  get isClosed(): boolean {
    return this.state === 'closed'
  }

  /** Writes what has not left yet, as far as it is taken within half a second. */
  flushSync(): void {
    if (this.state === 'closed') return
    // What the system is writing comes first: it needs a moment, and cannot be asked.
    if (this.state === 'writing') sleep(PAUSE_MS)
    let bytes = this.take()
    for (let tries = 0; bytes.length > 0 && tries < TRIES; ) {
      try {
        bytes = bytes.subarray(writeSync(this.fd, bytes))
      } catch (error) {
        if (!isFullPipe(error)) return
        tries += 1
        sleep(PAUSE_MS)
      }
    }
  }

  private take(): Uint8Array {
    const bytes =
      this.rest.length === 0 ? Buffer.from(this.waiting) : Buffer.concat([this.rest, Buffer.from(this.waiting)])
    this.rest = NOTHING
    this.waiting = ''
    return bytes
  }

  private next(): void {
    const bytes = this.take()
    if (bytes.length > 0) {
      this.state = 'writing'
      write(this.fd, bytes, (error, written) => this.onWritten(bytes, error, written))
      return
    }
    this.state = this.isEnding ? 'closed' : 'idle'
    if (this.isEnding) closeSync(this.fd)
  }

  private onWritten(bytes: Uint8Array, error: Error | null, written: number): void {
    const isFull = error !== null && isFullPipe(error)
    // What could not be written for another reason is lost.
    if (error === null || isFull) this.rest = bytes.subarray(isFull ? 0 : written)
    this.state = 'idle'
    if (isFull) setTimeout(() => this.state === 'idle' && this.next(), PAUSE_MS).unref()
    else this.next()
  }
}

const NOTHING = new Uint8Array(0)

const isFullPipe = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EAGAIN'

/** Holds up the whole process. */
const sleep = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
