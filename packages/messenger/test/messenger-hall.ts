import { birthOf, type Identity, type Message, type Name, nameOf } from '@paxon/synod'
import { decodeHello, decodePeerFrame, encodeHello, type PeerFrame, type PeerHello } from '@paxon/wire'
import {
  type CloseReason,
  type Connection,
  type Dropped,
  type Fault,
  type FrameParts,
  ManualClock,
  MemoryHub,
  MemoryNetwork,
  Messenger,
  type MessengerOptions,
  type Network,
} from '../src/index.js'

export const ALPHA = nameOf('alpha')
export const BETA = nameOf('beta')
export const GAMMA = nameOf('gamma')

const PORT = 4700
export const urlOf = (host: string): string => `ws://${host}:${PORT}`

export const helloOf = (name: Name, more: Partial<PeerHello> = {}): PeerHello => ({
  type: 'hello',
  versions: [1, 1],
  name,
  incarnation: 1,
  birth: birthOf(Buffer.from(name.padEnd(8).slice(0, 8)).toString('hex')),
  founding: null,
  law: { name: 'law', version: 1 },
  alpha: null,
  start: 1,
  batch: 0,
  life: '0'.repeat(16),
  remembers: [],
  addresses: {},
  ...more,
})

/** A message that can be told from others. */
export const ask = (round: number): Message => ({ type: 'Ask', round, heldTo: 0 })

/** One that carries a decree of so many bytes. */
export const page = (from: number, bytes: number): Message => ({
  type: 'Page',
  from,
  passedTo: from,
  decrees: [new Uint8Array(bytes).fill(from)],
})

/** Priests in one process, with a clock moved by hand. Nothing happens but in `settle` and `pass`. */
export class Hall {
  readonly clock = new ManualClock()
  readonly hub = new MemoryHub({ later: (ms, call) => this.clock.after(ms, call) })

  /** Lets happen what is due now. */
  settle(): void {
    this.clock.advance(0)
  }

  pass(ms: number): void {
    this.clock.advance(ms)
  }

  /** A priest at the host of its own name unless another is given, with its door open. */
  priest(name: Name, options: Partial<MessengerOptions> & { host?: string } = {}): HallPriest {
    return new HallPriest(this, name, options)
  }

  /** Priests that have all met. */
  met(...names: Name[]): HallPriest[] {
    const priests = names.map((name) => this.priest(name))
    for (const priest of priests) priest.knows(...names)
    this.settle()
    for (const priest of priests) priest.forget()
    return priests
  }

  /** Somebody who dials a host's door of peers and says whatever a test wants. */
  stranger(host: string, remote = 'stranger'): Stranger {
    if (!this.hub.hasHost(remote)) new MemoryNetwork(this.hub, remote)
    return new Stranger(this, remote, host)
  }
}

/** A messenger and all that its owner is told. */
export class HallPriest {
  readonly name: Name
  readonly network: Network & { kill(): void }
  readonly messenger: Messenger
  hello: PeerHello
  verdict: CloseReason | null = null
  /** `met beta out`, `lost beta`, `refused beta`. */
  news: string[] = []
  judged: { hello: PeerHello; heard: Identity | null }[] = []
  frames: { from: Identity; frame: PeerFrame }[] = []
  faults: Fault[] = []
  /** When it dialed. */
  dials: number[] = []
  /** What each frame sent over a dialed connection was made of, hellos included. */
  sent: { url: string; parts: FrameParts }[] = []

