import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { type LogLine, parseLogLine } from './log-lines.js'

/** How often files are looked at, ms: watching is not to be had on every kind of folder. */
const LOOK_MS = 100

/** Tells every line that comes to one of these files from now on, also where one is put aside or is not there yet. Never ends. */
export async function followLogs(files: readonly string[], tell: (line: LogLine) => void): Promise<never> {
  const tails = files.map((file) => new Tail(file))
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    for (const tail of tails) for (const line of tail.more()) tell(parseLogLine(line))
  }
}

/** The end of a file that grows, and is replaced by another when it is full. */
export class Tail {
  private readonly path: string
  private fd: number | null
  private offset: number
  private rest = Buffer.alloc(0)

  /** Begins where the file ends now. */
  constructor(path: string) {
    this.path = path
    this.fd = open(path)
    this.offset = this.fd === null ? 0 : fstatSync(this.fd).size
  }

  /** The whole lines that have come since the last call. */
  more(): string[] {
    const lines = this.read()
    if (!this.isReplaced()) return lines
    // What was written before it was put aside.
    const last = this.read()
    if (this.fd !== null) closeSync(this.fd)
    this.fd = open(this.path)
    this.offset = 0
    return [...lines, ...last, ...this.read()]
  }

  private isReplaced(): boolean {
    const now = statSync(this.path, { throwIfNoEntry: false })
    if (this.fd === null) return now !== undefined
    return now !== undefined && now.ino !== fstatSync(this.fd).ino
  }

  private read(): string[] {
    if (this.fd === null) return []
    const { size } = fstatSync(this.fd)
    if (size <= this.offset) return []
    const bytes = Buffer.alloc(size - this.offset)
    this.offset += readSync(this.fd, bytes, 0, bytes.length, this.offset)
    const all = Buffer.concat([this.rest, bytes])
    const end = all.lastIndexOf(0x0a) + 1
    this.rest = all.subarray(end)
    return all
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}
