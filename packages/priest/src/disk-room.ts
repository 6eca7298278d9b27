import { DISK_RESERVE_BYTES, type Disk } from '@paxon/ledger'
import type { Clock } from '@paxon/messenger'

/** How often the disk is asked, ms. */
const LOOK_MS = 1_000

/** Whether the disk has so little room left that petitions are refused, while promises and votes still find some. */
export class DiskRoom {
  private readonly disk: Disk
  private readonly clock: Clock
  private readonly folder: string
  private lookedAt = Number.NEGATIVE_INFINITY
  private full = false

  constructor(disk: Disk, clock: Clock, folder: string) {
    this.disk = disk
    this.clock = clock
    this.folder = folder
  }

  get isFull(): boolean {
    const now = this.clock.now()
    if (now - this.lookedAt >= LOOK_MS) {
      this.lookedAt = now
      this.full = this.disk.freeBytes(this.folder) < DISK_RESERVE_BYTES
    }
    return this.full
  }
}
