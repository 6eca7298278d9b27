import { ParliamentError } from '@paxon/wire'
import type { Call, Ended, Reply, Wish } from '../src/history.js'

/** Whole numbers from 0 up to below a limit, the same for the same seed. */
export function drawn(seed: number): (below: number) => number {
  let random = seed
  return (below) => {
    random = (random * 48271) % 2147483647
    return random % below
  }
}

export const outcomeUnknown: Ended = {
  kind: 'unknown',
  error: new ParliamentError('OUTCOME_UNKNOWN', 'no answer came'),
}

interface Shape {
  readonly calls: number
  readonly citizens: number
  /** The share of petitions of which their citizen does not come to know the outcome, 0 to 1. */
  readonly unknown: number
}

/** A petition that nobody awaits any longer and that may still take effect. */
type Late = Wish

/**
 * What citizens of one true register are told, who call one after another each, all at the same time: each call takes effect
 * at a moment between its beginning and its end, one of unknown outcome at that moment, later or never.
 */
export function historyOfRegister(draw: (below: number) => number, { calls, citizens, unknown }: Shape): Call[] {
  const history: Call[] = []
  const late: Late[] = []
  const open: { call: Call; reply: Reply | null }[] = []
  let state: string | null = null
  let shown: string | null = null
  let moment = 0
  while (history.length < calls || open.length > 0) {
    moment += 1
    const chosen = open[draw(citizens)]
    const lateOne = late.length > 0 && draw(10) === 0 ? late.splice(draw(late.length), 1)[0] : undefined
    if (lateOne !== undefined) [state] = carriedOut(lateOne, state)
    if (chosen === undefined) {
      if (history.length === calls) continue
      const call: Call = { wish: wishFor(draw, history.length, shown), by: 'c', began: moment, seen: 0, ended: null }
      history.push(call)
      open.push({ call, reply: null })
    } else if (chosen.reply === null) {
      const { wish } = chosen.call
      if (wish.kind !== 'get' && draw(1_000) < unknown * 1_000) {
        late.push(wish)
        chosen.call.ended = { at: moment, how: outcomeUnknown }
        open.splice(open.indexOf(chosen), 1)
      } else {
        const [after, reply]: [string | null, Reply] = carriedOut(wish, state)
        state = after
        chosen.reply = reply
      }
    } else {
      chosen.call.ended = { at: moment, how: { kind: 'answered', reply: chosen.reply } }
      open.splice(open.indexOf(chosen), 1)
      if (typeof chosen.reply.value === 'string') shown = chosen.reply.value
    }
  }
  return history
}

function wishFor(draw: (below: number) => number, place: number, shown: string | null): Wish {
  const kind = (['put', 'cas', 'cas', 'delete', 'get', 'get'] as const)[draw(6)] ?? 'get'
  const token = `v${place}`
  if (kind === 'put') return { kind, key: 'k', token }
  if (kind === 'delete') return { kind, key: 'k' }
  if (kind === 'get') return { kind, key: 'k', level: 'linearizable' }
  return { kind, key: 'k', token, expected: draw(4) === 0 ? null : shown, ifVersion: null }
}

function carriedOut(wish: Wish, state: string | null): [string | null, Reply] {
  switch (wish.kind) {
    case 'put':
      return [wish.token, { decree: 0 }]
    case 'delete':
      return [null, { decree: 0, changed: state !== null }]
    case 'cas': {
      const changed = state === wish.expected
      const after = changed ? wish.token : state
      return [after, { decree: 0, changed, value: after }]
    }
    default:
      return [state, { decree: 0, value: state }]
  }
}
