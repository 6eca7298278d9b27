import type { Identity, Name } from '@paxon/synod'
import {
  BadFrame,
  CLOSE,
  decodeHello,
  decodePeerFrame,
  encodeHello,
  PEER_FRAME_BYTES_MAX,
  type PeerFrame,
  type PeerHello,
} from '@paxon/wire'
import type { Clock } from './clock.js'
import { type Fault, isFault } from './fault.js'
import type { MessengerLimits } from './messenger-limits.js'
import type { CloseReason, Connection, Door } from './network.js'
import { reading } from './reading.js'
import type { Verdict } from './verdict.js'

export interface PeerDoorOptions {
  readonly clock: Clock
  readonly limits: MessengerLimits
  readonly hello: () => PeerHello
  readonly judge: (hello: PeerHello) => Verdict
  readonly onMet: (hello: PeerHello) => void
  readonly onFrame: (from: Identity, frame: PeerFrame) => void
  readonly onFault: (fault: Fault) => void
}

interface Heard {
  readonly identity: Identity
  readonly connection: Connection
}

/** The peers that dialed us: what they say is heard here, once their hello is accepted. */
export class PeerDoor implements Door {
  readonly maxFrameBytes = PEER_FRAME_BYTES_MAX
  readonly maxConnections: number
  private readonly options: PeerDoorOptions
  /** Connections that have not said hello yet, and how to take back the time limit of each. */
  private readonly unproved = new Map<Connection, () => void>()
  private readonly heard = new Map<Name, Heard>()
  /** What everyone is told that comes; null while the door is open. */
  private shutFor: CloseReason | null = null

  constructor(options: PeerDoorOptions) {
    this.options = options
    this.maxConnections = options.limits.connectionsMax
  }

  /** Who of this name is heard now. */
  heardOf(name: Name): Identity | null {
    return this.heard.get(name)?.identity ?? null
  }

  onConnection(connection: Connection): void {
    const { clock, limits } = this.options
    if (this.shutFor !== null) return connection.close(this.shutFor.code, this.shutFor.reason)
    if (this.unproved.size >= limits.unprovedMax) {
      return this.refuse(connection, null, {
        code: CLOSE.OVERLOADED,
        reason: `${limits.unprovedMax} others have not said hello yet`,
      })
    }
    const late = { code: CLOSE.LATE, reason: `no hello in ${limits.handshakeMs} ms` }
    this.unproved.set(
      connection,
      clock.after(limits.handshakeMs, () => this.refuse(connection, null, late)),
    )
    connection.onFrame = (frame) => this.meet(connection, frame)
    connection.onClose = (reason) => {
      this.settle(connection)
      if (isFault(reason)) this.fault(connection, null, 'them', reason)
    }
  }

  /** Closes all there are and whoever comes, until {@link open}. */
  shut(reason: CloseReason): void {
    this.shutFor = reason
    for (const connection of this.unproved.keys()) {
      this.settle(connection)
      this.end(connection, reason)
    }
    for (const { connection } of this.heard.values()) this.end(connection, reason)
    this.heard.clear()
  }

  open(): void {
    this.shutFor = null
  }

  private meet(connection: Connection, frame: Uint8Array): void {
    const hello = reading(decodeHello, frame)
    if (hello instanceof BadFrame) {
      return this.refuse(connection, null, { code: CLOSE.BAD_FRAME, reason: hello.message })
    }
    const verdict = this.options.judge(hello)
    if (verdict !== null) return this.refuse(connection, hello.name, verdict)
    this.settle(connection)
    this.replace(hello.name)
    const { name, incarnation, birth } = hello
    const identity = { name, incarnation, birth }
    this.heard.set(name, { identity, connection })
    connection.onFrame = (next) => this.hear(identity, connection, next)
    connection.onClose = (reason) => {
      this.heard.delete(name)
      if (isFault(reason)) this.fault(connection, name, 'them', reason)
    }
    connection.send(encodeHello(this.options.hello()))
    this.options.onMet(hello)
  }

  private hear(from: Identity, connection: Connection, frame: Uint8Array): void {
    const bad = reading((bytes) => this.options.onFrame(from, decodePeerFrame(bytes)), frame)
    if (!(bad instanceof BadFrame)) return
    this.heard.delete(from.name)
    this.refuse(connection, from.name, { code: CLOSE.BAD_FRAME, reason: bad.message })
  }

  /** The newest connection of a name is the one that counts: an older one may lead to a process that is gone. */
  private replace(name: Name): void {
    const older = this.heard.get(name)
    if (older !== undefined) this.end(older.connection, { code: CLOSE.REPLACED, reason: `a newer one of ${name} came` })
  }

  private settle(connection: Connection): void {
    this.unproved.get(connection)?.()
    this.unproved.delete(connection)
  }

  private refuse(connection: Connection, peer: Name | null, reason: CloseReason): void {
    this.settle(connection)
    this.end(connection, reason)
    this.fault(connection, peer, 'us', reason)
  }

  private end(connection: Connection, reason: CloseReason): void {
    connection.onClose = () => {}
    connection.close(reason.code, reason.reason)
  }

  private fault(connection: Connection, peer: Name | null, by: Fault['by'], reason: CloseReason): void {
    this.options.onFault({ peer, remote: connection.remote, by, ...reason })
  }
}
