import type { Citizen } from '@paxon/citizen'
import { soon } from './eventually.js'

/** A citizen who puts on and on, one decree behind the other, and notes when each was acknowledged. */
export class Load {
  /** Ms of the monotonic clock. */
  readonly acknowledgedAt: number[] = []
  /** The first error ends it. */
  readonly ended: Promise<void>
  private readonly citizen: Citizen
  private isOver = false
  private wake: () => void = () => {}

  constructor(citizen: Citizen) {
    this.citizen = citizen
    this.ended = this.goOn()
    // Whoever waits for more, or for the end, is told.
    this.ended.catch(() => {})
  }

  /** Waits until so many more are acknowledged. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledgedAt.length + count
    const reached = async () => {
      while (this.acknowledgedAt.length < goal) {
        await new Promise<void>((wake) => {
          this.wake = wake
        })
      }
    }
    await soon(`${count} more decrees`, Promise.race([reached(), this.ended]))
  }

  /** Ends it. @throws whatever its citizen met with */
  async stop(): Promise<void> {
    this.isOver = true
    await soon('the last decree', this.ended)
  }

  get longestGapMs(): number {
    const gaps = this.acknowledgedAt.slice(1).map((at, index) => at - (this.acknowledgedAt[index] ?? at))
    return Math.max(...gaps)
  }

  private async goOn(): Promise<void> {
    for (let n = 1; !this.isOver; n++) {
      await this.citizen.put(`key-${n % 10}`, `value-${n}`)
      this.acknowledgedAt.push(performance.now())
      this.wake()
    }
  }
}
