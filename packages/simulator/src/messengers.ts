import type { Chance } from './chance.js'
import type { MessengersPlan } from './plan.js'
import type { Scheduler } from './scheduler.js'

/**
 * The paper's messengers (section 3.1) between priests: they lose, repeat and delay single frames, or letters of a story, and
 * by delay let others overtake them. What a frame says they never change.
 */
export class Messengers {
  private readonly scheduler: Pick<Scheduler, 'after'>
  private readonly plan: MessengersPlan
  private readonly chance: Chance
  private isReliable = false

  constructor(scheduler: Pick<Scheduler, 'after'>, plan: MessengersPlan, chance: Chance) {
    this.scheduler = scheduler
    this.plan = plan
    this.chance = chance
  }

  /** From now on each frame arrives once, and none overtakes another. */
  becomeReliable(): void {
    this.isReliable = true
  }

  /** @param deliver gives a frame to the connection, which may be closed by then */
  carry<T>(frame: T, deliver: (frame: T) => void): void {
    const { lose, repeat, delay } = this.plan
    if (this.isReliable || lose + repeat + delay === 0) return deliver(frame)
    if (this.chance.is(lose)) return
    if (this.chance.is(repeat)) this.late(frame, deliver)
    if (this.chance.is(delay)) this.late(frame, deliver)
    else deliver(frame)
  }

  private late<T>(frame: T, deliver: (frame: T) => void): void {
    this.scheduler.after(this.chance.waitMs(this.plan.delayMs), () => deliver(frame))
  }
}
