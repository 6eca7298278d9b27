import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { type LogLine, parseLogLine, timedLines, wholeLines } from './log-lines.js'
import { rolledPaths } from './rolling-file.js'

/** How often files are looked at, ms: watching is not to be had on every kind of folder. */
const LOOK_MS = 100

/**
 * Tells what stands in these logs, by time, then every line that comes, also where a file is put aside or is not there yet.
 * Never ends.
 */
export async function followLogs(files: readonly string[], tell: (line: LogLine) => void): Promise<never> {
  const tails = files.map((file) => new Tail(file))
  // Through the tails too: a line that is written while these are told comes with the next look, and none comes twice.
  const lines = tails.flatMap((tail) => timedLines([...tail.aside(), ...tail.more()]))
  for (const line of lines.sort((a, b) => a.time - b.time)) tell(line)
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    for (const tail of tails) for (const line of tail.more()) tell(parseLogLine(line))
  }
}

/** A log's file, which grows, and is replaced by another when it is full. */
export class Tail {
  private readonly path: string
  private fd: number | null
  private offset = 0
  private rest = Buffer.alloc(0)

  constructor(path: string) {
    this.path = path
    this.fd = open(path)
  }

  /** The lines of the files that were put aside before this one was opened, the oldest first. */
  aside(): string[] {
    const seen = new Set(this.fd === null ? [] : [fstatSync(this.fd).ino])
    // The newest is read first: one that is put aside meanwhile is met again behind it, known by its inode, and none is missed.
    const texts = rolledPaths(this.path)
      .slice(0, -1)
      .reverse()
      .map((path) => readOnce(path, seen))
    return texts.reverse().flatMap(wholeLines)
  }

  /** The whole lines that have come since the last call; the first time, all that are there. */
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
    return wholeLines(all.subarray(0, end).toString('utf8'))
  }
}

/** Empty where there is no such file, or it was seen under another name. */
function readOnce(path: string, seen: Set<number>): string {
  const fd = open(path)
  if (fd === null) return ''
  try {
    const { ino } = fstatSync(fd)
    if (seen.has(ino)) return ''
    seen.add(ino)
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}
