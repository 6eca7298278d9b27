import type { Brand, Name } from '@paxon/synod'
import {
  BadFrame,
  type CitizenReply,
  decodeReplies,
  decodeRequests,
  encodeReplies,
  encodeRequests,
  type FrameParts,
} from '@paxon/wire'
import { bytesOfReply, REPLIES_BYTES_MAX } from './owed.js'
import type { Asked, Asker } from './request.js'
import { split } from './split.js'

/** The first byte of a carried part; then the life that it belongs to, then a frame of the citizens' door. */
const REQUESTS = 0
const REPLIES = 1
const HEAD_BYTES = 1 + 8

/**
 * 64 random bits, drawn each time a priest enters, or begins anew under another birth. Requests that it hands on carry it and replies give it back: a reply to
 * what was asked in an earlier life, under an id that is in use again, is nobody's.
 */
export type Life = Brand<string, 'Life'>

/** @param hex 16 hex digits */
export const lifeOf = (hex: string): Life => hex as Life

/** The messenger's other half: parts that it carries unread. */
export interface Carrier {
  carry(to: Name, bytes: Uint8Array): void
  /** Bytes that wait for the peer to take them. */
  bufferedBytes(name: Name): number
}

export type Carried =
  | { readonly kind: 'requests'; readonly life: Life; readonly requests: readonly Asked[] }
  | { readonly kind: 'replies'; readonly life: Life; readonly replies: readonly CitizenReply[] }

function join(kind: number, life: Life, parts: FrameParts): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, HEAD_BYTES))
  bytes[0] = kind
  for (let i = 1; i < HEAD_BYTES; i++) bytes[i] = Number.parseInt(life.slice(2 * i - 2, 2 * i), 16)
  let at = HEAD_BYTES
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function readLife(bytes: Uint8Array): Life {
  let hex = ''
  for (const byte of bytes.subarray(1, HEAD_BYTES)) hex += byte.toString(16).padStart(2, '0')
  return lifeOf(hex)
}

export const carryRequests = (life: Life, requests: readonly Asked[]): Uint8Array =>
  join(REQUESTS, life, encodeRequests(requests))
export const carryReplies = (life: Life, replies: readonly CitizenReply[]): Uint8Array =>
  join(REPLIES, life, encodeReplies(replies))

/** @throws BadFrame */
export function readCarried(bytes: Uint8Array): Carried {
  if (bytes.length < HEAD_BYTES) throw new BadFrame('a carried part is shorter than its head')
  const life = readLife(bytes)
  const frame = bytes.subarray(HEAD_BYTES)
  if (bytes[0] === REPLIES) return { kind: 'replies', life, replies: decodeReplies(frame) }
  if (bytes[0] !== REQUESTS) throw new BadFrame('a carried part is neither requests nor replies')
  const requests: Asked[] = []
  for (const request of decodeRequests(frame)) {
    if (request.type === 'hello' || request.type === 'status') throw new BadFrame(`${request.type} is not handed on`)
    requests.push(request)
  }
  return { kind: 'requests', life, requests }
}

/** Of so many ids of one priest it is known which have come: more than it hands on at once. */
const IDS_KEPT = 32_768

/** A priest whose citizens' requests are answered here: replies of a turn go back in one part as a rule. */
export class PriestAsker implements Asker {
  readonly isPriest = true
  gone = false
  /** Requests that wait for a reply. */
  open = 0
  readonly life: Life
  private readonly name: Name
  private readonly carrier: Carrier
  private readonly onReply: () => void
  private replies: CitizenReply[] = []
  private bytes = 0
  /** The last id that came at each place: id modulo IDS_KEPT. */
  private readonly ids = new Float64Array(IDS_KEPT)

  /** @param onReply a reply was gathered: a turn has to end */
  constructor(name: Name, life: Life, carrier: Carrier, onReply: () => void) {
    this.name = name
    this.life = life
    this.carrier = carrier
    this.onReply = onReply
  }

  get isFull(): boolean {
    return this.bytes + this.carrier.bufferedBytes(this.name) > REPLIES_BYTES_MAX
  }

  /**
   * Whether no request of this id, nor one so much later, has come before. A messenger may repeat what it carries (the paper,
   * section 3.1): where the first of two was refused for good and its citizen told so, the second must not be proposed.
   * @param id from 1, another one for each request that is handed on in this life
   */
  isNew(id: number): boolean {
    const place = id % IDS_KEPT
    if ((this.ids[place] ?? 0) >= id) return false
    this.ids[place] = id
    return true
  }

  reply(reply: CitizenReply): void {
    this.open -= 1
    this.replies.push(reply)
    this.bytes += bytesOfReply(reply)
    this.onReply()
  }

  flush(): void {
    if (this.replies.length === 0) return
    if (!this.gone) {
      for (const part of split(this.replies)) this.carrier.carry(this.name, carryReplies(this.life, part))
    }
    this.replies = []
    this.bytes = 0
  }
}
