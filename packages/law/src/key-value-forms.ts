import { digitsOf, writeDecimal } from './decimal.js'
import { KEY_BYTES_MAX, type Put, plainKeyEnd, plainPutBody, readPlainPut, VALUE_BYTES_MAX } from './plain-put.js'
import { decodeUtf8, encodeUtf8, utf8Length } from './utf8.js'

/**
 * The JSON of the key-value law: bodies, questions and answers. Nobody else knows these forms; citizens build and read them
 * with the functions below. Texts of refusals are fixed here: an engine's own words about JSON differ between versions of it.
 */

/** One condition of a cas: the value there is, its version, or that there is none. */
export type CasCondition = { readonly if: string } | { readonly ifVersion: number } | { readonly ifAbsent: true }

export type Operation =
  | Put
  | { readonly op: 'delete'; readonly key: string }
  | ({ readonly op: 'cas'; readonly key: string; readonly to: string } & CasCondition)

export interface Question {
  readonly op: 'get'
  readonly key: string
}

/** Why the law does nothing, as a sentence. */
export type Reason = string

/** The answer to what the law cannot read or does not allow; it changed nothing. */
export interface Refusal {
  readonly refused: Reason
}
/** The version of a key is the number of the decree that wrote it. */
export interface PutAnswer {
  readonly version: number
}
/** Whether there was something to delete. */
export interface DeleteAnswer {
  readonly deleted: boolean
}
/** Value and version as they are afterwards; null where there are none. */
export interface CasAnswer {
  readonly ok: boolean
  readonly value: string | null
  readonly version: number | null
}
/** Null where there are none. */
export interface GetAnswer {
  readonly value: string | null
  readonly version: number | null
}
export type Answer = PutAnswer | DeleteAnswer | CasAnswer | GetAnswer | Refusal

/** @throws RangeError when key or value are over their limits. */
export function putBody(key: string, value: string): Uint8Array {
  const body = isKey(key) && isValue(value) ? plainPutBody(key, value) : null
  return body ?? bodyOf({ op: 'put', key, value })
}

/** @throws RangeError when the key is over its limit. */
export const deleteBody = (key: string): Uint8Array => bodyOf({ op: 'delete', key })

/** @throws RangeError when key or values are over their limits, or there is not just one condition. */
export const casBody = (key: string, change: { readonly to: string } & CasCondition): Uint8Array =>
  bodyOf({ ...change, op: 'cas', key })

/** @throws RangeError when the key is over its limit. */
export function getQuestion(key: string): Uint8Array {
  const question = questionOf({ op: 'get', key })
  if (typeof question === 'string') throw new RangeError(question)
  return encodeJson(question)
}

/** These read answers. @throws RangeError when the bytes are no such answer, so of another law or version. */
export function readPutAnswer(answer: Uint8Array): PutAnswer | Refusal {
  const version = plainVersion(answer)
  return version === null ? readAnswer(answer, isPutAnswer) : { version }
}
export const readDeleteAnswer = (answer: Uint8Array): DeleteAnswer | Refusal => readAnswer(answer, isDeleteAnswer)
export const readCasAnswer = (answer: Uint8Array): CasAnswer | Refusal => readAnswer(answer, isCasAnswer)
export const readGetAnswer = (answer: Uint8Array): GetAnswer | Refusal => readAnswer(answer, isGetAnswer)

export const isRefusal = (answer: Answer): answer is Refusal => 'refused' in answer

/** An operation, or why these bytes are none. */
export function readOperation(body: Uint8Array): Operation | Reason {
  const put = readPlainPut(body)
  if (put !== null) return put
  const fields = decodeFields(body)
  return fields === null ? NOT_JSON : operationOf(fields)
}

/** The text of a body that is a plain put: JSON that says just that; null for any other. */
export const plainPutText = (body: Uint8Array): string | null => (plainKeyEnd(body, 0) < 0 ? null : decodeUtf8(body))

/** A question, or why these bytes are none. */
export function readQuestion(question: Uint8Array): Question | Reason {
  const fields = decodeFields(question)
  return fields === null ? NOT_JSON : questionOf(fields)
}

export const encodeJson = (json: Operation | Question | Answer): Uint8Array => encodeUtf8(JSON.stringify(json))

const PUT_ANSWER_START = encodeUtf8('{"version":')
const [DIGIT_0, DIGIT_9, BRACE] = [0x30, 0x39, 0x7d]

/** For the commonest answer, quicker than {@link encodeJson}. @param version whole, from 0 */
export function encodePutAnswer(version: number): Uint8Array {
  const from = PUT_ANSWER_START.length
  const bytes = new Uint8Array(from + digitsOf(version) + 1)
  for (let i = 0; i < from; i++) bytes[i] = PUT_ANSWER_START[i] ?? 0
  bytes[writeDecimal(bytes, from, version)] = BRACE
  return bytes
}

