import {
  type CasCondition,
  casBody,
  deleteBody,
  ENVELOPE_HEAD_BYTES_MAX,
  getQuestion,
  putBody,
  readCasAnswer,
  readDeleteAnswer,
  readGetAnswer,
  readPutAnswer,
} from '@paxon/law'
import { DECREE_BYTES_MAX, LEVELS, type Level, ParliamentError, type PriestStatus } from '@paxon/wire'
import { AddressBook, addressesFrom } from './addresses.js'
import type { Answer } from './call.js'
import { type CallLimits, Calls } from './calls.js'
import { answerFrom, bodyFrom } from './key-value.js'
import { Memory } from './memory.js'
import { type CallOptions, type CitizenOptions, deadlineFrom, type InquiryOptions } from './options.js'
import { platform } from './platform.js'

export interface Put {
  readonly decree: number
  /** The version of the key from now on: the number of this decree. */
  readonly version: number
}
export interface Deleted {
  readonly decree: number
  /** Whether there was something to delete. */
  readonly deleted: boolean
}
export interface Swapped {
  readonly decree: number
  /** Whether the condition held. */
  readonly ok: boolean
  /** As it is afterwards; null where the key is absent. */
  readonly value: string | null
  readonly version: number | null
}
export interface Got {
  /** The law that this is the answer as of. */
  readonly decree: number
  /** Null where the key is absent. */
  readonly value: string | null
  /** The number of the decree that wrote the value. */
  readonly version: number | null
  /** The priest whose law answered. */
  readonly by: string
}
export interface Proposed {
  /** The number of the decree when it was first carried out. */
  readonly decree: number
  /** What the law answered. */
  readonly answer: Uint8Array
}
export interface Inquired {
  readonly decree: number
  readonly by: string
  readonly answer: Uint8Array
}

/** What a body may have, so that its decree with the envelope is not over DECREE_BYTES_MAX. */
export const BODY_BYTES_MAX = DECREE_BYTES_MAX - ENVELOPE_HEAD_BYTES_MAX

/**
 * A citizen: proposes decrees and inquires about the law (section 3.3.4). It needs to reach one priest, goes to another when
 * that one fails, repeats what was lost so that it is executed once, and is never shown an earlier law than it has seen.
 *
 * Every call rejects with a ParliamentError, whose `outcome` says whether the decree may have passed: besides the codes named
 * at each, NO_PRESIDENT, NO_MAJORITY, UNREACHABLE, UNFOUNDED, BEHIND, WRONG_PARLIAMENT at the deadline, WRONG_SECRET, OUTCOME_UNKNOWN,
 * SESSION_ENDED, OVERLOADED, DISK_FULL, TOO_LARGE, BAD_REQUEST, ABORTED, CLOSED.
 */
export class Citizen {
  readonly #calls: Calls
  readonly #memory = new Memory()
  readonly #deadlineMs: number

  /**
   * Goes to a priest when the first call needs one.
   * @throws ParliamentError USAGE for a wrong address, a weak secret or a page that can prove none, BAD_REQUEST for a wrong deadline
   */
  constructor(options: CitizenOptions) {
    const { at, clock = platform.clock, chance = Math.random, learn = true } = options
    this.#deadlineMs = deadlineFrom(options.deadlineMs)
    const book = new AddressBook(addressesFrom(typeof at === 'string' ? [at] : at))
    const { secret = null, randomHex = platform.randomHex } = options
    const weakness = secret === null ? null : platform.weaknessOf(secret)
    if (weakness !== null)
      throw new ParliamentError(
        'USAGE',
        `The secret ${weakness}: give the parliament's own, or none where none is asked for.`,
      )
    const lack = secret === null ? null : platform.whyNoMac()
    if (lack !== null) throw new ParliamentError('USAGE', lack)
    const network = platform.proving(options.network ?? platform.network(), { secret, clock, randomHex })
    this.#calls = new Calls({ network, clock, chance, book, learn, memory: this.#memory })
  }

