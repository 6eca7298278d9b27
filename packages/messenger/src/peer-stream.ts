import type { Message } from '@paxon/synod'
import { CLOSE } from '@paxon/wire'
import type { Clock } from './clock.js'
import { NETWORK_CLOSE } from './closing.js'
import { fitsAlone, Gathered } from './gathered.js'
import type { MessengerLimits } from './messenger-limits.js'
import type { CloseReason, Connection } from './network.js'
import type { SharedFrames } from './shared-frames.js'
import { StallWatch } from './stall-watch.js'
import { carriedWeight, messageWeight, type Weight } from './weights.js'

/** How many messages and carried parts were not sent, by reason. */
export interface Dropped {
  /** The peer has not been met, or was lost. */
  unconnected: number
  /** Too much is buffered for the peer. */
  overloaded: number
  /** No frame could hold it: a fault of whoever made it. */
  tooLarge: number
}

export interface PeerStreamOptions {
  readonly clock: Clock
  readonly limits: MessengerLimits
  /** Where what is dropped is counted. */
  readonly dropped: Dropped
  readonly onTooLarge: (reason: CloseReason) => void
  /** The peer takes too little: its connection should be terminated. */
  readonly onOverloaded: (reason: CloseReason) => void
}

/** What is said to one peer over a proved connection. Bounded: a slow peer is told less, one that takes nothing is given up. */
export class PeerStream {
  readonly connection: Connection
  private readonly options: PeerStreamOptions
  private readonly watch: StallWatch
  private gathered = new Gathered()

  constructor(connection: Connection, options: PeerStreamOptions) {
    const { clock, limits, onOverloaded } = options
    this.connection = connection
    this.options = options
    this.watch = new StallWatch(
      clock,
      limits.stalledMs,
      () => connection.bufferedBytes,
      () => onOverloaded({ code: CLOSE.OVERLOADED, reason: `took nothing for ${limits.stalledMs} ms` }),
    )
  }

  say(message: Message): void {
    const weight = messageWeight(message)
    if (this.fitsFrame(message.type, weight)) this.gathered.say(message, weight)
  }

  carry(bytes: Uint8Array): void {
    const weight = carriedWeight(bytes)
    if (this.fitsFrame('carried part', weight)) this.gathered.carry(bytes, weight)
  }

  /** Hands what was gathered to the connection: all of it, or of a slow peer's what there is room for. */
  flush(shared: SharedFrames): void {
    const { gathered } = this
    if (gathered.isEmpty) return
    this.gathered = new Gathered()
    const { limits, dropped, onOverloaded } = this.options
    const buffered = this.watch.beforeGiving()
    const room = limits.decreesBufferedBytesMax - buffered
    const told = gathered.bytes <= room ? gathered : gathered.within(room)
    dropped.overloaded += gathered.count - told.count
    if (told.isEmpty) return
    if (buffered + told.bytes > limits.bufferedBytesMax) {
      dropped.overloaded += told.count
      return onOverloaded({ code: CLOSE.OVERLOADED, reason: `${buffered} bytes wait for it` })
    }
    for (const frame of shared.of(told)) this.connection.send(frame)
    this.watch.afterGiving()
  }

  /** The connection has ended, or is about to: what is still gathered is lost. */
  stop(): void {
    this.watch.stop()
    this.options.dropped.unconnected += this.gathered.count
  }

  private fitsFrame(what: string, weight: Weight): boolean {
    const { limits, dropped, onTooLarge } = this.options
    if (fitsAlone(weight, limits.decreesBufferedBytesMax)) return true
    dropped.tooLarge++
    onTooLarge({
      code: NETWORK_CLOSE.TOO_LARGE,
      reason: `a ${what} of ${weight.head + weight.behind} bytes cannot be sent`,
    })
    return false
  }
}
