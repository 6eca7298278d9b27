import type { Clock } from '@paxon/messenger'
import type { Scheduler } from './scheduler.js'

/**
 * One life of a simulated process. Whatever calls into it goes through {@link run}: while it is paused calls wait, and once
 * it is dead none is made any more. Its clock runs at a rate of its own.
 */
export class SimulatedProcess {
  private readonly scheduler: Scheduler
  private readonly rate: number
  private readonly turnMs: number
  private state: 'running' | 'paused' | 'dead' = 'running'
  private waiting: (() => void)[] = []
  private callsLeft = Number.POSITIVE_INFINITY
  private onEnd: () => void = () => {}

  /**
   * @param rate ms of its clock in one virtual ms
   * @param turnMs virtual ms from a call until its turn of the event loop has ended
   */
  constructor(scheduler: Scheduler, rate: number, turnMs: number) {
    this.scheduler = scheduler
    this.rate = rate
    this.turnMs = turnMs
  }

  readonly clock: Clock = {
    now: () => this.scheduler.now * this.rate,
    after: (ms, call) => {
      let isTakenBack = false
      const cancel = this.scheduler.after(ms / this.rate, () =>
        this.run(() => {
          if (!isTakenBack) call()
        }),
      )
      return () => {
        isTakenBack = true
        cancel()
      }
    },
  }

  readonly endOfTurn = (call: () => void): void => {
    this.scheduler.after(this.turnMs, () => this.run(call))
  }

  get isAlive(): boolean {
    return this.state !== 'dead'
  }

  run(call: () => void): void {
    if (this.state === 'dead') return
    if (this.state === 'running' && this.waiting.length === 0) this.make(call)
    else this.waiting.push(call)
  }

  /** Dies between two calls, after so many. @param onEnd it has, and its network is still there */
  dieAfter(calls: number, onEnd: () => void): void {
    this.callsLeft = calls
    this.onEnd = onEnd
  }

  /** As SIGSTOP: nothing runs, the time goes on. */
  pause(): void {
    if (this.state === 'running') this.state = 'paused'
  }

  /** As SIGCONT: what waited happens now, late, each as an action of its own, and nothing overtakes it. */
  resume(): void {
    if (this.state !== 'paused') return
    this.state = 'running'
    this.catchUp()
  }

  /** As SIGKILL. */
  kill(): void {
    this.state = 'dead'
    this.waiting = []
  }

  private make(call: () => void): void {
    call()
    this.callsLeft -= 1
    if (this.callsLeft > 0 || this.state === 'dead') return
    this.kill()
    this.onEnd()
  }

  private catchUp(): void {
    this.scheduler.after(0, () => {
      if (this.state !== 'running') return
      const [call] = this.waiting
      if (call !== undefined) this.make(call)
      this.waiting.shift()
      if (this.waiting.length > 0) this.catchUp()
    })
  }
}
