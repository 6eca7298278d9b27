import * as z from 'zod'
import { BadFrame, decodeFrame, encodeFrame, type FrameParts } from './frame.js'
import { issueText } from './peer.js'
import { addressSchema, birthSchema, foundingSchema, lawSchema, nameSchema, numberSchema } from './scalars.js'

const lifeSchema = z.string().regex(/^[0-9a-f]{16}$/)
const versionsSchema = z.tuple([z.number().int().min(1), z.number().int().min(1)])

/** The first frame each way between priests (DESIGN "Every handshake"). */
export const peerHelloSchema = z.object({
  type: z.literal('hello'),
  versions: versionsSchema,
  name: nameSchema,
  incarnation: z.number().int().min(1),
  birth: birthSchema,
  /** The parliament its sender belongs to; null while unfounded. */
  founding: foundingSchema.nullable(),
  law: lawSchema,
  alpha: z.number().int().min(1).nullable(),
  /** How often this ledger was opened. */
  start: numberSchema,
  /** Drawn at this entering. */
  life: lifeSchema,
  /** The last synced batch. */
  batch: numberSchema,
  /** Of each birth that the sender has met its last life and start, the largest batch heard in that, and the largest before it. */
  remembers: z.array(z.tuple([birthSchema, lifeSchema, numberSchema, numberSchema, numberSchema])).max(64),
  /** Where its sender finds everyone: a priest that lost its ledger learns it from here when no god is in reach. */
  addresses: z.record(z.string(), addressSchema),
})
export type PeerHello = z.infer<typeof peerHelloSchema>

export const encodeHello = (hello: PeerHello): FrameParts => encodeFrame(hello, [])

/** @throws BadFrame */
export function decodeHello(frame: Uint8Array): PeerHello {
  const parsed = peerHelloSchema.safeParse(decodeFrame(frame).head)
  if (!parsed.success) throw new BadFrame(`no hello of a peer: ${issueText(parsed.error)}`)
  return parsed.data
}
