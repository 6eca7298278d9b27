import type { Message, Run } from '@paxon/synod'

/** How much of a frame something needs at most: bytes of the JSON head, and bytes behind it. */
export interface Weight {
  readonly head: number
  readonly behind: number
}

/** What the head of any message needs besides the lists in it; also that of a run with its ballot. */
const PLAIN_HEAD_BYTES = 384
const RUN_HEAD_BYTES = 128
/** `"<31 letters>.999999999",` */
const LEGISLATOR_BYTES = 44
/** `1200000,`, and for what is carried `16777216,` */
const LENGTH_BYTES = 9

const PLAIN: Weight = { head: PLAIN_HEAD_BYTES, behind: 0 }

/** Never less than what {@link encodePeerFrame} makes of it. */
export function messageWeight(message: Message): Weight {
  switch (message.type) {
    case 'BeginBallot':
      return runsWeight(PLAIN_HEAD_BYTES + message.quorum.length * LEGISLATOR_BYTES, [message])
    case 'Page':
      return runsWeight(PLAIN_HEAD_BYTES, [message])
    case 'LastVote':
      return runsWeight(PLAIN_HEAD_BYTES, [...message.votes, ...message.passed])
    default:
      return PLAIN
  }
}

export const carriedWeight = (bytes: Uint8Array): Weight => ({ head: LENGTH_BYTES, behind: bytes.length })

/** What is dropped first when a peer is slow; the rest is small, and keeps a parliament together. */
export const carriesDecrees = (message: Message): boolean =>
  message.type === 'BeginBallot' || message.type === 'LastVote' || message.type === 'Page'

function runsWeight(plainHead: number, runs: readonly Run[]): Weight {
  let head = plainHead
  let behind = 0
  for (const run of runs) {
    let bytes = 0
    for (const decree of run.decrees) bytes += decree.length
    // Of olive-days only the head says how many.
    head += RUN_HEAD_BYTES + (bytes === 0 ? 0 : run.decrees.length * LENGTH_BYTES)
    behind += bytes
  }
  return { head, behind }
}
