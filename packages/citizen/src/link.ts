import type { Clock, CloseReason, Connection, Network } from '@paxon/messenger'
import {
  BadFrame,
  type CitizenReply,
  type CitizenRequest,
  CLOSE,
  decodeReplies,
  encodeRequests,
  ParliamentError,
  PEER_FRAME_BYTES_MAX,
  VERSIONS,
} from '@paxon/wire'
import { GREETING_MS } from './limits.js'

export type Hello = Extract<CitizenRequest, { type: 'hello' }>
export type Welcome = Extract<CitizenReply, { type: 'welcome' }>

/** None but `idle` is called from within a call to the link. */
export interface LinkOwner {
  welcomed(link: Link, welcome: Welcome): void
  received(link: Link, replies: readonly CitizenReply[]): void
  /** It may be written to again. */
  drained(link: Link): void
  /** The last call at this priest has ended. */
  idle(link: Link): void
  /** Called at most once, and not when the owner ended it. */
  ended(link: Link, why: ParliamentError): void
}

export interface Surroundings {
  readonly network: Network
  readonly clock: Clock
}

/** One connection to one priest, from the dial to its end: dialling, greeting, then open. */
export class Link {
  readonly url: string
  readonly #clock: Clock
  readonly #hello: () => Hello
  readonly #owner: LinkOwner
  #connection: Connection | null = null
  #callCount = 0
  #heardAt = Number.NEGATIVE_INFINITY
  #isWelcome = false
  #isWritable = true
  #isOver = false
  /** Gives up the dial, or waiting for the welcome. */
  #stopGreeting: () => void

  constructor(url: string, { network, clock }: Surroundings, hello: () => Hello, owner: LinkOwner) {
    this.url = url
    this.#clock = clock
    this.#hello = hello
    this.#owner = owner
    // The name in the url is resolved anew by each dial.
    this.#stopGreeting = network.dial(
      { url, door: 'citizen', timeoutMs: GREETING_MS, maxFrameBytes: PEER_FRAME_BYTES_MAX },
      (connection, failure) => {
        if (connection !== null) this.#greet(connection)
        else
          this.#end(
            failure?.kind === 'unproved' ? 'WRONG_SECRET' : 'UNREACHABLE',
            failure?.message ?? `${url}: could not be reached`,
          )
      },
    )
  }

  /** Whether no call at this priest waits for an answer. */
  get isIdle(): boolean {
    return this.#callCount === 0
  }

  callBegins(): void {
    this.#callCount += 1
  }

  callEnds(): void {
    this.#callCount -= 1
    if (this.#callCount === 0) this.#owner.idle(this)
  }

  /** When it last heard anything, in ms of the clock. */
  get heardAt(): number {
    return this.#heardAt
  }

  get isWritable(): boolean {
    return this.#isWritable
  }

  /** One frame. Only while it is open. */
  send(requests: readonly CitizenRequest[]): void {
    if (this.#connection?.send(encodeRequests(requests)) === false) this.#isWritable = false
  }

  /** Says goodbye. The owner hears nothing more of it. */
  close(code: number, reason: string): void {
    this.#isOver = true
    this.#stopGreeting()
    this.#connection?.close(code, reason)
  }

  /** Without a goodbye, to somebody who seems not to listen. The owner hears nothing more of it. */
  terminate(): void {
    this.#isOver = true
    this.#stopGreeting()
    this.#connection?.terminate()
  }

  #greet(connection: Connection): void {
    this.#connection = connection
    connection.onFrame = (frame) => this.#read(frame)
    connection.onDrain = () => this.#drained()
    connection.onClose = (reason) => this.#closed(reason)
    this.#stopGreeting = this.#clock.after(GREETING_MS, () =>
      this.#break(CLOSE.LATE, `no welcome in ${GREETING_MS} ms`),
    )
    this.send([this.#hello()])
  }

  #read(frame: Uint8Array): void {
    if (this.#isOver) return
    this.#heardAt = this.#clock.now()
    const replies = this.#decode(frame)
    if (replies === null) return
    if (this.#isWelcome) this.#owner.received(this, replies)
    else this.#readWelcome(replies)
  }

  #decode(frame: Uint8Array): readonly CitizenReply[] | null {
    try {
      return decodeReplies(frame)
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error
      this.#break(CLOSE.BAD_FRAME, error.message)
      return null
    }
  }

  #readWelcome([welcome, ...rest]: readonly CitizenReply[]): void {
    if (welcome?.type !== 'welcome') return this.#break(CLOSE.BAD_FRAME, 'the first reply is no welcome')
    if (welcome.version < VERSIONS[0] || welcome.version > VERSIONS[1])
      return this.#break(CLOSE.VERSION, `it speaks version ${welcome.version}, this library ${VERSIONS.join(' to ')}`)
    this.#isWelcome = true
    this.#stopGreeting()
    this.#owner.welcomed(this, welcome)
    if (rest.length > 0 && !this.#isOver) this.#owner.received(this, rest)
  }

  #drained(): void {
    this.#isWritable = true
    if (!this.#isOver) this.#owner.drained(this)
  }

  #closed({ code, reason }: CloseReason): void {
    if (code === CLOSE.UNPROVED) return this.#end('WRONG_SECRET', `${this.url}: ${reason}`)
    this.#end(
      code === CLOSE.WRONG_PARLIAMENT ? 'WRONG_PARLIAMENT' : 'UNREACHABLE',
      `${this.url}: the connection was closed (${code}${reason === '' ? '' : `: ${reason}`})`,
    )
  }

  #break(code: number, why: string): void {
    if (this.#isOver) return
    this.#connection?.close(code, why)
    this.#end('UNREACHABLE', `${this.url}: ${why}`)
  }

  #end(code: 'UNREACHABLE' | 'WRONG_PARLIAMENT' | 'WRONG_SECRET', message: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopGreeting()
    this.#owner.ended(this, new ParliamentError(code, message))
  }
}
