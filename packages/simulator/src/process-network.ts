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

/** What is done with the frames that a process sends to its peers, after the hello. */
export type PeerCarrier = (hello: Uint8Array, frame: FrameParts, deliver: (frame: FrameParts) => void) => void

/** The network as a process sees it that can be paused and killed: whatever comes waits while the process does. */
export class ProcessNetwork implements Network {
  private readonly inner: Network
  private readonly process: SimulatedProcess
  private readonly carrier: PeerCarrier

  constructor(inner: Network, process: SimulatedProcess, carrier: PeerCarrier) {
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
      if (door !== undefined) doors[name] = this.door(door)
    }
    this.inner.listen({ ...options, doors }, (listener, error) => this.process.run(() => done(listener, error)))
  }

  private door(door: Door): Door {
    const wrapped = new Map<Connection, Connection>()
    return {
      maxFrameBytes: door.maxFrameBytes,
      maxConnections: door.maxConnections,
      onConnection: (inner) => {
        const connection = new ProcessConnection(inner, this.process)
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
    return door === 'peer'
      ? new PeerConnection(inner, this.process, this.carrier)
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
        if (!this.isLeft) this.onFrame(frame)
      })
    inner.onClose = (reason) => process.run(() => this.onClose(reason))
    inner.onDrain = () =>
      process.run(() => {
        if (!this.isLeft) this.onDrain()
      })
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

/** One that a priest dialed to a peer: it proves the secret, if there is one, says hello, then what it has to say. */
class PeerConnection extends ProcessConnection {
  private readonly carrier: PeerCarrier
  private hello: Uint8Array | null = null

  constructor(inner: Connection, process: SimulatedProcess, carrier: PeerCarrier) {
    super(inner, process)
    this.carrier = carrier
  }

  override send(frame: FrameParts): boolean {
    const { hello } = this
    if (hello === null && isProof(frame)) return this.inner.send(frame)
    if (hello === null) {
      this.hello = frame[0] ?? new Uint8Array(0)
      return this.inner.send(frame)
    }
    let mayGoOn = true
    this.carrier(hello, frame, (carried) => {
      mayGoOn = this.inner.send(carried)
    })
    return mayGoOn
  }
}

function isProof([frame]: FrameParts): boolean {
  try {
    return frame !== undefined && decodeProofMessage(frame).type === 'proof'
  } catch (error) {
    if (error instanceof BadFrame) return false
    throw error
  }
}
