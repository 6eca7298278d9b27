import * as z from 'zod'
import { BadFrame, decodeFrame, encodeFrame, type FrameParts } from './frame.js'
import { issueText } from './peer.js'
import { utf8 } from './utf8.js'
import { SUBPROTOCOL } from './versions.js'

/**
 * How two programs show each other that they know one secret, before anything else is said (docs/SECURITY.md). Who dials
 * names a nonce in its request, who listens answers with another (`challenge`); then each says a `proof` of both, the one
 * that dialled first: nobody who has not proved it is given anything to guess the secret by.
 */
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))

export const NONCE_BYTES = 16
const nonceSchema = hex(NONCE_BYTES)
const challengeSchema = z.object({ type: z.literal('challenge'), nonce: nonceSchema })
const proofSchema = z.object({ type: z.literal('proof'), mac: hex(32) })

export type ProofMessage = z.infer<typeof challengeSchema> | z.infer<typeof proofSchema>
const messageSchema = z.discriminatedUnion('type', [challengeSchema, proofSchema])

/** The side of a connection that a proof speaks for. */
export type ProofRole = 'dialler' | 'listener'

/** What a proof is about. */
export interface ProofFacts {
  readonly door: string
  readonly role: ProofRole
  /** Hex, as sent. */
  readonly diallerNonce: string
  readonly listenerNonce: string
}

export const isNonce = (text: string): boolean => nonceSchema.safeParse(text).success

export const encodeProofMessage = (message: ProofMessage): FrameParts => encodeFrame(message, [])

/** @throws BadFrame */
export function decodeProofMessage(frame: Uint8Array): ProofMessage {
  const { head, bytes } = decodeFrame(frame)
  if (bytes.length > 0) throw new BadFrame('the frame is longer than its head says')
  const parsed = messageSchema.safeParse(head)
  if (!parsed.success) throw new BadFrame(`no proof: ${issueText(parsed.error)}`)
  return parsed.data
}

/** Of what the key of a door is the HMAC, by the secret: what is proved at one door is of no use at another. */
export const doorKeyText = (door: string): Uint8Array => utf8(`${SUBPROTOCOL} key of door ${door}`)

/** Of what a proof is the HMAC, by the door's key. No part can hold a line's end, so two sets of facts never read alike. */
export const proofText = ({ door, role, diallerNonce, listenerNonce }: ProofFacts): Uint8Array =>
  utf8(`${SUBPROTOCOL} proof\n${door}\n${role}\n${diallerNonce}\n${listenerNonce}`)
