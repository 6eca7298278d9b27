import { type Ballot, compareBallots, sameBallot } from './ballot.js'
import { type Decree, sameDecree, type Vote } from './decree.js'
import type { Desk } from './desk.js'
import { type Entry, heldTo as heldToOf, type Inscribed } from './inscribed.js'
import { NumberMap } from './number-map.js'

/** What this priest has for a number above heldTo: its prevVote, or a decree that it learnt without one. */
export type OwnEntry = Entry & {
  /** Of the record that holds it. */
  readonly position: number
  passed: boolean
}

/**
 * Which decrees have passed, and which of them this priest's synced ledger holds (step 6, and "passed up to n, said in
 * ballot b"). Two numbers, not one: `passedTo`, all up to there are known to have passed; `heldTo`, all up to there are
 * held without a gap, and synced. The law goes to heldTo.
 */
export class Learning {
  passedTo: number
  heldTo: number
  /** The largest number that anybody is known to know as passed; above passedTo it has to be fetched. */
  knownTo: number
  /** Called when a decree is learnt that another priest passed, before it is written. */
  onLearnt: (number: number, decree: Decree) => void = () => {}

  private readonly entries = new NumberMap<OwnEntry>()
  /** Of the decrees in the entries. */
  private entryBytes = 0
  private readonly desk: Desk
  /** "Passed up to `to`, said in ballot `ballot`", of the highest such ballot heard. */
  private said: { ballot: Ballot; to: number } | null = null
  /** What the PassedTo records say, and since when they lag. */
  private passedToWritten: number
  private lagsSince: number | null = null
  /** What the ledger said at the start; up to there decrees may be missing that damage took away. */
  private readonly recoveredTo: number

  constructor(desk: Desk, inscribed: Inscribed) {
    this.desk = desk
    this.passedTo = inscribed.passedTo
    this.passedToWritten = inscribed.passedTo
    this.recoveredTo = inscribed.passedTo
    this.heldTo = heldToOf(inscribed)
    this.knownTo = inscribed.passedTo
    for (const [number, entry] of inscribed.entries) {
      this.put(number, { ...entry, position: 0, passed: entry.ballot === null || number <= inscribed.passedTo })
    }
  }

  private put(number: number, entry: OwnEntry): void {
    this.entryBytes += entry.decree.length - (this.entries.get(number)?.decree.length ?? 0)
    this.entries.set(number, entry)
  }

  /** So much lies above heldTo that no more is voted for, but in the next window, until what is missing has come. */
  get isFull(): boolean {
    const { bounds, rolls } = this.desk
    return this.entries.size >= bounds.aheadWindows * rolls.alpha || this.entryBytes >= bounds.aheadBytes
  }

  entry(number: number): OwnEntry | undefined {
    return this.entries.get(number)
  }

  /** The latest vote of this priest for the number (section 2.3); null when it has none. */
  prevVote(number: number): Vote | null {
    const entry = this.entries.get(number)
    return entry === undefined || entry.ballot === null ? null : entry
  }

  /** Numbers above this one with a vote or a decree, in no order. */
  numbersAbove(number: number): number[] {
    const numbers: number[] = []
    for (const n of this.entries.keys()) if (n > number) numbers.push(n)
    return numbers
  }

  /** All up to here are known to have passed, and this priest has them: what has to be fetched comes after. */
  get missingAfter(): number {
    for (let number = this.heldTo + 1; number <= this.lostTo; number++) {
      if (!this.entries.has(number)) return number - 1
    }
    return this.passedTo
  }

  /** Up to here decrees may have been lost to damage. */
  get lostTo(): number {
    return Math.min(this.recoveredTo, this.passedTo)
  }

  /** Its decree has passed, and was lost to damage. @param number up to {@link lostTo} */
  isLost(number: number): boolean {
    return number > this.heldTo && !this.entries.has(number)
  }

  /** The largest number of which this priest has the decree that passed, or all up to there have. */
  get highestPassed(): number {
    let highest = this.passedTo
    for (const [number, entry] of this.entries) if (entry.passed && number > highest) highest = number
    return highest
  }

