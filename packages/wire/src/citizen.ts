import * as z from 'zod'
import { ERROR_CODES } from './errors.js'
import {
  BadFrame,
  ByteReader,
  encodeFrame,
  encodeFrameOf,
  type FrameParts,
  HEAD_AT,
  headEnd,
  parseHead,
} from './frame.js'
import { hotAnswers, hotPetitions } from './hot.js'
import { MESSAGES_MAX } from './limits.js'
import { issueText } from './peer.js'
import { AnswersReader, answerWords, petitionWords, plainPetitions } from './plain-heads.js'
import { columnSchema, nameSchema, numberSchema, parliamentSchema } from './scalars.js'

/**
 * The citizens' door. A citizen numbers its requests (`id`, its own, from 1); every answer names the id. Bodies, questions
 * and answers of the law are bytes behind the head (`bytes`: how many). Times left are whole ms. Petitions and answers, of
 * which there are many, lie in columns: a list for each thing in which they differ.
 */
const digestSchema = z.string().regex(/^[0-9a-f]{16}$/)
const bytesSchema = z.number().int().min(0)
const wholesSchema = columnSchema(Number.MAX_SAFE_INTEGER, MESSAGES_MAX)
const areEven = (ids: readonly number[], ...others: readonly (readonly number[])[]): boolean =>
  ids.length > 0 && others.every((column) => column.length === ids.length)

const LEFT_MS_MAX = 3_600_000
const leftSchema = z.number().int().min(0).max(LEFT_MS_MAX)

export const LEVELS = ['linearizable', 'decree', 'at-least', 'local'] as const
export type Level = (typeof LEVELS)[number]

const requestSchema = z.discriminatedUnion('type', [
  /** First frame: the versions it speaks, and what it has seen (null and 0 for nothing). */
  z.object({
    type: z.literal('hello'),
    versions: z.tuple([z.number().int().min(1), z.number().int().min(1)]),
    parliament: parliamentSchema.nullable(),
    seen: numberSchema,
  }),
  /** Opens a session: its number is the number of the decree that did. */
  z.object({ type: z.literal('session'), id: numberSchema, left: leftSchema }),
  /**
   * Decrees for the law, of one session. `session`, `seqs`, `acked`: DESIGN section 5, so that a retry is executed once.
   * Each of them has its number in `ids`, `seqs` and `bytes`.
   */
  z
    .object({
      type: z.literal('petitions'),
      session: numberSchema.min(1),
      acked: numberSchema,
      left: leftSchema,
      ids: wholesSchema,
      seqs: wholesSchema,
      bytes: wholesSchema,
    })
    .refine(({ ids, seqs, bytes }) => areEven(ids, seqs, bytes) && !seqs.includes(0), 'its lists do not fit'),
  /** A question to the law. `seen`: the law it is answered from is not older than this decree. */
  z.object({
    type: z.literal('inquiry'),
    id: numberSchema,
    level: z.enum(LEVELS),
    seen: numberSchema,
    left: leftSchema,
    bytes: bytesSchema,
  }),
  z.object({ type: z.literal('status'), id: numberSchema }),
])
type RequestHead = z.infer<typeof requestSchema>

export const STATES = ['legislator', 'learner', 'catching up', 'readmitted'] as const

/** Whether a priest's law may answer: `good`; made anew from the ledger; or it may not until a restart. */
export const LAW_STATES = ['good', 'rebuilding', 'in doubt', 'not deterministic'] as const
export type LawState = (typeof LAW_STATES)[number]

/** One line of `parliament status`. */
export const statusSchema = z.object({
  name: nameSchema,
  incarnation: z.number().int().min(1),
  url: z.string(),
  present: z.boolean(),
  role: z.enum(['legislator', 'learner']),
  /** Where it stands: a learner first catches up, then is readmitted, and counts again once that is in force. */
  state: z.enum(STATES),
  /** Why it is a learner, or not founded; null for a legislator. */
  why: z.string().nullable(),
  president: z.string().nullable(),
  ballot: z.tuple([z.number(), z.string()]).nullable(),
  passed: numberSchema,
  applied: numberSchema,
  /** As of `applied` (unless it is rebuilt): digests of the decrees and of the answers to them, 16 hex digits each. Null while it has no law. */
  law: z.object({ state: z.enum(LAW_STATES), decrees: digestSchema, answers: digestSchema }).nullable(),
  lag: numberSchema,
  ledgerBytes: numberSchema,
  rss: numberSchema,
  pid: z.number().int(),
})
export type PriestStatus = z.infer<typeof statusSchema>

