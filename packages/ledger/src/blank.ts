import type { Disk, DiskFile } from './disk.js'
import type { Lane } from './lane.js'
import { asErrno, writeZeros } from './storage.js'

/** A file of zeros that is no page yet. Bytes that are on the disk already are synced fastest, and never fail for want of room. */
export interface Blank {
  readonly file: DiskFile
  readonly size: number
}

/** The one name under which pages are made; what is found there is removed. */
export const blankPath = (folder: string): string => `${folder}/blank`

/** Makes a blank at once, not synced: for the page with which an opening ends. */
export function makeBlank(disk: Disk, folder: string, size: number): Blank {
  const file = disk.create(blankPath(folder))
  try {
    writeZeros(file, 0, size)
  } catch (error) {
    file.close()
    throw error
  }
  return { file, size }
}

/** A step of zeros, after which a batch has its turn at the disk. */
const STEP_BYTES = 256 * 1024

/** A blank may be so many times the page before it: after the small page of an opening pages grow, and no step is in a hurry. */
const GROWTH = 2
/** The blank is ready when so much of the page before it is written. */
const READY_PART = 0.75

/**
 * Makes the next blank while the page is written, in small synced steps, each when the page has got that far: turning the page
 * waits for no more than the page itself, and a ledger that is written little is hardly disturbed, since most of its batches
 * meet no step at the disk.
 */
export class BlankSupply {
  private readonly disk: Disk
  private readonly folder: string
  private readonly sizeMax: number
  private readonly lane: Lane
  private readonly onFailed: (error: NodeJS.ErrnoException) => void
  private ready: Blank | null = null
  private wanted: ((blank: Blank) => void) | null = null
  private isClosed = false
  /** The blank in the making. */
  private making: { readonly file: DiskFile; readonly size: number; made: number; isStepping: boolean } | null = null
  /** Bytes of the blank for each byte of the page, and how many are due. */
  private pace = 0
  private dueBytes = 0

  constructor(
    disk: Disk,
    folder: string,
    sizeMax: number,
    lane: Lane,
    onFailed: (error: NodeJS.ErrnoException) => void,
  ) {
    this.disk = disk
    this.folder = folder
    this.sizeMax = sizeMax
    this.lane = lane
    this.onFailed = onFailed
  }

  /**
   * Begins the next blank, behind a page of this size that is written up to `pageEnd`; the blank before must have been taken
   * and renamed.
   */
  prepare(pageSize: number, pageEnd: number): void {
    const size = Math.min(this.sizeMax, GROWTH * pageSize)
    this.pace = size / (READY_PART * pageSize)
    this.dueBytes = pageEnd * this.pace
    try {
      this.making = { file: this.disk.create(blankPath(this.folder)), size, made: 0, isStepping: false }
    } catch (error) {
      this.onFailed(asErrno(error))
    }
    this.goOn()
  }

  /** So many bytes more of the page have been written. */
  written(bytes: number): void {
    this.dueBytes += bytes * this.pace
    this.goOn()
  }

  /** Calls at once when a blank is ready, else when it is. */
  take(use: (blank: Blank) => void): void {
    this.wanted = use
    this.handOver()
    this.goOn()
  }

  /** No step is begun any more; one under way closes its file when it ends. May be called again. */
  close(): void {
    this.isClosed = true
    this.ready?.file.close()
    this.ready = null
    if (this.making === null || this.making.isStepping) return
    this.making.file.close()
    this.making = null
  }

  private goOn(): void {
    const { making } = this
    if (making === null || making.isStepping || this.isClosed) return
    if (making.made >= this.dueBytes && this.wanted === null) return
    making.isStepping = true
    this.lane.run((done) => {
      const to = Math.min(making.made + STEP_BYTES, making.size)
      const stepped = (error: NodeJS.ErrnoException | null): void => {
        making.isStepping = false
        this.stepped(making.file, to, error)
        done()
      }
      if (this.isClosed) return stepped(null)
      making.file.fill(making.made, to, stepped)
    })
  }

  private stepped(file: DiskFile, to: number, error: NodeJS.ErrnoException | null): void {
    const { making } = this
    if (making === null) return
    if (this.isClosed || error !== null) {
      this.making = null
      file.close()
      if (!this.isClosed && error !== null) this.onFailed(error)
      return
    }
    making.made = to
    if (to < making.size) return this.goOn()
    this.making = null
    this.ready = { file, size: making.size }
    this.handOver()
  }

  private handOver(): void {
    const { ready, wanted } = this
    if (ready === null || wanted === null) return
    this.ready = this.wanted = null
    wanted(ready)
  }
}
