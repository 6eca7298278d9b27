import { type Ballot, type Decree, type Inscribed, type LedgerRecord, NumberMap, sameBallot } from '@paxon/synod'

interface OwnVote {
  /** Null where the decree was learnt without a vote. */
  readonly ballot: Ballot | null
  readonly decree: Decree
  /** A "passed up to" has spoken of it. */
  passed: boolean
}

/** Decrees of the same ballot, in order. */
export interface SpokenOf {
  readonly ballot: Ballot | null
  readonly decrees: (readonly [number: number, decree: Decree])[]
}

/** What this priest has voted for or learnt and does not hold as passed yet: which decrees a "passed up to" speaks of. */
export class OwnVotes {
  private readonly votes = new NumberMap<OwnVote>()
  private heldTo = 0
  private heard: { readonly ballot: Ballot; readonly to: number } | null = null

  constructor({ entries, passedTo }: Pick<Inscribed, 'entries' | 'passedTo'>) {
    for (const [number, { ballot, decree }] of entries)
      this.votes.set(number, { ballot, decree, passed: number <= passedTo })
  }

  wrote(record: LedgerRecord): void {
    if (record.type !== 'Voted' && record.type !== 'Learnt') return
    const ballot = record.type === 'Voted' ? record.ballot : null
    for (const [i, decree] of record.decrees.entries())
      if (record.from + i > this.heldTo) this.votes.set(record.from + i, { ballot, decree, passed: ballot === null })
  }

  /** "Passed up to `upTo`, said in `ballot`" is heard. @returns the votes that it makes passed, in order; null when it is no news */
  hear(ballot: Ballot, upTo: number): SpokenOf['decrees'] | null {
    const { votes, heard } = this
    const isSame = heard !== null && sameBallot(heard.ballot, ballot)
    if (isSame && upTo <= heard.to) return null
    const from = Math.max(this.heldTo, isSame ? heard.to : 0) + 1
    this.heard = { ballot, to: upTo }
    const decrees: [number, Decree][] = []
    const hear = (number: number) => {
      const vote = votes.get(number)
      if (vote === undefined || vote.passed || !sameBallot(vote.ballot, ballot)) return
      vote.passed = true
      decrees.push([number, vote.decree])
    }
    // A priest far behind has voted for few of the numbers that are spoken of.
    if (upTo - from <= votes.size) for (let number = from; number <= upTo; number++) hear(number)
    else for (const number of votes.keys()) if (number >= from && number <= upTo) hear(number)
    return decrees
  }

  /** Our synced ledger holds these as passed. @returns them by the ballots of our votes, in unbroken runs */
  hold(passed: readonly { readonly number: number; readonly decree: Decree }[]): SpokenOf[] {
    const spoken: SpokenOf[] = []
    for (const { number, decree } of passed) {
      const ballot = this.votes.get(number)?.ballot ?? null
      this.votes.delete(number)
      this.heldTo = number
      const last = spoken[spoken.length - 1]
      if (last !== undefined && sameBallot(last.ballot, ballot)) last.decrees.push([number, decree])
      else spoken.push({ ballot, decrees: [[number, decree]] })
    }
    return spoken
  }
}
