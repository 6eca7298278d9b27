import type { State, TimedCall } from './linearizable.js'

/** How far an order has come: which calls have a place in it, and the state that they lead to. */
export interface Place<S extends State> {
  readonly state: S
  /** The first of the certain calls, in the order of their beginnings, that has no place in the order yet. */
  readonly low: number
  /** Those behind it that have one, rising. */
  readonly beyond: readonly number[]
  /** How many certain calls have a place. */
  readonly taken: number
  /** Of each kind of uncertain calls: how many have a place. */
  readonly used: readonly number[]
  /** All of it but `used`, for comparing. */
  readonly text: string
}

/** One kind of calls that may never take effect: when each began, the first to begin first. */
interface Kind<S extends State> {
  readonly first: TimedCall<S>
  readonly begun: number[]
}

const isCertain = ({ ended }: { readonly ended: number }): boolean => ended < Number.POSITIVE_INFINITY

/** How an order can go on. */
export class Ways<S extends State> {
  /** Those that certainly have a place, in the order in which they began. */
  private readonly certain: readonly TimedCall<S>[]
  private readonly kinds: readonly Kind<S>[]

  constructor(calls: readonly TimedCall<S>[]) {
    const ordered = [...calls].sort((a, b) => a.began - b.began)
    this.certain = ordered.filter(isCertain)
    const kinds = new Map<string, Kind<S>>()
    for (const call of ordered) {
      if (isCertain(call)) continue
      const kind = kinds.get(call.like)
      if (kind === undefined) kinds.set(call.like, { first: call, begun: [call.began] })
      else kind.begun.push(call.began)
    }
    this.kinds = [...kinds.values()]
  }

  start(initial: S): Place<S> {
    return placeOf(initial, 0, [], 0, new Array<number>(this.kinds.length).fill(0))
  }

  isEnd({ low }: Place<S>): boolean {
    return low === this.certain.length
  }

  /** What can be next in the order, the likeliest first. */
  from(place: Place<S>): Place<S>[] {
    const { state } = place
    const firstEnd = this.firstEnd(place)
    const found: { readonly number: number; readonly after: S; readonly guess: number }[] = []
    for (const [number, call] of this.open(place, firstEnd)) {
      const after = call.step(state)
      if (after === undefined) continue
      // It may be next, and later it could do no better.
      if (call.onlyLooks) return [this.with(place, number, after)]
      found.push({ number, after, guess: call.guess })
    }
    found.sort((a, b) => (a.guess < b.guess ? -1 : a.guess > b.guess ? 1 : 0))
    return [...found.map(({ number, after }) => this.with(place, number, after)), ...this.uncertain(place, firstEnd)]
  }

  private uncertain({ state, low, beyond, taken, used }: Place<S>, firstEnd: number): Place<S>[] {
    return this.kinds.flatMap(({ first, begun }, kind) => {
      const next = begun[used[kind] ?? 0]
      const after = next === undefined || next > firstEnd ? undefined : first.step(state)
      if (after === undefined || after === state) return []
      return [placeOf(after, low, beyond, taken, used.with(kind, (used[kind] ?? 0) + 1))]
    })
  }

  /** Whoever began after this cannot be next: somebody else had ended before. */
  private firstEnd(place: Place<S>): number {
    let end = Number.POSITIVE_INFINITY
    for (const [, call] of this.open(place, end)) {
      if (call.began > end) break
      end = Math.min(end, call.ended)
    }
    return end
  }

  /** Certain calls that have no place yet and began by then, in the order in which they began. */
  private *open({ low, beyond }: Place<S>, byThen: number): Generator<[number, TimedCall<S>]> {
    for (let number = low; number < this.certain.length; number++) {
      const call = this.certain[number]
      if (call === undefined || call.began > byThen) return
      if (!beyond.includes(number)) yield [number, call]
    }
  }

  private with({ low, beyond, taken, used }: Place<S>, number: number, state: S): Place<S> {
    const behind = [...beyond, number].sort((a, b) => a - b)
    let next = low
    while (behind[0] === next) {
      behind.shift()
      next += 1
    }
    return placeOf(state, next, behind, taken + 1, used)
  }
}

function placeOf<S extends State>(
  state: S,
  low: number,
  beyond: readonly number[],
  taken: number,
  used: readonly number[],
): Place<S> {
  return { state, low, beyond, taken, used, text: `${low} ${beyond.join()} ${typeof state} ${state}` }
}
