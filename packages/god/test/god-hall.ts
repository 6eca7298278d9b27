import { type CloseReason, type Connection, ManualClock, MemoryHub, MemoryNetwork } from '@paxon/messenger'
import {
  type Address,
  birthOf,
  type Founding,
  FoundingPriest,
  type Identity,
  type Name,
  nameOf,
  nothingInscribed,
} from '@paxon/synod'
import { decodeGodMessage, encodeGodMessage, GOD_FRAME_BYTES_MAX, type GodHello, type GodMessage } from '@paxon/wire'
import { pino } from 'pino'
import { God, type GodOptions } from '../src/index.js'

export const [ALPHA, BETA, GAMMA] = [nameOf('alpha'), nameOf('beta'), nameOf('gamma')]
export const GOD_URL = 'ws://god:4700'

/** A god, priests and command lines in one process, with a clock moved by hand. */
export class GodHall {
  readonly clock = new ManualClock()
  readonly hub = new MemoryHub({ later: (ms, call) => this.clock.after(ms, call) })
  /** What the listener of god was told, in order. */
  readonly told: string[] = []
  /** What `down` waits for. */
  down: () => Promise<void> = () => Promise.resolve()
  /** Never the same twice. */
  readonly randomHex = (bytes: number): string => (++this.draws).toString(16).padStart(2 * bytes, '0')
  private draws = 0
  private starts = 0
  private hosts = 0

  /** Time goes by; promises settled on the way are seen to. */
  async pass(ms: number): Promise<void> {
    for (let at = 0; at < 5; at++) {
      this.clock.advance(0)
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.clock.advance(ms)
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** @param host a host of its own unless named */
  network(host = `host${++this.hosts}`): MemoryNetwork {
    return new MemoryNetwork(this.hub, host)
  }

  god(names: readonly Name[], network = this.network('god'), more: Partial<GodOptions> = {}): God {
    this.starts += 1
    const digit = String(this.starts)
    const options: GodOptions = {
      names,
      host: '0.0.0.0',
      port: 4700,
      network,
      clock: this.clock,
      chance: () => 0,
      randomHex: (bytes) => digit.repeat(bytes * 2),
      logger: pino({ level: 'silent' }),
      listener: {
        onMet: ({ name, pid }) => this.told.push(`met ${name} ${pid}`),
        onLost: (name) => this.told.push(`lost ${name}`),
        onFounded: ({ parliament, roll }) =>
          this.told.push(`founded ${parliament.slice(0, 2)} of ${roll.map((seat) => seat.name).join(' ')}`),
        onStopped: (why) => this.told.push(`stopped: ${why}`),
        onDown: () => this.down(),
      },
      ...more,
    }
    return new God(options)
  }

  async enter(god: God): Promise<void> {
    const entered = god.enter()
    await this.pass(0)
    await entered
  }
}

/** A priest as god sees it: its half of the founding, over a ledger that syncs at once. */
export class HallPriest {
  readonly me: Identity
  readonly inscribed = nothingInscribed()
  /** What god said, but for the founding. */
  readonly heard: GodMessage[] = []
  closed: CloseReason | null = null
  /** Answers to absent and present. */
  answersPresence = true
  /** Called when it has answered a message of the founding. */
  onFoundingMessage: (type: GodMessage['type']) => void = () => {}
  address: Address
  private readonly hall: GodHall
  private readonly network: MemoryNetwork
  private readonly half: FoundingPriest
  private connection: Connection | null = null

  constructor(hall: GodHall, name: Name, network = hall.network(name)) {
    this.hall = hall
    this.network = network
    this.me = { name, incarnation: 1, birth: birthOf(Buffer.from(name.padEnd(8).slice(0, 8)).toString('hex')) }
    this.address = { peer: `ws://${name}:4701`, citizens: `ws://${name}:4701` }
    this.half = new FoundingPriest(this.me, this.inscribed, true)
  }

  get founding(): Founding | null {
    return this.inscribed.founding
  }

  /** The last address book that god sent. */
  get book(): ReadonlyMap<string, Address> {
    const books = this.heard.filter((message) => message.type === 'addresses')
    return new Map(Object.entries(books.at(-1)?.addresses ?? {}))
  }

  async dial(hello: Partial<GodHello> = {}): Promise<void> {
    this.closed = null
    const connection = await dialGod(this.hall, this.network)
    this.connection = connection
    connection.onClose = (reason) => {
      this.closed = reason
    }
    connection.onFrame = (frame) => this.hear(connection, decodeGodMessage(frame))
    this.send({ ...this.hello(), ...hello })
    await this.hall.pass(0)
  }

  async hangUp(): Promise<void> {
    this.connection?.close(1000, 'gone')
    await this.hall.pass(0)
  }

  send(message: GodMessage): void {
    this.connection?.send(encodeGodMessage(message))
  }

  private hear(connection: Connection, message: GodMessage): void {
    switch (message.type) {
      case 'NextFounding':
      case 'BeginFounding':
      case 'FoundingSuccess': {
        const { afterSync, now } = this.half.received(message)
        for (const answer of [...afterSync, ...now]) connection.send(encodeGodMessage(answer))
        this.onFoundingMessage(message.type)
        return
      }
      case 'absent':
      case 'present':
        if (this.answersPresence) this.send({ type: 'presence', present: message.type === 'present' })
        break
    }
    this.heard.push(message)
  }

  hello(): GodHello {
    const { founding, foundingVote } = this.inscribed
    return {
      ...this.me,
      type: 'hello',
      versions: [1, 1],
      empty: true,
      founding: founding === null ? null : { ...founding, roll: [...founding.roll] },
      voted: foundingVote === null ? null : { ...foundingVote.founding, roll: [...foundingVote.founding.roll] },
      law: { name: 'kv', version: 1 },
      address: this.address,
      pid: 1_000,
    }
  }
}

/** A connection to god's door; its handlers must be set at once. */
export async function dialGod(hall: GodHall, network: MemoryNetwork): Promise<Connection> {
  const options = { url: GOD_URL, door: 'god', timeoutMs: 1_000, maxFrameBytes: GOD_FRAME_BYTES_MAX } as const
  let outcome: Connection | string | null = null
  network.dial(options, (connection, failure) => {
    outcome = connection ?? failure?.message ?? 'failed'
  })
  while (outcome === null) hall.clock.advance(1)
  if (typeof outcome === 'string') throw new Error(outcome)
  return outcome
}
