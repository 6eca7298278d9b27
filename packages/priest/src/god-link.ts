import { type Clock, type CloseReason, type Connection, type Network, Redialer, reading } from '@paxon/messenger'
import type { FoundingMessage } from '@paxon/synod'
import {
  BadFrame,
  CLOSE,
  decodeGodMessage,
  encodeGodMessage,
  GOD_FRAME_BYTES_MAX,
  type GodHello,
  type GodMessage,
} from '@paxon/wire'

export interface GodLinkOptions {
  readonly network: Network
  readonly clock: Clock
  /** A random number in [0, 1). */
  readonly chance: () => number
  /** Where god may be, `ws://host:port`; tried in turn. There may be none. */
  readonly urls: readonly string[]
  /** What this priest says of itself; asked anew for each connection. */
  readonly hello: () => GodHello
  readonly onMessage: (message: GodMessage) => void
  /** God was found there, and has the hello. */
  readonly onUp: (url: string) => void
  /** The connection has ended, and god is looked for again. Not called for what the owner asked for. */
  readonly onDown: (reason: CloseReason) => void
  /** God's secret is another one than ours: told once, until god has said something. */
  readonly onUnproved: (why: string) => void
}

const DIAL_MS = 1_000
const PAUSE_FIRST_MS = 20
const PAUSE_MAX_MS = 1_000
/** A priest says little to god: one for whom so much is buffered takes nothing any more. */
const BUFFERED_BYTES_MAX = 4 * GOD_FRAME_BYTES_MAX

interface Up {
  readonly connection: Connection
  readonly url: string
  readonly sinceMs: number
}

/** A priest's link to god. Looks for god for ever, and quietly: priests that know each other need none. */
export class GodLink {
  private readonly options: GodLinkOptions
  private redialer: Redialer
  private up: Up | null = null
  private isUnproved = false

  /** Dials at once. */
  constructor(options: GodLinkOptions) {
    this.options = options
    this.redialer = this.search(options.urls)
    this.redialer.redial()
  }

  get isUp(): boolean {
    return this.up !== null
  }

  /** Dropped while god is not in reach; what it must know all the same is said again in `onUp`. */
  send(message: GodMessage | FoundingMessage): void {
    if (this.up === null) return
    const { connection } = this.up
    if (connection.bufferedBytes > BUFFERED_BYTES_MAX) connection.terminate()
    else connection.send(encodeGodMessage(message))
  }

  /** Other addresses: dialed at once, but a connection to one that is still among them stays. */
  setUrls(urls: readonly string[]): void {
    const stays = this.up !== null && urls.includes(this.up.url)
    if (stays) this.redialer.stop()
    else this.close()
    this.redialer = this.search(urls)
    if (!stays) this.redialer.redial()
  }

  close(): void {
    this.redialer.stop()
    if (this.up === null) return
    this.up.connection.onClose = () => {}
    this.up.connection.close(CLOSE.GOING, 'this priest leaves')
    this.up = null
  }

  private search(urls: readonly string[]): Redialer {
    const { network, clock, chance } = this.options
    return new Redialer({
      network,
      clock,
      chance,
      dial: { door: 'god', timeoutMs: DIAL_MS, maxFrameBytes: GOD_FRAME_BYTES_MAX },
      pauseFirstMs: PAUSE_FIRST_MS,
      pauseMaxMs: PAUSE_MAX_MS,
      urls,
      onConnection: (connection, url) => this.greet(connection, url),
      onFailure: ({ kind, message }) => {
        if (kind === 'unproved') this.unproved(message)
      },
    })
  }

  private greet(connection: Connection, url: string): void {
    const { clock, hello, onUp } = this.options
    this.up = { connection, url, sinceMs: clock.now() }
    connection.onFrame = (frame) => this.hear(connection, frame)
    connection.onClose = (reason) => this.ended(reason)
    connection.send(encodeGodMessage(hello()))
    onUp(url)
  }

  private hear(connection: Connection, frame: Uint8Array): void {
    const said = reading(decodeGodMessage, frame)
    if (said instanceof BadFrame) connection.close(CLOSE.BAD_FRAME, said.message)
    else {
      this.isUnproved = false
      this.options.onMessage(said)
    }
  }

  private ended(reason: CloseReason): void {
    if (reason.code === CLOSE.UNPROVED) this.unproved(`${this.up?.url}: ${reason.reason}`)
    const lastedMs = this.up === null ? 0 : this.options.clock.now() - this.up.sinceMs
    this.up = null
    this.redialer.redial(lastedMs)
    this.options.onDown(reason)
  }

  private unproved(why: string): void {
    if (this.isUnproved) return
    this.isUnproved = true
    this.options.onUnproved(why)
  }
}
