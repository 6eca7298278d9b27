import type { Clock } from './clock.js'

/** One timer for many: it rings at the earliest time that somebody asked for. */
export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #at = Number.POSITIVE_INFINITY
  #cancel: () => void = () => {}

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Rings at `time` (ms of the clock) or before; then it has to be set anew. */
  setBy(time: number): void {
    if (time >= this.#at) return
    this.#cancel()
    this.#at = time
    this.#cancel = this.#clock.after(Math.max(0, time - this.#clock.now()), () => {
      this.#at = Number.POSITIVE_INFINITY
      this.#ring()
    })
  }

  stop(): void {
    this.#cancel()
    this.#at = Number.POSITIVE_INFINITY
  }
}
