import { Visited } from './visited.js'
import { type Place, Ways } from './ways.js'

export type State = string | number | null

/** One call on one object. `began` and `ended` are moments in real time, `began` the earlier. */
export interface TimedCall<S extends State> {
  readonly began: number
  /** Infinity where nobody knows whether it takes effect at all: at any time after it began, or never. */
  readonly ended: number
  /** Where in the order it is tried first. A guess: it decides how long the search takes, not what it finds. */
  readonly guess: number
  /** Calls of which nobody knows whether they take effect are interchangeable, once begun, where this is the same. */
  readonly like: string
  /** It changes nothing wherever it fits. */
  readonly onlyLooks: boolean
  /** The state after it; undefined where what was answered does not fit the state. */
  readonly step: (state: S) => S | undefined
}

export type Linearizable = 'yes' | 'no' | 'undecided'

/** Places that a search may visit: straight on, for each call; on all ways at once, in all. */
const STRAIGHT_VISITS_PER_CALL = 20
const VISITS_MAX = 500_000

/**
 * Whether calls on one object can be put in an order that keeps to real time and to the object's rules: the search of Wing
 * and Gong with Lowe's memory of what was visited. What has no place yet is looked at only as far as the first end among it,
 * so the time is that of the calls under way at once, not of all. Calls that may never take effect are counted by their kind,
 * and a state reached with fewer of them makes up for one reached with more: so they do not multiply.
 *
 * First it goes straight on where the guesses lead, which finds an order soon if there is one. To find that there is none it
 * goes all ways at once, call by call, so that no place is visited again because a better way to it was found later.
 */
export function linearizable<S extends State>(
  calls: readonly TimedCall<S>[],
  initial: S,
  visitsMax: number = VISITS_MAX,
): Linearizable {
  const ways = new Ways(calls)
  const found = straightOn(ways, initial, calls.length * STRAIGHT_VISITS_PER_CALL)
  return found === 'undecided' ? allAtOnce(ways, initial, visitsMax) : found
}

function straightOn<S extends State>(ways: Ways<S>, initial: S, visitsMax: number): Linearizable {
  const visited = new Visited()
  const open: Place<S>[] = [ways.start(initial)]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (ways.isEnd(place)) return 'yes'
    if (!visited.isNew(place.text, place.used)) continue
    if (visited.size > visitsMax) return 'undecided'
    open.push(...ways.from(place).reverse())
  }
  return 'no'
}

function allAtOnce<S extends State>(ways: Ways<S>, initial: S, visitsMax: number): Linearizable {
  let level: Place<S>[] = [ways.start(initial)]
  let visits = 0
  for (let taken = 0; level.length > 0; taken++) {
    const visited = new Visited()
    const next: Place<S>[] = []
    // Those reached with the fewest uncertain calls come first: they make up for others.
    const queues: Place<S>[][] = []
    const add = (place: Place<S>) => {
      const uses = place.used.reduce((sum, count) => sum + count, 0)
      const queue = queues[uses] ?? []
      queues[uses] = queue
      queue.push(place)
    }
    for (const place of level) add(place)
    for (let uses = 0; uses < queues.length; uses++) {
      for (const place of queues[uses] ?? []) {
        if (ways.isEnd(place)) return 'yes'
        if (!visited.isNew(place.text, place.used)) continue
        visits += 1
        if (visits > visitsMax) return 'undecided'
        for (const after of ways.from(place)) {
          if (after.taken > taken) next.push(after)
          else add(after)
        }
      }
    }
    level = next
  }
  return 'no'
}
