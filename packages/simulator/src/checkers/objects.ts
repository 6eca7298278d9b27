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
  const isCounter = counted.some(({ wish }) => isAddition(wish))
  const known = whatIsKnown(counted.filter((call) => !isLost(call)))
  if (isCounter)
    return linearizable(
      known.map((one) => timedCall(one, guesses, counterLike(one), counterStep)),
      0,
    )
  return linearizable<Register>(
    known.map((one) => timedCall(one, guesses, registerLike(one), registerStep)),
    null,
  )
}

const isAddition = (wish: Wish): boolean => wish.kind === 'add' || wish.kind === 'total'
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

function timedCall<S extends string | number | null>(
  { call, reply, ended }: Known,
  guesses: ReadonlyMap<string, number>,
  like: string,
  step: (wish: Wish, reply: Reply | null, isUnseen: boolean, state: S) => S | undefined,
): TimedCall<S> {
  const { wish, began } = call
  const found = 'token' in wish ? guesses.get(wish.token) : undefined
  const guess = reply === null ? found : isInquiry(wish) ? reply.decree + 0.5 : reply.decree
  const isUnseen = ended === Number.POSITIVE_INFINITY
  return {
    began,
    ended,
    guess: guess ?? Number.POSITIVE_INFINITY,
    like,
    onlyLooks: isInquiry(wish) || reply?.changed === false,
    step: (state) => step(wish, reply, isUnseen, state),
  }
}

/** Of calls whose value nobody was told: those that do the same are alike. */
function registerLike({ call: { wish } }: Known): string {
  return wish.kind === 'cas' ? JSON.stringify([wish.kind, wish.expected]) : wish.kind
}

function counterLike({ call: { wish } }: Known): string {
  return wish.kind === 'add' ? `${wish.amount}` : wish.kind
}

/** Without a reply any outcome fits that leaves its value. Values are tokens: no two calls have one. */
function registerStep(wish: Wish, reply: Reply | null, isUnseen: boolean, state: Register): Register | undefined {
  switch (wish.kind) {
    case 'put':
      return isUnseen ? UNSEEN : wish.token
    case 'delete':
      return reply === null || reply.changed === (state !== null) ? null : undefined
    case 'cas': {
      const matches = state === wish.expected
      if (reply === null) return matches ? (isUnseen ? UNSEEN : wish.token) : undefined
      const after = matches ? wish.token : state
      return reply.changed === matches && reply.value === after ? after : undefined
    }
    case 'get':
      return reply?.value === state ? state : undefined
    default:
      return undefined
  }
}

function counterStep(wish: Wish, reply: Reply | null, _isUnseen: boolean, state: number): number | undefined {
  if (wish.kind === 'total') return reply?.value === state ? state : undefined
  if (wish.kind !== 'add') return undefined
  const after = state + wish.amount
  return reply === null || reply.value === after ? after : undefined
}
