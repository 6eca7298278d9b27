import fs from 'node:fs'
import { letGo } from '@paxon/ledger'

/** Where the lines of a messagebook go. */
export interface BookFile {
  /** Of the last line that is there; 0 for none. */
  readonly seq: number
  /** ms of a wall clock, for people. */
  at(): number
  /** Whole lines, with their ends, in parts that are the caller's again afterwards. Returns when write(2) has taken all of them. @throws ENOSPC and the like */
  append(parts: readonly Uint8Array[]): void
  close(): void
}

/** A line that is longer than this and has no end is not looked through for its seq. */
const TAIL_BYTES_MAX = 64 * 1024 * 1024
const TAIL_BYTES = 64 * 1024
const NEWLINE = 0x0a

/**
 * Opens a messagebook to be written on. A line that a death tore is ended, and stays as it is: readers skip it.
 * @throws the file system's errors
 */
export function openBookFile(path: string): BookFile {
  const file = fs.openSync(path, 'a+')
  try {
    return bookIn(file)
  } catch (error) {
    letGo(file)
    throw error
  }
}

function bookIn(file: number): BookFile {
  const size = fs.fstatSync(file).size
  const seq = lastSeq(file, size)
  const write = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length; ) done += fs.writeSync(file, bytes, done)
  }
  const append = (parts: readonly Uint8Array[]): void => {
    const [first] = parts
    if (first !== undefined && parts.length === 1) return write(first)
    let written = fs.writevSync(file, parts)
    for (const part of parts) {
      if (written < part.length) write(part.subarray(written))
      written = Math.max(0, written - part.length)
    }
  }
  if (size > 0 && read(file, size - 1, 1)[0] !== NEWLINE) write(Buffer.from('\n'))
  return { seq, at: () => Date.now(), append, close: () => letGo(file) }
}

/** Of the last line that can be read. */
function lastSeq(file: number, size: number): number {
  for (let bytes = TAIL_BYTES; ; bytes *= 4) {
    const from = Math.max(0, size - bytes)
    const lines = read(file, from, size - from)
      .toString('utf8')
      .split('\n')
    // The first may have begun before what was read.
    if (from > 0) lines.shift()
    for (const line of lines.reverse()) {
      const seq = seqOf(line)
      if (seq !== null) return seq
    }
    if (from === 0 || bytes > TAIL_BYTES_MAX) return 0
  }
}

function seqOf(line: string): number | null {
  try {
    const json: unknown = JSON.parse(line)
    const seq = typeof json === 'object' && json !== null && 'seq' in json ? json.seq : null
    return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : null
  } catch {
    return null
  }
}

function read(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const count = fs.readSync(file, bytes, done, length - done, from + done)
    if (count === 0) break
    done += count
  }
  return bytes.subarray(0, done)
}
