import { type Disk, type LedgerReading, type RecordReader, readLedger, type WrittenRecord } from '@paxon/ledger'
import { type Ballot, ballotText, compareBallots, type Legislator, sameBallot } from '@paxon/synod'
import type { Cast, Chronicle } from './chronicle.js'
import { decreeKey } from './decree-key.js'
import type { Findings } from './violation.js'

/** What a ledger held when the audit began: on a living island the others may be read later than it. */
export interface Beginning {
  readonly batch: number
  readonly passedTo: number
}

interface Vote {
  readonly number: number
  readonly ballot: Ballot
  readonly decree: string
  readonly quorum: readonly Legislator[] | null
  readonly isWhole: boolean
}

/** A record that says less than one before it. */
interface Fall {
  readonly text: string
  readonly place: string
}

/**
 * One ledger read from its first record to its last: its votes go into the chronicle, and what must never go back is watched
 * (lastTried, nextBal and prevVote of section 2.3: indelible ink).
 */
export class Witness implements RecordReader {
  readonly name: string
  promises = 0
  private lastTried: Ballot | null = null
  /** A record of a later ballot may be gone. */
  private mayHaveTried = false
  private nextBal: Ballot | null = null
  private passedTo = 0
  private begun: { readonly ballot: Ballot; readonly quorum: readonly Legislator[]; readonly batch: number } | null =
    null
  private votes: Vote[] = []
  private falls: Fall[] = []
  private readonly beginning: Beginning

  constructor(name: string, beginning: Beginning) {
    this.name = name
    this.beginning = beginning
  }

  /** @returns null where there is no ledger any more */
  read(disk: Disk, folder: string): LedgerReading | null {
    return readLedger(disk, folder, this)
  }

  begin(): void {
    this.promises = 0
    this.lastTried = null
    this.mayHaveTried = false
    this.nextBal = null
    this.passedTo = 0
    this.begun = null
    this.votes = []
    this.falls = []
  }

  missing(): void {
    this.mayHaveTried = true
    this.begun = null
  }

  see({ record, batch, page, offset }: WrittenRecord): void {
    const fall = (text: string) => this.falls.push({ text, place: `${page} at ${offset}` })
    switch (record.type) {
      case 'LastTried': {
        const { ballot } = record
        if (ballot.by.name !== this.name) fall(`begins ${ballotText(ballot)}, which is not its own`)
        if (compareBallots(ballot, this.lastTried) <= 0)
          fall(`begins ${ballotText(ballot)} after it had begun ${ballotText(this.lastTried)}`)
        this.lastTried = ballot
        this.mayHaveTried = false
        return
      }
      case 'NextBal':
        this.promises += 1
        if (compareBallots(record.ballot, this.nextBal) <= 0)
          fall(`promises ${ballotText(record.ballot)} after it had promised ${ballotText(this.nextBal)}`)
        this.nextBal = record.ballot
        return
      case 'Begun': {
        const { ballot, quorum } = record
        if (!this.mayHaveTried && !sameBallot(ballot, this.lastTried))
          fall(`notes a quorum of ${ballotText(ballot)} while it has ${ballotText(this.lastTried)} in hand`)
        this.begun = { ballot, quorum, batch }
        return
      }
      case 'Voted': {
        const { ballot, from, decrees } = record
        if (compareBallots(ballot, this.nextBal) < 0)
          fall(`votes in ${ballotText(ballot)} after it had promised ${ballotText(this.nextBal)}`)
        else this.nextBal = ballot
        const begun = this.begun !== null && sameBallot(this.begun.ballot, ballot) ? this.begun : null
        for (const [i, decree] of decrees.entries()) {
          const isWhole = begun !== null && begun.batch <= this.beginning.batch && batch <= this.beginning.batch
          const quorum = begun?.quorum ?? null
          this.votes.push({ number: from + i, ballot, decree: decreeKey(decree), quorum, isWhole })
        }
        return
      }
      case 'PassedTo':
        if (record.number < this.passedTo) fall(`knows ${record.number} as passed after it had known ${this.passedTo}`)
        this.passedTo = record.number
        return
      default:
        return
    }
  }

  /** What was read is told, once it is all read. */
  testify(place: number, chronicle: Chronicle, findings: Findings): void {
    for (const { text, place: where } of this.falls)
      findings.add('never back', null, `the ledger of ${this.name} ${text}`, () => [`${this.name}: ${where}`])
    for (const { number, ballot, decree, quorum, isWhole } of this.votes) {
      const cast = chronicle.vote(place, number, ballot, decree)
      if (quorum !== null) this.noteQuorum(cast, quorum, isWhole)
    }
    this.votes = []
  }

  private noteQuorum(cast: Cast, quorum: readonly Legislator[], isWhole: boolean): void {
    cast.quorum = quorum
    cast.isWhole = isWhole
  }
}
