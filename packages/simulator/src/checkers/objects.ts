import type { Call, Reply, Wish } from '../history.js'
import { type Linearizable, linearizable, type TimedCall } from './linearizable.js'

type Register = string | null

/**
 * Whether what citizens were told of one key is linearizable. Local inquiries promise less and are left out; so are calls
 * that failed without effect, which makes an effect of theirs show as a wrong answer of another call.
 * @param guesses by token: as which decree it was carried out, if it was
 */
export function keyIsLinearizable(calls: readonly Call[], guesses: ReadonlyMap<string, number>): Linearizable {
  const counted = calls.filter(({ wish, ended }) => isStrong(wish) && ended?.how.kind !== 'none')
  const isCounter = counted.some(({ wish }) => wish.kind === 'add' || wish.kind === 'total')
  const timed = counted.flatMap((call) => (isLost(call) ? [] : [call]))
  if (isCounter)
    return linearizable(
      timed.map((call) => timedCall(call, guesses, counterStep)),
      0,
    )
  return linearizable<Register>(
    timed.map((call) => timedCall(call, guesses, registerStep)),
    null,
  )
}

const isStrong = (wish: Wish): boolean => !(wish.kind === 'get' || wish.kind === 'total') || wish.level !== 'local'

/** An inquiry without an answer says nothing. */
const isLost = ({ wish, ended }: Call): boolean =>
  (wish.kind === 'get' || wish.kind === 'total') && ended?.how.kind !== 'answered'

function timedCall<S>(
  { wish, began, ended }: Call,
  guesses: ReadonlyMap<string, number>,
  step: (wish: Wish, reply: Reply | null, state: S) => S | undefined,
): TimedCall<S> {
  const how = ended?.how
  const reply = how?.kind === 'answered' ? how.reply : null
  const isInquiry = wish.kind === 'get' || wish.kind === 'total'
  const found = 'token' in wish ? guesses.get(wish.token) : undefined
  const guess = reply === null ? found : isInquiry ? reply.decree + 0.5 : reply.decree
  return {
    began,
    ended: reply === null || ended === null ? Number.POSITIVE_INFINITY : ended.at,
    guess: guess ?? Number.POSITIVE_INFINITY,
    step: (state) => step(wish, reply, state),
  }
}

/** Without a reply any outcome fits. Values are tokens: no two puts have one. */
function registerStep(wish: Wish, reply: Reply | null, state: Register): Register | undefined {
  switch (wish.kind) {
    case 'put':
      return wish.token
    case 'delete':
      return reply === null || reply.changed === (state !== null) ? null : undefined
    case 'cas': {
      const matches = state === wish.expected
      const after = matches ? wish.token : state
      return reply === null || (reply.changed === matches && reply.value === after) ? after : undefined
    }
    case 'get':
      return reply?.value === state ? state : undefined
    default:
      return undefined
  }
}

function counterStep(wish: Wish, reply: Reply | null, state: number): number | undefined {
  if (wish.kind === 'total') return reply?.value === state ? state : undefined
  if (wish.kind !== 'add') return undefined
  const after = state + wish.amount
  return reply === null || reply.value === after ? after : undefined
}
