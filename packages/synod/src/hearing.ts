import { type Ballot, compareBallots } from './ballot.js'
import type { Desk } from './desk.js'
import type { Beat } from './messages.js'
import type { Name } from './names.js'

/** Whom this priest hears preside (section 3.3.1). */
export class Hearing {
  private readonly desk: Desk
  private beat: { ballot: Ballot; at: number } | null = null
  private promise: { ballot: Ballot; at: number } | null = null
  /** When a president was last heard, or this priest last had reason to wait for one. */
  since = Number.NEGATIVE_INFINITY

  constructor(desk: Desk) {
    this.desk = desk
  }

  /** Our own ballot failed: nobody need wait for it, and it is time for others. */
  wait(): void {
    this.lost(this.desk.me.name, null)
    this.since = this.desk.now
  }

  /** A beat of a ballot >= nextBal whose author has its majority. */
  heardBeat(message: Beat): void {
    if (!message.majority) {
      if (this.beat !== null && compareBallots(this.beat.ballot, message.ballot) <= 0) this.beat = null
      return
    }
    this.beat = { ballot: message.ballot, at: this.desk.now }
    this.since = this.desk.now
  }

  /** A ballot was promised: its author is waited for. */
  promised(ballot: Ballot): void {
    this.promise = { ballot, at: this.desk.now }
    this.since = this.desk.now
  }

  /** The author has resigned, or its process is gone: it need not be waited for. */
  lost(name: Name, ballot: Ballot | null): void {
    const gone = (heard: { ballot: Ballot } | null) =>
      heard !== null && heard.ballot.by.name === name && (ballot === null || compareBallots(heard.ballot, ballot) <= 0)
    if (gone(this.beat)) {
      this.beat = null
      this.since = Number.NEGATIVE_INFINITY
    }
    if (gone(this.promise)) {
      this.promise = null
      if (this.beat === null) this.since = Number.NEGATIVE_INFINITY
    }
  }

  /** The ballot whose author is heard, or waited for; null when none is. */
  hears(): Ballot | null {
    const { now, timing, nextBal } = this.desk
    const recent = (heard: { ballot: Ballot; at: number } | null) =>
      heard !== null && now - heard.at < timing.electionMs && compareBallots(heard.ballot, nextBal) >= 0
    if (recent(this.beat)) return this.beat?.ballot ?? null
    return recent(this.promise) ? (this.promise?.ballot ?? null) : null
  }

  /** The ballot of the priest that presides as far as this one knows; null when none is heard. A promise alone is none. */
  presiding(): Ballot | null {
    const { now, timing, nextBal } = this.desk
    if (this.beat === null || now - this.beat.at >= timing.electionMs) return null
    return compareBallots(this.beat.ballot, nextBal) >= 0 ? this.beat.ballot : null
  }

  president(): Name | null {
    return this.presiding()?.by.name ?? null
  }
}
