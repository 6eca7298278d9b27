import { ENVELOPE_HEAD_BYTES_MAX, type Envelope } from '@paxon/law'
import type { Name } from '@paxon/synod'
import { DECREE_BYTES_MAX, ParliamentError } from '@paxon/wire'
import type { LawKeeper } from './law-keeper.js'
import type { Asked } from './request.js'

export const isForOwnLaw = (asked: Asked): boolean =>
  asked.type === 'inquiry' && (asked.level === 'local' || asked.level === 'at-least')
export const isProposed = (asked: Asked): boolean => asked.type !== 'inquiry' || asked.level === 'decree'
export const bytesOf = (asked: Asked): number => ('body' in asked ? asked.body.length : 0) + 64
export const unknown = (message: string): ParliamentError => new ParliamentError('OUTCOME_UNKNOWN', message)

export const notTaken = (me: Name): ParliamentError =>
  new ParliamentError('OVERLOADED', `replies of ${me} are not taken; try again after a pause`)
export const noPresident = (me: Name): ParliamentError =>
  new ParliamentError('NO_PRESIDENT', `${me} hears no president; nothing was proposed`)
export const noMajority = (): ParliamentError => new ParliamentError('NO_MAJORITY', 'no majority answered in time')
/** Bodies given to the core in one step, or one body: they become one message to each peer. */
export const STEP_BYTES_MAX = 1024 * 1024
/** A decree that is larger no peer would read. */
export const BODY_BYTES_MAX = DECREE_BYTES_MAX - ENVELOPE_HEAD_BYTES_MAX
export function behind(me: Name, { state, number }: Pick<LawKeeper, 'state' | 'number'>): ParliamentError {
  if (state !== 'good') return new ParliamentError('BEHIND', `the law of ${me} is ${state}`)
  return new ParliamentError('BEHIND', `the law of ${me} is at decree ${number}, behind what you have seen`)
}

/** What it becomes as a decree. @param time parliament time, ms */
export function envelopeOf(asked: Asked, time: number): Envelope {
  switch (asked.type) {
    case 'session':
      return { kind: 'session', time }
    case 'petition': {
      const { session, seq, acked, body } = asked
      return { kind: 'decree', session, seq, acked, time, body }
    }
    case 'inquiry':
      return { kind: 'inquire', time, body: asked.body }
  }
}
