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

/** One kind of calls that may never take effect. */
interface Kind<S extends State> {
  readonly first: TimedCall<S>
  /** When each began, rising: the first to begin has its place first. */
  readonly begun: readonly number[]
  /** Where each place of one is guessed to be, rising. */
  readonly guesses: readonly number[]
}

/** A call that may be next. */
interface Step<S extends State> {
  readonly guess: number
  readonly place: Place<S>
}

const isCertain = ({ ended }: { readonly ended: number }): boolean => ended < Number.POSITIVE_INFINITY

/** For guesses, which may be infinite. */
const rising = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

/** How an order can go on. */
export class Ways<S extends State> {
  /** Those that certainly have a place, in the order in which they began. */
  private readonly certain: readonly TimedCall<S>[]
  private readonly kinds: readonly Kind<S>[]

  private readonly isCounted: boolean

  /** @param isCounted false: an uncertain call may have any number of places; what has no order then has none at all */
  constructor(calls: readonly TimedCall<S>[], isCounted: boolean) {
    this.isCounted = isCounted
    const ordered = calls.toSorted((a, b) => a.began - b.began)
    this.certain = ordered.filter(isCertain)
    const kinds = new Map<string, TimedCall<S>[]>()
    for (const call of ordered) {
      if (!isCertain(call)) kinds.set(call.like, [...(kinds.get(call.like) ?? []), call])
    }
    this.kinds = [...kinds.values()].flatMap((alike) => {
      const [first] = alike
      const guesses = alike.map(({ guess }) => guess).sort(rising)
      return first === undefined ? [] : [{ first, begun: alike.map(({ began }) => began), guesses }]
    })
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
    const steps: Step<S>[] = []
    for (const [number, call] of this.open(place, firstEnd)) {
      if (call.isPast(state)) return []
      const after = call.step(state)
      if (after === undefined) continue
      const step = { guess: call.guess, place: this.with(place, number, after) }
      // It may be next, and later it could do no better.
      if (call.onlyLooks) return [step.place]
      steps.push(step)
    }
    return [...steps, ...this.uncertain(place, firstEnd)]
      .sort((a, b) => rising(a.guess, b.guess))
      .map((step) => step.place)
  }

  private uncertain({ state, low, beyond, taken, used }: Place<S>, firstEnd: number): Step<S>[] {
    return this.kinds.flatMap(({ first, begun, guesses }, kind) => {
      const count = used[kind] ?? 0
      const next = begun[count]
      const after = next === undefined || next > firstEnd ? undefined : first.step(state)
      if (after === undefined || after === state) return []
      const place = placeOf(after, low, beyond, taken, this.isCounted ? used.with(kind, count + 1) : used)
      return [{ guess: guesses[count] ?? Number.POSITIVE_INFINITY, place }]
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
