import { type Ballot, type BeginBallot, type Decree, type Name, NumberMap, type Run, sameBallot } from '@paxon/synod'
import { RunList } from './run-list.js'

/** So many decrees of the ballot in hand, of so many bytes, are kept for those that have not been told that they passed. */
const KEPT_MAX = 4_096
const KEPT_BYTES_MAX = 64 * 1024 * 1024

/** What this priest has said in the ballot it has in hand: which decrees a "passed up to" is news of, and to whom. */
export class OwnBallot {
  private ballot: Ballot | null = null
  private readonly begun = new NumberMap<Decree>()
  /** Of the decrees that are kept. */
  private lowest = 0
  private bytes = 0
  private readonly said = new Map<Name, number>()
  /** A message to several is taken in once. */
  private lastBegun: BeginBallot | null = null
  /** And so is news to several. */
  private lastNews: { readonly before: number; readonly upTo: number; readonly runs: readonly Run[] } | null = null

  begin(to: Name, message: BeginBallot): void {
    this.turnTo(message.ballot)
    if (!this.said.has(to)) this.said.set(to, 0)
    if (message === this.lastBegun) return
    this.lastBegun = message
    this.lastNews = null
    if (this.begun.size === 0) this.lowest = message.from
    message.decrees.forEach((decree, i) => {
      const number = message.from + i
      if (number < this.lowest) return
      this.bytes += decree.length - (this.begun.get(number)?.length ?? 0)
      this.begun.set(number, decree)
      while (this.begun.size > KEPT_MAX || this.bytes > KEPT_BYTES_MAX) this.forgetLowest()
    })
  }

  /**
   * "Passed up to `upTo`" is said to one.
   * @returns the decrees of this ballot that it has not been told of yet, as far as they are kept; null when that is no news.
   * For several who have been told as much before they are one and the same list.
   */
  say(to: Name, ballot: Ballot, upTo: number): readonly Run[] | null {
    this.turnTo(ballot)
    const before = this.said.get(to) ?? 0
    if (upTo <= before) return null
    this.said.set(to, upTo)
    const runs = this.news(before, upTo)
    const saidToAll = Math.min(...this.said.values())
    while (this.begun.size > 0 && this.lowest <= saidToAll) this.forgetLowest()
    return runs
  }

  private news(before: number, upTo: number): readonly Run[] {
    const { lastNews: last } = this
    if (last !== null && last.before === before && last.upTo === upTo) return last.runs
    const runs = new RunList()
    if (this.begun.size > 0) {
      for (let number = Math.max(before + 1, this.lowest); number <= upTo; number++) {
        const decree = this.begun.get(number)
        if (decree !== undefined) runs.add(number, decree)
      }
    }
    this.lastNews = { before, upTo, runs: runs.list }
    return runs.list
  }

  private forgetLowest(): void {
    this.bytes -= this.begun.get(this.lowest)?.length ?? 0
    this.begun.delete(this.lowest)
    this.lowest += 1
  }

  private turnTo(ballot: Ballot): void {
    if (sameBallot(this.ballot, ballot)) return
    this.ballot = ballot
    this.begun.clear()
    this.said.clear()
    this.lowest = 0
    this.bytes = 0
    this.lastBegun = null
    this.lastNews = null
  }
}
