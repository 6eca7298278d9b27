import type { Call, Reply, Wish } from '../history.js'
import { type Linearizable, linearizable, type TimedCall } from './linearizable.js'

type Register = string | null

/** In place of a value of which no answer tells. */
const UNSEEN = '(unseen)'

/** A call as the search takes it: what it was answered if it was, and the latest moment at which it took effect. */
interface Known {
  readonly call: Call
  readonly reply: Reply | null
  /** Infinity: it is not known whether it ever does. */
  readonly ended: number
}

/**
 * Whether what citizens were told of one key is linearizable. Local inquiries promise less and are left out; so are calls
 * that failed without effect, which makes an effect of theirs show as a wrong answer of another call.
 * @param guesses by token: as which decree it was carried out, if it was
 */
export function keyIsLinearizable(calls: readonly Call[], guesses: ReadonlyMap<string, number>): Linearizable {
  const counted = calls.filter(({ wish, ended }) => isStrong(wish) && ended?.how.kind !== 'none')
  const additions = counted.flatMap(({ wish }) => (wish.kind === 'add' ? [wish.amount] : []))
  const isCounter = counted.some(({ wish }) => wish.kind === 'add' || wish.kind === 'total')
  const known = whatIsKnown(counted.filter((call) => !isLost(call)))
  if (!isCounter)
    return linearizable<Register>(
      known.filter((one) => !isIdle(one)).map((one) => registerCall(one, guesses)),
      null,
    )
  const onlyRises = additions.every((amount) => amount > 0)
  return linearizable(
    known.map((one) => counterCall(one, guesses, onlyRises)),
    0,
  )
}

const isInquiry = (wish: Wish): boolean => wish.kind === 'get' || wish.kind === 'total'
const isStrong = (wish: Wish): boolean => !('level' in wish) || wish.level !== 'local'

/** An inquiry without an answer says nothing. */
const isLost = ({ wish, ended }: Call): boolean => isInquiry(wish) && ended?.how.kind !== 'answered'

/**
 * No two calls write the same value, so a call whose value somebody was told did take effect, before that answer came.
 * That leaves few of which nobody can know.
 */
function whatIsKnown(calls: readonly Call[]): Known[] {
  const seenAt = new Map<unknown, number>()
  for (const { wish, ended } of calls) {
    if (ended?.how.kind !== 'answered') continue
    const { value, changed } = ended.how.reply
    const told = wish.kind === 'cas' && changed === true ? [value, wish.expected] : [value]
    for (const one of told) seenAt.set(one, Math.min(seenAt.get(one) ?? Number.POSITIVE_INFINITY, ended.at))
  }
  seeThrough(calls, seenAt)
  return calls.map((call) => {
    const { wish, ended } = call
    if (ended?.how.kind === 'answered') return { call, reply: ended.how.reply, ended: ended.at }
    const writes = wish.kind === 'put' || wish.kind === 'cas'
    const known = writes ? seenAt.get(wish.token) : undefined
    // An answer from before it began tells of it all the same: nothing fits that, and the search finds nothing.
    return { call, reply: null, ended: known ?? Number.POSITIVE_INFINITY }
  })
}

/**
 * A cas without a reply whose value was seen did match: what it expected was there before that, though it may be that nobody
 * else tells of it. Over several such in turn it is followed back to the first.
 */
function seeThrough(calls: readonly Call[], seenAt: Map<unknown, number>): void {
  for (let isNew = true; isNew; ) {
    isNew = false
    for (const { wish, ended } of calls) {
      if (wish.kind !== 'cas' || ended?.how.kind === 'answered') continue
      const at = seenAt.get(wish.token)
      if (at === undefined || at >= (seenAt.get(wish.expected) ?? Number.POSITIVE_INFINITY)) continue
      seenAt.set(wish.expected, at)
      isNew = true
    }
  }
}

const isUnseen = ({ ended }: Known): boolean => ended === Number.POSITIVE_INFINITY

/**
 * A cas that expects a value, of whose own value nobody was told. It is left out: it can only make an unseen value of a seen
 * one, and whatever fits an unseen value fits a seen one with the same outcome (a delete, a put; no get, no answered cas).
 */
const isIdle = (one: Known): boolean => isUnseen(one) && one.call.wish.kind === 'cas' && one.call.wish.expected !== null

/** What is the same for all objects. */
function timed({ call, reply, ended }: Known, guesses: ReadonlyMap<string, number>) {
  const { wish, began } = call
  const found = 'token' in wish ? guesses.get(wish.token) : undefined
  const guess = reply === null ? found : isInquiry(wish) ? reply.decree + 0.5 : reply.decree
  const onlyLooks = isInquiry(wish) || reply?.changed === false
  return { began, ended, guess: guess ?? Number.POSITIVE_INFINITY, onlyLooks }
}

function registerCall(one: Known, guesses: ReadonlyMap<string, number>): TimedCall<Register> {
  const { wish } = one.call
  const { guess, ...rest } = timed(one, guesses)
  return {
    ...rest,
    // Where it changes nothing the search leaves an unseen call out: its guess would be tried again at every place after that.
    guess: isUnseen(one) ? Number.POSITIVE_INFINITY : guess,
    // Unseen puts, and each cas that expects nothing: all do the same, and only where there is nothing.
    like: wish.kind === 'delete' ? 'delete' : 'write',
    step: isUnseen(one) && wish.kind !== 'delete' ? writeUnseen : (state) => registerStep(one, state),
    isPast: () => false,
  }
}

/** Over a value it need not be: what fits the unseen value afterwards fits the one that was there. See {@link isIdle}. */
const writeUnseen = (state: Register): Register | undefined => (state === null ? UNSEEN : undefined)

/** Without a reply any outcome fits that leaves its value. Values are tokens: no two calls have one. */
function registerStep({ call: { wish }, reply }: Known, state: Register): Register | undefined {
  switch (wish.kind) {
    case 'put':
      return wish.token
    case 'delete':
      return reply === null || reply.changed === (state !== null) ? null : undefined
    case 'cas': {
      const matches = state === wish.expected
      if (reply === null) return matches ? wish.token : undefined
      const after = matches ? wish.token : state
      return reply.changed === matches && reply.value === after ? after : undefined
    }
    case 'get':
      return reply?.value === state ? state : undefined
    default:
      return undefined
  }
}

/** @param onlyRises no addition to it is of zero or less: a total once left never comes again */
function counterCall(one: Known, guesses: ReadonlyMap<string, number>, onlyRises: boolean): TimedCall<number> {
  const { wish } = one.call
  const amount = wish.kind === 'add' ? wish.amount : 0
  const answer = one.reply?.value
  const told = typeof answer === 'number' ? answer : Number.POSITIVE_INFINITY
  return {
    ...timed(one, guesses),
    like: `${amount}`,
    step: (state) => counterStep(one, state),
    isPast: (state) => onlyRises && state + amount > told,
  }
}

function counterStep({ call: { wish }, reply }: Known, state: number): number | undefined {
  if (wish.kind === 'total') return reply?.value === state ? state : undefined
  if (wish.kind !== 'add') return undefined
  const after = state + wish.amount
  return reply === null || reply.value === after ? after : undefined
}
