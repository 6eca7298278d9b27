import type { Clock } from './clock.js'
import type { Connection, DialFailure, DialOptions, Network } from './network.js'

export interface RedialerOptions {
  readonly network: Network
  readonly clock: Clock
  /** A random number in [0, 1), so that priests do not dial in step. */
  readonly chance: () => number
  readonly dial: Omit<DialOptions, 'url'>
  readonly pauseFirstMs: number
  readonly pauseMaxMs: number
  /** Where to dial, in turn, one for each attempt. With none nothing is ever dialed. */
  readonly urls: readonly string[]
  readonly onConnection: (connection: Connection, url: string) => void
  /** The next attempt follows by itself, unless the redialer is stopped. */
  readonly onFailure: (failure: DialFailure) => void
}

/** Dials until somebody answers, and again when its owner has lost that connection: one attempt at a time, for ever. */
export class Redialer {
  private readonly options: RedialerOptions
  /** Attempts since a connection lasted; they make the pauses grow. */
  private attempts = 0
  private turn = 0
  private cancelPause: (() => void) | null = null
  private giveUp: (() => void) | null = null

  constructor(options: RedialerOptions) {
    this.options = options
  }

  /**
   * Dials after the pause that is due: none at first or when the connection that ended has lasted, so that a short one
   * (two that replace each other, a peer that takes the hello and then closes) does not turn into a busy loop.
   *
   * @param lastedMs how long the connection that ended was of use
   */
  redial(lastedMs = 0): void {
    const { clock, pauseMaxMs } = this.options
    if (lastedMs >= pauseMaxMs) this.attempts = 0
    if (this.attempts === 0) this.dial()
    else this.cancelPause = clock.after(this.pauseMs(), () => this.dial())
  }

  /** There is reason to think that the next attempt succeeds: ends the pause, or lets none follow the attempt under way. */
  hurry(): void {
    this.attempts = 0
    if (this.cancelPause === null) return
    this.cancelPause()
    this.dial()
  }

  /** For good. */
  stop(): void {
    this.cancelPause?.()
    this.giveUp?.()
  }

  private pauseMs(): number {
    const { chance, pauseFirstMs, pauseMaxMs } = this.options
    return Math.min(pauseMaxMs, pauseFirstMs * 2 ** (this.attempts - 1)) * (0.5 + chance())
  }

  private dial(): void {
    const { network, dial, urls, onConnection, onFailure } = this.options
    this.cancelPause = null
    this.attempts++
    const url = urls[this.turn++ % urls.length]
    if (url === undefined) return
    this.giveUp = network.dial({ ...dial, url }, (connection, failure) => {
      this.giveUp = null
      if (connection !== null) return onConnection(connection, url)
      this.redial()
      if (failure !== null) onFailure(failure)
    })
  }
}
