import { type Ballot, ballotText, type Legislator, legislatorText, sameBallot } from '@paxon/synod'
import type { Numbered, SaidLine } from '../book-line.js'
import { isBelow } from './offers.js'
import { decreeSignature } from './signature.js'

type LastVote = SaidLine & { readonly type: 'LastVote' }

/** Steps 1, 3 and 5 of section 2.3: what the author of a ballot may say. Each method gives null, or why it may not. */
export class OwnBallotSteps {
  private lastNext: Ballot | null
  private readonly failed = new Set<string>()
  private ballot: Ballot | null = null
  private pages = new Map<string, LastVote[]>()
  private begun = new Map<number, { readonly decree: number; readonly quorum: string; readonly voters: Set<string> }>()
  /** Of ballots given up: votes of a majority were in, though others before them lacked theirs. */
  private readonly passedEarlier = new Map<number, { readonly ballot: Ballot; readonly decree: number }>()
  private saidTo = 0
  private readonly rollSize: number

  /** @param lastTried as the ledger had it at this start: no ballot of before is continued */
  constructor(lastTried: Ballot | null, rollSize: number) {
    this.lastNext = lastTried
    this.rollSize = rollSize
  }

  get last(): Ballot | null {
    return this.lastNext
  }

  next(me: Legislator, ballot: Ballot): string | null {
    if (ballot.by.name !== me.name) return `step 1: ${ballotText(ballot)} is another's`
    if (this.ballot !== null && sameBallot(this.ballot, ballot)) return null
    if (!isBelow(this.lastNext, ballot)) return `step 1: it had tried ${ballotText(this.lastNext)} before`
    this.lastNext = ballot
    this.keepPassed()
    this.ballot = ballot
    this.pages = new Map()
    this.begun = new Map()
    this.saidTo = 0
    return null
  }

  private keepPassed(): void {
    const { ballot } = this
    if (ballot === null) return
    for (const [number, { decree, voters }] of this.begun)
      if (2 * voters.size > this.rollSize) this.passedEarlier.set(number, { ballot, decree })
  }

  fail(ballot: Ballot): void {
    this.failed.add(ballotText(ballot))
  }

  lastVote(line: LastVote): void {
    if (!this.isOf(line.ballot)) return
    const pages = this.pages.get(line.from.name) ?? []
    pages.push(line)
    this.pages.set(line.from.name, pages)
  }

  /** @returns what this ballot has begun anew, or why it may not */
  begin(ballot: Ballot, quorum: readonly Legislator[], decrees: readonly Numbered[]): string | null {
    const why = this.mayGoOn(ballot)
    if (why !== null) return why
    const names = quorum.map(legislatorText).join(' ')
    for (const [number, decree] of decrees) {
      const signed = decreeSignature(decree)
      const before = this.begun.get(number)
      if (before !== undefined) {
        if (before.decree !== signed) return `B1: it had begun decree ${number} with another decree in this ballot`
        if (before.quorum !== names) return `step 3: it had begun decree ${number} on the LastVotes of ${before.quorum}`
        continue
      }
      const objection = this.choose(number, signed, quorum)
      if (objection !== null) return objection
      this.begun.set(number, { decree: signed, quorum: names, voters: new Set() })
    }
    return null
  }

  /** Step 3: LastVotes of a majority, and the decree of the latest vote among them (B3). */
  private choose(number: number, decree: number, quorum: readonly Legislator[]): string | null {
    const names = new Set(quorum.map(({ name }) => name))
    if (2 * names.size <= this.rollSize) return `B2: ${names.size} of ${this.rollSize} are no majority`
    let latest: { readonly ballot: Ballot; readonly decree: number; readonly by: string } | null = null
    for (const one of quorum) {
      const covering = (this.pages.get(one.name) ?? []).filter((page) => covers(page, number))
      if (covering.length === 0)
        return `step 3: it has no LastVote of ${legislatorText(one)} that speaks of decree ${number}`
      for (const { votes } of covering)
        for (const [voted, ballot, of] of votes)
          if (voted === number && isBelow(latest?.ballot ?? null, ballot))
            latest = { ballot, decree: decreeSignature(of), by: legislatorText(one) }
    }
    if (latest === null || latest.decree === decree) return null
    return `B3: ${latest.by} had voted in ${ballotText(latest.ballot)} for another decree as ${number}`
  }

  voted(from: string, ballot: Ballot, [first, last]: readonly [number, number]): void {
    if (!this.isOf(ballot)) return
    for (let number = first; number <= last; number++) this.begun.get(number)?.voters.add(from)
  }

  /** Votes of a majority are in. */
  hasPassed(ballot: Ballot, number: number, decree: number): boolean {
    const earlier = this.passedEarlier.get(number)
    if (earlier?.decree === decree && sameBallot(earlier.ballot, ballot)) return true
    const begun = this.isOf(ballot) ? this.begun.get(number) : undefined
    return begun !== undefined && begun.decree === decree && 2 * begun.voters.size > this.rollSize
  }

  /** Step 5. @param isKnown whether another has said that this decree passed */
  success(ballot: Ballot, upTo: number, isKnown: (number: number, decree: number) => boolean): string | null {
    const why = this.mayGoOn(ballot)
    if (why !== null) return why
    for (let number = this.saidTo + 1; number <= upTo && this.begun.size > 0; number++) {
      const begun = this.begun.get(number)
      if (begun === undefined) continue
      if (2 * begun.voters.size <= this.rollSize && !isKnown(number, begun.decree))
        return `step 5: of ${this.rollSize} only ${[...begun.voters].join(', ') || 'none'} had voted for decree ${number}`
    }
    if (upTo > this.saidTo) this.saidTo = upTo
    return null
  }

  private isOf(ballot: Ballot): boolean {
    return sameBallot(this.ballot, ballot)
  }

  private mayGoOn(ballot: Ballot): string | null {
    if (!this.isOf(ballot)) return `it has ${ballotText(this.ballot)} in hand`
    return this.failed.has(ballotText(ballot)) ? 'it had given this ballot up' : null
  }
}

const covers = ({ range: [from, to], passedTo }: LastVote, number: number): boolean =>
  from <= number && (to === null || number <= to) && number > passedTo
