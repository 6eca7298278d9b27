import type { Clock } from './clock.js'

/** New connections at one door: so many at once, and then so many a second; docs/LIMITS.md has both. */
export const NEWCOMERS_AT_ONCE = 2_048
export const NEWCOMERS_PER_SECOND = 1_000

/**
 * Counts those who come to one door, a token each. More than a parliament's priests and citizens can ever need when all
 * come back at once; somebody who opens connections without end costs no more than so many handshakes.
 */
export class Newcomers {
  private readonly clock: Clock
  private tokens = NEWCOMERS_AT_ONCE
  private countedAt: number

  constructor(clock: Clock) {
    this.clock = clock
    this.countedAt = clock.now()
  }

  /** Whether one more may come now. One that may not costs nothing. */
  admit(): boolean {
    const now = this.clock.now()
    const since = Math.max(0, now - this.countedAt)
    this.countedAt = now
    this.tokens = Math.min(NEWCOMERS_AT_ONCE, this.tokens + (since * NEWCOMERS_PER_SECOND) / 1_000)
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }
}
