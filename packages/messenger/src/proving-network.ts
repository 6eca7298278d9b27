import { CLOSE } from '@paxon/wire'
import type { Clock } from './clock.js'
import type { Mac } from './mac.js'
import type {
  CloseReason,
  Connection,
  DialFailure,
  DialOptions,
  Door,
  DoorName,
  ListenError,
  Listener,
  ListenOptions,
  Network,
} from './network.js'
import { Newcomers } from './newcomers.js'
import { Prover } from './prover.js'
import { dialProving } from './proving-dial.js'
import { ProvingDoor } from './proving-door.js'
import { TOLD_MS, TURNED_AWAY_MAX } from './proving-limits.js'

/** Somebody who was not let in. */
export interface TurnedAway extends CloseReason {
  readonly door: DoorName
  readonly remote: string
}

export interface ProvingOptions {
  /** What both sides must know, of SECRET_BYTES_MIN at least; null for none. */
  readonly secret: string | null
  readonly clock: Clock
  /** So many random bytes, as hex digits. */
  readonly randomHex: (bytes: number) => string
  readonly mac: Mac
  /** Told once for each host and reason, however often it tries; of TURNED_AWAY_MAX in TOLD_MS at most. */
  readonly onTurnedAway?: (who: TurnedAway) => void
}

const NOT_ASKED: CloseReason = {
  code: CLOSE.UNPROVED,
  reason: 'no secret is asked for here: give this side yours too, --secret-file FILE, or none to both',
}

/**
 * A network on which both sides of each connection prove that they know one secret, before either sees a byte of the other's
 * (docs/SECURITY.md). Without a secret it is the network within, but whoever has one is told that none is asked for.
 */
export class ProvingNetwork implements Network {
  private readonly inner: Network
  private readonly options: ProvingOptions
  private readonly prover: Prover | null
  private readonly told = new Set<string>()
  private forgetAt = Number.NEGATIVE_INFINITY

  /** @throws RangeError for an empty or short secret */
  constructor(inner: Network, options: ProvingOptions) {
    this.inner = inner
    this.options = options
    this.prover = options.secret === null ? null : new Prover(options.secret, options.mac)
  }

  dial(options: DialOptions, done: (connection: Connection | null, failure: DialFailure | null) => void): () => void {
    const { inner, prover } = this
    if (prover === null) return inner.dial(options, done)
    const { clock, randomHex } = this.options
    return dialProving({ inner, clock, randomHex, prover }, options, done)
  }

  listen(options: ListenOptions, done: (listener: Listener | null, error: ListenError | null) => void): void {
    const doors: Partial<Record<DoorName, Door>> = {}
    for (const name of ['peer', 'citizen', 'god'] as const) {
      const door = options.doors[name]
      if (door !== undefined) doors[name] = this.before(name, door)
    }
    this.inner.listen({ ...options, doors }, done)
  }

  private before(name: DoorName, door: Door): Door {
    const { prover } = this
    const newcomers = new Newcomers(this.options.clock)
    const mayCome = (address: string) => newcomers.admit(address) && door.mayCome?.(address) !== false
    const onTurnedAway = ({ remote }: Connection, reason: CloseReason) => this.tell({ door: name, remote, ...reason })
    if (prover !== null) {
      const { clock, randomHex } = this.options
      return new ProvingDoor({ name, door, prover, clock, randomHex, mayCome, onTurnedAway })
    }
    const onConnection = (connection: Connection) => {
      if (connection.nonce === null) return door.onConnection(connection)
      connection.close(NOT_ASKED.code, NOT_ASKED.reason)
      onTurnedAway(connection, NOT_ASKED)
    }
    const onEnded = (connection: Connection) => door.onEnded?.(connection)
    return { maxFrameBytes: door.maxFrameBytes, maxConnections: door.maxConnections, mayCome, onConnection, onEnded }
  }

  private tell(who: TurnedAway): void {
    const key = `${who.door} ${who.remote.replace(/:\d+$/, '')} ${who.code}`
    if (this.told.has(key)) return
    const now = this.options.clock.now()
    if (now >= this.forgetAt && this.told.size >= TURNED_AWAY_MAX) this.told.clear()
    // Who comes from many addresses does not fill the log.
    if (this.told.size >= TURNED_AWAY_MAX) return
    if (this.told.size === 0) this.forgetAt = now + TOLD_MS
    this.told.add(key)
    this.options.onTurnedAway?.(who)
  }
}
