import type { Disk, DiskFile } from './disk.js'
import type { Lane } from './lane.js'
import { asErrno, writeZeros } from './storage.js'

/** A file of zeros that is no page yet. Bytes that are on the disk already are synced fastest, and never fail for want of room. */
export interface Blank {
  readonly file: DiskFile
  readonly size: number
}

/** The one name under which pages are made; what is found there is written over. */
export const blankPath = (folder: string): string => `${folder}/blank`

/** Makes a blank at once, not synced: for the page with which an opening ends. */
export function makeBlank(disk: Disk, folder: string, size: number): Blank {
  const file = disk.create(blankPath(folder))
  writeZeros(file, 0, size)
  return { file, size }
}

/** A step of zeros, after which a batch has its turn at the disk. */
const STEP_BYTES = 256 * 1024

/** Keeps one blank ready, synced in small steps, so that turning the page waits for no more than the page itself. */
export class BlankSupply {
  private readonly disk: Disk
  private readonly folder: string
  private readonly size: number
  private readonly lane: Lane
  private readonly onFailed: (error: NodeJS.ErrnoException) => void
  private ready: Blank | null = null
  private wanted: ((blank: Blank) => void) | null = null
  private isClosed = false

  constructor(disk: Disk, folder: string, size: number, lane: Lane, onFailed: (error: NodeJS.ErrnoException) => void) {
    this.disk = disk
    this.folder = folder
    this.size = size
    this.lane = lane
    this.onFailed = onFailed
  }

  /** Begins the next blank; the one before must have been taken and renamed. */
  prepare(): void {
    try {
      this.step(this.disk.create(blankPath(this.folder)), 0)
    } catch (error) {
      this.onFailed(asErrno(error))
    }
  }

  /** Calls at once when a blank is ready, else when it is. */
  take(use: (blank: Blank) => void): void {
    this.wanted = use
    this.handOver()
  }

  /** No step is begun any more; one under way ends by itself. */
  close(): void {
    this.isClosed = true
    this.ready?.file.close()
    this.ready = null
  }

  private step(file: DiskFile, from: number): void {
    this.lane.run((done) => {
      const to = Math.min(from + STEP_BYTES, this.size)
      const stepped = (error: NodeJS.ErrnoException | null): void => {
        this.stepped(file, to, error)
        done()
      }
      if (this.isClosed) return stepped(null)
      try {
        writeZeros(file, from, to)
      } catch (error) {
        return stepped(asErrno(error))
      }
      file.sync(stepped)
    })
  }

  private stepped(file: DiskFile, to: number, error: NodeJS.ErrnoException | null): void {
    if (this.isClosed || error !== null) {
      file.close()
      if (!this.isClosed && error !== null) this.onFailed(error)
    } else if (to < this.size) {
      this.step(file, to)
    } else {
      this.ready = { file, size: this.size }
      this.handOver()
    }
  }

  private handOver(): void {
    const { ready, wanted } = this
    if (ready === null || wanted === null) return
    this.ready = this.wanted = null
    wanted(ready)
  }
}
