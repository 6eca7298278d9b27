import type { Clock } from './clock.js'

/** The longest delay that setTimeout takes; it fires at once for more. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1

/**
 * The system's monotonic clock. Its timers keep the process alive: a citizen that waits between two dials has nothing
 * else that does, and must not end with its petition unanswered. Who sets a timer takes it back when leaving.
 */
export const systemClock: Clock = {
  now: () => performance.now(),

  after(ms, call) {
    const due = performance.now() + ms
    let timer = setTimeout(fire, Math.min(ms, TIMEOUT_MS_MAX))
    // Node counts whole milliseconds and may fire up to one too early; the contract says "not before".
    function fire(): void {
      const left = due - performance.now()
      if (left > 0) timer = setTimeout(fire, Math.min(left, TIMEOUT_MS_MAX))
      else call()
    }
    return () => clearTimeout(timer)
  },
}
