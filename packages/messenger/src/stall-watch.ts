import type { Clock } from './clock.js'

/** Looks in the time in which a peer must have taken something. */
const LOOKS = 10

/**
 * Notices a peer that takes nothing of what is buffered for it. Counts looks instead of reading the time: after a pause
 * of this process, when the peer had no chance to be heard, a single look is made and not ten.
 */
export class StallWatch {
  private readonly clock: Clock
  private readonly lookMs: number
  private readonly buffered: () => number
  private readonly onStalled: () => void
  /** Bytes buffered when last seen. */
  private seen = 0
  private looksInVain = 0
  private cancelLook: (() => void) | null = null

  /** @param buffered how many bytes are buffered now */
  constructor(clock: Clock, stalledMs: number, buffered: () => number, onStalled: () => void) {
    this.clock = clock
    this.lookMs = stalledMs / LOOKS
    this.buffered = buffered
    this.onStalled = onStalled
  }

  /** Before more is given to the connection: less than before means that the peer took some. Returns what is buffered. */
  beforeGiving(): number {
    const buffered = this.buffered()
    if (buffered < this.seen) this.looksInVain = 0
    this.seen = buffered
    return buffered
  }

  afterGiving(): void {
    this.seen = this.buffered()
    if (this.seen === 0 || this.cancelLook !== null) return
    this.looksInVain = 0
    this.lookLater()
  }

  stop(): void {
    this.cancelLook?.()
  }

  private lookLater(): void {
    this.cancelLook = this.clock.after(this.lookMs, () => this.look())
  }

  private look(): void {
    this.cancelLook = null
    this.looksInVain++
    if (this.beforeGiving() === 0) return
    if (this.looksInVain < LOOKS) this.lookLater()
    else this.onStalled()
  }
}
