import { type Connection, MemoryNetwork, nodeMac, ProvingNetwork } from '@paxon/messenger'
import { Founder, type FounderWord, type Name } from '@paxon/synod'
import { decodeGodMessage, encodeGodMessage, type GodHello, type GodMessage } from '@paxon/wire'
import type { Island } from './island.js'

const BEAT_MS = 100

/** A god of few words: founds, hands out addresses, and says what it is told to. */
export class TestGod {
  readonly founder: Founder
  readonly heard: { readonly from: Name; readonly message: GodMessage }[] = []
  readonly hellos = new Map<Name, GodHello>()
  /** What is not passed on to a priest. */
  withhold: (to: Name, message: FounderWord['message']) => boolean = () => false
  private readonly network: MemoryNetwork
  private readonly links = new Map<Name, Connection>()
  private dead = false

  constructor(island: Island, names: readonly Name[], secret: string | null = null, alpha = 64) {
    const id = Math.floor(island.chance() * 2 ** 32).toString(16)
    this.founder = new Founder({ names, god: id, parliament: id.padStart(32, '0'), alpha })
    this.network = new MemoryNetwork(island.hub, 'god')
    const god = {
      maxFrameBytes: 256 * 1024,
      maxConnections: 20,
      onConnection: (connection: Connection) => {
        connection.onFrame = (frame) => this.greet(connection, decodeGodMessage(frame))
      },
    }
    const randomHex = (bytes: number) =>
      Math.floor(island.chance() * 2 ** 32)
        .toString(16)
        .padStart(2 * bytes, '0')
    const guarded = new ProvingNetwork(this.network, { secret, clock: island.clock, randomHex, mac: nodeMac })
    guarded.listen({ host: 'god', port: 4700, doors: { god }, onGet: () => null }, () => {})
    const beat = () => {
      if (this.dead) return
      this.say(this.founder.beat())
      island.clock.after(BEAT_MS, beat)
    }
    beat()
  }

  get isFounded(): boolean {
    return this.founder.status.state === 'founded'
  }

  tell(name: string, message: GodMessage): void {
    for (const [to, connection] of this.links) if (to === name) connection.send(encodeGodMessage(message))
  }

  kill(): void {
    this.dead = true
    this.network.kill()
  }

  private greet(connection: Connection, hello: GodMessage): void {
    if (hello.type !== 'hello') throw new Error(`${hello.type} is no hello`)
    this.hellos.set(hello.name, hello)
    this.links.set(hello.name, connection)
    connection.onFrame = (frame) => this.hear(hello.name, decodeGodMessage(frame))
    connection.onClose = () => {
      if (this.links.get(hello.name) !== connection) return
      this.links.delete(hello.name)
      this.founder.lost(hello.name)
    }
    const addresses = Object.fromEntries([...this.hellos.values()].map(({ name, address }) => [name, address]))
    for (const to of this.links.keys()) this.tell(to, { type: 'addresses', addresses })
    this.say(this.founder.met(hello))
  }

  private hear(from: Name, message: GodMessage): void {
    this.heard.push({ from, message })
    switch (message.type) {
      case 'LastFoundingVote':
      case 'FoundingVoted':
      case 'FoundingRefused':
      case 'FoundingSuccess':
        return this.say(this.founder.received(from, message))
      default:
    }
  }

  private say(words: readonly FounderWord[]): void {
    for (const { to, message } of words) {
      if (!this.withhold(to, message)) this.links.get(to)?.send(encodeGodMessage(message))
    }
  }
}
