import {
  type Ballot,
  type Decree,
  type Inscribed,
  type LedgerRecord,
  NumberMap,
  OLIVE_DAY,
  type Run,
  sameBallot,
} from '@paxon/synod'
import { RunList } from './run-list.js'

/** The votes of one record, which share it. */
interface OwnVotesOnce extends Run {
  /** Null where the decrees were learnt without a vote. */
  readonly ballot: Ballot | null
  /** Up to here a "passed up to" has spoken of them. */
  passedTo: number
}

/** Decrees of the same ballot, in order. */
export interface SpokenOf {
  readonly ballot: Ballot | null
  readonly runs: readonly Run[]
  /** The number of the last. */
  readonly upTo: number
}

/** What this priest has voted for or learnt and does not hold as passed yet: which decrees a "passed up to" speaks of. */
export class OwnVotes {
  private readonly votes = new NumberMap<OwnVotesOnce>()
  private heldTo = 0
  private heard: { readonly ballot: Ballot; readonly to: number } | null = null

  constructor({ entries, passedTo }: Pick<Inscribed, 'entries' | 'passedTo'>) {
    for (const [number, { ballot, decree }] of entries)
      this.votes.set(number, { ballot, from: number, decrees: [decree], passedTo })
  }

  wrote(record: LedgerRecord): void {
    if (record.type !== 'Voted' && record.type !== 'Learnt') return
    const { from, decrees } = record
    const once: OwnVotesOnce =
      record.type === 'Voted'
        ? { ballot: record.ballot, from, decrees, passedTo: 0 }
        : { ballot: null, from, decrees, passedTo: Number.POSITIVE_INFINITY }
    for (let number = Math.max(from, this.heldTo + 1); number < from + decrees.length; number++)
      this.votes.set(number, once)
  }

  /** "Passed up to `upTo`, said in `ballot`" is heard. @returns the votes that it makes passed, in order; null when it is no news */
  hear(ballot: Ballot, upTo: number): readonly Run[] | null {
    const { votes, heard } = this
    const isSame = heard !== null && sameBallot(heard.ballot, ballot)
    if (isSame && upTo <= heard.to) return null
    const from = Math.max(this.heldTo, isSame ? heard.to : 0) + 1
    this.heard = { ballot, to: upTo }
    const runs = new RunList()
    const hear = (number: number) => {
      const vote = votes.get(number)
      if (vote === undefined || number <= vote.passedTo || !sameBallot(vote.ballot, ballot)) return
      vote.passedTo = number
      runs.add(number, decreeOf(vote, number))
    }
    // A priest far behind has voted for few of the numbers that are spoken of.
    if (upTo - from <= votes.size) for (let number = from; number <= upTo; number++) hear(number)
    else for (const number of votes.keys()) if (number >= from && number <= upTo) hear(number)
    return runs.list
  }

  /** Our synced ledger holds these as passed. @returns them by the ballots of our votes, in unbroken runs */
  hold(passed: readonly { readonly number: number; readonly decree: Decree }[]): readonly SpokenOf[] {
    const spoken: SpokenOf[] = []
    let ballot: Ballot | null = null
    let runs = new RunList()
    for (const { number, decree } of passed) {
      const voted = this.votes.get(number)?.ballot ?? null
      this.votes.delete(number)
      if (runs.list.length > 0 && !sameBallot(voted, ballot)) {
        spoken.push({ ballot, runs: runs.list, upTo: this.heldTo })
        runs = new RunList()
      }
      ballot = voted
      runs.add(number, decree)
      this.heldTo = number
    }
    if (runs.list.length > 0) spoken.push({ ballot, runs: runs.list, upTo: this.heldTo })
    return spoken
  }
}

const decreeOf = ({ from, decrees }: Run, number: number): Decree => decrees[number - from] ?? OLIVE_DAY
