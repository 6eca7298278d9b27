import { decreeText, type RollSeat } from '@paxon/law'
import { type Disk, readLedger, type WrittenRecord } from '@paxon/ledger'
import {
  type Ballot,
  type BallotOnRecord,
  compareBallots,
  type Decree,
  figureOf,
  type Legislator,
  legislatorText,
  sameBallot,
  sameDecree,
} from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { ledgersIn } from './audit.js'
import { seatText } from './judging.js'
import { Truth } from './truth.js'
import { Findings } from './violation.js'

interface Row {
  readonly ballot: Ballot
  readonly decree: Decree
  quorum: readonly Legislator[] | null
  readonly voters: Set<string>
}

/**
 * The ballots for one decree number on record in the ledgers, drawn as Figure 1 of the paper draws them (figureOf). One that a
 * majority of the roll voted in has succeeded.
 * @throws ParliamentError USAGE where no ledger has a ballot for it
 */
export function figure(disk: Disk, dir: string, number: number): string[] {
  const rows: Row[] = []
  const names = ledgersIn(disk, dir)
  let law = ''
  let passed: Decree | null = null
  let roll: readonly RollSeat[] = []
  for (const name of names) {
    const reading = readLedger(disk, `${dir}/${name}`, new BallotsOf(name, number, rows))
    if (reading === null || reading.inscribed.founding === null) continue
    const { founding } = reading.inscribed
    law = founding.law.name
    const truth = new Truth(founding, new Findings())
    for (const held of reading.decrees()) {
      if (held.number > number || !held.passed) break
      if (held.number === number) passed = held.decree
      else if (truth.number === held.number - 1) truth.pass(held.number, held.decree)
    }
    if (truth.number + founding.alpha >= number || roll.length === 0) roll = truth.rollOf(number)
  }
  if (rows.length === 0) throw new ParliamentError('USAGE', `no ledger in ${dir} has a ballot for decree ${number}`)
  rows.sort((a, b) => compareBallots(a.ballot, b.ballot))
  const what = passed === null ? 'not known to have passed' : `passed: ${decreeText(passed, law)}`
  const seats = roll.map(seatText)
  const ballots = rows.map((row) => onRecord(row, roll))
  const lines = figureOf(ballots, {
    decreeText: ({ decree }) => decreeText(decree, law),
    hasSucceeded: ({ voters }) => 2 * seats.filter((seat) => voters.has(seat)).length > seats.length,
    priests: seats,
  })
  return [`Decree ${number}, ${what}`, ...lines, ...notesOn(ballots)]
}

function notesOn(ballots: readonly BallotOnRecord[]): string[] {
  const isOutside = ({ quorum, voters }: BallotOnRecord) =>
    quorum !== null && [...voters].some((voter) => !quorum.has(voter))
  const outside = ballots.some(isOutside) ? ['(name): voted, and is not of the quorum'] : []
  const unknown = ballots.some(({ quorum }) => quorum === null)
    ? ['?: no ledger tells on whose LastVotes this ballot rests']
    : []
  return [...outside, ...unknown]
}

/** Priests by their seats where they have one. */
function onRecord({ ballot, decree, quorum, voters }: Row, roll: readonly RollSeat[]): BallotOnRecord {
  const seatOf = (voter: string) => roll.find(({ name }) => name === voter)
  const named = [...voters].map((voter) => {
    const seat = seatOf(voter)
    return seat === undefined ? voter : seatText(seat)
  })
  return { ballot, decree, quorum: quorum && new Set(quorum.map(legislatorText)), voters: new Set(named) }
}

/** The votes for one number in one ledger, and the quorums that its priest noted for its own ballots. */
class BallotsOf {
  private readonly name: string
  private readonly number: number
  private readonly rows: Row[]
  private begun: { readonly ballot: Ballot; readonly quorum: readonly Legislator[] } | null = null

  constructor(name: string, number: number, rows: Row[]) {
    this.name = name
    this.number = number
    this.rows = rows
  }

  begin(): void {
    this.begun = null
  }

  /** Another quorum may have been noted since. */
  missing(): void {
    this.begun = null
  }

  see({ record }: WrittenRecord): void {
    if (record.type === 'Begun') this.begun = record
    if (record.type !== 'Voted') return
    const decree = record.decrees[this.number - record.from]
    if (decree === undefined) return
    const { ballot } = record
    let row = this.rows.find((one) => sameBallot(one.ballot, ballot) && sameDecree(one.decree, decree))
    if (row === undefined) {
      row = { ballot, decree: Uint8Array.from(decree), quorum: null, voters: new Set() }
      this.rows.push(row)
    }
    row.voters.add(this.name)
    if (this.begun !== null && sameBallot(this.begun.ballot, ballot)) row.quorum = this.begun.quorum
  }
}
