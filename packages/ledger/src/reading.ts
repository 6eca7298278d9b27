import type { Ballot, Decree, Identity, Inscribed, LedgerRecord } from '@paxon/synod'
import type { Disk } from './disk.js'
import { Unreadable } from './guards.js'
import { type Folder, readFolder } from './heads.js'
import { pageName } from './page.js'
import type { RunIndex, Stretch } from './run-index.js'
import { type HeldRun, runsIn } from './runs.js'
import { inscribeBatch, type Scanned, type SeeBatch, scanPages } from './scan.js'
import { codeOf, readPart } from './storage.js'

/** A decree as a ledger holds it. */
export interface HeldDecree {
  readonly number: number
  /** Null where it was learnt without a vote. */
  readonly ballot: Ballot | null
  readonly decree: Decree
  readonly passed: boolean
}

/** What a reader sees of a ledger, as it was at one moment. */
export interface LedgerReading {
  /** Null where no header can be read. */
  readonly me: Identity | null
  /** Null while unfounded. */
  readonly parliament: string | null
  readonly start: number
  readonly inscribed: Inscribed
  /** Why the priest would not believe this ledger at its next start (LEDGER.md, "in doubt"); null where it would. */
  readonly doubt: string | null
  /** The last batch that counts; 0 where there is none. */
  readonly batch: number
  /** Damage, as sentences that name file and offset; {@link decrees} adds what it meets. What is torn never counted. */
  readonly findings: readonly string[]
  /** In order, from 1; numbers that are not held are left out. */
  decrees(): Generator<HeldDecree>
}

/** A record, and where it stands. */
export interface WrittenRecord {
  readonly record: LedgerRecord
  readonly batch: number
  /** The name of the page, and where in it the record begins. */
  readonly page: string
  readonly offset: number
}

/** Goes through all records of a ledger, in the order in which they were written. */
export interface RecordReader {
  /** Reading begins, or begins again: what was seen before does not count. */
  begin(): void
  /** Records are gone that stood before what is seen next: damage took them. */
  missing(): void
  see(written: WrittenRecord): void
}

/** The last page of a living ledger may be met in the middle of a write: then it is read again. */
const TRIES_MAX = 5

/**
 * Reads the ledger of a priest, living or not. Takes no lock and writes nothing; damage is told, not thrown.
 * @param folder the priest's own folder, DIR/NAME
 * @param reader sees every record of this birth that is there
 * @returns null where there is no ledger
 * @throws ParliamentError USAGE for a ledger of a later version
 */
export function readLedger(disk: Disk, folder: string, reader?: RecordReader): LedgerReading | null {
  const pages = `${folder}/ledger`
  let last = 0
  const see: SeeBatch = (batch, page, at) => {
    if (batch.number !== last + 1) reader?.missing()
    last = batch.number
    for (const { record, offset } of batch.records)
      reader?.see({ record, batch: batch.number, page: pageName(page), offset: at + offset })
  }
  for (let left = TRIES_MAX - 1; ; left--) {
    try {
      const found = toEnd(readFolder(disk, pages))
      if (found.heads.length === 0) return null
      last = 0
      reader?.begin()
      const scanned = toEnd(scanPages(disk, pages, found.current, see))
      if (scanned.doubt === null || left === 0) return readingOf(disk, pages, found, scanned, see)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || left === 0) throw error
    }
  }
}

function toEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

function readingOf(disk: Disk, folder: string, found: Folder, scanned: Scanned, see: SeeBatch): LedgerReading {
  const { sum, index, last, doubt, damaged } = scanned
  const findings = [...damaged, ...(doubt === null ? [] : [doubt])]
  if (last !== null) {
    see(last.batch, last.page, last.offset)
    inscribeBatch(sum, index, last.batch, last.page, last.offset)
  }
  return {
    me: found.owner?.me ?? null,
    parliament: sum.founding?.parliament ?? null,
    start: found.owner?.start ?? 0,
    inscribed: sum,
    doubt,
    batch: last?.batch.number ?? 0,
    findings,
    decrees: () => heldDecrees(disk, folder, index, sum.passedTo, findings),
  }
}

function* heldDecrees(
  disk: Disk,
  folder: string,
  index: RunIndex,
  passedTo: number,
  findings: string[],
): Generator<HeldDecree> {
  for (const stretch of index.all()) {
    for (const { from, ballot, decrees } of runsOf(disk, folder, stretch, findings)) {
      for (const [place, decree] of decrees.entries()) {
        const number = from + place
        yield { number, ballot, decree, passed: number <= passedTo }
      }
    }
  }
}

function* runsOf(disk: Disk, folder: string, stretch: Stretch, findings: string[]): Generator<HeldRun> {
  const { page, offset, end, from, to } = stretch
  try {
    const bytes = readPart(disk, `${folder}/${pageName(page)}`, offset, end - offset)
    if (bytes !== null) yield* runsIn(bytes, stretch)
    else findings.push(`${pageName(page)} at ${offset}: decrees ${from} to ${to} cannot be read`)
  } catch (error) {
    if (!(error instanceof Unreadable) && codeOf(error) !== 'ENOENT') throw error
    findings.push(`${pageName(page)} at ${offset}: decrees ${from} to ${to} cannot be read`)
  }
}
