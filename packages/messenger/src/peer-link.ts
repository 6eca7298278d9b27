import type { Name } from '@paxon/synod'
import { BadFrame, CLOSE, decodeHello, encodeHello, type PeerHello } from '@paxon/wire'
import type { Clock } from './clock.js'
import { type Fault, isFault } from './fault.js'
import type { MessengerLimits } from './messenger-limits.js'
import type { CloseReason, Connection, DialFailure, Network } from './network.js'
import { type Dropped, PeerStream } from './peer-stream.js'
import { reading } from './reading.js'
import { Redialer } from './redialer.js'
import type { Verdict } from './verdict.js'

export interface PeerLinkOptions {
  readonly network: Network
  readonly clock: Clock
  readonly chance: () => number
  readonly limits: MessengerLimits
  readonly peer: Name
  readonly url: string
  readonly dropped: Dropped
  readonly hello: () => PeerHello
  readonly judge: (hello: PeerHello) => Verdict
  readonly onMet: (hello: PeerHello) => void
  readonly onLost: (refused: boolean) => void
  readonly onFault: (fault: Fault) => void
}

/** Only a hello comes back on a dialed connection. */
const HELLO_BYTES_MAX = 64 * 1024

type Stage =
  /** There is no connection: the redialer is at work, or the link is closed. */
  | { readonly kind: 'down' }
  | { readonly kind: 'greeting'; readonly connection: Connection; readonly cancelLate: () => void }
  | { readonly kind: 'proved'; readonly connection: Connection; readonly met: Met }
  /** Ended by this side, and not known to have ended yet. */
  | { readonly kind: 'ending'; readonly connection: Connection; readonly lastedMs: number }

interface Met {
  readonly stream: PeerStream
  readonly hello: PeerHello
  readonly sinceMs: number
}

/** The connection that this priest dials to one peer, over and over: what it says to that peer goes over it. */
export class PeerLink {
  private readonly options: PeerLinkOptions
  private readonly redialer: Redialer
  private stage: Stage = { kind: 'down' }
  /** What the priest was told of the peer last; null for nothing, or when the peer has called since. */
  private told: 'met' | 'lost' | 'refused' | null = null
  /** The owner knows that the secrets differ: dialed on for ever, it is not told of each attempt. */
  private isUnproved = false

  /** Dials at once. */
  constructor(options: PeerLinkOptions) {
    const { network, clock, chance, limits } = options
    this.options = options
    this.redialer = new Redialer({
      network,
      clock,
      chance,
      dial: { door: 'peer', timeoutMs: limits.dialMs, maxFrameBytes: HELLO_BYTES_MAX },
      pauseFirstMs: limits.pauseFirstMs,
      pauseMaxMs: limits.pauseMaxMs,
      urls: [options.url],
      onConnection: (connection) => this.greet(connection),
      onFailure: (failure) => this.failed(failure),
    })
    this.redialer.redial()
  }

  get url(): string {
    return this.options.url
  }

  /** Where the peer is told something; null while it is not met, or lost. */
  get stream(): PeerStream | null {
    return this.stage.kind === 'proved' ? this.stage.met.stream : null
  }

  /** The peer dialed us, so it is there. Dials at once if our connection is down or leads to an earlier process of the peer. */
  called(hello: PeerHello): void {
    const { stage } = this
    if (stage.kind === 'proved') {
      const { birth, start } = stage.met.hello
      if (birth === hello.birth && start >= hello.start) return
      this.ending(stage.connection)
      stage.connection.terminate()
    } else this.told = null
    this.redialer.hurry()
  }

  /** For good, and without a word to the owner, who wants it so. */
  close(reason: CloseReason): void {
    const { stage } = this
    this.redialer.stop()
    this.release()
    if (stage.kind === 'down') return
    stage.connection.onClose = () => {}
    stage.connection.close(reason.code, reason.reason)
  }

  private greet(connection: Connection): void {
    const { clock, limits, hello } = this.options
    const late = { code: CLOSE.LATE, reason: `no hello in ${limits.handshakeMs} ms` }
    const cancelLate = clock.after(limits.handshakeMs, () => this.refuse(connection, late))
    this.stage = { kind: 'greeting', connection, cancelLate }
    connection.onFrame = (frame) => this.meet(connection, frame)
    connection.onClose = (reason) => this.ended(connection, reason)
    connection.send(encodeHello(hello()))
  }

  private meet(connection: Connection, frame: Uint8Array): void {
    const hello = reading(decodeHello, frame)
    if (hello instanceof BadFrame) return this.refuse(connection, { code: CLOSE.BAD_FRAME, reason: hello.message })
    const verdict = this.options.judge(hello)
    if (verdict !== null) return this.refuse(connection, verdict)
    this.release()
    const { clock, limits, dropped, onMet } = this.options
    const stream = new PeerStream(connection, {
      clock,
      limits,
      dropped,
      onTooLarge: (reason) => this.fault(connection.remote, 'us', reason),
      onOverloaded: (reason) => this.giveUp(connection, reason),
    })
    this.stage = { kind: 'proved', connection, met: { stream, hello, sinceMs: clock.now() } }
    connection.onFrame = () =>
      this.refuse(connection, { code: CLOSE.BAD_FRAME, reason: 'nothing but a hello is said to the one that dialed' })
    this.told = 'met'
    this.isUnproved = false
    onMet(hello)
  }

  private failed({ kind, message }: DialFailure): void {
    if (kind === 'unproved') this.fault(this.url, 'them', { code: CLOSE.UNPROVED, reason: message })
    this.lost(kind === 'refused')
  }

  private refuse(connection: Connection, reason: CloseReason): void {
    this.ending(connection)
    connection.close(reason.code, reason.reason)
    this.fault(connection.remote, 'us', reason)
  }

  private giveUp(connection: Connection, reason: CloseReason): void {
    this.ending(connection)
    connection.terminate()
    this.fault(connection.remote, 'us', reason)
  }

  private ending(connection: Connection): void {
    this.stage = { kind: 'ending', connection, lastedMs: this.release() }
  }

  private ended(connection: Connection, reason: CloseReason): void {
    const byThem = this.stage.kind !== 'ending'
    this.redialer.redial(this.release())
    if (byThem && isFault(reason)) this.fault(connection.remote, 'them', reason)
    this.lost(false)
  }

  /** Lets go of the connection and its timers. Returns how long it was of use, in ms. */
  private release(): number {
    const { stage } = this
    this.stage = { kind: 'down' }
    switch (stage.kind) {
      case 'down':
        return 0
      case 'greeting':
        stage.cancelLate()
        return 0
      case 'proved':
        stage.met.stream.stop()
        return this.options.clock.now() - stage.met.sinceMs
      case 'ending':
        return stage.lastedMs
    }
  }

  private lost(refused: boolean): void {
    const news = refused ? 'refused' : 'lost'
    if (this.told === news) return
    this.told = news
    this.options.onLost(refused)
  }

  private fault(remote: string, by: Fault['by'], reason: CloseReason): void {
    if (reason.code === CLOSE.UNPROVED) {
      if (this.isUnproved) return
      this.isUnproved = true
    }
    this.options.onFault({ peer: this.options.peer, remote, by, ...reason })
  }
}
