import { type Clock, ManualClock, MemoryHub, MemoryNetwork } from '@paxon/messenger'
import { Citizen, type CitizenOptions } from '../src/index.js'

/** Time moves from timer to timer, and what a timer sets going runs to its end before the next one. */
export class World implements Clock {
  readonly hub: MemoryHub
  readonly #clock = new ManualClock()
  readonly #dues = new Map<object, number>()
  #hosts = 0

  constructor(delayMs = 0) {
    this.hub = new MemoryHub({ later: (ms, call) => this.after(ms, call), delayMs: () => delayMs })
  }

  now(): number {
    return this.#clock.now()
  }

  after(ms: number, call: () => void): () => void {
    const timer = {}
    this.#dues.set(timer, this.now() + Math.max(0, ms))
    const cancel = this.#clock.after(ms, () => {
      this.#dues.delete(timer)
      call()
    })
    return () => {
      this.#dues.delete(timer)
      cancel()
    }
  }

  /** Timers that have not fired yet. */
  get pending(): number {
    return this.#dues.size
  }

  /** The network as a new host sees it. */
  network(): MemoryNetwork {
    this.#hosts += 1
    return new MemoryNetwork(this.hub, `citizen-${this.#hosts}`)
  }

  /** The network of a host that has a name. */
  networkOf(host: string): MemoryNetwork {
    return new MemoryNetwork(this.hub, host)
  }

  /** A citizen on a host of its own. */
  citizen(options: CitizenOptions): Citizen {
    return new Citizen({ network: this.network(), clock: this, chance: () => 0, ...options })
  }

  /** Lets time go by until the promise settles. @throws when that takes over `limitMs`, or nothing happens any more */
  async until<T>(promise: Promise<T>, limitMs = 60_000): Promise<T> {
    let isSettled = false
    const settle = () => {
      isSettled = true
    }
    promise.then(settle, settle)
    const end = this.now() + limitMs
    for (;;) {
      await runAll()
      if (isSettled) return promise
      if (!this.#step(end)) throw new Error(`not settled by ${end} ms; it is ${this.now()} ms`)
    }
  }

  /** Lets `ms` go by. */
  async pass(ms: number): Promise<void> {
    const end = this.now() + ms
    do await runAll()
    while (this.#step(end))
    this.#clock.advance(end - this.now())
    await runAll()
  }

  /** Fires what is due next, unless that is after `end`. */
  #step(end: number): boolean {
    const next = Math.min(...this.#dues.values())
    if (next > end || this.#dues.size === 0) return false
    this.#clock.advance(next - this.now())
    return true
  }
}

/** All microtasks, however long their chains. */
const runAll = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The error that a call rejects with, as far as it is promised. */
export async function failure(world: World, promise: Promise<unknown>): Promise<{ code: string; outcome: string }> {
  try {
    await world.until(promise)
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'outcome' in error)
      return { code: String(error.code), outcome: String(error.outcome) }
    throw error
  }
  throw new Error('it was answered')
}
