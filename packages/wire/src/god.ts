import type { FoundingMessage } from '@paxon/synod'
import * as z from 'zod'
import { BadFrame, decodeFrame, encodeFrame, type FrameParts } from './frame.js'
import { issueText } from './peer.js'
import { addressSchema, birthSchema, foundingBallotSchema, foundingSchema, lawSchema, nameSchema } from './scalars.js'

/** What a priest and god say to each other at god's door; JSON heads only. */
const foundingMessageSchemas = [
  z.object({ type: z.literal('NextFounding'), ballot: foundingBallotSchema }),
  z.object({
    type: z.literal('LastFoundingVote'),
    ballot: foundingBallotSchema,
    vote: z.object({ ballot: foundingBallotSchema, founding: foundingSchema }).nullable(),
  }),
  z.object({ type: z.literal('FoundingRefused'), ballot: foundingBallotSchema, promised: foundingBallotSchema }),
  z.object({ type: z.literal('BeginFounding'), ballot: foundingBallotSchema, founding: foundingSchema }),
  z.object({ type: z.literal('FoundingVoted'), ballot: foundingBallotSchema }),
  z.object({ type: z.literal('FoundingSuccess'), founding: foundingSchema }),
] as const

export const godMessageSchema = z.discriminatedUnion('type', [
  ...foundingMessageSchemas,
  /** The first frame of a priest. */
  z.object({
    type: z.literal('hello'),
    versions: z.tuple([z.number().int(), z.number().int()]),
    name: nameSchema,
    incarnation: z.number().int().min(1),
    birth: birthSchema,
    /** No page and no STOPPED.json: this priest may be founded. */
    empty: z.boolean(),
    founding: foundingSchema.nullable(),
    /** What it voted for as decree 0, if it has. */
    voted: foundingSchema.nullable(),
    law: lawSchema,
    address: addressSchema,
    pid: z.number().int(),
  }),
  /** God's answer, and whenever it changes: where everyone is. */
  z.object({ type: z.literal('addresses'), addresses: z.record(z.string(), addressSchema) }),
  /** God's word to one priest: leave (`all`: everyone does, so no hand-over), be absent, be present. */
  z.object({ type: z.literal('leave'), all: z.boolean() }),
  z.object({ type: z.literal('absent') }),
  z.object({ type: z.literal('present') }),
  /** A priest's answer to absent and present, and whenever it changes. */
  z.object({ type: z.literal('presence'), present: z.boolean() }),
  /** The first frame of a command line: what it wants of god. */
  z.object({ type: z.literal('command'), command: z.enum(['down', 'absent', 'present']), name: nameSchema.optional() }),
  /** God's answer to a command; `error` null when it was done. */
  z.object({ type: z.literal('done'), error: z.string().nullable() }),
])
export type GodMessage = z.infer<typeof godMessageSchema>
export type GodHello = Extract<GodMessage, { type: 'hello' }>

export const encodeGodMessage = (message: GodMessage | FoundingMessage): FrameParts => encodeFrame(message, [])

/** @throws BadFrame */
export function decodeGodMessage(frame: Uint8Array): GodMessage {
  const parsed = godMessageSchema.safeParse(decodeFrame(frame).head)
  if (!parsed.success) throw new BadFrame(`no message at god's door: ${issueText(parsed.error)}`)
  return parsed.data
}
