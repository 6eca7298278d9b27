import type { CitizenReply, CitizenRequest } from '@paxon/wire'

/** Messages in one frame or carried part: their heads together are well below HEAD_BYTES_MAX. */
const MESSAGES_AT_ONCE = 1_024
/** Bytes of bodies with which one is full; with one more body it still fits into any frame. */
const BODY_BYTES = 2 * 1024 * 1024

/** What is to leave together, as frames that whoever gets them can read; one as a rule. */
export function split<T extends CitizenRequest | CitizenReply>(messages: readonly T[]): T[][] {
  const parts: T[][] = []
  let part: T[] = []
  let bodyBytes = 0
  for (const message of messages) {
    if (part.length === 0) parts.push(part)
    part.push(message)
    if ('body' in message) bodyBytes += message.body.length
    if (part.length < MESSAGES_AT_ONCE && bodyBytes < BODY_BYTES) continue
    part = []
    bodyBytes = 0
  }
  return parts
}
