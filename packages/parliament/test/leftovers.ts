import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { eventually } from './processes/eventually.js'

/** What commands have left behind in a folder and below it: processes, ports and kernel locks (Linux: by /proc). */
export interface Leftovers {
  readonly pids: readonly number[]
  readonly ports: readonly number[]
  readonly locks: readonly string[]
}

export const NOTHING: Leftovers = { pids: [], ports: [], locks: [] }

export async function leftovers(folder: string, urls: readonly string[] = []): Promise<Leftovers> {
  const ports: number[] = []
  for (const port of urls.map((url) => Number(new URL(url).port))) if (!(await isFree(port))) ports.push(port)
  return { pids: processesOf(folder), ports, locks: heldLocks(folder) }
}

/** A process that nobody waits for may be gone a moment after its last words. */
export async function nothingIsLeft(folder: string, urls: readonly string[] = []): Promise<void> {
  let last: Leftovers = NOTHING
  try {
    await eventually('nothing left behind', async () => {
      last = await leftovers(folder, urls)
      return JSON.stringify(last) === JSON.stringify(NOTHING) ? true : null
    })
  } catch {
    expect(last).toEqual(NOTHING)
  }
}

/** Those that work in the folder, or are told of it. One that has ended and is not reaped yet has no command line. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes(folder) || cwdOf(pid).startsWith(folder))
}

function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}

function heldLocks(folder: string): string[] {
  const held = new Set([...read('/proc/locks').matchAll(/:(\d+) \d+ (?:\d+|EOF)$/gm)].map(([, inode]) => Number(inode)))
  return filesBelow(folder).filter((path) => /(?:^|\/|\.)lock$/.test(path) && held.has(statSync(path).ino))
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .sort()
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
