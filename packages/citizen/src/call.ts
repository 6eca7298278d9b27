import {
  type CitizenRequest,
  ERROR_CODES,
  type ErrorCode,
  type Level,
  type Outcome,
  ParliamentError,
  type PriestStatus,
} from '@paxon/wire'
import { MARGIN_MS, PATIENCE_MS } from './limits.js'
import type { Link } from './link.js'
import type { Session } from './session.js'

/** What the parliament answered. */
export interface Answer {
  /** The number of the decree, or the law that it is the answer as of. */
  readonly decree: number
  /** The priest whose law answered. */
  readonly by: string
  readonly body: Uint8Array
}

export type Errand =
  /** To have been welcomed by a priest; nothing is sent. */
  | { readonly kind: 'greeting'; readonly done: () => void }
  | { readonly kind: 'session'; readonly done: (answer: Answer) => void }
  | { readonly kind: 'petition'; readonly body: Uint8Array; readonly done: (answer: Answer) => void }
  /** `seen`: an answer as of an earlier decree is not given to the caller. */
  | {
      readonly kind: 'inquiry'
      readonly question: Uint8Array
      readonly level: Level
      readonly seen: number
      readonly done: (answer: Answer) => void
    }
  | { readonly kind: 'status'; readonly done: (status: PriestStatus) => void }

/** Where a call is. Times are ms of the clock. */
type Stage =
  | { readonly at: 'queue' }
  /** To be sent again, not before `until`. */
  | { readonly at: 'pause'; readonly until: number }
  | { readonly at: 'priest'; readonly link: Link; readonly overdueAt: number }

/** The place of a petition in its session: the same however often it is sent. */
export interface Seat {
  readonly session: Session
  readonly seq: number
}

/** One call until it is settled. */
export class Call {
  readonly id: number
  readonly errand: Errand
  readonly madeAt: number
  readonly deadlineAt: number
  readonly fail: (error: ParliamentError) => void
  stage: Stage = { at: 'queue' }
  /** How often it was sent. */
  sendings = 0
  /** Of a petition, from its first sending on. */
  seat: Seat | null = null
  /** Some sending may have been handed on, and nobody will say any more what became of it. */
  isDoubtful = false
  /** What the last sending came to. */
  lastError: ParliamentError | null = null
  /** Takes back what listens for the caller's signal. */
  unlisten: () => void = () => {}

  constructor(
    id: number,
    errand: Errand,
    times: { readonly madeAt: number; readonly deadlineAt: number },
    fail: (error: ParliamentError) => void,
  ) {
    this.id = id
    this.errand = errand
    this.madeAt = times.madeAt
    this.deadlineAt = times.deadlineAt
    this.fail = fail
  }

  /**
   * What is known if the call ends now. `none` only if nothing can come of it: it asks for no decree, or it was never sent,
   * or every sending was refused with outcome `none`.
   */
  get outcome(): Outcome {
    return this.errand.kind === 'petition' && (this.isDoubtful || this.stage.at === 'priest') ? 'unknown' : 'none'
  }

  /** When something has to be done about it. */
  wakeAt(now: number): number {
    if (this.stage.at === 'priest') return Math.min(this.stage.overdueAt, this.deadlineAt)
    if (this.stage.at === 'pause' && this.stage.until > now) return Math.min(this.stage.until, this.deadlineAt)
    return this.deadlineAt
  }

  /** How long the priest may take if it is sent now, in whole ms; null when it is too late to send it again. */
  leftMs(now: number): number | null {
    const margin = Math.min(MARGIN_MS, (this.deadlineAt - this.madeAt) / 10)
    const left = Math.floor(Math.min(PATIENCE_MS * 2 ** this.sendings, this.deadlineAt - now - margin))
    if (left >= 1) return left
    return this.sendings === 0 ? 1 : null
  }

  /** @param trouble what keeps everybody from sending, if something does */
  deadlineError(trouble: ParliamentError | null): ParliamentError {
    const after = `No answer in ${Math.round(this.deadlineAt - this.madeAt)} ms`
    const last = this.lastError ?? trouble
    const why = last === null ? '' : ` (the last try: ${last.message})`
    const options = last === null ? {} : { cause: last }
    if (this.outcome === 'unknown') {
      const message = `${after}${why}. The decree may have passed, or may still.`
      return new ParliamentError(
        last?.code === LAW_STOPPED ? LAW_STOPPED : 'OUTCOME_UNKNOWN',
        message,
        'unknown',
        options,
      )
    }
    const message = this.errand.kind === 'petition' ? `${after}${why}. Nothing was decreed.` : `${after}${why}.`
    return new ParliamentError(codeOf(last), message, 'none', options)
  }

  /** The request; null for a call that needs none. */
  request(left: number): CitizenRequest | null {
    const { id, errand } = this
    switch (errand.kind) {
      case 'greeting':
        return null
      case 'session':
        return { type: 'session', id, left }
      case 'petition':
        if (this.seat === null) return null
        return {
          type: 'petition',
          id,
          session: this.seat.session.number,
          seq: this.seat.seq,
          acked: this.seat.session.acked,
          left,
          body: errand.body,
        }
      case 'inquiry':
        return { type: 'inquiry', id, level: errand.level, seen: errand.seen, left, body: errand.question }
      case 'status':
        return { type: 'status', id }
    }
  }
}

/** No waiting helps, and whoever wrote the law must hear of it, whatever is known of the outcome. */
const LAW_STOPPED: ErrorCode = 'LAW_NOT_DETERMINISTIC'

/** Of a call that certainly came to nothing: a code that leaves that open would deny what is known. */
function codeOf(last: ParliamentError | null): ErrorCode {
  if (last === null) return 'UNREACHABLE'
  if (last.code === LAW_STOPPED) return last.code
  if (last.code === 'OUTCOME_UNKNOWN') return 'NO_MAJORITY'
  return ERROR_CODES[last.code] === 'none' ? last.code : 'UNREACHABLE'
}