  hasPassed(number: number): boolean {
    return number <= this.passedTo || this.entries.get(number)?.passed === true
  }

  /** Step 4: our vote, written at `position`. Never for a number that is known to have passed. */
  vote(number: number, ballot: Ballot, decree: Decree, position: number): void {
    this.put(number, { ballot, decree, position, passed: false })
    // The "passed up to" of this ballot may have come before this BeginBallot did.
    if (this.said !== null && number <= this.said.to && sameBallot(this.said.ballot, ballot)) this.pass(number)
  }

  /** Votes of a ballot from a majority of the roll, or this ballot's "passed up to": the decree of our vote has passed. */
  pass(number: number): void {
    const entry = this.entries.get(number)
    if (entry !== undefined) entry.passed = true
  }

  /** Step 6, "passed up to n, said in ballot b": speaks only of numbers for which our own vote is of b (P36). */
  success(ballot: Ballot, to: number): void {
    if (to > this.knownTo) this.knownTo = to
    const before = this.said
    const order = compareBallots(ballot, before?.ballot ?? null)
    const heardTo = before !== null && order === 0 ? before.to : 0
    if (to <= heardTo) return
    if (order >= 0) this.said = { ballot, to }
    const from = Math.max(this.passedTo, heardTo) + 1
    // A priest far behind holds few of the numbers that are spoken of.
    if (to - from > this.entries.size)
      for (const number of this.entries.keys()) this.passIfVotedIn(ballot, number, from, to)
    else for (let number = from; number <= to; number++) this.passIfVotedIn(ballot, number, from, to)
    this.advance()
  }

  private passIfVotedIn(ballot: Ballot, number: number, from: number, to: number): void {
    const entry = this.entries.get(number)
    if (entry === undefined || entry.ballot === null || number < from || number > to) return
    if (sameBallot(entry.ballot, ballot)) entry.passed = true
  }

  /** Decrees with unbroken numbers that somebody holds as passed: written where our ledger does not have them yet. */
  learn(from: number, decrees: readonly Decree[]): void {
    let run: Decree[] = []
    let runFrom = from
    const write = (next: number) => {
      if (run.length > 0) {
        const position = this.desk.write({ type: 'Learnt', from: runFrom, decrees: run })
        for (const [i, decree] of run.entries()) this.put(runFrom + i, { ballot: null, decree, position, passed: true })
      }
      run = []
      runFrom = next
    }
    for (const [i, decree] of decrees.entries()) {
      const number = from + i
      const entry = this.entries.get(number)
      if (number <= this.heldTo || entry?.passed === true) {
        write(number + 1)
        continue
      }
      this.onLearnt(number, decree)
      if (entry !== undefined && sameDecree(entry.decree, decree)) {
        entry.passed = true
        write(number + 1)
      } else run.push(decree)
    }
    write(from + decrees.length)
    this.advance()
  }

  /** Goes as far as it can: passedTo over what has passed, heldTo over what is synced too; tells the law. */
  advance(): void {
    while (this.entries.get(this.passedTo + 1)?.passed === true) this.passedTo += 1
    if (this.passedTo > this.knownTo) this.knownTo = this.passedTo
    while (this.heldTo < this.passedTo) {
      const number = this.heldTo + 1
      const entry = this.entries.get(number)
      if (entry === undefined || entry.position > this.desk.synced) break
      this.heldTo = number
      this.entries.delete(number)
      this.entryBytes -= entry.decree.length
      this.desk.out.passed.push({ number, decree: entry.decree })
    }
  }

  /** passedTo rides in every batch; alone only after it lagged for a while, or when it must (`now`). */
  writePassedTo(alone: boolean): void {
    if (this.passedTo === this.passedToWritten) return
    this.lagsSince ??= this.desk.now
    if (!alone && this.desk.out.writes.length === 0 && this.desk.now - this.lagsSince < this.desk.timing.passedToMs)
      return
    this.desk.write({ type: 'PassedTo', number: this.passedTo })
    this.passedToWritten = this.passedTo
    this.lagsSince = null
  }
}
