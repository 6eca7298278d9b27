import { fdatasync, fsyncSync, openSync, writeSync } from 'node:fs'

const BOOK_BYTES = 64 * 1024 * 1024

/**
 * A file of records. It is filled with zeros beforehand, so that a sync has no new blocks to note, and written from its
 * start again when it is full.
 */
export class Book {
  #fd
  #offset = 0

  /** @param {string} path */
  constructor(path) {
    this.#fd = openSync(path, 'w')
    writeSync(this.#fd, Buffer.alloc(BOOK_BYTES))
    fsyncSync(this.#fd)
  }

  /**
   * Writes a record and syncs it. The caller waits for `synced` before the next.
   *
   * @param {Buffer} record
   * @param {() => void} synced
   */
  append(record, synced) {
    if (this.#offset + record.length > BOOK_BYTES) this.#offset = 0
    const written = writeSync(this.#fd, record, 0, record.length, this.#offset)
    if (written !== record.length) throw new Error('short write')
    this.#offset += record.length
    fdatasync(this.#fd, (error) => {
      if (error) throw error
      synced()
    })
  }
}
