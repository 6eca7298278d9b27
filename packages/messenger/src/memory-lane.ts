import type { Clock } from './clock.js'
import type { CloseReason } from './network.js'

/** Everything that happens in memory happens in a call of this one. */
export type Later = Clock['after']

/** One way from a host to another, asked anew for every piece: its answers may change while pieces are under way. */
export interface Way {
  /** Milliseconds (≥ 0) from sending to arriving. No piece overtakes another, whatever this says. */
  delayMs(bytes: number): number
  /** While true nothing arrives; what is under way waits, as it would for TCP's repeats. */
  isCut(): boolean
}

/** What travels: the answer to a dial, then frames, then a goodbye or the news that the other end is gone without one. */
export type Piece =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'frame'; readonly frame: Uint8Array }
  | { readonly kind: 'goodbye'; readonly reason: CloseReason }
  | { readonly kind: 'gone' }

/** One direction of a link: pieces arrive in the order sent, each once its delay is over, none while the way is cut. */
export class Lane {
  private readonly later: Later
  private readonly way: Way
  private readonly arrived: (piece: Piece) => void
  private readonly taken: () => void
  private readonly underWay: { readonly piece: Piece; readonly bytes: number; due: boolean }[] = []
  private bytesUnderWay = 0

  /** @param taken called after each `arrived` */
  constructor(later: Later, way: Way, arrived: (piece: Piece) => void, taken: () => void) {
    this.later = later
    this.way = way
    this.arrived = arrived
    this.taken = taken
  }

  /** Bytes of the frames under way. */
  get bytes(): number {
    return this.bytesUnderWay
  }

  send(piece: Piece): void {
    const bytes = piece.kind === 'frame' ? piece.frame.length : 0
    const entry = { piece, bytes, due: false }
    this.underWay.push(entry)
    this.bytesUnderWay += bytes
    this.later(this.way.delayMs(bytes), () => {
      entry.due = true
      this.flow()
    })
  }

  /** Lets arrive what can. */
  flow(): void {
    for (let first = this.underWay[0]; first?.due && !this.way.isCut(); first = this.underWay[0]) {
      this.underWay.shift()
      this.bytesUnderWay -= first.bytes
      this.arrived(first.piece)
      this.taken()
    }
  }
}