  /**
   * A citizen that a priest has welcomed. Rejects like a call, and also with USAGE.
   * @param options `signal` is for connecting only, `deadlineMs` for later calls too
   */
  static async connect(options: CitizenOptions & CallOptions): Promise<Citizen> {
    const citizen = new Citizen(options)
    try {
      const limits = citizen.#limits(options)
      await new Promise<void>((done, fail) => citizen.#calls.add({ kind: 'greeting', done }, limits, fail))
      return citizen
    } catch (error) {
      citizen.close()
      throw error
    }
  }

  put(key: string, value: string, options?: CallOptions): Promise<Put> {
    const body = () => bodyFrom(() => putBody(key, value), key, value)
    return this.#petition(body, options, ({ decree, body: answer }) => {
      return { decree, version: answerFrom(readPutAnswer, answer, 'unknown').version }
    })
  }

  delete(key: string, options?: CallOptions): Promise<Deleted> {
    const body = () => bodyFrom(() => deleteBody(key), key)
    return this.#petition(body, options, ({ decree, body: answer }) => {
      return { decree, deleted: answerFrom(readDeleteAnswer, answer, 'unknown').deleted }
    })
  }

  /** Writes `to` if the one condition holds. A condition that does not hold is an answer (`ok: false`), not an error. */
  cas(key: string, change: { readonly to: string } & CasCondition, options?: CallOptions): Promise<Swapped> {
    const body = () => bodyFrom(() => casBody(key, change), key, change.to, 'if' in change ? change.if : undefined)
    return this.#petition(body, options, ({ decree, body: answer }) => {
      const { ok, value, version } = answerFrom(readCasAnswer, answer, 'unknown')
      return { decree, ok, value, version }
    })
  }

  get(key: string, options?: InquiryOptions): Promise<Got> {
    const question = () => bodyFrom(() => getQuestion(key), key)
    return this.#inquiry(question, options, ({ decree, by, body: answer }) => {
      const { value, version } = answerFrom(readGetAnswer, answer, 'none')
      return { decree, value, version, by }
    })
  }

  /** A decree for a law of the user's own: what the bytes mean is the law's affair. */
  propose(body: Uint8Array, options?: CallOptions): Promise<Proposed> {
    // A copy: what came is a view of a whole frame.
    const read = ({ decree, body: answer }: Answer) => ({ decree, answer: answer.slice() })
    return this.#petition(() => body, options, read)
  }

  /** A question to a law of the user's own. */
  inquire(question: Uint8Array, options?: InquiryOptions): Promise<Inquired> {
    const read = ({ decree, by, body: answer }: Answer) => ({ decree, by, answer: answer.slice() })
    return this.#inquiry(() => question, options, read)
  }

  /** Of the priest that this citizen is connected to; needs no majority. */
  async status(options?: CallOptions): Promise<PriestStatus> {
    const limits = this.#limits(options)
    return new Promise((done, fail) => this.#calls.add({ kind: 'status', done }, limits, fail))
  }

  /** Ends all calls with CLOSED, outcome `none` where nothing was handed on, and says goodbye. */
  close(): void {
    this.#calls.close()
  }

  /** One promise a call, and no async function around it: those cost as much as all else that a call does. */
  #petition<T>(build: () => Uint8Array, options: CallOptions | undefined, read: (answer: Answer) => T): Promise<T> {
    return new Promise((give, fail) => {
      const body = checkedBytes(build())
      const done = (answer: Answer) => settleWith(read, answer, give, fail)
      this.#calls.add({ kind: 'petition', body, done }, this.#limits(options), fail)
    })
  }

  #inquiry<T>(build: () => Uint8Array, options: InquiryOptions = {}, read: (answer: Answer) => T): Promise<T> {
    return new Promise((give, fail) => {
      const question = checkedBytes(build())
      const level = levelFrom(options)
      const seen = Math.max(this.#memory.seen, options.atLeast ?? 0)
      const done = (answer: Answer) => settleWith(read, answer, give, fail)
      this.#calls.add({ kind: 'inquiry', question, level, seen, done }, this.#limits(options), fail)
    })
  }

  #limits({ signal, deadlineMs }: CallOptions = {}): CallLimits {
    return { signal, deadlineMs: deadlineMs === undefined ? this.#deadlineMs : deadlineFrom(deadlineMs) }
  }
}

/** Gives what is read in the answer; what keeps it from being read is the call's failure. */
function settleWith<T>(
  read: (answer: Answer) => T,
  answer: Answer,
  give: (read: T) => void,
  fail: (why: unknown) => void,
): void {
  let found: T
  try {
    found = read(answer)
  } catch (error) {
    return fail(error)
  }
  give(found)
}

/** @throws ParliamentError BAD_REQUEST, TOO_LARGE. A priest would close the connection, which others use too. */
function checkedBytes(bytes: Uint8Array): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new ParliamentError('BAD_REQUEST', 'A body or question is a Uint8Array.')
  if (bytes.length <= BODY_BYTES_MAX) return bytes
  throw new ParliamentError(
    'TOO_LARGE',
    `A body or question has ${BODY_BYTES_MAX} bytes at most; this has ${bytes.length}.`,
  )
}

/** @throws ParliamentError BAD_REQUEST */
function levelFrom({ level, atLeast }: InquiryOptions): Level {
  if (atLeast !== undefined && !(Number.isSafeInteger(atLeast) && atLeast >= 0))
    throw new ParliamentError('BAD_REQUEST', `atLeast is ${atLeast}: it must be a decree number.`)
  if (level === undefined) return atLeast === undefined ? 'linearizable' : 'at-least'
  if (LEVELS.includes(level)) return level
  throw new ParliamentError('BAD_REQUEST', `level is ${level}: it must be one of ${LEVELS.join(', ')}.`)
}
