import { SECTOR_BYTES } from './batch.js'
import type { Disk, DiskFile } from './disk.js'
import { SimulatedFile } from './simulated-file.js'
import { asErrno, writeZeros } from './storage.js'

type Failure = NodeJS.ErrnoException
type Done = (error: Failure | null) => void

export interface SimulatedDiskOptions {
  /** In [0, 1): decides what a crash drops, and how short a short write is. */
  readonly random: () => number
  /** Calls back later: how long a sync or a read takes. */
  readonly later: (call: () => void) => void
}

/** What lay in a folder and below, by paths within it. */
export type FolderCopy = ReadonlyMap<string, Uint8Array>

/** A change of names that no sync of the folder has made durable yet. */
type NameChange =
  | { readonly folder: string; readonly put: string; readonly file: SimulatedFile; readonly instead: string | null }
  | { readonly folder: string; readonly remove: string }

/**
 * A disk that keeps what was synced apart from what was only written, in sectors, and drops any part of the latter when
 * the machine goes down. It belongs to one process at a time: {@link kill} ends that process and leaves the page cache,
 * {@link crash} ends the machine. A file that is closed twice, or with something under way on it, is refused, since on a real
 * disk that may be another file by then.
 */
export class SimulatedDisk implements Disk {
  bootId = 'boot-1'
  /** Writes of more than a sector take only some of the bytes. */
  shortWrites = false
  /** Bytes that all files together may have. */
  capacityBytes = Number.POSITIVE_INFINITY
  /** Changing operations that are still carried out; at 0 the process is as good as dead: they fail, and none calls back. */
  operationsLeft = Number.POSITIVE_INFINITY
  /** How many changing operations there were. */
  operations = 0
  /** Files that its process has open for writing. */
  openFiles = 0
  private readonly random: () => number
  private readonly later: (call: () => void) => void
  private readonly folders = new Set<string>()
  private files = new Map<string, SimulatedFile>()
  private readonly durableFiles = new Map<string, SimulatedFile>()
  private changes: NameChange[] = []
  private readonly locks = new Set<string>()
  /** Rises with each end of the process: what was begun before calls nobody back. */
  private life = 0
  private syncsToFail = 0
  private hung: (() => void)[] | null = null

  constructor(options: SimulatedDiskOptions) {
    this.random = options.random
    this.later = options.later
  }

  /** The next sync of a file or folder fails. As on Linux, what it should have saved can be read and no later sync saves it. */
  failNextSync(): void {
    this.syncsToFail += 1
  }

  /** Syncs do not end any more, nor do fills write, until {@link release}. */
  hang(): void {
    this.hung ??= []
  }

  release(): void {
    const ended = this.hung ?? []
    this.hung = null
    for (const end of ended) this.later(end)
  }

  /** The process dies; the page cache stays. */
  kill(): void {
    this.life += 1
    this.locks.clear()
    this.hung = null
    this.syncsToFail = 0
    this.operationsLeft = Number.POSITIVE_INFINITY
    this.openFiles = 0
  }

  /** The machine goes down: of what was not synced any part is lost. */
  crash(): void {
    this.kill()
    this.bootId = `boot-${Number(this.bootId.slice('boot-'.length)) + 1}`
    const isKept = this.someOf()
    for (const change of this.changes) if (isKept()) apply(change, this.durableFiles)
    this.changes = []
    this.files = new Map(this.durableFiles)
    for (const file of this.files.values()) file.crash(isKept)
  }

  /** All that was written reaches the disk. */
  settle(): void {
    for (const change of this.changes) apply(change, this.durableFiles)
    this.changes = []
    for (const file of this.files.values()) file.settle()
  }

  /** Damage: turns over the bits of `mask` in a byte, on the disk and in the cache. */
  flip(path: string, offset: number, mask: number): void {
    this.file(path).flip(offset, mask)
  }

  /** Damage: takes away all from this size on. */
  cut(path: string, size: number): void {
    this.file(path).cut(size)
  }

  /** Damage: takes away a file, or a folder with all that is in it, on the disk and in the cache. Its process is dead. */
  wipe(path: string): void {
    const isIn = (other: string): boolean => other === path || other.startsWith(`${path}/`)
    this.changes = this.changes.filter((change) => !isIn('put' in change ? change.put : change.remove))
    for (const names of [this.files, this.durableFiles])
      for (const name of [...names.keys()]) if (isIn(name)) names.delete(name)
    for (const folder of [...this.folders]) if (isIn(folder)) this.folders.delete(folder)
  }

  /** Another disk, with all that is synced on this one: what no crash takes away. */
  asSynced(): SimulatedDisk {
    const disk = new SimulatedDisk({ random: this.random, later: this.later })
    disk.bootId = this.bootId
    for (const folder of this.folders) disk.folders.add(folder)
    for (const [path, file] of this.durableFiles) disk.files.set(path, file.asSynced())
    return disk
  }

  /** A copy of the files of a folder and below. */
  copyOf(folder: string): FolderCopy {
    const copy = new Map<string, Uint8Array>()
    for (const [path, file] of this.files)
      if (path.startsWith(`${folder}/`)) copy.set(path.slice(folder.length + 1), file.read(0, file.size))
    return copy
  }

  /** Damage: the folder is as it was once. Its process is dead. */
  putBack(folder: string, copy: FolderCopy): void {
    this.wipe(folder)
    for (const [name, bytes] of copy) {
      const path = `${folder}/${name}`
      const file = new SimulatedFile()
      file.write(bytes, 0)
      file.settle()
      this.makeFolder(folderOf(path))
      this.files.set(path, file)
      this.durableFiles.set(path, file)
    }
  }

