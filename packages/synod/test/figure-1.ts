import { type BallotOnRecord, nameOf } from '../src/index.js'
import { decreeOf } from './tale.js'

const author = { name: nameOf('alpha'), incarnation: 1 }

/** @param row the quorum, voters in brackets, as the paper prints it */
function ballot(round: number, decree: string, row: string): BallotOnRecord {
  const cells = row.split(' ')
  return {
    ballot: { round, by: author },
    decree: decreeOf(decree),
    quorum: new Set(cells.map((cell) => cell.replace(/[[\]]/g, ''))),
    voters: new Set(cells.filter((cell) => cell.startsWith('[')).map((cell) => cell.slice(1, -1))),
  }
}

/** Figure 1 of the paper (section 2.1): five ballots that keep B1, B2 and B3, of which 27 alone succeeds. */
export const FIGURE_1: readonly BallotOnRecord[] = [
  ballot(2, 'α', 'Α Β Γ [Δ]'),
  ballot(5, 'β', 'Α Β [Γ] Ε'),
  ballot(14, 'α', '[Β] Δ [Ε]'),
  ballot(27, 'β', '[Α] [Γ] [Δ]'),
  ballot(29, 'β', '[Β] Γ Δ'),
]
