import { decreeText, type RollSeat } from '@paxon/law'
import { type Disk, readLedger, type WrittenRecord } from '@paxon/ledger'
import {
  type Ballot,
  ballotText,
  compareBallots,
  type Decree,
  type Legislator,
  sameBallot,
  sameDecree,
} from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { ledgersIn } from './audit.js'
import { Truth } from './truth.js'
import { Findings } from './violation.js'

interface Row {
  readonly ballot: Ballot
  readonly decree: Decree
  quorum: readonly Legislator[] | null
  readonly voters: Set<string>
}

/**
 * The ballots for one decree number, drawn as Figure 1 of the paper draws them: a line a ballot, the priests of its quorum by
 * name, those that voted in it in brackets. A priest that voted and is not of the quorum stands in brackets with a star.
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
  const table = rows.map((row) => [
    ballotText(row.ballot),
    decreeText(row.decree, law),
    ...roll.map((seat) => cell(seat, row)),
  ])
  const head = ['ballot', 'decree', 'quorum and [voters]']
  const widths = (table[0] ?? []).map((_, i) =>
    Math.max(...table.map((cells) => cells[i]?.length ?? 0), i < 2 ? (head[i]?.length ?? 0) : 0),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  const notes = [
    ...(table.flat().some((text) => text.endsWith('*')) ? ['* voted, and is not of the quorum'] : []),
    ...(rows.some(({ quorum }) => quorum === null) ? ['? no ledger tells on whose LastVotes this ballot rests'] : []),
  ]
  return [`Decree ${number}, ${what}`, line(head), ...table.map(line), ...notes]
}

function cell(seat: RollSeat, { quorum, voters, ballot }: Row): string {
  const text = seat.incarnation === 1 ? seat.name : `${seat.name}.${seat.incarnation}`
  const hasVoted = voters.has(seat.name)
  if (quorum === null) return hasVoted ? `[${text}]` : ballot.by.name === seat.name ? '?' : ''
  const isOf = quorum.some(({ name, incarnation }) => name === seat.name && incarnation === seat.incarnation)
  if (hasVoted) return isOf ? `[${text}]` : `[${text}]*`
  return isOf ? text : ''
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
