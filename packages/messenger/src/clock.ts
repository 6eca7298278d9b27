/** Time and timers, handed in: the system's, or the simulator's. */
export interface Clock {
  /** Monotonic milliseconds from some start; fractions allowed. */
  now(): number
  /** Calls back once, not before `ms` have gone by. The returned function takes the timer back. */
  after(ms: number, call: () => void): () => void
}