  makeFolder(folder: string): void {
    for (let at = folder; at !== ''; at = folderOf(at)) this.folders.add(at)
  }

  list(folder: string): string[] | null {
    if (!this.folders.has(folder)) return null
    const names = [...this.files.keys(), ...this.folders].filter((path) => folderOf(path) === folder)
    return names.map((path) => path.slice(folder.length + 1)).sort()
  }

  read(path: string, offset: number, length: number): Uint8Array {
    return this.file(path).read(offset, length)
  }

  size(path: string): number {
    return this.file(path).size
  }

  create(path: string): DiskFile {
    if (this.files.has(path)) this.remove(path)
    const file = new SimulatedFile()
    this.change({ folder: folderOf(path), put: path, file, instead: null })
    return this.handle(file)
  }

  rename(from: string, to: string): void {
    this.change({ folder: folderOf(to), put: to, file: this.file(from), instead: from })
  }

  remove(path: string): void {
    this.file(path)
    this.change({ folder: folderOf(path), remove: path })
  }

  syncFolder(folder: string, done: Done): void {
    const begun = new Set(this.changes.filter((change) => change.folder === folder))
    this.sync(done, (isSaved) => {
      if (isSaved) for (const change of begun) apply(change, this.durableFiles)
      this.changes = this.changes.filter((change) => !begun.has(change))
    })
  }

  freeBytes(): number {
    return this.capacityBytes - this.usedBytes
  }

  get usedBytes(): number {
    let used = 0
    for (const file of this.files.values()) used += file.size
    return used
  }

  lock(path: string): (() => void) | null {
    if (this.locks.has(path)) return null
    this.locks.add(path)
    const { life } = this
    return () => {
      if (life === this.life) this.locks.delete(path)
    }
  }

  readLater(
    path: string,
    offset: number,
    length: number,
    done: (error: Failure | null, bytes: Uint8Array) => void,
  ): void {
    const { life } = this
    this.later(() => {
      if (life !== this.life) return
      const file = this.files.get(path)
      if (file === undefined) done(failure('ENOENT', path), new Uint8Array(0))
      else done(null, file.read(offset, length))
    })
  }

  private handle(file: SimulatedFile): DiskFile {
    const { life } = this
    let isOpen = true
    this.openFiles += 1
    let underWay = 0
    const begun = (done: Done): Done => {
      if (!isOpen) throw failure('EBADF', 'it is closed')
      underWay += 1
      return (error) => {
        underWay -= 1
        done(error)
      }
    }
    const handle: DiskFile = {
      write: (bytes, offset) => {
        if (life !== this.life) throw failure('EBADF', 'the process that opened it is dead')
        if (!isOpen) throw failure('EBADF', 'it is closed')
        this.countOperation()
        const isShort = this.shortWrites && bytes.length > SECTOR_BYTES
        const length = isShort ? 1 + Math.floor(this.random() * bytes.length) : bytes.length
        if (offset + length - file.size > this.freeBytes()) throw failure('ENOSPC', 'the disk is full')
        file.write(bytes.subarray(0, length), offset)
        return length
      },
      sync: (done) => {
        const sectors = file.unsynced()
        this.sync(begun(done), (isSaved) => file.synced(sectors, isSaved ? all : this.someOf()))
      },
      fill: (from, to, done) => {
        const filled = begun(done)
        this.soon(() => {
          try {
            writeZeros(handle, from, to)
          } catch (error) {
            if (this.operationsLeft > 0) filled(asErrno(error))
            return
          }
          handle.sync(filled)
        })
      },
      close: () => {
        if (life !== this.life) return
        if (!isOpen) throw failure('EBADF', 'it is closed already')
        if (underWay > 0) throw failure('EBADF', 'it is closed under what is under way on it')
        isOpen = false
        this.openFiles -= 1
      },
    }
    return handle
  }

  private sync(done: Done, end: (isSaved: boolean) => void): void {
    if (this.operationsLeft <= 0) return
    this.countOperation()
    this.soon(() => {
      const isSaved = this.syncsToFail === 0
      if (!isSaved) this.syncsToFail -= 1
      end(isSaved)
      done(isSaved ? null : failure('EIO', 'the sync failed'))
    })
  }

  /** What a thread does: later, whoever has abandoned its ledger by then; never once the process is dead. */
  private soon(act: () => void): void {
    const { life } = this
    const attempt = (): void => {
      if (life !== this.life || this.operationsLeft <= 0) return
      if (this.hung === null) act()
      else this.hung.push(attempt)
    }
    this.later(attempt)
  }

  private change(change: NameChange): void {
    this.countOperation()
    apply(change, this.files)
    this.changes.push(change)
  }

  private countOperation(): void {
    if (this.operationsLeft <= 0) throw failure('EIO', 'the process is dead')
    this.operationsLeft -= 1
    this.operations += 1
  }

  /** A share that is drawn once, so that all and nothing come up too. */
  private someOf(): () => boolean {
    const share = this.random()
    return () => this.random() < share
  }

  private file(path: string): SimulatedFile {
    const file = this.files.get(path)
    if (file === undefined) throw failure('ENOENT', path)
    return file
  }
}

const all = (): boolean => true

function apply(change: NameChange, files: Map<string, SimulatedFile>): void {
  if ('remove' in change) {
    files.delete(change.remove)
    return
  }
  if (change.instead !== null && files.get(change.instead) === change.file) files.delete(change.instead)
  files.set(change.put, change.file)
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const failure = (code: string, what: string): Failure => Object.assign(new Error(`${code}: ${what}`), { code })