  constructor(hall: Hall, name: Name, { host = name, ...options }: Partial<MessengerOptions> & { host?: string }) {
    this.name = name
    this.hello = helloOf(name)
    const network = new MemoryNetwork(hall.hub, host)
    this.network = {
      dial: (dial, done) => {
        this.dials.push(hall.clock.now())
        return network.dial(dial, (connection, failure) => {
          if (connection !== null) this.record(dial.url, connection)
          done(connection, failure)
        })
      },
      listen: (listen, done) => network.listen(listen, done),
      kill: () => network.kill(),
    }
    this.messenger = new Messenger({
      network: this.network,
      clock: hall.clock,
      chance: () => 0.5,
      me: name,
      hello: () => this.hello,
      judge: (hello, heard) => {
        this.judged.push({ hello, heard })
        return this.verdict
      },
      onMet: (hello, direction) => this.news.push(`met ${hello.name} ${direction}`),
      onLost: (lost, refused) => this.news.push(`${refused ? 'refused' : 'lost'} ${lost}`),
      onFrame: (from, frame) => this.frames.push({ from, frame }),
      onFault: (fault) => this.faults.push(fault),
      ...options,
    })
    this.listen()
  }

  listen(): void {
    const { door } = this.messenger
    this.network.listen({ host: '', port: PORT, doors: { peer: door }, onGet: () => null }, (_, error) => {
      if (error !== null) throw error
    })
  }

  /** Sets the addresses: each name at the host of its name. */
  knows(...names: Name[]): void {
    this.messenger.setAddresses(new Map(names.map((name) => [name, urlOf(name)])))
  }

  say(to: Name, ...messages: Message[]): void {
    for (const message of messages) this.messenger.send(to, message)
    this.messenger.flush()
  }

  /** All messages heard, in order. */
  get heard(): Message[] {
    return this.frames.flatMap(({ frame }) => frame.messages)
  }

  get dropped(): Dropped {
    return this.messenger.dropped
  }

  /** The news since this was asked last. */
  takeNews(): string[] {
    return this.news.splice(0)
  }

  forget(): void {
    this.news = []
    this.judged = []
    this.frames = []
    this.faults = []
    this.dials = []
    this.sent = []
  }

  private record(url: string, connection: Connection): void {
    const send = connection.send.bind(connection)
    connection.send = (parts) => {
      this.sent.push({ url, parts })
      return send(parts)
    }
  }
}

export class Stranger {
  readonly connection: Connection
  readonly heard: Uint8Array[] = []
  closed: CloseReason | null = null

  constructor(hall: Hall, remote: string, host: string) {
    let made: Connection | null = null
    const network = new MemoryNetwork(hall.hub, remote)
    network.dial({ url: urlOf(host), door: 'peer', timeoutMs: 1_000, maxFrameBytes: 1_000_000 }, (connection) => {
      made = connection
      if (connection === null) return
      connection.onFrame = (frame) => this.heard.push(frame)
      connection.onClose = (reason) => {
        this.closed = reason
      }
    })
    hall.settle()
    if (made === null) throw new Error(`nobody lets a stranger in at ${host}`)
    this.connection = made
  }

  /** The names of those that said hello to it. */
  get greetedBy(): Name[] {
    return this.heard.map((frame) => decodeHello(frame).name)
  }

  greet(hello: PeerHello): void {
    this.connection.send(encodeHello(hello))
  }
}

/** Listens at the peers' door of a host and answers hellos as told, but reads frames itself. */
export class StrangeDoor {
  readonly frames: PeerFrame[] = []
  readonly hellos: PeerHello[] = []
  readonly connections: Connection[] = []
  readonly closed: CloseReason[] = []
  readonly network: MemoryNetwork

  constructor(hall: Hall, host: string, hello: PeerHello | null, maxConnections = 10) {
    this.network = new MemoryNetwork(hall.hub, host)
    const onConnection = (connection: Connection) => {
      this.connections.push(connection)
      connection.onClose = (reason) => this.closed.push(reason)
      connection.onFrame = (first) => {
        this.hellos.push(decodeHello(first))
        if (hello !== null) connection.send(encodeHello(hello))
        connection.onFrame = (frame) => this.frames.push(decodePeerFrame(frame))
      }
    }
    const door = { maxFrameBytes: 1_000_000_000, maxConnections, onConnection }
    this.network.listen({ host: '', port: PORT, doors: { peer: door }, onGet: () => null }, () => {})
    hall.settle()
  }

  get newest(): Connection {
    const connection = this.connections.at(-1)
    if (connection === undefined) throw new Error('nobody has dialed')
    return connection
  }
}
