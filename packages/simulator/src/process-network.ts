import type {
  CloseReason,
  Connection,
  DialFailure,
  DialOptions,
  Door,
  DoorName,
  FrameParts,
  Listener,
  ListenOptions,
  Network,
} from '@paxon/messenger'
import { BadFrame, decodeProofMessage } from '@paxon/wire'
import type { SimulatedProcess } from './process.js'

/** What is done with what a process says to its peers, and who hears of it. */
export interface PeerCarrier {
  /** A frame to a peer, after the hello. */
  readonly carry: (hello: Uint8Array, frame: FrameParts, deliver: (frame: FrameParts) => void) => void
  /** The first frame of a connection with a peer, each way. */
  readonly helloLeft: (hello: Uint8Array) => void
  readonly helloCame: (hello: Uint8Array) => void
}

/** The network as a process sees it that can be paused and killed: whatever comes waits while the process does. */
export class ProcessNetwork implements Network {
  private readonly inner: Network
  private readonly process: SimulatedProcess
  private readonly carrier: PeerCarrier | null

  /** @param carrier null for a process that has no peers */
  constructor(inner: Network, process: SimulatedProcess, carrier: PeerCarrier | null) {
    this.inner = inner
    this.process = process
    this.carrier = carrier
  }

  dial(options: DialOptions, done: (connection: Connection | null, failure: DialFailure | null) => void): () => void {
    let isGivenUp = false
    const giveUp = this.inner.dial(options, (inner, failure) => {
      const connection = inner === null ? null : this.wrap(inner, options.door)
      this.process.run(() => {
        if (!isGivenUp) done(connection, failure)
        else connection?.terminate()
      })
    })
    return () => {
      isGivenUp = true
      giveUp()
    }
  }

  listen(options: ListenOptions, done: (listener: Listener | null, error: NodeJS.ErrnoException | null) => void): void {
    const doors: Partial<Record<DoorName, Door>> = {}
    for (const name of ['peer', 'citizen', 'god'] as const) {
      const door = options.doors[name]
      if (door !== undefined) doors[name] = this.door(door, name)
    }
    this.inner.listen({ ...options, doors }, (listener, error) => this.process.run(() => done(listener, error)))
  }

  private door(door: Door, name: DoorName): Door {
    const wrapped = new Map<Connection, Connection>()
    return {
      maxFrameBytes: door.maxFrameBytes,
      maxConnections: door.maxConnections,
      onConnection: (inner) => {
        const connection =
          name === 'peer' && this.carrier !== null
            ? new PeerConnection(inner, this.process, this.carrier, false)
            : new ProcessConnection(inner, this.process)
        wrapped.set(inner, connection)
        this.process.run(() => door.onConnection(connection))
      },
      onEnded: (inner) => {
        const connection = wrapped.get(inner)
        wrapped.delete(inner)
        this.process.run(() => {
          if (connection !== undefined) door.onEnded?.(connection)
        })
      },
    }
  }

  private wrap(inner: Connection, door: DoorName): Connection {
    return door === 'peer' && this.carrier !== null
      ? new PeerConnection(inner, this.process, this.carrier, true)
      : new ProcessConnection(inner, this.process)
  }
}

class ProcessConnection implements Connection {
  onFrame: (frame: Uint8Array) => void = () => {}
  onClose: (reason: CloseReason) => void = () => {}
  onDrain: () => void = () => {}
  protected readonly inner: Connection
  private isLeft = false

  constructor(inner: Connection, process: SimulatedProcess) {
    this.inner = inner
    inner.onFrame = (frame) =>
      process.run(() => {
        if (!this.isLeft) this.hear(frame)
      })
    inner.onClose = (reason) => process.run(() => this.onClose(reason))
    inner.onDrain = () =>
      process.run(() => {
        if (!this.isLeft) this.onDrain()
      })
  }

  protected hear(frame: Uint8Array): void {
    this.onFrame(frame)
  }

  get remote(): string {
    return this.inner.remote
  }

  get nonce(): string | null {
    return this.inner.nonce
  }

  get bufferedBytes(): number {
    return this.inner.bufferedBytes
  }

  hearAtMost(bytes: number | null): void {
    this.inner.hearAtMost(bytes)
  }

  send(frame: FrameParts): boolean {
    return this.inner.send(frame)
  }

  close(code: number, reason: string): void {
    this.isLeft = true
    this.inner.close(code, reason)
  }

  terminate(): void {
    this.isLeft = true
    this.inner.terminate()
  }
}

/** One with a peer. Who dialed proves the secret, if there is one, and says hello, is answered alike, and then says what it has to say. */
class PeerConnection extends ProcessConnection {
  private readonly carrier: PeerCarrier
  private readonly isDialed: boolean
  private hello: Uint8Array | null = null
  private isGreeted = false

  constructor(inner: Connection, process: SimulatedProcess, carrier: PeerCarrier, isDialed: boolean) {
    super(inner, process)
    this.carrier = carrier
    this.isDialed = isDialed
  }

  protected override hear(frame: Uint8Array): void {
    if (!this.isGreeted && !isProof([frame])) {
      this.isGreeted = true
      this.carrier.helloCame(frame)
    }
    super.hear(frame)
  }

  override send(frame: FrameParts): boolean {
    const { hello } = this
    if (hello === null && isProof(frame)) return this.inner.send(frame)
    if (hello === null) {
      this.hello = frame[0] ?? new Uint8Array(0)
      this.carrier.helloLeft(this.hello)
      return this.inner.send(frame)
    }
    if (!this.isDialed) return this.inner.send(frame)
    let mayGoOn = true
    this.carrier.carry(hello, frame, (carried) => {
      mayGoOn = this.inner.send(carried)
    })
    return mayGoOn
  }
}

function isProof([frame]: FrameParts): boolean {
  try {
    if (frame === undefined) return false
    decodeProofMessage(frame)
    return true
  } catch (error) {
    if (error instanceof BadFrame) return false
    throw error
  }
}
