import { Alarm, type Clock } from '@paxon/messenger'

/** How long petitions gather behind the batch before at most, ms. */
export const GATHER_MS = 4

/**
 * Petitions that come to a president while a batch is under way share the next one, its messages and its syncs: many citizens
 * with one petition each would pay for a batch each. Until it has passed and is in our own ledger, and not for long: where a majority
 * is far away, or a disk slow or hung, what came meanwhile is proposed beside it.
 */
export class Gathering {
  private readonly clock: Clock
  private readonly alarm: Alarm
  private proposedAt = Number.NEGATIVE_INFINITY

  /** @param wake has a turn end soon */
  constructor(clock: Clock, wake: () => void) {
    this.clock = clock
    this.alarm = new Alarm(clock, wake)
  }

  /**
   * Whether petitions wait; else they are proposed with this turn.
   * @param isUnderWay whether a decree that was proposed here has not passed, or a sync has not ended
   */
  goesOn(isUnderWay: boolean): boolean {
    const now = this.clock.now()
    const end = this.proposedAt + GATHER_MS
    if (isUnderWay && now < end) {
      this.alarm.setBy(end)
      return true
    }
    this.proposedAt = now
    return false
  }

  stop(): void {
    this.alarm.stop()
  }
}
