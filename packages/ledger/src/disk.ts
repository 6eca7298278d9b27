/**
 * The few operations that a ledger needs of a disk. What is written is durable only after a sync that was called back
 * without an error; what was made, renamed or removed only after a sync of the folder. The simulator's disk drops the rest.
 */
export interface Disk {
  /** Makes the folder and those above it, durable when it returns. */
  makeFolder(folder: string): void
  /** Names in the folder, sorted; null when there is no such folder. */
  list(folder: string): string[] | null
  /** Reads from an offset; fewer bytes at the end of the file. @throws ENOENT */
  read(path: string, offset: number, length: number): Uint8Array
  size(path: string): number
  /**
   * Makes a file and opens it for writing. It is always a new one: what has that name is removed before, so that whatever is
   * still under way on it (a thread that fills it for a ledger that was abandoned) cannot reach the new one.
   */
  create(path: string): DiskFile
  rename(from: string, to: string): void
  remove(path: string): void
  syncFolder(folder: string, done: (error: NodeJS.ErrnoException | null) => void): void
  /** Free bytes, for those who are not root; Infinity when it cannot be told. */
  freeBytes(folder: string): number
  /**
   * A lock on an open file that the kernel lets go when the process dies. Null when somebody else holds it. The returned
   * function lets it go. For one that is held for as long as a process lives `signed` writes into it who that is.
   */
  lock(path: string, signed?: 'signed'): (() => void) | null
  /** Reads later, off the loop; fewer bytes at the end of the file. */
  readLater(
    path: string,
    offset: number,
    length: number,
    done: (error: NodeJS.ErrnoException | null, bytes: Uint8Array) => void,
  ): void
  /** Names the boot of this machine; null where it cannot be read. */
  readonly bootId: string | null
}

export interface DiskFile {
  /** May write fewer bytes than given, like write(2). @throws ENOSPC and the like */
  write(bytes: Uint8Array, offset: number): number
  /** fdatasync. Calls back later, never in the same turn. */
  sync(done: (error: NodeJS.ErrnoException | null) => void): void
  /**
   * Zeros from one offset to another and a sync, off the loop: both come later, even when the ledger was abandoned. Calls back
   * later, never in the same turn.
   */
  fill(from: number, to: number, done: (error: NodeJS.ErrnoException | null) => void): void
  /** Lets it go, and never fails: what counts was synced before. Behind the last operation on it, and once. */
  close(): void
}
