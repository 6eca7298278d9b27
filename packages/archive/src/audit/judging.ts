import type { RollSeat } from '@paxon/law'
import type { HeldDecree, LedgerReading } from '@paxon/ledger'
import {
  type BallotOnRecord,
  type Birth,
  type Breach,
  ballotText,
  breaches,
  compareBallots,
  type Legislator,
  legislatorText,
  type Name,
} from '@paxon/synod'
import { type Cast, namesText } from './chronicle.js'
import { keyBytes } from './decree-key.js'

/** A ledger under audit. */
export interface Priest {
  readonly name: Name
  readonly birth: Birth | null
  readonly reading: LedgerReading
  /** Nothing of it is damaged or in doubt: what it does not hold, it never held. */
  readonly isWhole: boolean
}

/** What a number is judged by. */
export interface Case {
  readonly number: number
  readonly roll: readonly RollSeat[]
  readonly priests: readonly Priest[]
  readonly casts: readonly Cast[]
}

export interface Objection {
  readonly check: 'B1' | 'B2' | 'B3' | 'held by a majority'
  readonly text: string
}

/**
 * B1, B2 and B3 of section 2.1 for one decree number, over all ballots on record; and what follows from them (theorem 1): once
 * a majority has voted in a ballot, every later one has its decree.
 */
export function judgeBallots(of: Case): Objection[] {
  const { casts, roll } = of
  // By far the commonest, and right by itself but for its quorum.
  const objections = casts.flatMap((cast) => judgeQuorum(cast, of))
  if (casts.length < 2) return objections
  const known = casts.map((cast) => onRecord(cast, of))
  for (const breach of breaches(known)) {
    const later = casts[known.indexOf(breach.between[1])]
    if (later !== undefined && isJudged(breach, later, casts[known.indexOf(breach.between[0])]))
      objections.push({ check: breach.condition, text: breach.text })
  }
  for (const [i, chosen] of casts.entries()) {
    const voters = known[i]?.voters ?? new Set<string>()
    if (2 * voters.size <= roll.length) continue
    for (const cast of casts)
      if (cast.decree !== chosen.decree && isAbove(cast, chosen))
        objections.push({
          check: 'B3',
          text: `${ballotText(cast.ballot)} has another decree than ${ballotText(chosen.ballot)}, in which a majority had voted`,
        })
  }
  return objections
}

/** B2 and B3 need quorums; B3 needs all votes that the later ballot rests on. */
function isJudged({ condition }: Breach, later: Cast, earlier: Cast | undefined): boolean {
  switch (condition) {
    case 'B1':
      return true
    case 'B2':
      return later.quorum !== null && earlier !== undefined && earlier.quorum !== null
    case 'B3':
      return later.quorum !== null && later.isWhole
  }
}

const isAbove = (a: Cast, b: Cast): boolean => compareBallots(a.ballot, b.ballot) > 0

/** Quorums are majorities of roll(n), so any two have a priest in common. */
function judgeQuorum({ ballot, quorum }: Cast, { roll }: Case): Objection[] {
  if (quorum === null) return []
  const seats = quorum.filter((one) => roll.some((seat) => sameSeat(seat, one)))
  if (2 * seats.length > roll.length) return []
  const text = `the quorum of ${ballotText(ballot)}, ${namesText(quorum)}, is no majority of the ${roll.length} on the roll`
  return [{ check: 'B2', text }]
}

/** As the conditions want it: only seats of roll(n) count as voters. */
function onRecord({ ballot, decree, quorum, voters }: Cast, of: Case): BallotOnRecord {
  return {
    ballot,
    decree: keyBytes(decree),
    quorum: new Set((quorum ?? []).map(legislatorText)),
    voters: new Set(votersOf(voters, of).map((seat) => seatText(seat))),
  }
}

/** The seats of roll(n) that voted. */
export const votersOf = (voters: number, { roll, priests }: Pick<Case, 'roll' | 'priests'>): RollSeat[] =>
  roll.filter((seat) =>
    priests.some(({ name, birth }, i) => name === seat.name && birth === seat.birth && (voters & (1 << i)) !== 0),
  )

export const seatText = ({ name, incarnation }: RollSeat): string =>
  incarnation === 1 ? name : `${name}.${incarnation}`

const sameSeat = (seat: RollSeat, { name, incarnation }: Legislator): boolean =>
  seat.name === name && seat.incarnation === incarnation

/**
 * A decree that passed: a majority of roll(n) voted for it in one ballot, and holds it. Seats whose ledger is not here, or is
 * damaged, may have; those that are whole and do not hold it have not.
 */
export function judgeHolders(decree: string, held: readonly (HeldDecree | null)[], of: Case): Objection[] {
  const { casts, roll, priests } = of
  const unknownHolders = roll.filter(({ name }) => !priests.some((priest) => priest.name === name && priest.isWhole))
  const holders = roll.filter(({ name }) => priests.some((priest, i) => priest.name === name && held[i] !== null))
  const objections: Objection[] = []
  const holding = new Set([...unknownHolders, ...holders].map(({ name }) => name))
  if (2 * holding.size <= roll.length)
    objections.push({
      check: 'held by a majority',
      text: `held by ${namesOf(
        holders.map(({ name }) => name),
        roll.length,
      )}`,
    })
  const unknownVoters = roll.filter(
    ({ name, birth }) => !priests.some((p) => p.name === name && p.birth === birth && p.isWhole),
  )
  const isVotedFor = casts.some((cast) => {
    if (cast.decree !== decree) return false
    const voters = new Set([...unknownVoters, ...votersOf(cast.voters, of)].map(({ name }) => name))
    return 2 * voters.size > roll.length
  })
  if (!isVotedFor && 2 * unknownVoters.length <= roll.length)
    objections.push({ check: 'held by a majority', text: 'passed, and in no ballot a majority voted for it' })
  return objections
}

const namesOf = (names: readonly string[], count: number): string =>
  names.length === 0 ? `none of the ${count} on the roll` : `${names.join(', ')} only, of ${count} on the roll`
