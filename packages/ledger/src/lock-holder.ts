import fs from 'node:fs'
import { hostname } from 'node:os'

/**
 * Writes into a lock that is held who holds it, for those who may have to end that process. It is for no more than that: where
 * a disk is full the lock stays without it.
 */
export function signLock(fd: number): void {
  try {
    fs.ftruncateSync(fd, 0)
    fs.writeSync(fd, `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`)
  } catch {}
}

/**
 * The process that a lock names; to be believed only while the lock is held. Null where it names none, or one of another
 * host: pids of a container are not those of this machine.
 */
export function holderOf(path: string): number | null {
  try {
    const { pid, host } = JSON.parse(fs.readFileSync(path, 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 && host === hostname() ? pid : null
  } catch {
    return null
  }
}
