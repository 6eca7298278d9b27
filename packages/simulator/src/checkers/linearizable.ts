/**
 * One call on one object. `began` and `ended` are moments in real time; a call whose outcome is not known has ended never
 * (Infinity): it takes effect at any time after it began, or never.
 */
export interface TimedCall<S> {
  readonly began: number
  readonly ended: number
  /** Where in the order it is tried first. A guess: it decides how long the search takes, not what it finds. */
  readonly guess: number
  /** The state after it; undefined where what was answered does not fit the state. */
  readonly step: (state: S) => S | undefined
}

export type Linearizable = 'yes' | 'no' | 'undecided'

/** States that a search may visit. */
const VISITS_MAX = 20_000

/**
 * Whether calls on one object can be put in an order that keeps to real time and to the object's rules: the search of Wing
 * and Gong with Lowe's memory of what was visited.
 */
export function linearizable<S extends string | number | null>(
  calls: readonly TimedCall<S>[],
  initial: S,
): Linearizable {
  const ordered = [...calls].sort((a, b) => a.guess - b.guess || a.began - b.began)
  return new Search(ordered).from(initial)
}

class Search<S extends string | number | null> {
  private readonly calls: readonly TimedCall<S>[]
  private readonly isTaken: boolean[]
  /** Those that are certain to have taken effect and have no place yet. */
  private certain: number
  private readonly visited = new Set<string>()
  private taken = 0n
  private isGivenUp = false

  constructor(calls: readonly TimedCall<S>[]) {
    this.calls = calls
    this.isTaken = calls.map(() => false)
    this.certain = calls.filter((call) => call.ended < Number.POSITIVE_INFINITY).length
  }

  from(initial: S): Linearizable {
    if (this.goesOn(initial)) return 'yes'
    return this.isGivenUp ? 'undecided' : 'no'
  }

  /** Whether the calls that have no place yet can follow, from this state. */
  private goesOn(state: S): boolean {
    if (this.certain === 0) return true
    const key = `${this.taken.toString(36)} ${typeof state} ${state}`
    if (this.visited.has(key)) return false
    this.visited.add(key)
    if (this.visited.size > VISITS_MAX) this.isGivenUp = true
    if (this.isGivenUp) return false
    const end = this.firstEnd()
    for (const [place, call] of this.calls.entries()) {
      if (this.isTaken[place] === true || call.began > end) continue
      const after = call.step(state)
      if (after === undefined) continue
      this.take(place, call)
      if (this.goesOn(after)) return true
      this.giveBack(place, call)
    }
    return false
  }

  /** Whoever began after this cannot be next: somebody else had ended before. */
  private firstEnd(): number {
    let end = Number.POSITIVE_INFINITY
    for (const [place, call] of this.calls.entries())
      if (this.isTaken[place] !== true && call.ended < end) end = call.ended
    return end
  }

  private take(place: number, call: TimedCall<S>): void {
    this.isTaken[place] = true
    this.taken |= 1n << BigInt(place)
    if (call.ended < Number.POSITIVE_INFINITY) this.certain -= 1
  }

  private giveBack(place: number, call: TimedCall<S>): void {
    this.isTaken[place] = false
    this.taken &= ~(1n << BigInt(place))
    if (call.ended < Number.POSITIVE_INFINITY) this.certain += 1
  }
}
