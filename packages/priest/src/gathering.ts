import { Alarm, type Clock } from '@paxon/messenger'

/** How long petitions gather behind the decrees under way at most, ms. */
export const GATHER_MS = 4

/**
 * Petitions that come to a president while decrees are under way share the next batch, its messages and its syncs: many
 * citizens with one petition each would pay for a batch each. Until those have passed, and not for long: where they pass late,
 * since a majority is far away or its disks are slow, what came meanwhile is proposed beside them.
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
   * @param underWay decrees that were proposed here and have not passed
   */
  goesOn(underWay: number): boolean {
    const now = this.clock.now()
    const end = this.proposedAt + GATHER_MS
    if (underWay > 0 && now < end) {
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
