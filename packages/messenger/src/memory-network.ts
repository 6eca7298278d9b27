import { dialInMemory } from './memory-dial.js'
import type { MemoryHub } from './memory-hub.js'
import type { Later } from './memory-lane.js'
import type { MemoryConnection } from './memory-link.js'
import { MemoryListener } from './memory-listener.js'
import type { Connection, DialFailure, DialOptions, ListenError, Listener, ListenOptions, Network } from './network.js'

/** The network as one process sees it on a host of the hub's, which others name in `ws://host:port`. */
export class MemoryNetwork implements Network {
  private readonly hub: MemoryHub
  private readonly host: string
  private readonly dials = new Set<() => void>()
  private readonly dialled = new Set<MemoryConnection>()
  private readonly listeners = new Set<MemoryListener>()
  private killed = false

  /** @param host a host name as in a URL: in lower case */
  constructor(hub: MemoryHub, host: string) {
    this.hub = hub
    this.host = host
    hub.addHost(host)
  }

  dial(options: DialOptions, done: (connection: Connection | null, failure: DialFailure | null) => void): () => void {
    const origin = { from: this.host, later: this.later }
    const giveUp = dialInMemory(this.hub, origin, options, (connection, failure) => {
      this.dials.delete(giveUp)
      if (connection !== null) {
        this.dialled.add(connection)
        connection.whenEnded.push(() => this.dialled.delete(connection))
      }
      done(connection, failure)
    })
    this.dials.add(giveUp)
    return () => {
      this.dials.delete(giveUp)
      giveUp()
    }
  }

  /** At the hub's host; which of its addresses (`options.host`) makes no difference. */
  listen(options: ListenOptions, done: (listener: Listener | null, error: ListenError | null) => void): void {
    const hub = this.hub
    const port = options.port === 0 ? hub.freePort() : options.port
    const address = `${this.host}:${port}`
    const listener = new MemoryListener(options, port, this.later, () => {
      hub.release(address, listener)
      this.listeners.delete(listener)
    })
    if (hub.claim(address, listener)) {
      this.listeners.add(listener)
      this.later(0, () => done(listener, null))
    } else {
      const error = new Error(`listen EADDRINUSE: address already in use ${address}`)
      this.later(0, () => done(null, Object.assign(error, { code: 'EADDRINUSE' })))
    }
  }

  /** As when the process is killed: its dials, listeners and connections are gone, the other ends hear that, it nothing. */
  kill(): void {
    this.killed = true
    for (const giveUp of this.dials) giveUp()
    for (const connection of this.dialled) connection.kill()
    for (const listener of this.listeners) listener.kill()
  }

  private readonly later: Later = (ms, call) =>
    this.hub.later(ms, () => {
      if (!this.killed) call()
    })
}
