import { SECTOR_BYTES } from './batch.js'

/** Bytes that grow; what was never written is zero. */
class Image {
  private bytes = new Uint8Array(SECTOR_BYTES)
  size = 0

  read(offset: number, length: number): Uint8Array {
    return this.bytes.slice(offset, Math.min(this.size, offset + length))
  }

  write(bytes: Uint8Array, offset: number): void {
    this.resize(Math.max(this.size, offset + bytes.length))
    this.bytes.set(bytes, offset)
  }

  resize(size: number): void {
    if (size > this.bytes.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.bytes.length))
      larger.set(this.bytes)
      this.bytes = larger
    } else {
      this.bytes.fill(0, size)
    }
    this.size = size
  }

  flip(offset: number, mask: number): void {
    if (offset < this.size) this.bytes[offset] = (this.bytes[offset] ?? 0) ^ mask
  }
}

/** A file as its process sees it (the page cache), and as the disk has it. They differ in unsynced sectors. */
export class SimulatedFile {
  private readonly cache = new Image()
  private readonly durable = new Image()
  private readonly dirty = new Set<number>()

  get size(): number {
    return this.cache.size
  }

  read(offset: number, length: number): Uint8Array {
    return this.cache.read(offset, length)
  }

  write(bytes: Uint8Array, offset: number): void {
    this.cache.write(bytes, offset)
    const end = offset + bytes.length
    for (let at = offset - (offset % SECTOR_BYTES); at < end; at += SECTOR_BYTES) this.dirty.add(at)
  }

  unsynced(): readonly number[] {
    return [...this.dirty]
  }

  /** The end of a sync of these sectors. What is not kept counts as clean all the same: no later sync saves it. */
  synced(sectors: readonly number[], isKept: () => boolean): void {
    for (const at of sectors) {
      this.dirty.delete(at)
      if (isKept()) this.durable.write(this.cache.read(at, SECTOR_BYTES), at)
    }
  }

  /** Another file, of what the disk has: nothing in it is unsynced. */
  asSynced(): SimulatedFile {
    const file = new SimulatedFile()
    file.write(this.durable.read(0, this.durable.size), 0)
    file.settle()
    return file
  }

  settle(): void {
    this.synced(this.unsynced(), () => true)
  }

  /** The machine went down: what was not synced is kept or not, sector by sector. */
  crash(isKept: () => boolean): void {
    this.synced(this.unsynced(), isKept)
    this.cache.resize(0)
    this.cache.write(this.durable.read(0, this.durable.size), 0)
  }

  flip(offset: number, mask: number): void {
    this.cache.flip(offset, mask)
    this.durable.flip(offset, mask)
  }

  cut(size: number): void {
    for (const image of [this.cache, this.durable]) image.resize(Math.min(size, image.size))
    for (const at of this.unsynced()) if (at >= size) this.dirty.delete(at)
  }
}
