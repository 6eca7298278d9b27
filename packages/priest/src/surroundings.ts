import { randomBytes } from 'node:crypto'
import { type Disk, NodeDisk } from '@paxon/ledger'
import { type Clock, type Network, systemClock, WebSocketNetwork } from '@paxon/messenger'

/** Everything that a priest needs of the world; the simulator hands in its own. */
export interface Surroundings {
  readonly clock: Clock
  readonly network: Network
  readonly disk: Disk
  /** A random number in [0, 1). */
  readonly chance: () => number
  /** So many random bytes, as hex digits. */
  readonly randomHex: (bytes: number) => string
  /** Calls back when all that has already arrived in this turn of the event loop was handed over. */
  readonly endOfTurn: (call: () => void) => void
  /** Calls back when the call under way (of a connection, the disk, a timer) is over, before anything else that has arrived. */
  readonly endOfCall: (call: () => void) => void
  /** Bytes of memory that the process holds. */
  readonly residentBytes: () => number
  readonly pid: number
}

export const nodeSurroundings = (network: Network = new WebSocketNetwork()): Surroundings => ({
  clock: systemClock,
  network,
  disk: new NodeDisk(),
  chance: Math.random,
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  endOfTurn: (call) => setImmediate(call),
  endOfCall: (call) => queueMicrotask(call),
  residentBytes: () => process.memoryUsage.rss(),
  pid: process.pid,
})