/** The version in what {@link encodePutAnswer} writes; null for anything else, also for what only a parser can tell. */
function plainVersion(answer: Uint8Array): number | null {
  const end = answer.length - 1
  const from = PUT_ANSWER_START.length
  if (end <= from || answer[end] !== BRACE || answer[from] === DIGIT_0) return null
  for (let i = 0; i < from; i++) if (answer[i] !== PUT_ANSWER_START[i]) return null
  let version = 0
  for (let i = from; i < end; i++) {
    const digit = answer[i] ?? 0
    if (digit < DIGIT_0 || digit > DIGIT_9) return null
    version = 10 * version + digit - DIGIT_0
  }
  return isVersion(version) ? version : null
}

/** Fields of whatever was given: any of them may be missing or of any type. */
type Fields<T = Operation | Question | Answer> = Readonly<Partial<Record<T extends unknown ? keyof T : never, unknown>>>

const NOT_JSON = 'not a JSON object in UTF-8'
const BAD_KEY = `the key is not a string of 1 to ${KEY_BYTES_MAX} bytes in UTF-8`
const BAD_VALUE = `a value is not a string of up to ${VALUE_BYTES_MAX} bytes in UTF-8`
const BAD_CONDITION =
  'a cas has one condition: "if" with a value, "ifVersion" with a whole number from 1, or "ifAbsent":true'

function bodyOf(fields: Operation): Uint8Array {
  const operation = operationOf(fields)
  if (typeof operation === 'string') throw new RangeError(operation)
  return encodeJson(operation)
}

function operationOf(fields: Fields): Operation | Reason {
  const { op, key } = fields
  switch (op) {
    case 'put': {
      const { value } = fields
      if (!isKey(key)) return BAD_KEY
      return isValue(value) ? { op, key, value } : BAD_VALUE
    }
    case 'delete':
      return isKey(key) ? { op, key } : BAD_KEY
    case 'cas': {
      const { to } = fields
      if (!isKey(key)) return BAD_KEY
      if (!isValue(to)) return BAD_VALUE
      const condition = conditionOf(fields)
      return typeof condition === 'string' ? condition : { op, key, to, ...condition }
    }
    default:
      return 'not an operation of this law: "op" is none of put, delete, cas'
  }
}

function conditionOf(fields: Fields): CasCondition | Reason {
  const { if: value, ifVersion, ifAbsent } = fields
  const given = [value, ifVersion, ifAbsent].filter((condition) => condition !== undefined)
  if (given.length !== 1) return BAD_CONDITION
  if (value !== undefined) return isValue(value) ? { if: value } : BAD_VALUE
  if (ifVersion !== undefined) return isVersion(ifVersion) ? { ifVersion } : BAD_CONDITION
  return ifAbsent === true ? { ifAbsent } : BAD_CONDITION
}

function questionOf(fields: Fields): Question | Reason {
  const { op, key } = fields
  if (op !== 'get') return 'not a question to this law: "op" is not get'
  return isKey(key) ? { op, key } : BAD_KEY
}

export const isKey = (key: unknown): key is string =>
  typeof key === 'string' && key.length > 0 && fits(key, KEY_BYTES_MAX)

export const isValue = (value: unknown): value is string => typeof value === 'string' && fits(value, VALUE_BYTES_MAX)

export const isVersion = (version: unknown): version is number => Number.isSafeInteger(version) && Number(version) >= 1

/** A code unit takes 3 bytes at most, and at least one. */
const fits = (text: string, bytesMax: number): boolean =>
  3 * text.length <= bytesMax || (text.length <= bytesMax && utf8Length(text) <= bytesMax)

function readAnswer<T extends Answer>(answer: Uint8Array, isForm: (fields: Fields) => fields is T): T | Refusal {
  const fields = decodeFields(answer)
  if (fields !== null) {
    if (isForm(fields)) return fields
    if (isRefusalForm(fields)) return fields
  }
  throw new RangeError('this is no answer of the key-value law')
}

const isPutAnswer = (fields: Fields): fields is PutAnswer => isVersion(fields.version)
const isDeleteAnswer = (fields: Fields): fields is DeleteAnswer => typeof fields.deleted === 'boolean'
const isGetAnswer = (fields: Fields): fields is GetAnswer =>
  (isValue(fields.value) && isVersion(fields.version)) || (fields.value === null && fields.version === null)
const isCasAnswer = (fields: Fields): fields is CasAnswer => typeof fields.ok === 'boolean' && isGetAnswer(fields)
const isRefusalForm = (fields: Fields): fields is Refusal => typeof fields.refused === 'string'

function decodeFields(bytes: Uint8Array): Fields | null {
  const text = decodeUtf8(bytes)
  return text === null ? null : parseFields(text)
}

function parseFields(text: string): Fields | null {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? json : null
  } catch {
    return null
  }
}
