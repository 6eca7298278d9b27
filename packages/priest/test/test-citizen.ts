import { type CloseReason, type Connection, MemoryNetwork } from '@paxon/messenger'
import { type CitizenReply, type CitizenRequest, decodeReplies, encodeRequests } from '@paxon/wire'
import { PORT } from './host.js'
import type { Island } from './island.js'

/** A citizen at the door of one priest, that says and hears frames. */
export class TestCitizen {
  readonly replies: CitizenReply[] = []
  closed: CloseReason | null = null
  connection: Connection | null = null
  private readonly island: Island
  private nextId = 1

  constructor(island: Island, name: string) {
    this.island = island
    const network = new MemoryNetwork(island.hub, 'citizen')
    network.dial(
      { url: `ws://${name}:${PORT}`, door: 'citizen', timeoutMs: 1_000, maxFrameBytes: 16 * 1024 * 1024 },
      (connection) => {
        this.connection = connection
        if (connection === null) return
        connection.onFrame = (frame) => this.replies.push(...decodeReplies(frame))
        connection.onClose = (reason) => {
          this.closed = reason
        }
      },
    )
    island.clock.advance(0)
  }

  say(...requests: CitizenRequest[]): void {
    this.connection?.send(encodeRequests(requests))
  }

  hello(parliament: string | null = null): void {
    this.say({ type: 'hello', versions: [1, 1], parliament, seen: 0 })
  }

  /** Asks, and returns the id. */
  ask(asked: Asking): number {
    const id = this.nextId
    this.nextId += 1
    this.say({ ...asked, id })
    return id
  }

  repliesTo(id: number): CitizenReply[] {
    return this.replies.filter((reply) => reply.type !== 'welcome' && reply.id === id)
  }

  /** Waits for the one reply. */
  async reply(id: number, ms = 10_000): Promise<CitizenReply> {
    await this.island.until(() => this.repliesTo(id).length > 0, ms)
    const [reply] = this.repliesTo(id)
    if (reply === undefined) throw new Error('unreachable')
    return reply
  }

  /** The number of a new session. */
  async session(): Promise<number> {
    const reply = await this.reply(this.ask({ type: 'session', left: 5_000 }))
    if (reply.type !== 'answer') throw new Error(JSON.stringify(reply))
    return reply.decree
  }
}

type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never
type Asking = WithoutId<CitizenRequest>
