import type { Conduct } from './conduct.js'
import type { Desk } from './desk.js'
import type { ResignReason } from './effects.js'

export interface Clockwork {
  /** How much later than it was due the tick comes, and how long a sync has been under way; ms. */
  readonly lateMs: number
  readonly stalledMs: number
  readonly hasMajority: boolean
  readonly isUnderWay: boolean
}

/**
 * Why the president of this ballot must resign by its own clock, within an election time; null while it need not. It resigns as
 * well when it promises a higher ballot, is refused for one whose author presides, or learns what it did not propose.
 */
export function mustResign(c: Conduct, { now, timing }: Desk, clockwork: Clockwork): ResignReason | null {
  const { lateMs, stalledMs, hasMajority, isUnderWay } = clockwork
  const isLong = (ms: number) => ms >= timing.electionMs
  if (isLong(lateMs) || isLong(stalledMs)) return 'its disk or its loop stalled'
  if (c.status === 'trying') return isLong(now - c.lastPassedAt) ? 'its ballot was not answered' : null
  if (!hasMajority && isLong(now - c.since)) return 'no majority answers its beats'
  if (isUnderWay && isLong(now - c.lastPassedAt)) return 'decrees are under way and none passes'
  return null
}
