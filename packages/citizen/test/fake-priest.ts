import { encodeEnvelope, KeyValueLaw, type Law, LawBook } from '@paxon/law'
import { type Connection, MemoryNetwork } from '@paxon/messenger'
import {
  type CitizenReply,
  type CitizenRequest,
  decodeRequests,
  ERROR_CODES,
  type ErrorCode,
  encodeReplies,
  nameSchema,
  type Outcome,
} from '@paxon/wire'
import type { z } from 'zod'
import type { World } from './world.js'

type Name = z.infer<typeof nameSchema>

/** The law that fake priests share: what a parliament has passed, carried out by the real sessions. */
export class FakeParliament {
  readonly id: string
  /** Bodies in the order in which the law executed them. */
  readonly executed: string[] = []
  readonly #book: LawBook

  constructor(id = 'a'.repeat(32)) {
    this.id = id
    const law = new KeyValueLaw()
    const apply: Law['apply'] = (decree, number) => {
      this.executed.push(Buffer.from(decree).toString())
      return law.apply(decree, number)
    }
    this.#book = new LawBook({
      name: law.name,
      version: law.version,
      apply,
      query: (question) => law.query(question),
      snapshot: () => law.snapshot(),
      restore: (snapshot) => law.restore(snapshot),
    })
  }

  get number(): number {
    return this.#book.number
  }

  /** An olive-day. */
  pass(): void {
    this.#book.apply(this.number + 1, new Uint8Array(0))
  }

  inquire(question: Uint8Array): Uint8Array {
    return this.#book.inquire(question)
  }

  /** What a priest answers to a request that asks for a decree, which passes at once; null where it says nothing. */
  decree(request: Petition | Opening, by: Name): CitizenReply | null {
    const envelope =
      request.type === 'session'
        ? encodeEnvelope({ kind: 'session', time: 0 })
        : encodeEnvelope({ ...request, kind: 'decree', time: 0 })
    const ruling = this.#book.apply(this.number + 1, envelope)
    const { id } = request
    switch (ruling.kind) {
      case 'session':
        return { type: 'answer', id, parliament: this.id, decree: ruling.number, by, body: new Uint8Array(0) }
      case 'answered':
        return { type: 'answer', id, parliament: this.id, decree: ruling.number, by, body: ruling.bytes }
      case 'ended':
        return errorReply(id, 'SESSION_ENDED')
      case 'full':
        return errorReply(id, 'SESSION_FULL')
      default:
        return null
    }
  }
}

type Of<T extends CitizenRequest['type']> = Extract<CitizenRequest, { type: T }>
export type Petition = Of<'petition'>
type Opening = Of<'session'>

export const errorReply = (id: number, code: ErrorCode, outcome: Outcome = ERROR_CODES[code]): CitizenReply => ({
  type: 'error',
  id,
  code,
  message: `scripted: ${code}`,
  outcome,
})

/** What a priest does with a request; `null`: says nothing. */
export type Script = (request: CitizenRequest, priest: FakePriest, connection: Connection) => CitizenReply | null

export interface FakePriestOptions {
  readonly president?: string
  readonly priests?: Readonly<Record<string, string>>
  readonly script?: Script
}

/** A priest at `ws://NAME:4701`, as citizens see one. */
export class FakePriest {
  readonly name: Name
  readonly url: string
  readonly parliament: FakeParliament
  /** Everything that came, hellos too. */
  readonly requests: CitizenRequest[] = []
  /** How many requests each frame had. */
  readonly frames: number[] = []
  readonly connections = new Set<Connection>()
  /** Connections that were ever made. */
  met = 0
  script: Script
  president: Name | null
  priests: Readonly<Record<string, string>>
  readonly #world: World
  #network: MemoryNetwork

  constructor(world: World, name: string, parliament: FakeParliament, options: FakePriestOptions = {}) {
    this.name = nameSchema.parse(name)
    this.url = `ws://${name}:4701`
    this.parliament = parliament
    this.president = options.president === undefined ? null : nameSchema.parse(options.president)
    this.priests = options.priests ?? {}
    this.script = options.script ?? ((request) => this.answer(request))
    this.#world = world
    this.#network = this.#enter()
  }

  /** What it was asked, of one type. */
  asked<T extends CitizenRequest['type']>(type: T): Of<T>[] {
    return this.requests.filter((request): request is Of<T> => request.type === type)
  }

  /** What an honest priest answers. */
  answer(request: CitizenRequest): CitizenReply | null {
    const { id: parliament, number: decree } = this.parliament
    switch (request.type) {
      case 'hello':
        return {
          type: 'welcome',
          version: 1,
          parliament,
          name: this.name,
          president: this.president,
          priests: { ...this.priests },
        }
      case 'session':
      case 'petition':
        return this.parliament.decree(request, this.name)
      case 'inquiry': {
        const body = this.parliament.inquire(request.body)
        return { type: 'answer', id: request.id, parliament, decree, by: this.name, body }
      }
      case 'status':
        return { type: 'status', id: request.id, status: statusOf(this) }
    }
  }

  /** Sends a reply that nobody scripted, on all connections. */
  say(...replies: readonly CitizenReply[]): void {
    for (const connection of this.connections) connection.send(encodeReplies(replies))
  }

  /** Breaks its connections; who dials again is let in. */
  cut(): void {
    for (const connection of this.connections) connection.terminate()
  }

  /** Its process is killed: whoever dials is refused. */
  kill(): void {
    this.#network.kill()
    this.connections.clear()
  }

  restart(): void {
    this.#network = this.#enter()
  }

  #enter(): MemoryNetwork {
    const network = new MemoryNetwork(this.#world.hub, this.name)
    const onConnection = (connection: Connection) => this.#meet(connection)
    network.listen(
      {
        host: this.name,
        port: 4701,
        doors: { citizen: { maxFrameBytes: 2 * 1024 * 1024, maxConnections: 100, onConnection } },
        onGet: () => null,
      },
      () => {},
    )
    return network
  }

  #meet(connection: Connection): void {
    this.connections.add(connection)
    this.met += 1
    connection.onClose = () => this.connections.delete(connection)
    connection.onFrame = (frame) => {
      const requests = decodeRequests(frame)
      this.frames.push(requests.length)
      this.requests.push(...requests)
      const replies = requests.flatMap((request) => this.script(request, this, connection) ?? [])
      if (replies.length > 0) connection.send(encodeReplies(replies))
    }
  }
}

function statusOf({ name, url, parliament, president }: FakePriest) {
  return {
    name,
    incarnation: 1,
    url,
    present: true,
    role: 'legislator' as const,
    state: 'legislator' as const,
    why: null,
    president,
    ballot: null,
    passed: parliament.number,
    applied: parliament.number,
    law: null,
    lag: 0,
    ledgerBytes: 0,
    rss: 0,
    pid: 1,
  }
}
