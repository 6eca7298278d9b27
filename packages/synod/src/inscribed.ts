import { type Ballot, compareBallots } from './ballot.js'
import type { Decree, Vote } from './decree.js'
import type { Founding, FoundingBallot } from './founding.js'
import type { Name } from './names.js'
import { NumberMap } from './number-map.js'
import type { Address, LedgerRecord } from './records.js'

/** What the ledger holds for one number above writtenTo: the paper's prevVote, or a decree that was learnt without a vote. */
export type Entry = Vote | { readonly ballot: null; readonly decree: Decree }

/**
 * What a priest must not forget: the sum of all records of its ledger, and what each page's header restates. The decrees
 * up to writtenTo are not in it; they are read from the pages.
 */
export interface Inscribed {
  lastTried: Ballot | null
  nextBal: Ballot | null
  /** All up to here are known to have passed; never falls. */
  passedTo: number
  /** All up to here have passed and were written, and are in the pages but for `holes`. At most passedTo. */
  writtenTo: number
  /** Numbers up to writtenTo that damage took away, in order and apart; they are learnt anew from peers. */
  holes: { from: number; to: number }[]
  /** Votes, and decrees learnt, above writtenTo. */
  entries: NumberMap<Entry>
  begun: { ballot: Ballot; from: number; quorum: readonly string[] } | null
  foundingPromise: FoundingBallot | null
  foundingVote: { ballot: FoundingBallot; founding: Founding } | null
  founding: Founding | null
  addresses: ReadonlyMap<Name, Address>
  /** As which incarnation the law gave this birth a seat; null where it never did after the founding. */
  incarnation: number | null
  /** Why this ledger must not vote any more; null when it may. */
  doubted: string | null
}

export const nothingInscribed = (): Inscribed => ({
  lastTried: null,
  nextBal: null,
  passedTo: 0,
  writtenTo: 0,
  holes: [],
  entries: new NumberMap(),
  begun: null,
  foundingPromise: null,
  foundingVote: null,
  founding: null,
  addresses: new Map(),
  incarnation: null,
  doubted: null,
})

/** Adds one record to the sum. Promises, votes and passed numbers never fall, in whatever order records are told. */
export function inscribe(sum: Inscribed, record: LedgerRecord): void {
  switch (record.type) {
    case 'LastTried':
      if (compareBallots(record.ballot, sum.lastTried) > 0) sum.lastTried = record.ballot
      return
    case 'NextBal':
      promise(sum, record.ballot)
      return
    case 'Voted':
      promise(sum, record.ballot)
      record.decrees.forEach((decree, i) => {
        enter(sum, record.from + i, { ballot: record.ballot, decree })
      })
      hold(sum)
      return
    case 'Learnt':
      record.decrees.forEach((decree, i) => {
        enter(sum, record.from + i, { ballot: null, decree })
      })
      hold(sum)
      return
    case 'PassedTo':
      if (record.number > sum.passedTo) sum.passedTo = record.number
      hold(sum)
      return
    case 'Begun':
      sum.begun = {
        ballot: record.ballot,
        from: record.from,
        quorum: record.quorum.map((l) => (l.incarnation === 1 ? l.name : `${l.name}.${l.incarnation}`)),
      }
      return
    case 'FoundingPromised':
      sum.foundingPromise = record.ballot
      return
    case 'FoundingVoted':
      sum.foundingPromise = record.ballot
      sum.foundingVote = { ballot: record.ballot, founding: record.founding }
      return
    case 'Founded':
      sum.founding = record.founding
      return
    case 'Addresses':
      sum.addresses = record.addresses
      return
    case 'Seated':
      sum.incarnation = record.incarnation
      return
    case 'Doubted':
      sum.doubted = record.why
      return
  }
}

function promise(sum: Inscribed, ballot: Ballot): void {
  if (compareBallots(ballot, sum.nextBal) > 0) sum.nextBal = ballot
}

/**
 * Whether a record with this ballot (null: learnt) changes what is held for the number. A decree that was learnt is never
 * written over by a vote, nor a vote by one of a lower ballot, and no vote counts for a number that is known to have
 * passed: a vote in an older ballot may be for another decree.
 */
export function takes(sum: Inscribed, number: number, ballot: Ballot | null): boolean {
  if (number <= sum.writtenTo) return ballot === null && !holds(sum, number)
  if (ballot === null) return true
  const entry = sum.entries.get(number)
  const over = entry === undefined || (entry.ballot !== null && compareBallots(ballot, entry.ballot) >= 0)
  return over && number > sum.passedTo
}

function enter(sum: Inscribed, number: number, entry: Entry): void {
  if (!takes(sum, number, entry.ballot)) return
  if (number <= sum.writtenTo) mend(sum, number)
  else sum.entries.set(number, entry)
}

function hold(sum: Inscribed): void {
  while (sum.writtenTo < sum.passedTo && sum.entries.has(sum.writtenTo + 1)) {
    sum.writtenTo += 1
    sum.entries.delete(sum.writtenTo)
  }
}

function mend(sum: Inscribed, number: number): void {
  const index = sum.holes.findIndex((hole) => hole.from <= number && number <= hole.to)
  const hole = sum.holes[index]
  if (hole === undefined) return
  const rest = [
    { from: hole.from, to: number - 1 },
    { from: number + 1, to: hole.to },
  ].filter((part) => part.from <= part.to)
  sum.holes.splice(index, 1, ...rest)
}

/** heldTo: all up to here have passed and are in this ledger without a gap. */
export const heldTo = (sum: Inscribed): number => {
  const first = sum.holes[0]
  return first === undefined ? sum.writtenTo : first.from - 1
}

/** True where the ledger holds the decree that passed as this number. */
export const holds = (sum: Inscribed, number: number): boolean =>
  number <= sum.writtenTo && !sum.holes.some((hole) => hole.from <= number && number <= hole.to)
