import type { Trace } from './trace.js'

interface Action {
  readonly time: number
  /** Actions of one time happen in the order in which they were scheduled. */
  readonly number: number
  call: (() => void) | null
}

/**
 * How many turns microtasks get after each action: more than the longest chain of promises from a frame to what a citizen
 * does about it. They are first in, first out, so the run is the same from its seed also where a chain is longer.
 */
const MICROTASK_TURNS = 8

/** A run that has taken so many actions runs in circles. */
const ACTIONS_MAX = 20_000_000

/** Virtual time: everything that happens in a run is an action in this queue. */
export class Scheduler {
  private readonly trace: Trace
  private readonly heap: Action[] = []
  private time = 0
  private scheduled = 0
  private taken = 0
  private stopped = false

  constructor(trace: Trace) {
    this.trace = trace
  }

  /** Virtual ms since the start of the run. */
  get now(): number {
    return this.time
  }

  /** How many actions there were. */
  get actions(): number {
    return this.taken
  }

  /** Schedules an action; the returned function takes it back. */
  after(ms: number, call: () => void): () => void {
    const action: Action = { time: this.time + Math.max(0, ms), number: this.scheduled, call }
    this.scheduled += 1
    this.push(action)
    return () => {
      action.call = null
    }
  }

  /** No more actions. */
  stop(): void {
    this.stopped = true
  }

  /**
   * Takes actions until the condition holds, asked after each.
   * @returns whether it came to hold within so many virtual ms
   * @throws whatever an action throws
   */
  async runUntil(holds: () => boolean, withinMs: number): Promise<boolean> {
    const end = this.time + withinMs
    while (!holds()) {
      const next = this.heap[0]
      if (this.stopped) return false
      if (next === undefined || next.time > end) {
        this.time = end
        return false
      }
      this.pop()
      if (next.call === null) continue
      this.time = next.time
      this.taken += 1
      if (this.taken > ACTIONS_MAX) throw new Error(`the run has taken ${ACTIONS_MAX} actions and has not ended`)
      this.trace.add(next.time)
      this.trace.add(next.number)
      next.call()
      for (let turn = 0; turn < MICROTASK_TURNS; turn++) await null
    }
    return true
  }

  private push(action: Action): void {
    const { heap } = this
    let at = heap.length
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, action)) break
      heap[at] = parent
      at = above
    }
    heap[at] = action
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      if (left === undefined) break
      const right = heap[2 * at + 2]
      const isRight = right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (isBefore(last, child)) break
      heap[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    heap[at] = last
  }
}

const isBefore = (a: Action, b: Action): boolean => a.time < b.time || (a.time === b.time && a.number < b.number)
