import { NETWORK_CLOSE } from './closing.js'
import type { Later } from './memory-lane.js'
import type { MemoryConnection } from './memory-link.js'
import type { Door, DoorName, Listener, ListenOptions } from './network.js'

/** Doors at one port of a host in memory, with those who came in by them. */
export class MemoryListener implements Listener {
  readonly port: number
  /** Calls of the listener's own process. */
  readonly later: Later
  private readonly options: ListenOptions
  private readonly release: () => void
  private readonly inside: Record<DoorName, Set<MemoryConnection>> = {
    peer: new Set(),
    citizen: new Set(),
    god: new Set(),
  }
  private closed: (() => void)[] = []

  /** @param release frees the port */
  constructor(options: ListenOptions, port: number, later: Later, release: () => void) {
    this.options = options
    this.port = port
    this.later = later
    this.release = release
  }

  /** The door to go in by from a host, or the HTTP status line that says why not. */
  doorFor(name: DoorName, from: string): Door | string {
    const door = this.options.doors[name]
    if (door === undefined) return '404 Not Found'
    const isFull = this.inside[name].size >= door.maxConnections
    return isFull || door.mayCome?.(from) === false ? '503 Service Unavailable' : door
  }

  /** Takes in a connection that `doorFor` had a door for. */
  admit(name: DoorName, door: Door, connection: MemoryConnection): void {
    const inside = this.inside[name]
    inside.add(connection)
    connection.whenEnded.push(() => {
      inside.delete(connection)
      door.onEnded?.(connection)
      this.tellIfEmpty()
    })
    door.onConnection(connection)
  }

  get(path: string): { readonly status: number; readonly body: string } {
    return this.options.onGet(path) ?? { status: 404, body: 'not found\n' }
  }

  close(done: () => void): void {
    this.closed.push(done)
    this.release()
    for (const connection of this.everyone()) connection.close(NETWORK_CLOSE.GOING_AWAY, 'the listener was closed')
    this.tellIfEmpty()
  }

  /** Its process is killed. */
  kill(): void {
    this.closed = []
    this.release()
    for (const connection of this.everyone()) connection.kill()
  }

  private everyone(): MemoryConnection[] {
    return Object.values(this.inside).flatMap((inside) => [...inside])
  }

  private tellIfEmpty(): void {
    if (this.everyone().length > 0) return
    for (const done of this.closed) this.later(0, done)
    this.closed = []
  }
}
