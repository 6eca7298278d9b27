import {
  birthOf,
  type Decree,
  heldTo,
  inscribe,
  type LedgerRecord,
  LegislatorCore,
  type Name,
  nothingInscribed,
  type Seat,
} from '@paxon/synod'

/** Each waits long enough that nobody stands whom the lot has not fallen on, and short enough that a ballot fails soon. */
export const ELECTION_MS = 600
const TIMING = { electionMs: ELECTION_MS, rankMs: 1 }
const ALPHA = 64

export const rollOf = (names: readonly Name[]): Seat[] =>
  names.map((name, index) => ({ name, incarnation: 1, birth: birthOf(`${index + 1}`.padStart(16, '0')), weight: 1 }))

/** A priest of a story: the real legislator, and a ledger in memory that outlives its slips of paper. */
export class PriestOnStage {
  readonly seat: Seat
  /** The decrees passed, from 1, as its law has them. */
  law: Decree[] = []
  private readonly roll: readonly Seat[]
  private readonly records: LedgerRecord[] = []
  private batch = 0
  private position = 0
  private legislator: LegislatorCore | null = null

  constructor(seat: Seat, roll: readonly Seat[]) {
    this.seat = seat
    this.roll = roll
  }

  /** Null while it is absent. */
  get core(): LegislatorCore | null {
    return this.legislator
  }

  /** Comes back with what its ledger holds. @param now monotonic ms */
  enter(now: number): void {
    const inscribed = nothingInscribed()
    for (const record of this.records) inscribe(inscribed, record)
    this.law = this.law.slice(0, heldTo(inscribed))
    this.position = 0
    this.legislator = new LegislatorCore({
      me: this.seat,
      founding: {
        parliament: '0'.repeat(32),
        roll: this.roll,
        alpha: ALPHA,
        law: { name: 'kv', version: 1 },
        format: 1,
      },
      inscribed,
      batch: this.batch,
      lawAt: this.law.length,
      rolls: [],
      encodeReadmission: () => {
        throw new Error('nobody in a story loses a ledger')
      },
      now,
      timing: TIMING,
    })
  }

  /** Leaves the chamber: its slips are lost, its ledger is not. */
  leave(): void {
    this.legislator = null
  }

  /** Writes and syncs. @returns what the legislator is to be told of it */
  write(records: readonly LedgerRecord[]): {
    readonly type: 'Synced'
    readonly position: number
    readonly batch: number
  } {
    this.records.push(...records)
    this.position += records.length
    this.batch += 1
    return { type: 'Synced', position: this.position, batch: this.batch }
  }
}
