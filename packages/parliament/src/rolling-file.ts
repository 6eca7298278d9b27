import { mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { LineStream } from './line-stream.js'

const BYTES_MAX = 16 * 1024 * 1024
/** Files that are kept besides the one that is written. */
const KEPT = 3

/**
 * A log file that is put aside when it is full: `log.jsonl`, before it `log.1.jsonl`, then up to `log.3.jsonl`. A line is
 * never cut, and writing never holds up the process; without room on the disk lines are lost.
 */
export class RollingFile {
  private readonly path: string
  private readonly bytesMax: number
  private stream: LineStream
  /** Put aside, and not written to the end yet. */
  private leaving: LineStream[] = []
  private bytes: number

  /** Opens it. @throws Error when it cannot be opened */
  constructor(path: string, bytesMax = BYTES_MAX) {
    this.path = path
    this.bytesMax = bytesMax
    this.stream = openStream(path)
    this.bytes = statSync(path).size
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line)
    if (this.bytes > 0 && this.bytes + bytes > this.bytesMax) this.roll()
    this.bytes += bytes
    this.stream.write(line)
  }

  flushSync(): void {
    for (const stream of [...this.leaving, this.stream]) stream.flushSync()
  }

  private roll(): void {
    try {
      for (let n = KEPT - 1; n >= 0; n--) putAside(rolledPath(this.path, n), rolledPath(this.path, n + 1))
      const full = this.stream
      this.stream = openStream(this.path)
      full.end()
      this.leaving = [...this.leaving, full].filter(({ isClosed }) => !isClosed)
    } catch {
      // It grows on, and the next full measure tries again.
    }
    this.bytes = 0
  }
}

/** Opened at once: what a process says before it ends early must not be lost. */
function openStream(path: string): LineStream {
  mkdirSync(dirname(path), { recursive: true })
  return new LineStream(openSync(path, 'a'))
}

/** `DIR/log.jsonl` for 0, `DIR/log.2.jsonl` for 2. */
export const rolledPath = (path: string, n: number): string => (n === 0 ? path : path.replace(/(\.\w+)?$/, `.${n}$1`))

/** All files of a log, the oldest first, there or not. */
export const rolledPaths = (path: string): string[] =>
  Array.from({ length: KEPT + 1 }, (_, index) => rolledPath(path, KEPT - index))

function putAside(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