const replySchema = z.discriminatedUnion('type', [
  /** Answer to hello. `priests`: where citizens find each priest; `president`: whom this priest hears. */
  z.object({
    type: z.literal('welcome'),
    version: z.number().int(),
    parliament: parliamentSchema.nullable(),
    name: nameSchema,
    president: nameSchema.nullable(),
    priests: z.record(z.string(), z.string()),
  }),
  /** `decrees`: their numbers, or the law they are the answers as of. `by`: the priest whose law answered. */
  z
    .object({
      type: z.literal('answers'),
      parliament: parliamentSchema,
      by: nameSchema,
      ids: wholesSchema,
      decrees: wholesSchema,
      bytes: wholesSchema,
    })
    .refine(({ ids, decrees, bytes }) => areEven(ids, decrees, bytes), 'its lists do not fit'),
  z.object({
    type: z.literal('error'),
    id: numberSchema,
    code: z.enum(Object.keys(ERROR_CODES) as [keyof typeof ERROR_CODES]),
    message: z.string(),
    outcome: z.enum(['none', 'unknown']),
  }),
  z.object({ type: z.literal('status'), id: numberSchema, status: statusSchema }),
])
type ReplyHead = z.infer<typeof replySchema>

/** A decree for the law. */
export interface Petition {
  readonly type: 'petition'
  readonly id: number
  readonly session: number
  readonly seq: number
  readonly acked: number
  readonly left: number
  readonly body: Uint8Array
}

/** The answer of the law to a petition or an inquiry. */
export interface Answer {
  readonly type: 'answer'
  readonly id: number
  readonly parliament: string
  readonly decree: number
  readonly by: z.infer<typeof nameSchema>
  readonly body: Uint8Array
}

type InquiryHead = Extract<RequestHead, { type: 'inquiry' }>
type Inquiry = Omit<InquiryHead, 'bytes'> & { readonly body: Uint8Array }
/** What a citizen says, its body beside it. */
export type CitizenRequest = Petition | Inquiry | Exclude<RequestHead, { type: 'petitions' | 'inquiry' }>
/** What a citizen is told, the answer beside it. */
export type CitizenReply = Answer | Exclude<ReplyHead, { type: 'answers' }>

/** Heads on their way into a frame: petitions and answers that follow one another and have the rest in common share one. */
class Heads {
  readonly list: unknown[] = []
  readonly bodies: Uint8Array[] = []
  private petitions: { of: Petition; ids: number[]; seqs: number[]; bytes: number[] } | null = null
  private answers: { of: Answer; ids: number[]; decrees: number[]; bytes: number[] } | null = null

  add(message: CitizenRequest | CitizenReply): void {
    switch (message.type) {
      case 'petition':
        return this.addPetition(message)
      case 'answer':
        return this.addAnswer(message)
      case 'inquiry': {
        const { body, ...head } = message
        return this.addOther({ ...head, bytes: this.addBody(body) })
      }
      default:
        return this.addOther(message)
    }
  }

  private addPetition(petition: Petition): void {
    const { session, acked, left } = petition
    const { of } = this.petitions ?? {}
    if (this.petitions === null || of?.session !== session || of.acked !== acked || of.left !== left) {
      this.petitions = { of: petition, ids: [], seqs: [], bytes: [] }
      const { ids, seqs, bytes } = this.petitions
      this.list.push({ type: 'petitions', session, acked, left, ids, seqs, bytes } satisfies RequestHead)
    }
    this.petitions.ids.push(petition.id)
    this.petitions.seqs.push(petition.seq)
    this.petitions.bytes.push(this.addBody(petition.body))
  }

  private addAnswer(answer: Answer): void {
    const { parliament, by } = answer
    if (this.answers === null || this.answers.of.parliament !== parliament || this.answers.of.by !== by) {
      this.answers = { of: answer, ids: [], decrees: [], bytes: [] }
      const { ids, decrees, bytes } = this.answers
      this.list.push({ type: 'answers', parliament, by, ids, decrees, bytes } satisfies ReplyHead)
    }
    this.answers.ids.push(answer.id)
    this.answers.decrees.push(answer.decree)
    this.answers.bytes.push(this.addBody(answer.body))
  }

  private addOther(head: unknown): void {
    this.list.push(head)
    this.petitions = null
    this.answers = null
  }

