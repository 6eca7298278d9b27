export { type Answered, UNACKED_ANSWERS_MAX } from './answers.js'
export { writeDecimal } from './decimal.js'
export {
  type DecreeEnvelope,
  decodeEnvelope,
  ENVELOPE_HEAD_BYTES_MAX,
  type Envelope,
  encodeEnvelope,
  encodeEnvelopes,
  type InquireEnvelope,
  type ReadmitEnvelope,
  readTime,
  type SessionEnvelope,
} from './envelope.js'
export * from './envelope-view.js'
export {
  type Answer,
  type CasAnswer,
  type CasCondition,
  casBody,
  type DeleteAnswer,
  deleteBody,
  type GetAnswer,
  getQuestion,
  isRefusal,
  type Operation,
  type PutAnswer,
  putBody,
  type Question,
  type Reason,
  type Refusal,
  readCasAnswer,
  readDeleteAnswer,
  readGetAnswer,
  readPutAnswer,
} from './key-value-forms.js'
export * from './key-value-law.js'
export * from './law.js'
export * from './law-book.js'
export { KEY_BYTES_MAX, VALUE_BYTES_MAX } from './plain-put.js'
export { PUT_WORDS_HEAD_BYTES_MAX, writePutWords } from './put-words.js'
export type { FirstRoll, NoChange, RollInForce, RollSeat } from './roll-book.js'
export { ANSWERS_BYTES_MAX, SESSION_BYTES_MAX, SESSIONS_MAX } from './sessions.js'
