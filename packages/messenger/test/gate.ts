import { decodeProofMessage, encodeProofMessage, type ProofMessage, type ProofRole } from '@paxon/wire'
import {
  type CloseReason,
  type Connection,
  type DialFailure,
  type DoorName,
  type Mac,
  ManualClock,
  MemoryHub,
  MemoryNetwork,
  nodeMac,
  Prover,
  ProvingNetwork,
  type TurnedAway,
} from '../src/index.js'

export const SECRET = 'open sesame, please'
const PORT = 4700
const PLACES = 3

/** Doors behind a secret, in memory, with a clock moved by hand; and those who come to them, honest or not. */
export class Gate {
  readonly clock = new ManualClock()
  /** What a frame takes one way. */
  delayMs = 0
  readonly hub = new MemoryHub({ later: (ms, call) => this.clock.after(ms, call), delayMs: () => this.delayMs })
  /** Whoever got to a door, and every frame that did. */
  readonly inside: { door: DoorName; connection: Connection }[] = []
  readonly frames: Uint8Array[] = []
  readonly turnedAway: TurnedAway[] = []
  private draws = 0
  private hosts = 0

  constructor(secret: string | null = SECRET) {
    const doorOf = (name: DoorName) => ({
      maxFrameBytes: 1_000_000,
      maxConnections: PLACES,
      onConnection: (connection: Connection) => {
        this.inside.push({ door: name, connection })
        connection.onFrame = (frame) => this.frames.push(frame)
      },
    })
    const doors = { peer: doorOf('peer'), citizen: doorOf('citizen'), god: doorOf('god') }
    this.network('gate', secret).listen({ host: '', port: PORT, doors, onGet: () => null }, () => {})
    this.settle()
  }

  settle(): void {
    this.clock.advance(0)
  }

  network(host: string, secret: string | null, mac: Mac = nodeMac): ProvingNetwork {
    const randomHex = (bytes: number) => (++this.draws).toString(16).padStart(2 * bytes, '0')
    const onTurnedAway = (who: TurnedAway) => this.turnedAway.push(who)
    const inner = new MemoryNetwork(this.hub, host)
    return new ProvingNetwork(inner, { secret, clock: this.clock, randomHex, mac, onTurnedAway })
  }

  /** Somebody who does as it should, with this secret. */
  comer(secret: string | null, door: DoorName = 'peer', host = `host${++this.hosts}`): Comer {
    const comer = new Comer()
    this.network(host, secret).dial(dialOf('gate', door), comer.done)
    this.settle()
    return comer
  }

  /** Somebody who comes without going through any of this, and says what a test wants. */
  stranger(nonce: string | undefined, door: DoorName = 'peer', host = `host${++this.hosts}`): Stranger {
    const stranger = new Stranger()
    const dial = nonce === undefined ? dialOf('gate', door) : { ...dialOf('gate', door), nonce }
    new MemoryNetwork(this.hub, host).dial(dial, stranger.done)
    this.settle()
    return stranger
  }

  /** Somebody that others dial, at a host of its own. */
  impostor(host: string, act: (connection: Connection, said: ProofMessage | null) => void): void {
    const onConnection = (connection: Connection) => {
      act(connection, null)
      connection.onFrame = (frame) => act(connection, decodeProofMessage(frame))
    }
    const peer = { maxFrameBytes: 1_000_000, maxConnections: 10, onConnection }
    const listen = { host: '', port: PORT, doors: { peer }, onGet: () => null }
    new MemoryNetwork(this.hub, host).listen(listen, () => {})
    this.settle()
  }

  /** Dials another host than the gate's. */
  dials(host: string, secret: string | null): Comer {
    const comer = new Comer()
    this.network(`host${++this.hosts}`, secret).dial(dialOf(host, 'peer'), comer.done)
    this.settle()
    return comer
  }
}

const dialOf = (host: string, door: DoorName) => ({
  url: `ws://${host}:${PORT}`,
  door,
  timeoutMs: 1_000,
  maxFrameBytes: 1_000_000,
})

export class Comer {
  connection: Connection | null = null
  failure: DialFailure | null = null
  closed: CloseReason | null = null
  readonly frames: Uint8Array[] = []

  readonly done = (connection: Connection | null, failure: DialFailure | null): void => {
    this.connection = connection
    this.failure = failure
    if (connection === null) return
    connection.onFrame = (frame) => this.frames.push(frame)
    connection.onClose = (reason) => {
      this.closed = reason
    }
  }

  say(frame: Uint8Array): void {
    this.connection?.send([frame])
  }
}

export class Stranger extends Comer {
  get said(): ProofMessage[] {
    return this.frames.map(decodeProofMessage)
  }

  /** The nonce it was challenged with. */
  get challenge(): string {
    const [first] = this.said
    if (first?.type !== 'challenge') throw new Error('no challenge came')
    return first.nonce
  }

  prove(mac: string): void {
    this.connection?.send(encodeProofMessage({ type: 'proof', mac }))
  }
}

export function proofOf(door: DoorName, role: ProofRole, diallerNonce: string, listenerNonce: string): string {
  let proof = ''
  new Prover(SECRET, nodeMac).prove({ door, role, diallerNonce, listenerNonce }, (made) => {
    proof = made
  })
  return proof
}
