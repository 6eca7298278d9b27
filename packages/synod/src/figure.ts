import { ballotText } from './ballot.js'
import { type BallotOnRecord, succeeded } from './conditions.js'
import { decreeText } from './describe.js'
import { legislatorText } from './names.js'

/** How a figure names things, where not by their short texts; and who succeeded, where not by the votes of a quorum. */
export interface FigureOptions {
  readonly ballotText?: (ballot: BallotOnRecord) => string
  readonly decreeText?: (ballot: BallotOnRecord) => string
  readonly hasSucceeded?: (ballot: BallotOnRecord) => boolean
  /** The columns, in their order; left out: all that are named, by the alphabet. */
  readonly priests?: readonly string[]
}

/**
 * The ballots of one decree number as the paper's Figure 1 shows them (section 2.1): one line a ballot in their order, one
 * column a priest. A name: in the quorum; `[name]`: of the quorum, and voted; `(name)`: voted, and not of the quorum, which
 * the paper's protocol never lets happen. Where nobody on record tells the quorum there are the voters alone, and `?` for its
 * author.
 *
 * @param ballots in their order
 * @returns lines without line ends: a heading, then one for each ballot
 */
export function figureOf(ballots: readonly BallotOnRecord[], options: FigureOptions = {}): string[] {
  const number = options.ballotText ?? (({ ballot }: BallotOnRecord) => ballotText(ballot))
  const decree = options.decreeText ?? ((ballot: BallotOnRecord) => decreeText(ballot.decree))
  const hasSucceeded = options.hasSucceeded ?? succeeded
  const named = new Set(ballots.flatMap(({ quorum, voters }) => [...(quorum ?? []), ...voters]))
  const known = options.priests ?? []
  const priests = [...known, ...[...named].filter((priest) => !known.includes(priest)).sort()]
  const rows = ballots.map((ballot) => [
    number(ballot),
    decree(ballot),
    ...priests.map((priest) => cellOf(ballot, priest)),
    hasSucceeded(ballot) ? ' succeeded' : '',
  ])
  const heads = ['ballot ', 'decree ', 'quorum and [voters]']
  const texts = rows.map((row) => row.map((cell, column) => (column < 2 ? `${cell} ` : cell)))
  const widths = [0, 1].map((column) => Math.max(...[heads, ...texts].map((row) => row[column]?.length ?? 0)))
  return [heads, ...texts].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd(),
  )
}

/** As wide for one column in each line. */
function cellOf({ ballot, quorum, voters }: BallotOnRecord, priest: string): string {
  const voted = voters.has(priest)
  if (quorum === null && !voted) {
    const mark = legislatorText(ballot.by) === priest ? ' ?' : ''
    return mark.padEnd(priest.length + 2)
  }
  if (quorum !== null && !quorum.has(priest)) return voted ? `(${priest})` : ' '.repeat(priest.length + 2)
  return voted ? `[${priest}]` : ` ${priest} `
}
