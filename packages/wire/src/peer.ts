import { legislatorText, type Message } from '@paxon/synod'
import * as z from 'zod'
import { BadFrame, ByteReader, decodeFrame, encodeFrame, encodeFrameOf, type FrameParts } from './frame.js'
import { hotMessage, hotWords } from './hot.js'
import { MESSAGES_MAX, PEER_FRAME_BYTES_MAX } from './limits.js'
import { readRun, readVoteRun, runHead, runSchema, voteRunHead, voteRunSchema } from './runs.js'
import { ballotSchema, ballotToJson, columnSchema, legislatorSchema, numberSchema } from './scalars.js'

/** The protocol's messages as heads: ballots as `[round,"name"]`, decrees as lengths. */
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('NextBallot'), ballot: ballotSchema, after: numberSchema }),
  z.object({
    type: z.literal('LastVote'),
    ballot: ballotSchema,
    after: numberSchema,
    passedTo: numberSchema,
    from: numberSchema,
    to: numberSchema.nullable(),
    votes: z.array(voteRunSchema),
    passed: z.array(runSchema),
  }),
  runSchema.extend({
    type: z.literal('BeginBallot'),
    ballot: ballotSchema,
    quorum: z.array(legislatorSchema).max(31),
    upTo: numberSchema,
  }),
  z.object({ type: z.literal('Voted'), ballot: ballotSchema, from: numberSchema, to: numberSchema }),
  z.object({ type: z.literal('Success'), ballot: ballotSchema, upTo: numberSchema }),
  z.object({
    type: z.literal('Refused'),
    ballot: ballotSchema,
    of: z.enum(['NextBallot', 'BeginBallot', 'Beat']),
    promised: ballotSchema,
    hears: z.boolean(),
  }),
  z.object({ type: z.literal('Failed'), ballot: ballotSchema }),
  z.object({
    type: z.literal('Beat'),
    ballot: ballotSchema,
    beat: numberSchema,
    majority: z.boolean(),
    upTo: numberSchema,
    batch: numberSchema,
  }),
  z.object({
    type: z.literal('BeatAnswer'),
    ballot: ballotSchema,
    beat: numberSchema,
    stalled: z.boolean(),
    heldTo: numberSchema,
    batch: numberSchema,
  }),
  z.object({ type: z.literal('Ask'), round: numberSchema, heldTo: numberSchema }),
  z.object({
    type: z.literal('AskAnswer'),
    round: numberSchema,
    role: z.enum(['legislator', 'learner']),
    hears: ballotSchema.nullable(),
    promised: ballotSchema.nullable(),
    heldTo: numberSchema,
  }),
  z.object({ type: z.literal('Handover'), ballot: ballotSchema, heldTo: numberSchema }),
  z.object({ type: z.literal('PageWanted'), after: numberSchema }),
  runSchema.extend({ type: z.literal('Page'), passedTo: numberSchema }),
  z.object({ type: z.literal('SeatWanted'), heldTo: numberSchema }),
])
type MessageHead = z.input<typeof messageSchema>
type ReadHead = z.output<typeof messageSchema>

function head(message: Message, bytes: Uint8Array[]): MessageHead {
  switch (message.type) {
    case 'BeginBallot':
      return {
        type: 'BeginBallot',
        ballot: ballotToJson(message.ballot),
        quorum: message.quorum.map(legislatorText),
        upTo: message.upTo,
        ...runHead(message, bytes),
      }
    case 'LastVote':
      return {
        ...message,
        ballot: ballotToJson(message.ballot),
        votes: message.votes.map((run) => voteRunHead(run, bytes)),
        passed: message.passed.map((run) => runHead(run, bytes)),
      }
    case 'Page':
      return { type: 'Page', passedTo: message.passedTo, ...runHead(message, bytes) }
    case 'Refused':
      return { ...message, ballot: ballotToJson(message.ballot), promised: ballotToJson(message.promised) }
    case 'AskAnswer':
      return {
        ...message,
        hears: message.hears === null ? null : ballotToJson(message.hears),
        promised: message.promised === null ? null : ballotToJson(message.promised),
      }
    case 'Ask':
    case 'PageWanted':
    case 'SeatWanted':
      return message
    default:
      return { ...message, ballot: ballotToJson(message.ballot) }
  }
}

function read(head: ReadHead, bytes: ByteReader): Message {
  switch (head.type) {
    case 'BeginBallot':
      return { type: head.type, ballot: head.ballot, quorum: head.quorum, upTo: head.upTo, ...readRun(head, bytes) }
    case 'Page':
      return { type: head.type, passedTo: head.passedTo, ...readRun(head, bytes) }
    case 'LastVote':
      return {
        ...head,
        votes: head.votes.map((run) => readVoteRun(run, bytes)),
        passed: head.passed.map((run) => readRun(run, bytes)),
      }
    default:
      return head
  }
}

/** What may lie in a frame between priests besides the protocol's messages: petitions handed on to the president. */
export interface PeerFrame {
  readonly messages: readonly Message[]
  /** A citizens'-door frame carried between priests, unread here; empty for none. */
  readonly carried: readonly Uint8Array[]
}

const peerFrameSchema = z.object({
  messages: z.array(messageSchema).max(MESSAGES_MAX),
  carried: columnSchema(PEER_FRAME_BYTES_MAX, MESSAGES_MAX)
    .refine((lengths) => !lengths.includes(0))
    .optional(),
})

export function encodePeerFrame(frame: PeerFrame): FrameParts {
  const bytes: Uint8Array[] = []
  const [only] = frame.messages
  if (only !== undefined && frame.messages.length + frame.carried.length === 1) {
    const words = hotWords(only, bytes)
    if (words !== null) return encodeFrameOf(`{"messages":[${words}]}`, bytes)
  }
  const messages = frame.messages.map((message) => head(message, bytes))
  if (frame.carried.length === 0) return encodeFrame({ messages }, bytes)
  return encodeFrame({ messages, carried: frame.carried.map((part) => part.length) }, [...bytes, ...frame.carried])
}

/** @throws BadFrame */
export function decodePeerFrame(frame: Uint8Array): PeerFrame {
  const { head, bytes } = decodeFrame(frame)
  const reader = new ByteReader(bytes)
  const heads = headsIn(head)
  const messages = heads.messages.map((message) => read(message, reader))
  const carried = (heads.carried ?? []).map((length) => reader.take(length))
  reader.end()
  return { messages, carried }
}

function headsIn(head: unknown): { messages: ReadHead[]; carried?: readonly number[] | undefined } {
  const hot = hotMessage(head)
  if (hot !== null) return { messages: [hot] }
  const parsed = peerFrameSchema.safeParse(head)
  if (!parsed.success) throw new BadFrame(`no frame of a peer: ${issueText(parsed.error)}`)
  return parsed.data
}

/** The first thing wrong, for the close reason and the log. */
export function issueText(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'unknown' : `${issue.path.join('.') || 'head'}: ${issue.message}`
}
