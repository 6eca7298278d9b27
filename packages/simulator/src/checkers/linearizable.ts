import { Level } from './level.js'
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
  /** Whether it fits neither that state nor any that can come after it. May say no where it is so: that costs time only. */
  readonly isPast: (state: S) => boolean
}

export type Linearizable = 'yes' | 'no' | 'undecided'

/** Places that a search may visit going straight on, for each call. */
const STRAIGHT_VISITS_PER_CALL = 20
/** What it may do on all ways at once, in numbers that are copied from place to place: a few seconds at worst. */
const WORK_MAX = 16_000_000
/** The part of it without counting, which is enough where it ends at all: a counter that can fall has totals without end. */
const UNCOUNTED_PART = 1 / 16
/** What a step costs besides, in the same unit. */
const WORK_PER_STEP = 8

/**
 * Whether calls on one object can be put in an order that keeps to real time and to the object's rules: the search of Wing
 * and Gong with Lowe's memory of what was visited. What has no place yet is looked at only as far as the first end among it,
 * so the time is that of the calls under way at once, not of all. Calls that may never take effect are counted by their kind,
 * and a state reached with fewer of them makes up for one reached with more. That keeps them from multiplying where kinds are
 * few; where they are many, as the amounts added to a counter are, whether some of them make up a sum is hard by nature.
 *
 * First it goes straight on where the guesses lead, which finds an order soon if there is one. To find that there is none it
 * goes all ways at once, call by call, so that no place is visited again because a better way to it was found later. That is
 * done without counting first: few places, and most of what is wrong is wrong however often each uncertain call takes effect.
 * @param workMax after as much work on all ways at once, it is undecided
 */
export function linearizable<S extends State>(
  calls: readonly TimedCall<S>[],
  initial: S,
  workMax: number = WORK_MAX,
): Linearizable {
  const ways = new Ways(calls, true)
  const found = straightOn(ways, initial, calls.length * STRAIGHT_VISITS_PER_CALL)
  if (found !== 'undecided') return found
  const uncounted = allAtOnce(new Ways(calls, false), initial, workMax * UNCOUNTED_PART)
  return uncounted === 'no' ? 'no' : allAtOnce(ways, initial, workMax)
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

function allAtOnce<S extends State>(ways: Ways<S>, initial: S, workMax: number): Linearizable {
  let level = new Level<S>()
  level.add(ways.start(initial))
  let work = 0
  for (let taken = 0; !level.isEmpty; taken++) {
    const visited = new Visited()
    const next = new Level<S>()
    for (const place of level.places()) {
      if (ways.isEnd(place)) return 'yes'
      if (!visited.isNew(place.text, place.used)) continue
      for (const after of ways.from(place)) {
        work += WORK_PER_STEP + after.beyond.length + after.used.length
        if (work > workMax) return 'undecided'
        if (after.taken > taken) next.add(after)
        else level.add(after)
      }
    }
    level = next
  }
  return 'no'
}
