import type { Decree, Run } from './decree.js'
import type { Tag } from './events.js'
import type { Identity, Legislator, Name } from './names.js'
import { NumberMap } from './number-map.js'
import type { Roll, SeatSet } from './roll.js'

/** A decree under way in the present ballot. */
export interface Proposal {
  readonly number: number
  readonly decree: Decree
  /** roll(number): who decides on it. */
  readonly roll: Roll
  /** Those whose LastVotes chose the decree: said again with each repeat, whoever has answered since. */
  readonly quorum: readonly Legislator[]
  voters: SeatSet
  /** The citizen's petition that it is; null for what B3 bound, and for olive-days. */
  tag: Tag | null
  /** When it was last said to anyone, monotonic ms. */
  saidAt: number
}

export interface ProposedRun extends Run {
  readonly quorum: readonly Legislator[]
}

/** The decrees under way in the present ballot, by number (slips of paper). */
export class Proposals {
  bytes = 0
  private readonly byNumber = new NumberMap<Proposal>()

  get size(): number {
    return this.byNumber.size
  }

  get(number: number): Proposal | undefined {
    return this.byNumber.get(number)
  }

  has(number: number): boolean {
    return this.byNumber.has(number)
  }

  add(proposal: Proposal): void {
    this.byNumber.set(proposal.number, proposal)
    this.bytes += proposal.decree.length
  }

  remove(proposal: Proposal): void {
    if (this.byNumber.delete(proposal.number)) this.bytes -= proposal.decree.length
  }

  /**
   * A vote for each of these numbers that is under way.
   * @returns those that the ledgers of a majority of their roll now hold a vote for (section 3.2.1), which are under way no more
   */
  vote(who: Identity, from: number, to: number): number[] {
    const passed: number[] = []
    let roll: Roll | null = null
    let seat: SeatSet = 0
    for (let number = from; number <= to; number++) {
      const proposal = this.byNumber.get(number)
      if (proposal === undefined) continue
      if (proposal.roll !== roll) {
        roll = proposal.roll
        seat = roll.seatOf(who)
      }
      if ((proposal.voters & seat) === seat) continue
      proposal.voters |= seat
      if (!roll.isMajority(proposal.voters)) continue
      this.remove(proposal)
      passed.push(number)
    }
    return passed
  }

  clear(): Proposal[] {
    const left = this.byNumber.values()
    this.byNumber.clear()
    this.bytes = 0
    return left
  }

  /**
   * Unbroken runs of one quorum, of at most so many bytes together, that the priest of this name has not voted for and that
   * were said before `before`.
   */
  silentRuns(name: Name, before: number, bytesMax: number): ProposedRun[] {
    const runs: (ProposedRun & { decrees: Decree[] })[] = []
    let bytes = 0
    const waiting = this.byNumber.values().filter((p) => p.saidAt < before && (p.voters & p.roll.seatNamed(name)) === 0)
    for (const { number, decree, quorum } of waiting) {
      bytes += decree.length + 8
      if (runs.length > 0 && bytes > bytesMax) break
      const last = runs[runs.length - 1]
      if (last !== undefined && last.from + last.decrees.length === number && last.quorum === quorum)
        last.decrees.push(decree)
      else runs.push({ from: number, decrees: [decree], quorum })
    }
    return runs
  }
}
