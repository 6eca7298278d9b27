import { readTime } from '@paxon/law'
import type { Clock } from '@paxon/messenger'

/**
 * Parliament time (DESIGN section 5): the largest time in any decree passed, voted or proposed when this priest began to
 * preside, plus its own monotonic time since. Whole ms; never falls; stands still without a president. No wall clock.
 */
export class ParliamentTime {
  private readonly clock: Clock
  private base = 0
  private since = 0
  private last = 0

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** @param lawTime as of the law's last decree @param above the decrees above it that this priest has voted for */
  presides(lawTime: number, above: Iterable<Uint8Array>): void {
    this.base = Math.max(this.last, lawTime)
    for (const decree of above) this.base = Math.max(this.base, readTime(decree) ?? 0)
    this.since = this.clock.now()
    this.last = this.base
  }

  now(): number {
    this.last = Math.max(this.last, Math.floor(this.base + this.clock.now() - this.since))
    return this.last
  }
}
