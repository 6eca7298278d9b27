import { type Ballot, compareBallots, sameBallot } from './ballot.js'
import type { Decree, Run, VoteRun } from './decree.js'
import type { Desk } from './desk.js'
import type { Learning } from './learning.js'
import type { BeginBallot, LastVote, NextBallot, Refused } from './messages.js'
import type { Identity, Name } from './names.js'

/** Of one author within a beat: NextBallots that are answered, and ballots above its last that are promised. Each costs a write, or all votes said again. */
const CALLS_A_BEAT = 8

/** The voter's half of a legislator: steps 2 and 4 (sections 2.3 and 3.1). */
export class Voter {
  /** A promise was given to this ballot: its author is waited for. */
  onPromised: (ballot: Ballot) => void = () => {}
  /** Whether the author of this ballot is heard to preside; told to those we refuse. */
  hears: (ballot: Ballot) => boolean = () => false

  private readonly desk: Desk
  private readonly learning: Learning

  /** What each author has called for since a time, at most a beat ago. */
  private readonly calls = new Map<Name, number>()
  private callsSince = Number.NEGATIVE_INFINITY

  constructor(desk: Desk, learning: Learning) {
    this.desk = desk
    this.learning = learning
  }

  /** Called for too often by this author: it says all again a beat later, if it means it. */
  private isFlooded(by: Name): boolean {
    const { now, timing } = this.desk
    if (now - this.callsSince >= timing.beatMs) {
      this.calls.clear()
      this.callsSince = now
    }
    const calls = (this.calls.get(by) ?? 0) + 1
    this.calls.set(by, calls)
    return calls > CALLS_A_BEAT
  }

  /** Step 2. b > nextBal: promises. b = nextBal: answers again, without a write. b < nextBal: refuses. */
  nextBallot(from: Identity, message: NextBallot): void {
    const order = compareBallots(message.ballot, this.desk.nextBal)
    if (order < 0) return this.refuse(from, message.ballot, 'NextBallot')
    if (this.isFlooded(from.name)) return
    if (order > 0) {
      this.desk.write({ type: 'NextBal', ballot: message.ballot })
      this.onPromised(message.ballot)
    }
    for (const page of this.lastVote(message)) this.desk.sayAfterSync(from.name, page)
  }

  /** Step 4. A vote is given for b >= nextBal, raising nextBal in the same write (P5). */
  beginBallot(from: Identity, message: BeginBallot): void {
    const order = compareBallots(message.ballot, this.desk.nextBal)
    if (order < 0) return this.refuse(from, message.ballot, 'BeginBallot')
    if (order > 0 && this.isFlooded(from.name)) return
    if (order > 0) this.onPromised(message.ballot)
    for (const run of this.vote(message.ballot, this.withinRoom(message))) {
      this.desk.sayAfterSync(from.name, { type: 'Voted', ballot: message.ballot, from: run.from, to: run.to })
    }
    this.promiseOnly(order, message.ballot)
  }

  /**
   * What lies between has to come first: of one that keeps much above a gap votes may be withheld, and are asked for again.
   * Not those for the next window: of what is lacking there may be nobody left who knows that it passed, only its voters.
   */
  private withinRoom(run: Run): Run {
    if (!this.learning.isFull) return run
    const room = this.learning.heldTo + this.desk.rolls.alpha - run.from + 1
    return { from: run.from, decrees: run.decrees.slice(0, Math.max(0, room)) }
  }

  /** Where no vote of the ballot has raised nextBal. */
  private promiseOnly(order: number, ballot: Ballot): void {
    if (order > 0 && compareBallots(ballot, this.desk.nextBal) > 0) this.desk.write({ type: 'NextBal', ballot })
  }

  /**
   * Votes for those of the run that are not known to have passed.
   * @returns the numbers that this priest has now voted for in this ballot, in unbroken runs
   */
  vote(ballot: Ballot, run: Run): { from: number; to: number }[] {
    const voted: { from: number; to: number }[] = []
    let fresh: Decree[] = []
    let freshFrom = run.from
    const write = (next: number) => {
      if (fresh.length > 0) {
        const decrees = fresh.length === run.decrees.length ? run.decrees : fresh
        const position = this.desk.write({ type: 'Voted', ballot, from: freshFrom, decrees })
        const from = freshFrom
        decrees.forEach((decree, i) => {
          this.learning.vote(from + i, ballot, decree, position)
        })
      }
      fresh = []
      freshFrom = next
    }
    // No entries() where decrees pass by the thousand: they are two objects for each.
    run.decrees.forEach((decree, i) => {
      const number = run.from + i
      if (this.learning.hasPassed(number)) {
        write(number + 1)
        return
      }
      const prevVote = this.learning.prevVote(number)
      if (prevVote !== null && sameBallot(prevVote.ballot, ballot)) write(number + 1)
      else fresh.push(decree)
      const last = voted[voted.length - 1]
      if (last !== undefined && last.to === number - 1) last.to = number
      else voted.push({ from: number, to: number })
    })
    write(run.from + run.decrees.length)
    return voted
  }

  refuse(from: Identity, ballot: Ballot, of: Refused['of']): void {
    const promised = this.desk.nextBal
    if (promised === null) return
    this.desk.say(from.name, { type: 'Refused', ballot, of, promised, hears: this.hears(promised) })
  }

  /**
   * The LastVote for a NextBallot, in pages. Made only while nextBal = b, and lists only votes of ballots below b. A page
   * names the range it speaks for, since it may be made again after passedTo has moved (P40).
   */
  private lastVote(message: NextBallot): LastVote[] {
    const passedTo = this.learning.passedTo
    const first = Math.max(message.after, passedTo)
    const numbers = this.learning.numbersAbove(first).sort((a, b) => a - b)
    const pages: LastVote[] = []
    let page = new PageOfVotes(message.after + 1)
    for (const number of numbers) {
      const entry = this.learning.entry(number)
      if (entry === undefined) continue
      const { ballot, decree, passed } = entry
      if (!passed && (ballot === null || compareBallots(ballot, message.ballot) >= 0)) continue
      if (page.bytes > 0 && page.bytes + decree.length > this.desk.bounds.pageBytes) {
        pages.push(page.close(message, passedTo, number - 1))
        page = new PageOfVotes(number)
      }
      page.add(number, passed ? null : ballot, decree)
    }
    pages.push(page.close(message, passedTo, null))
    return pages
  }
}

class PageOfVotes {
  bytes = 0
  private readonly from: number
  private readonly votes: (VoteRun & { decrees: Decree[] })[] = []
  private readonly passed: (Run & { decrees: Decree[] })[] = []

  constructor(from: number) {
    this.from = from
  }

  add(number: number, ballot: Ballot | null, decree: Decree): void {
    this.bytes += decree.length + 8
    if (ballot === null) {
      const last = this.passed[this.passed.length - 1]
      if (last !== undefined && last.from + last.decrees.length === number) last.decrees.push(decree)
      else this.passed.push({ from: number, decrees: [decree] })
      return
    }
    const last = this.votes[this.votes.length - 1]
    if (last !== undefined && last.from + last.decrees.length === number && sameBallot(last.ballot, ballot)) {
      last.decrees.push(decree)
    } else this.votes.push({ from: number, ballot, decrees: [decree] })
  }

  close(message: NextBallot, passedTo: number, to: number | null): LastVote {
    return {
      type: 'LastVote',
      ballot: message.ballot,
      after: message.after,
      passedTo,
      from: this.from,
      to,
      votes: this.votes,
      passed: this.passed,
    }
  }
}
