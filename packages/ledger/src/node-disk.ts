/// <reference path="./fs-native-extensions.d.ts" />
import fs from 'node:fs'
import { dirname, resolve } from 'node:path'
import { tryLock } from 'fs-native-extensions'
import type { Disk, DiskFile } from './disk.js'
import { signLock } from './lock-holder.js'
import { codeOf, noRoom, ZEROS } from './storage.js'

type Failure = NodeJS.ErrnoException

/** The disk of this machine. */
export class NodeDisk implements Disk {
  readonly bootId: string | null = readBootId()

  makeFolder(folder: string): void {
    const path = resolve(folder)
    if (isFolder(path)) return
    // One by one: Node's own `recursive` never returns where a file system takes no new folders, as /proc does.
    const above = dirname(path)
    if (above !== path) this.makeFolder(above)
    try {
      fs.mkdirSync(path)
    } catch (error) {
      // Another priest of the island may have made it meanwhile.
      if (!isFolder(path)) throw error
    }
    syncNow(above)
  }

  list(folder: string): string[] | null {
    try {
      return fs.readdirSync(folder).sort()
    } catch (error) {
      const { code } = error as Failure
      if (code === 'ENOENT' || code === 'ENOTDIR') return null
      throw error
    }
  }

  read(path: string, offset: number, length: number): Uint8Array {
    const fd = fs.openSync(path, 'r')
    try {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, fs.fstatSync(fd).size - offset)))
      let done = 0
      while (done < bytes.length) {
        const count = fs.readSync(fd, bytes, done, bytes.length - done, offset + done)
        if (count === 0) break
        done += count
      }
      return bytes.subarray(0, done)
    } finally {
      letGo(fd)
    }
  }

  size(path: string): number {
    return fs.statSync(path).size
  }

  create(path: string): DiskFile {
    try {
      fs.unlinkSync(path)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
    return new NodeFile(fs.openSync(path, 'wx'))
  }

  rename(from: string, to: string): void {
    fs.renameSync(from, to)
  }

  remove(path: string): void {
    fs.unlinkSync(path)
  }

  syncFolder(folder: string, done: (error: Failure | null) => void): void {
    fs.open(folder, 'r', (refused, fd) => {
      if (refused !== null) return done(refused)
      fs.fsync(fd, (error) => {
        letGo(fd)
        done(error)
      })
    })
  }

  freeBytes(folder: string): number {
    try {
      const { bavail, bsize } = fs.statfsSync(folder)
      return bavail * bsize
    } catch {
      return Number.POSITIVE_INFINITY
    }
  }

  lock(path: string, signed?: 'signed'): (() => void) | null {
    const fd = fs.openSync(path, 'a+')
    let isOurs = false
    try {
      isOurs = tryLock(fd)
      if (isOurs && signed !== undefined) signLock(fd)
    } catch (error) {
      letGo(fd)
      throw error
    }
    if (isOurs) return () => letGo(fd)
    letGo(fd)
    return null
  }

  readLater(
    path: string,
    offset: number,
    length: number,
    done: (error: Failure | null, bytes: Uint8Array) => void,
  ): void {
    fs.open(path, 'r', (refused, fd) => {
      if (refused !== null) return done(refused, NO_BYTES)
      fs.read(fd, Buffer.allocUnsafe(length), 0, length, offset, (error, count, bytes) => {
        letGo(fd)
        done(error, bytes.subarray(0, count))
      })
    })
  }
}

const NO_BYTES = new Uint8Array(0)

class NodeFile implements DiskFile {
  private readonly fd: number

  constructor(fd: number) {
    this.fd = fd
  }

  write(bytes: Uint8Array, offset: number): number {
    return fs.writeSync(this.fd, bytes, 0, bytes.length, offset)
  }

  sync(done: (error: Failure | null) => void): void {
    fs.fdatasync(this.fd, done)
  }

  fill(from: number, to: number, done: (error: Failure | null) => void): void {
    if (from >= to) return this.sync(done)
    fs.write(this.fd, ZEROS, 0, Math.min(ZEROS.length, to - from), from, (error, written) => {
      if (error === null && written > 0) this.fill(from + written, to, done)
      else done(error ?? noRoom())
    })
  }

  close(): void {
    letGo(this.fd)
  }
}

const isFolder = (path: string): boolean => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

function syncNow(folder: string): void {
  const fd = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(fd)
  } finally {
    letGo(fd)
  }
}

/**
 * Linux lets a descriptor go whatever close(2) says, and what it says is of bytes that nobody has synced. Only EBADF is a
 * fault of ours: it was another's file by then.
 */
export function letGo(fd: number): void {
  try {
    fs.closeSync(fd)
  } catch (error) {
    if (codeOf(error) === 'EBADF') throw error
  }
}

/** Linux has one; where there is none, no batch is ever cut that was sealed (docs/LEDGER.md). */
function readBootId(): string | null {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}
