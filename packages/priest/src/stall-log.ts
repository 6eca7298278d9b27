import type { Ledger } from '@paxon/ledger'
import { TIMING } from '@paxon/synod'
import type { Log } from './log.js'
import { TICK_MS } from './loop.js'

/** Tells, once each, that the loop stood still or that a sync takes longer than half an election time. */
export class StallLog {
  private readonly log: Log
  private readonly ledger: Pick<Ledger, 'syncingSince'>
  private readonly stalledMs: number
  private lastTickAt: number
  /** The sync that was told of, by its beginning. */
  private told: number | null = null

  constructor(log: Log, ledger: Pick<Ledger, 'syncingSince'>, now: number, electionMs = TIMING.electionMs) {
    this.log = log
    this.ledger = ledger
    this.lastTickAt = now
    this.stalledMs = electionMs / 2
  }

  tick(now: number): void {
    const lateMs = now - this.lastTickAt - TICK_MS
    this.lastTickAt = now
    if (lateMs >= this.stalledMs) this.tell('loop', lateMs, 'the process or its loop stood still for')
    const since = this.ledger.syncingSince
    if (since === null || since === this.told || now - since < this.stalledMs) return
    this.told = since
    this.tell('disk', now - since, 'a sync of the ledger has taken')
  }

  private tell(what: 'loop' | 'disk', ms: number, text: string): void {
    this.log.warn({ event: 'stalled', what, ms: Math.round(ms) }, `stalled: ${text} ${Math.round(ms)} ms`)
  }
}
