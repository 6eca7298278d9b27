import { chooseRuns } from './b3-and-gaps.js'
import { type Conduct, sayUpTo } from './conduct.js'
import { type Decree, OLIVE_DAY } from './decree.js'
import type { Desk } from './desk.js'
import type { Tag } from './events.js'
import { freeNumbers } from './free-numbers.js'
import type { Learning } from './learning.js'
import type { BeginBallot } from './messages.js'
import { sameLegislators } from './names.js'
import { Proposals } from './proposals.js'
import type { SeatSet } from './roll.js'
import type { Voter } from './voter.js'

/** The tag is that of a citizen's petition. */
export interface Proposed {
  readonly decree: Decree
  readonly tag: Tag | null
}

export const oliveDays = (count: number): Proposed[] =>
  Array.from({ length: count }, () => ({ decree: OLIVE_DAY, tag: null }))

/** The end of step 3: which decrees the ballot in hand proposes as which numbers, and its BeginBallots. */
export class Proposing {
  readonly underWay = new Proposals()
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly voter: Voter

  constructor(desk: Desk, learning: Learning, voter: Voter) {
    this.desk = desk
    this.learning = learning
    this.voter = voter
  }

  /** Numbers of lower ballots: by B3 what the LastVotes bind this one to, gaps filled. @returns the first number left open */
  proposeChosen(c: Conduct, from: number, to: number): number | null {
    const isSettled = (number: number) => this.learning.hasPassed(number) || this.underWay.has(number)
    const { runs, firstOpen } = chooseRuns(c, this.desk.rolls, from, to, isSettled)
    for (const run of runs) {
      const decrees = run.decrees.map((decree, i) => ({ decree, tag: c.carried.take(run.from + i, decree) }))
      this.beginBallot(c, run.from, decrees, run.quorum)
    }
    return firstOpen
  }

  /** The next free numbers, of one roll: this ballot may choose their decrees. */
  proposeFree(c: Conduct, decrees: readonly Proposed[]): void {
    const roll = this.desk.rolls.of(c.next)
    const from = c.next
    c.next += decrees.length
    this.beginBallot(c, from, decrees, c.lastVotes.coveringOnwards(from, roll))
  }

  proposeOliveDays(c: Conduct, atMost: number): void {
    const count = Math.min(atMost, freeNumbers(c, this.desk.rolls))
    if (count > 0) this.proposeFree(c, oliveDays(count))
  }

  /** So many bytes are under way that no petition is proposed. */
  get isFull(): boolean {
    return this.underWay.bytes >= this.desk.bounds.underWayBytes
  }

  /** BeginBallot for a run of numbers (its cost: section 3.2.2), by the LastVotes of this quorum, and our own step 4. */
  private beginBallot(c: Conduct, from: number, decrees: readonly Proposed[], quorum: SeatSet): void {
    const { desk } = this
    const members = desk.rolls.of(from).members(quorum)
    if (!sameLegislators(members, c.quorum)) {
      desk.write({ type: 'Begun', ballot: c.ballot, from, quorum: members })
      c.quorum = members
    }
    if (this.underWay.size === 0) c.lastPassedAt = desk.now
    decrees.forEach(({ decree, tag }, i) => {
      const number = from + i
      const roll = desk.rolls.of(number)
      this.underWay.add({ number, decree, roll, quorum: c.quorum, voters: 0, tag, saidAt: desk.now })
      if (tag !== null) desk.out.proposed.push({ tag, number })
    })
    const run = { from, decrees: decrees.map(({ decree }) => decree) }
    const message: BeginBallot = {
      type: 'BeginBallot',
      ballot: c.ballot,
      quorum: c.quorum,
      upTo: sayUpTo(c, this.learning),
      ...run,
    }
    for (const to of c.attendance.keepingUp()) desk.say(to, message)
    for (const voted of this.voter.vote(c.ballot, run)) {
      desk.sayAfterSync(desk.me.name, { type: 'Voted', ballot: c.ballot, from: voted.from, to: voted.to })
    }
  }

  /** BeginBallot again to those silent for a beat. */
  beginAgain(c: Conduct): void {
    const { ballot } = c
    const { now, timing, bounds } = this.desk
    for (const to of c.attendance.keepingUp()) {
      for (const run of this.underWay.silentRuns(to, now - timing.beatMs, bounds.pageBytes)) {
        this.desk.say(to, { type: 'BeginBallot', ballot, upTo: sayUpTo(c, this.learning), ...run })
      }
    }
  }
}
