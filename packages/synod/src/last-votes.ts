import { compareBallots } from './ballot.js'
import type { Decree, Vote } from './decree.js'
import type { LastVote } from './messages.js'
import { type Identity, legislatorText, type Name } from './names.js'
import type { Roll, SeatSet } from './roll.js'

interface Answered {
  readonly who: Identity
  readonly pages: LastVote[]
  /** Up to where its pages speak without a gap from their first; Infinity once the last one is in. */
  tail: number
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
    const key = `${legislatorText(who)}@${who.birth}`
    const answer = this.answered.get(key) ?? { who, pages: [], tail: 0 }
    this.answered.set(key, answer)
    if (answer.pages.some((p) => p.from === page.from && p.to === page.to && p.passedTo === page.passedTo)) return
    answer.pages.push(page)
    if (page.to === null) answer.tail = Math.max(page.from, page.passedTo + 1)
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
    let set: SeatSet = 0
    for (const { who, pages } of this.answered.values()) {
      if (pages.some((p) => p.from <= number && (p.to === null || number <= p.to) && number > p.passedTo))
        set |= roll.seatOf(who)
    }
    return set
  }

  /** From this number on nothing is listed any more, and who covers one number covers all that follow. */
  get openEnd(): number {
    let end = this.highest + 1
    for (const { tail } of this.answered.values()) end = Math.max(end, tail)
    return end
  }

  /** B3: the decree of the latest vote among these seats, null when none of them voted and the choice is free (P4). */
  choice(number: number, roll: Roll, quorum: SeatSet): Decree | null {
    let latest: Vote | null = null
    for (const { who, vote } of this.votes.get(number) ?? []) {
      if ((roll.seatOf(who) & quorum) === 0) continue
      if (latest === null || compareBallots(vote.ballot, latest.ballot) > 0) latest = vote
    }
    return latest === null ? null : latest.decree
  }

  /** The pages of this priest speak without a gap for every number that was asked for. */
  isWhole(name: Name): boolean {
    for (const { who, pages } of this.answered.values()) {
      if (who.name === name && isWhole(pages)) return true
    }
    return false
  }
}

function isWhole(pages: readonly LastVote[]): boolean {
  let next = Math.min(...pages.map((page) => page.after)) + 1
  for (;;) {
    const page = pages.find((p) => p.from <= next && (p.to === null || next <= p.to))
    if (page === undefined) return false
    if (page.to === null) return true
    next = page.to + 1
  }
}
