import type { Name } from '@paxon/synod'
import {
  BadFrame,
  type CitizenReply,
  decodeReplies,
  decodeRequests,
  encodeReplies,
  encodeRequests,
  type FrameParts,
} from '@paxon/wire'
import type { Asked, Asker } from './request.js'

/** The first byte of a carried part. */
const REQUESTS = 0
const REPLIES = 1

/** The messenger's other half: parts that it carries unread. */
export interface Carrier {
  carry(to: Name, bytes: Uint8Array): void
}

export type Carried =
  | { readonly kind: 'requests'; readonly requests: readonly Asked[] }
  | { readonly kind: 'replies'; readonly replies: readonly CitizenReply[] }

const join = (kind: number, parts: FrameParts): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 1))
  bytes[0] = kind
  let at = 1
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export const carryRequests = (requests: readonly Asked[]): Uint8Array => join(REQUESTS, encodeRequests(requests))
export const carryReplies = (replies: readonly CitizenReply[]): Uint8Array => join(REPLIES, encodeReplies(replies))

/** @throws BadFrame */
export function readCarried(bytes: Uint8Array): Carried {
  if (bytes[0] === REPLIES) return { kind: 'replies', replies: decodeReplies(bytes.subarray(1)) }
  if (bytes[0] !== REQUESTS) throw new BadFrame('a carried part is neither requests nor replies')
  const requests: Asked[] = []
  for (const request of decodeRequests(bytes.subarray(1))) {
    if (request.type === 'hello' || request.type === 'status') throw new BadFrame(`${request.type} is not handed on`)
    requests.push(request)
  }
  return { kind: 'requests', requests }
}

/** A priest whose citizens' requests are answered here: replies of a turn go back in one part. */
export class PriestAsker implements Asker {
  readonly isPriest = true
  gone = false
  private readonly name: Name
  private readonly carrier: Carrier
  private replies: CitizenReply[] = []

  constructor(name: Name, carrier: Carrier) {
    this.name = name
    this.carrier = carrier
  }

  reply(reply: CitizenReply): void {
    this.replies.push(reply)
  }

  flush(): void {
    if (this.replies.length === 0) return
    if (!this.gone) this.carrier.carry(this.name, carryReplies(this.replies))
    this.replies = []
  }
}
