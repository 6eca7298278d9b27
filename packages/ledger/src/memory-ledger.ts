import {
  type Decree,
  heldTo,
  type Identity,
  type Inscribed,
  inscribe,
  type LedgerRecord,
  nothingInscribed,
  type Run,
  takes,
} from '@paxon/synod'
import type { ParliamentError } from '@paxon/wire'
import type { Ledger, Opened } from './ledger.js'
import { copyOf } from './restatement.js'

export interface MemoryLedgerOptions {
  readonly me: Identity
  /** Calls back, not in the same turn. */
  readonly later: (call: () => void) => void
  readonly now: () => number
}

/** A ledger that is forgotten with its process: for tests and for trying things out, never for a parliament that matters. */
export class MemoryLedger implements Ledger {
  readonly opened: Opened
  onSynced: Ledger['onSynced'] = () => undefined
  onFailed: Ledger['onFailed'] = () => undefined
  bytes = 0
  private readonly options: MemoryLedgerOptions
  private readonly sum: Inscribed = nothingInscribed()
  private readonly decrees = new Map<number, Decree>()
  private gathered: LedgerRecord[] = []
  private given = 0
  private batch = 0
  private held = 0
  private beganAt: number | null = null
  private isClosing = false
  private isAbandoned = false

  constructor(options: MemoryLedgerOptions) {
    this.options = options
    this.opened = {
      case: 'new',
      findings: [],
      me: options.me,
      parliament: null,
      start: 1,
      batch: 0,
      inscribed: copyOf(this.sum),
    }
  }

  get syncingSince(): number | null {
    return this.beganAt
  }

  append(records: readonly LedgerRecord[]): number {
    this.given += records.length
    if (!this.isClosing) this.gathered.push(...records)
    return this.given
  }

  flush(): void {
    if (this.beganAt !== null || this.gathered.length === 0) return
    this.beganAt = this.options.now()
    const records = this.gathered
    const position = this.given
    this.gathered = []
    this.options.later(() => this.sync(records, position))
  }

  read(after: number, maxBytes: number, done: (run: Run, error: ParliamentError | null) => void): void {
    const decrees: Decree[] = []
    let size = 0
    for (let number = after + 1; number <= this.held; number++) {
      const decree = this.decrees.get(number)
      if (decree === undefined || (decrees.length > 0 && size + decree.length > maxBytes)) break
      decrees.push(decree)
      size += decree.length
    }
    this.options.later(() => done({ from: after + 1, decrees }, null))
  }

  close(done: () => void): void {
    this.isClosing = true
    this.flush()
    this.options.later(() => (this.beganAt === null ? done() : this.close(done)))
  }

  abandon(): void {
    this.isClosing = true
    this.isAbandoned = true
    this.gathered = []
    this.beganAt = null
  }

  private sync(records: readonly LedgerRecord[], position: number): void {
    if (this.isAbandoned) return
    for (const record of records) this.inscribe(record)
    this.beganAt = null
    this.batch += 1
    this.held = heldTo(this.sum)
    this.onSynced(position, this.batch)
    this.flush()
  }

  private inscribe(record: LedgerRecord): void {
    if ('decrees' in record) {
      const ballot = record.type === 'Voted' ? record.ballot : null
      for (const [index, decree] of record.decrees.entries()) {
        if (!takes(this.sum, record.from + index, ballot)) continue
        this.decrees.set(record.from + index, decree)
        this.bytes += decree.length
      }
    }
    inscribe(this.sum, record)
  }
}
