import type { CitizenReply } from '@paxon/wire'

/** Bytes of replies that an asker has not taken, beyond which it is asked to wait with inquiries (OVERLOADED). */
export const REPLIES_BYTES_MAX = 4 * 1024 * 1024
/** What a reply takes besides its body, roughly. */
const REPLY_HEAD_BYTES = 128

export const bytesOfReply = (reply: CitizenReply): number =>
  REPLY_HEAD_BYTES + ('body' in reply ? reply.body.length : 0)
