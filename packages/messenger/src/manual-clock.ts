import type { Clock } from './clock.js'

interface Timer {
  readonly due: number
  readonly call: () => void
}

/** A clock for tests, moved by hand. Timers fire by time, those of one time in the order in which they were set. */
export class ManualClock implements Clock {
  private time = 0
  /** Sorted by due time; equals in the order set. */
  private readonly timers: Timer[] = []

  /** Timers that have not fired yet. */
  get pending(): number {
    return this.timers.length
  }

  now(): number {
    return this.time
  }

  after(ms: number, call: () => void): () => void {
    const timer: Timer = { due: this.time + Math.max(0, ms), call }
    const before = this.timers.findLastIndex((other) => other.due <= timer.due)
    this.timers.splice(before + 1, 0, timer)
    return () => {
      const at = this.timers.indexOf(timer)
      if (at !== -1) this.timers.splice(at, 1)
    }
  }

  /** Moves on by `ms` (≥ 0), firing on the way what falls due, also what is set meanwhile; each sees its own time. */
  advance(ms: number): void {
    const end = this.time + ms
    for (let next = this.timers[0]; next !== undefined && next.due <= end; next = this.timers[0]) {
      this.timers.shift()
      this.time = next.due
      next.call()
    }
    this.time = end
  }
}
