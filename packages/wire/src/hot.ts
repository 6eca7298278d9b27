import {
  type Ballot,
  ballotWords,
  isName,
  type Legislator,
  legislatorText,
  type Message,
  type Name,
  parseBallot,
  parseLegislator,
} from '@paxon/synod'
import { DECREE_BYTES_MAX, MESSAGES_MAX, RUN_MAX } from './limits.js'
import { runHead } from './runs.js'
import { isColumn } from './scalars.js'

/**
 * The heads of which there are many a second, checked by hand: for a frame of one of them a schema costs ten times
 * as much. Null for whatever is not plainly one of them: the schema reads it then, and says what is wrong with it. A test
 * holds the two together.
 */

export interface BeginBallotHead {
  readonly type: 'BeginBallot'
  readonly ballot: Ballot
  readonly quorum: Legislator[]
  readonly upTo: number
  readonly from: number
  readonly lengths: readonly number[]
}

/** Those of messages between priests. */
export type HotHead = BeginBallotHead | Extract<Message, { readonly type: 'Voted' | 'Beat' | 'BeatAnswer' }>

export interface PetitionsHead {
  readonly type: 'petitions'
  readonly session: number
  readonly acked: number
  readonly left: number
  readonly ids: readonly number[]
  readonly seqs: readonly number[]
  readonly bytes: readonly number[]
}

export interface AnswersHead {
  readonly type: 'answers'
  readonly parliament: string
  readonly by: Name
  readonly ids: readonly number[]
  readonly decrees: readonly number[]
  readonly bytes: readonly number[]
}

type Fields = Readonly<Record<string, unknown>>

const PARLIAMENT = /^[0-9a-f]{32}$/
const QUORUM_MAX = 31

/**
 * A message between priests in JSON, where it is one of the commonest; null for others. As JSON.stringify would put it.
 * @param bytes takes its decrees
 */
export function hotWords(message: Message, bytes: Uint8Array[]): string | null {
  switch (message.type) {
    case 'Voted':
      return `{"type":"Voted","ballot":${ballotWords(message.ballot)},"from":${message.from},"to":${message.to}}`
    case 'BeginBallot': {
      const quorum = message.quorum.map((one) => `"${legislatorText(one)}"`).join()
      const { from, lengths, olive } = runHead(message, bytes)
      const some = lengths === undefined ? '' : `,"lengths":[${lengths.join()}]`
      const none = olive === undefined ? '' : `,"olive":${olive}`
      return `{"type":"BeginBallot","ballot":${ballotWords(message.ballot)},"quorum":[${quorum}],"upTo":${message.upTo},"from":${from}${some}${none}}`
    }
    default:
      return null
  }
}

/** The only message of a frame between priests that carries nothing else. */
export function hotMessage(head: unknown): HotHead | null {
  const frame = fieldsOf(head)
  const messages = frame?.messages
  if (!Array.isArray(messages) || messages.length !== 1 || frame?.carried !== undefined) return null
  const message = fieldsOf(messages[0])
  const ballot = ballotIn(message?.ballot)
  if (message === null || ballot === null) return null
  switch (message.type) {
    case 'Voted': {
      const { type, from, to } = message
      return isWhole(from) && isWhole(to) ? { type, ballot, from, to } : null
    }
    case 'BeginBallot':
      return beginBallotIn(message, ballot)
    case 'Beat': {
      const { type, beat, majority, upTo, batch } = message
      if (!isWhole(beat) || typeof majority !== 'boolean' || !isWhole(upTo) || !isWhole(batch)) return null
      return { type, ballot, beat, majority, upTo, batch }
    }
    case 'BeatAnswer': {
      const { type, beat, stalled, heldTo, batch } = message
      if (!isWhole(beat) || typeof stalled !== 'boolean' || !isWhole(heldTo) || !isWhole(batch)) return null
      return { type, ballot, beat, stalled, heldTo, batch }
    }
    default:
      return null
  }
}

function beginBallotIn(message: Fields, ballot: Ballot): BeginBallotHead | null {
  const { upTo, from, lengths } = message
  if (message.olive !== undefined || !isWhole(from) || from < 1) return null
  const quorum = legislatorsIn(message.quorum)
  if (quorum === null || !isWhole(upTo) || !isColumn(lengths, DECREE_BYTES_MAX, RUN_MAX)) return null
  return { type: 'BeginBallot', ballot, quorum, upTo, from, lengths }
}

/** The only head of a citizen's frame. */
export function hotPetitions(heads: unknown, leftMax: number): PetitionsHead | null {
  const head = onlyHead(heads)
  if (head?.type !== 'petitions') return null
  const { type, session, acked, left, ids, seqs, bytes } = head
  if (!isWhole(session) || session < 1 || !isWhole(acked) || !isWhole(left) || left > leftMax) return null
  if (!isHotColumn(ids) || !isHotColumn(seqs) || !isHotColumn(bytes)) return null
  if (ids.length === 0 || seqs.length !== ids.length || bytes.length !== ids.length || seqs.includes(0)) return null
  return { type, session, acked, left, ids, seqs, bytes }
}

/** The only head of a frame to a citizen. */
export function hotAnswers(heads: unknown): AnswersHead | null {
  const head = onlyHead(heads)
  if (head?.type !== 'answers') return null
  const { type, parliament, by, ids, decrees, bytes } = head
  if (typeof parliament !== 'string' || !PARLIAMENT.test(parliament) || typeof by !== 'string' || !isName(by))
    return null
  if (!isHotColumn(ids) || !isHotColumn(decrees) || !isHotColumn(bytes)) return null
  if (ids.length === 0 || decrees.length !== ids.length || bytes.length !== ids.length) return null
  return { type, parliament, by, ids, decrees, bytes }
}

const fieldsOf = (json: unknown): Fields | null =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Fields) : null

const onlyHead = (heads: unknown): Fields | null =>
  Array.isArray(heads) && heads.length === 1 ? fieldsOf(heads[0]) : null

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isHotColumn = (column: unknown): column is readonly number[] =>
  isColumn(column, Number.MAX_SAFE_INTEGER, MESSAGES_MAX)

function ballotIn(json: unknown): Ballot | null {
  if (!Array.isArray(json) || json.length !== 2) return null
  const [round, by] = json
  return typeof round === 'number' && typeof by === 'string' ? parseBallot([round, by]) : null
}

function legislatorsIn(json: unknown): Legislator[] | null {
  if (!Array.isArray(json) || json.length > QUORUM_MAX) return null
  const legislators: Legislator[] = []
  for (const text of json) {
    const legislator = typeof text === 'string' ? parseLegislator(text) : null
    if (legislator === null) return null
    legislators.push(legislator)
  }
  return legislators
}