  private addBody(body: Uint8Array): number {
    if (body.length > 0) this.bodies.push(body)
    return body.length
  }
}

function encode(messages: readonly (CitizenRequest | CitizenReply)[]): FrameParts {
  const [first] = messages
  const words = first !== undefined && messages.length === 1 ? loneWords(first) : null
  if (words !== null) return encodeFrameOf(words, [(first as Petition | Answer).body])
  const heads = new Heads()
  for (const message of messages) heads.add(message)
  return encodeFrame(heads.list, heads.bodies)
}

/** The head of one petition or one answer; null for others. */
function loneWords(message: CitizenRequest | CitizenReply): string | null {
  if (message.type === 'petition') {
    const { session, acked, left, id, seq, body } = message
    return petitionWords(session, acked, left, id, seq, body.length)
  }
  if (message.type !== 'answer') return null
  return answerWords(message.parliament, message.by, message.id, message.decree, message.body.length)
}

function headsIn<H>(head: unknown, schema: z.ZodType<H[]>, who: string): H[] {
  const parsed = schema.safeParse(head)
  if (!parsed.success) throw new BadFrame(`no frame of a ${who}: ${issueText(parsed.error)}`)
  return parsed.data
}

/** @throws BadFrame when the heads stand for more messages than a frame may have, or the bodies do not fit */
function checked<M>(messages: M[], reader: ByteReader): M[] {
  if (messages.length > MESSAGES_MAX) throw new BadFrame(`the frame has over ${MESSAGES_MAX} messages`)
  reader.end()
  return messages
}

const requestsSchema = z.array(requestSchema).min(1).max(MESSAGES_MAX)
const repliesSchema = z.array(replySchema).min(1).max(MESSAGES_MAX)

export const encodeRequests = (requests: readonly CitizenRequest[]): FrameParts => encode(requests)
export const encodeReplies = (replies: readonly CitizenReply[]): FrameParts => encode(replies)

function requestHeads(frame: Uint8Array, end: number): RequestHead[] {
  const plain = plainPetitions(frame, HEAD_AT, end, LEFT_MS_MAX)
  if (plain !== null) return [plain]
  const head = parseHead(frame, end)
  const hot = hotPetitions(head, LEFT_MS_MAX)
  return hot === null ? headsIn(head, requestsSchema, 'citizen') : [hot]
}

const answersReader = new AnswersReader()

function replyHeads(frame: Uint8Array, end: number): ReplyHead[] {
  const plain = answersReader.read(frame, HEAD_AT, end)
  if (plain !== null) return [plain]
  const head = parseHead(frame, end)
  const hot = hotAnswers(head)
  if (hot === null) return headsIn(head, repliesSchema, 'priest')
  answersReader.learn(hot)
  return [hot]
}

/** @throws BadFrame */
export function decodeRequests(frame: Uint8Array): CitizenRequest[] {
  const end = headEnd(frame)
  const reader = new ByteReader(frame, end)
  const requests: CitizenRequest[] = []
  for (const asked of requestHeads(frame, end)) {
    switch (asked.type) {
      case 'petitions': {
        const { session, acked, left, ids, seqs } = asked
        for (let i = 0; i < ids.length && requests.length <= MESSAGES_MAX; i++) {
          const body = reader.take(asked.bytes[i] ?? 0)
          requests.push({ type: 'petition', id: ids[i] ?? 0, session, seq: seqs[i] ?? 0, acked, left, body })
        }
        break
      }
      case 'inquiry': {
        const { bytes: length, ...rest } = asked
        requests.push({ ...rest, body: reader.take(length) })
        break
      }
      default:
        requests.push(asked)
    }
  }
  return checked(requests, reader)
}

/** @throws BadFrame */
export function decodeReplies(frame: Uint8Array): CitizenReply[] {
  const end = headEnd(frame)
  const reader = new ByteReader(frame, end)
  const replies: CitizenReply[] = []
  for (const told of replyHeads(frame, end)) {
    if (told.type !== 'answers') {
      replies.push(told)
      continue
    }
    const { parliament, by, ids, decrees } = told
    for (let i = 0; i < ids.length && replies.length <= MESSAGES_MAX; i++) {
      const body = reader.take(told.bytes[i] ?? 0)
      replies.push({ type: 'answer', id: ids[i] ?? 0, parliament, decree: decrees[i] ?? 0, by, body })
    }
  }
  return checked(replies, reader)
}
