import { BROKEN, CLOSE_TIMEOUT_MS, goodbye, NETWORK_CLOSE } from './closing.js'
import { Lane, type Later, type Piece, type Way } from './memory-lane.js'
import type { CloseReason, Connection, FrameParts } from './network.js'

export interface EndOptions {
  readonly remote: string
  /** What the one that dialled named; for the accepted end. */
  readonly nonce?: string | undefined
  readonly maxFrameBytes: number
  readonly highWaterBytes: number
  /** Calls of the end's own process. */
  readonly later: Later
}

/** One end of a link in memory. */
export class MemoryConnection implements Connection {
  onFrame: (frame: Uint8Array) => void = () => {}
  onClose: (reason: CloseReason) => void = () => {}
  onDrain: () => void = () => {}
  /** For who dialled: the other end has let it in. Nothing is heard before. */
  onWelcome: () => void = () => {}
  /** For who made the link: called when this end is closed, before `onClose`. */
  readonly whenEnded: (() => void)[] = []
  private readonly options: EndOptions
  private readonly outward: Lane
  private state: 'open' | 'closing' | 'closed' = 'open'
  private reason = BROKEN
  private full = false
  private hearable: number | null = null
  private stopWaiting: () => void = () => {}

  constructor(options: EndOptions, outward: Lane) {
    this.options = options
    this.outward = outward
  }

  get remote(): string {
    return this.options.remote
  }

  get nonce(): string | null {
    return this.options.nonce ?? null
  }

  get bufferedBytes(): number {
    return this.outward.bytes
  }

  send(parts: FrameParts): boolean {
    if (this.state !== 'open') return true
    this.outward.send({ kind: 'frame', frame: joined(parts) })
    if (this.bufferedBytes > this.options.highWaterBytes) this.full = true
    return !this.full
  }

  close(code: number, reason: string): void {
    const said = goodbye(code, reason)
    if (this.state !== 'open') return
    this.state = 'closing'
    this.reason = said
    this.outward.send({ kind: 'goodbye', reason: said })
    this.stopWaiting = this.options.later(CLOSE_TIMEOUT_MS, () => this.terminate())
  }

  terminate(): void {
    if (this.state === 'closed') return
    this.outward.send({ kind: 'gone' })
    this.break()
  }

  hearAtMost(bytes: number | null): void {
    this.hearable = bytes
  }

  /** The connection is broken: the owner hears of it, the other end does not by this. */
  break(): void {
    if (this.end()) this.options.later(0, () => this.onClose(this.reason))
  }

  /** This end's process is killed: the other end hears of it, the owner nothing more. */
  kill(): void {
    if (this.end()) this.outward.send({ kind: 'gone' })
  }

  /** From the lane that leads here. */
  arrive(piece: Piece): void {
    switch (piece.kind) {
      case 'welcome':
        this.onWelcome()
        break
      case 'frame':
        if (this.state === 'open') this.hear(piece.frame)
        break
      case 'goodbye':
        if (this.state === 'open') {
          this.reason = piece.reason
          this.outward.send(piece)
        }
        this.endAndTell()
        break
      case 'gone':
        this.endAndTell()
        break
    }
  }

  /** From the lane that leads away: less is under way. */
  taken(): void {
    if (!this.full || this.bufferedBytes > this.options.highWaterBytes / 2) return
    this.full = false
    if (this.state === 'open') this.onDrain()
  }

  private hear(frame: Uint8Array): void {
    const { maxFrameBytes } = this.options
    if (this.hearable !== null) this.hearable -= frame.length
    if (this.hearable !== null && this.hearable < 0) {
      this.reason = { code: NETWORK_CLOSE.TOO_LARGE, reason: 'more than may be said here' }
      this.terminate()
    } else if (frame.length > maxFrameBytes)
      this.close(NETWORK_CLOSE.TOO_LARGE, `a frame of over ${maxFrameBytes} bytes`)
    else this.onFrame(frame)
  }

  private endAndTell(): void {
    if (this.end()) this.onClose(this.reason)
  }

  private end(): boolean {
    if (this.state === 'closed') return false
    this.state = 'closed'
    this.stopWaiting()
    for (const call of this.whenEnded) call()
    return true
  }
}

export interface LinkOptions {
  readonly later: Later
  /** From the end that dialled to the one that accepted. */
  readonly there: Way
  readonly back: Way
  readonly dialled: EndOptions
  readonly accepted: EndOptions
}

/** Two ends and the lanes between them; the accepted end's welcome is under way. */
export class MemoryLink {
  readonly dialled: MemoryConnection
  readonly accepted: MemoryConnection
  private readonly there: Lane
  private readonly back: Lane

  constructor({ later, there, back, dialled, accepted }: LinkOptions) {
    this.there = new Lane(
      later,
      there,
      (piece) => this.accepted.arrive(piece),
      () => this.dialled.taken(),
    )
    this.back = new Lane(
      later,
      back,
      (piece) => this.dialled.arrive(piece),
      () => this.accepted.taken(),
    )
    this.dialled = new MemoryConnection(dialled, this.there)
    this.accepted = new MemoryConnection(accepted, this.back)
    this.back.send({ kind: 'welcome' })
  }

  /** Breaks it: both ends hear of it, and nothing of what is under way. */
  reset(): void {
    this.dialled.break()
    this.accepted.break()
  }

  /** A way is open again: lets arrive what waited. */
  flow(): void {
    this.there.flow()
    this.back.flow()
  }
}

/** The parts as bytes of their own, so that neither end sees the other's memory. */
function joined(parts: FrameParts): Uint8Array {
  const frame = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    frame.set(part, at)
    at += part.length
  }
  return frame
}
