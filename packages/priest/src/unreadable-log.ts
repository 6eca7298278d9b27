import type { Log } from './log.js'

/** Whoever looks at the disk needs no more. */
const TOLD_MAX = 100

/** Tells what of its own ledger a priest cannot read, once each. */
export class UnreadableLog {
  private readonly log: Log
  private readonly told = new Set<string>()

  constructor(log: Log) {
    this.log = log
  }

  tell({ message }: Error): void {
    if (this.told.has(message) || this.told.size >= TOLD_MAX) return
    this.told.add(message)
    this.log.error({ event: 'unreadable', why: message }, `a peer does not get what it asks for: ${message}`)
  }
}
