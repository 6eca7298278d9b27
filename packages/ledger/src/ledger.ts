import type { Identity, Inscribed, LedgerRecord, Run } from '@paxon/synod'
import type { ParliamentError } from '@paxon/wire'

/** The case that opening found (docs/LEDGER.md has the table, tests name each). */
export type OpeningCase = 'new' | 'whole' | 'torn' | 'damaged, restated' | 'in doubt'

/** What was found in the folder, and how it was made good. */
export interface Opened {
  readonly case: OpeningCase
  /** What was cut, mended or doubted, as sentences that name file and offset; empty where nothing was. */
  readonly findings: readonly string[]
  /** Who this ledger belongs to from now on: in doubt means a new birth (and the next incarnation, for show). */
  readonly me: Identity
  /** Null while unfounded. */
  readonly parliament: string | null
  /** How often this ledger was opened, from 1. */
  readonly start: number
  /** The last synced batch. */
  readonly batch: number
  /** What the records sum up to. The priest reads it once; the ledger keeps its own. */
  readonly inscribed: Inscribed
}

/**
 * A priest's ledger: indelible ink. Records gather while a sync is under way; then one batch, one seal, one sync.
 * Never reads back what it has not synced.
 */
export interface Ledger {
  readonly opened: Opened
  /** The bytes of all pages. */
  readonly bytes: number
  /** Gathers records for the next batch, and returns the position of the last: the count of records given since the start. */
  append(records: readonly LedgerRecord[]): number
  /** Called at the end of a turn: begins a batch if something is gathered and no sync is under way. */
  flush(): void
  /** When the sync under way began, by the clock that was handed in; null when none is. */
  readonly syncingSince: number | null
  /** All records up to `position` are durable. */
  onSynced: (position: number, batch: number) => void
  /**
   * A write or sync failed: nothing after the last onSynced may be believed, the process must stop (exit 74), and no more is written.
   * Called later, never in the same turn: the first may fail before anybody listens.
   */
  onFailed: (error: NodeJS.ErrnoException) => void
  /**
   * Decrees after `after` that have passed and are held synced, without a gap, up to about `maxBytes` (at least one, if held).
   * Empty run when there is none, and with an error (LEDGER_FAILED, its cause that of the disk) when there are some and they cannot be read.
   * Calls back later, never in the same turn.
   */
  read(after: number, maxBytes: number, done: (run: Run, error: ParliamentError | null) => void): void
  /** Waits for the sync under way, writes what is gathered, lets the lock go, calls back later. No record is taken any more. */
  close(done: () => void): void
  /**
   * Lets the lock go without a further write and without waiting for the sync under way; calls `onSynced` and `onFailed` no
   * more. Only a page that is being made is waited for, since it has yet to get its name.
   */
  abandon(): void
}

/** Free bytes below which petitions are refused (DISK_FULL), so that promises and votes still find room. */
export const DISK_RESERVE_BYTES = 64 * 1024 * 1024
