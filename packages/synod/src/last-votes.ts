import { compareBallots } from './ballot.js'
import type { Decree, Vote } from './decree.js'
import type { LastVote } from './messages.js'
import type { Identity } from './names.js'
import type { Roll, SeatSet } from './roll.js'

/** Pages of one legislator; what its bounds let it vote for needs fewer (each has 256 KiB, or one decree). */
const PAGES_MAX = 4_096

interface Answered {
  readonly who: Identity
  readonly pages: LastVote[]
}

/**
 * The LastVotes collected for one ballot, a slip of paper: of each legislator once, however often it answers (P3). A
 * LastVote covers number n once a page whose range holds n is in and n is above that page's own passedTo (P37, P40).
 */
export class LastVotes {
  /** The largest number that any page lists, or says has passed. */
  highest = 0
  private readonly answered = new Map<string, Answered>()
  private readonly votes = new Map<number, { who: Identity; vote: Vote }[]>()

  add(who: Identity, page: LastVote): void {
    const key = `${who.name}@${who.birth}`
    const answer = this.answered.get(key) ?? { who, pages: [] }
    this.answered.set(key, answer)
    if (answer.pages.length >= PAGES_MAX) return
    if (answer.pages.some((p) => p.from === page.from && p.to === page.to && p.passedTo === page.passedTo)) return
    answer.pages.push(page)
    this.highest = Math.max(this.highest, page.passedTo)
    for (const run of page.passed) this.highest = Math.max(this.highest, run.from + run.decrees.length - 1)
    for (const run of page.votes) {
      for (const [i, decree] of run.decrees.entries()) {
        const number = run.from + i
        this.highest = Math.max(this.highest, number)
        const votes = this.votes.get(number) ?? []
        votes.push({ who, vote: { ballot: run.ballot, decree } })
        this.votes.set(number, votes)
      }
    }
  }

  /** The seats of this roll whose LastVotes cover the number. */
  covering(number: number, roll: Roll): SeatSet {
    return this.seatsWith(roll, (page) => number > page.passedTo && isIn(number, page))
  }

  /** The seats of this roll whose LastVotes cover the number and all that follow: their last pages are in (P37). */
  coveringOnwards(number: number, roll: Roll): SeatSet {
    return this.seatsWith(roll, (page) => number > page.passedTo && isIn(number, page) && page.to === null)
  }

  /** B3: the decree of the latest vote among these seats, null when none of them voted and the choice is free (P4). */
  chooseByB3(number: number, roll: Roll, quorum: SeatSet): Decree | null {
    let latest: Vote | null = null
    for (const { who, vote } of this.votes.get(number) ?? []) {
      if ((roll.seatOf(who) & quorum) === 0) continue
      if (latest === null || compareBallots(vote.ballot, latest.ballot) > 0) latest = vote
    }
    return latest === null ? null : latest.decree
  }

  private seatsWith(roll: Roll, covers: (page: LastVote) => boolean): SeatSet {
    let set: SeatSet = 0
    for (const { who, pages } of this.answered.values()) if (pages.some(covers)) set |= roll.seatOf(who)
    return set
  }

  /** The pages of this legislator speak without a gap for every number that was asked for. */
  isWhole({ name, birth }: Identity): boolean {
    for (const { who, pages } of this.answered.values()) {
      if (who.name === name && who.birth === birth && isWhole(pages)) return true
    }
    return false
  }
}

const isIn = (number: number, page: LastVote): boolean => page.from <= number && (page.to === null || number <= page.to)

function isWhole(pages: readonly LastVote[]): boolean {
  let next = Math.min(...pages.map((page) => page.after)) + 1
  for (;;) {
    const page = pages.find((p) => isIn(next, p))
    if (page === undefined) return false
    if (page.to === null) return true
    next = page.to + 1
  }
}
