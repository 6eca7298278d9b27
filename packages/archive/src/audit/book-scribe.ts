import {
  Chronicle,
  type Decree,
  legislatorText,
  type Message,
  type Name,
  type Run,
  type SynodOnRecord,
  type VoteRun,
} from '@paxon/synod'
import type { BookDecree, BookLine, Numbered, SaidLine } from '../book-line.js'

/** A priest as the chronicle knows it, and the birth whose lives in its book are its own. */
export interface Keeper {
  readonly key: string
  readonly birth: string
}

const UTF8 = new TextEncoder()

/** A decree as a messagebook has it, as bytes to compare. */
export const bookBytes = (decree: BookDecree): Decree => UTF8.encode(JSON.stringify(decree))

/**
 * Writes what messagebooks say of some numbers into a chronicle: what was said, and what was heard. Books keep what earlier
 * ledgers of a name said; of those lives nothing is taken, since nobody can look up what they held.
 */
export class BookScribe {
  private readonly chronicle: Chronicle
  private readonly numbers: ReadonlySet<number>
  private readonly keepers: ReadonlyMap<Name, Keeper>
  private readonly living = new Map<Name, Keeper>()
  private readonly seen = { whole: false, digest: false }

  /** @param keepers of ledgers that can be believed, by name */
  constructor(numbers: ReadonlySet<number>, keepers: ReadonlyMap<Name, Keeper>) {
    this.numbers = numbers
    this.keepers = keepers
    this.chronicle = new Chronicle({
      seatOf: (_, member) => legislatorText(member),
      isMajority: () => false,
      numbers,
    })
  }

  /** How books have decrees; null where some have them as a digest and some as a whole, so that they cannot be compared. */
  get form(): 'whole' | 'digest' | null {
    if (this.seen.whole && this.seen.digest) return null
    return this.seen.digest ? 'digest' : 'whole'
  }

  asOf(number: number): SynodOnRecord {
    return this.chronicle.asOf(number)
  }

  /** The next line of the book of this priest. */
  line(name: Name, line: BookLine): void {
    if (line.type === 'Entered') {
      const keeper = this.keepers.get(name)
      this.living.delete(name)
      if (keeper === undefined || keeper.birth !== line.birth) return
      this.living.set(name, keeper)
      return this.chronicle.stopped(keeper.key)
    }
    const keeper = this.living.get(name)
    if (keeper === undefined || (line.type === 'Success' && line.dir === 'received')) return
    const isOwn = line.from.name === line.to.name
    if (line.type === 'Success' && isOwn) return this.holds(keeper.key, line.decrees)
    for (const message of this.messagesOf(line)) {
      if (line.dir === 'sent') this.chronicle.said(keeper.key, message)
      if (isOwn || line.dir === 'received')
        this.chronicle.heard(keeper.key, isOwn ? keeper.key : legislatorText(line.from), message)
    }
  }

  private holds(key: string, decrees: readonly Numbered[]): void {
    for (const { from, decrees: of } of this.runs(decrees))
      for (const decree of of) this.chronicle.tookAsPassed(key, from, decree)
  }

  /** As the core says it, of the numbers that are judged: a run of one decree for each. */
  private messagesOf(line: SaidLine): Message[] {
    switch (line.type) {
      case 'NextBallot':
        return [{ type: line.type, ballot: line.ballot, after: line.after }]
      case 'LastVote': {
        const { type, ballot, after, passedTo } = line
        const votes: VoteRun[] = []
        for (const [number, of, decree] of line.votes)
          for (const run of this.runs([[number, decree]])) votes.push({ ...run, ballot: of })
        const [from, to] = line.range
        return [{ type, ballot, after, passedTo, from, to, votes, passed: this.runs(line.passed) }]
      }
      case 'BeginBallot': {
        const { type, ballot, quorum } = line
        return this.runs(line.decrees).map((run) => ({ type, ballot, quorum, upTo: 0, ...run }))
      }
      case 'Voted':
        return !this.isJudged(...line.numbers)
          ? []
          : [{ type: line.type, ballot: line.ballot, from: line.numbers[0], to: line.numbers[1] }]
      case 'Success':
        return line.ballot === null ? [] : [{ type: line.type, ballot: line.ballot, upTo: line.upTo }]
      case 'Failed':
        return [{ type: line.type, ballot: line.ballot }]
      case 'Page':
        return this.runs(line.decrees).map((run) => ({ type: 'Page', passedTo: 0, ...run }))
      default:
        return []
    }
  }

  private isJudged(from: number, to: number): boolean {
    for (let number = from; number <= to; number++) if (this.numbers.has(number)) return true
    return false
  }

  private runs(decrees: readonly Numbered[]): readonly Run[] {
    const runs: Run[] = []
    // Most lines speak of no number that is judged.
    for (const [number, decree] of decrees) {
      if (!this.numbers.has(number)) continue
      this.seen[typeof decree === 'string' ? 'digest' : 'whole'] = true
      runs.push({ from: number, decrees: [bookBytes(decree)] })
    }
    return runs
  }
}
