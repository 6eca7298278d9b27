import type { Disk, DiskFile } from './disk.js'

/** Small helpers over a Disk. */

export const codeOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null

/** An error of the file system, whoever made it: inside jest they are not `instanceof Error`. */
export const asErrno = (error: unknown): NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'message' in error
    ? (error as NodeJS.ErrnoException)
    : new Error(String(error))

/** Null where the disk cannot read its own sectors: that is damage. Other errors pass through. */
export function readPart(disk: Disk, path: string, offset: number, length: number): Buffer | null {
  try {
    return asBuffer(disk.read(path, offset, length))
  } catch (error) {
    if (codeOf(error) === 'EIO') return null
    throw error
  }
}

export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Writes all of the bytes, in as many writes as it takes. */
export function writeAll(file: DiskFile, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; ) {
    const written = file.write(done === 0 ? bytes : bytes.subarray(done), offset + done)
    if (written <= 0) throw noRoom()
    done += written
  }
}

export const noRoom = (): NodeJS.ErrnoException =>
  Object.assign(new Error('the disk takes no more bytes'), { code: 'ENOSPC' })

export const ZEROS: Uint8Array = Buffer.alloc(256 * 1024)

/** Fills with zeros, before it returns. */
export function writeZeros(file: DiskFile, from: number, to: number): void {
  for (let at = from; at < to; at += ZEROS.length)
    writeAll(file, ZEROS.subarray(0, Math.min(ZEROS.length, to - at)), at)
}
