import { z } from 'zod'
import { ERROR_CODES } from './errors.js'
import { BadFrame, ByteReader, decodeFrame, encodeFrame, type FrameParts } from './frame.js'
import { MESSAGES_MAX } from './limits.js'
import { issueText } from './peer.js'
import { nameSchema, numberSchema, parliamentSchema } from './scalars.js'

/**
 * The citizens' door. A citizen numbers its requests (`id`, its own, from 1); every answer names the id. Bodies, questions
 * and answers of the law are bytes behind the head (`bytes`: how many). Times left are whole ms.
 */
const digestSchema = z.string().regex(/^[0-9a-f]{16}$/)
const bytesSchema = z.number().int().min(0)
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
  /** A decree for the law. `session`, `seq`, `acked`: DESIGN section 5, so that a retry is executed once. */
  z.object({
    type: z.literal('petition'),
    id: numberSchema,
    session: numberSchema.min(1),
    seq: numberSchema.min(1),
    acked: numberSchema,
    left: leftSchema,
    bytes: bytesSchema,
  }),
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
export type CitizenRequestHead = z.infer<typeof requestSchema>

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
  /** `decree`: its number, or the law it is the answer as of. `by`: the priest whose law answered. */
  z.object({
    type: z.literal('answer'),
    id: numberSchema,
    parliament: parliamentSchema,
    decree: numberSchema,
    by: nameSchema,
    bytes: bytesSchema,
  }),
  z.object({
    type: z.literal('error'),
    id: numberSchema,
    code: z.enum(Object.keys(ERROR_CODES) as [keyof typeof ERROR_CODES]),
    message: z.string(),
    outcome: z.enum(['none', 'unknown']),
  }),
  z.object({ type: z.literal('status'), id: numberSchema, status: statusSchema }),
])
export type CitizenReplyHead = z.infer<typeof replySchema>

type Carries<T> = T extends { bytes: number } ? Omit<T, 'bytes'> & { readonly body: Uint8Array } : T
/** What a citizen says, its body beside it. */
export type CitizenRequest = Carries<CitizenRequestHead>
/** What a citizen is told, the answer beside it. */
export type CitizenReply = Carries<CitizenReplyHead>

function encode(messages: readonly (CitizenRequest | CitizenReply)[]): FrameParts {
  const bytes: Uint8Array[] = []
  const heads = messages.map((message) => {
    if (!('body' in message)) return message
    if (message.body.length > 0) bytes.push(message.body)
    return headOf(message)
  })
  return encodeFrame(heads, bytes)
}

/** Written out by hand: this is done for each request and each reply, and taking a message apart by its fields is slow. */
function headOf(
  message: Extract<CitizenRequest | CitizenReply, { body: Uint8Array }>,
): CitizenRequestHead | CitizenReplyHead {
  const { type, id } = message
  const bytes = message.body.length
  switch (type) {
    case 'petition': {
      const { session, seq, acked, left } = message
      return { type, id, session, seq, acked, left, bytes }
    }
    case 'inquiry': {
      const { level, seen, left } = message
      return { type, id, level, seen, left, bytes }
    }
    case 'answer': {
      const { parliament, decree, by } = message
      return { type, id, parliament, decree, by, bytes }
    }
  }
}

/** The heads are fresh from the parser and nobody else's: each gets its body beside its length. */
function decode<H extends { type: string }>(frame: Uint8Array, schema: z.ZodType<H[]>, who: string): Carries<H>[] {
  const { head, bytes } = decodeFrame(frame)
  const parsed = schema.safeParse(head)
  if (!parsed.success) throw new BadFrame(`no frame of a ${who}: ${issueText(parsed.error)}`)
  const reader = new ByteReader(bytes)
  for (const message of parsed.data) {
    if ('bytes' in message) Object.assign(message, { body: reader.take(Number(message.bytes)) })
  }
  reader.end()
  return parsed.data as unknown as Carries<H>[]
}

const requestsSchema = z.array(requestSchema).min(1).max(MESSAGES_MAX)
const repliesSchema = z.array(replySchema).min(1).max(MESSAGES_MAX)

export const encodeRequests = (requests: readonly CitizenRequest[]): FrameParts => encode(requests)
export const encodeReplies = (replies: readonly CitizenReply[]): FrameParts => encode(replies)
/** @throws BadFrame */
export const decodeRequests = (frame: Uint8Array): CitizenRequest[] => decode(frame, requestsSchema, 'citizen')
/** @throws BadFrame */
export const decodeReplies = (frame: Uint8Array): CitizenReply[] => decode(frame, repliesSchema, 'priest')
