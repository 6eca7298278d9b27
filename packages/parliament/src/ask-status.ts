import type { Clock, Connection, Network } from '@paxon/messenger'
import {
  BadFrame,
  type CitizenReply,
  CLOSE,
  decodeReplies,
  encodeRequests,
  ParliamentError,
  PEER_FRAME_BYTES_MAX,
  type PriestStatus,
  VERSIONS,
} from '@paxon/wire'

/** What a priest says of itself, and where it says that others are, by name. */
export interface StatusAnswer {
  readonly status: PriestStatus
  readonly priests: Readonly<Record<string, string>>
}

/**
 * Asks one priest, whatever its parliament; null when it has not answered by the deadline, or turns citizens
 * away. Rejects with WRONG_SECRET.
 */
export function askStatus(
  network: Network,
  clock: Clock,
  url: string,
  deadlineMs: number,
): Promise<StatusAnswer | null> {
  return new Promise((resolve, reject) => {
    const dial = { url, door: 'citizen', timeoutMs: deadlineMs, maxFrameBytes: PEER_FRAME_BYTES_MAX } as const
    const giveUp = network.dial(dial, (connection, failure) => {
      if (connection !== null) ask(connection, settle)
      else settle(failure?.kind === 'unproved' ? failure.message : null)
    })
    const cancel = clock.after(deadlineMs, () => {
      giveUp()
      settle(null)
    })
    /** A text says why the secret is wrong. */
    function settle(answer: StatusAnswer | string | null): void {
      cancel()
      if (typeof answer === 'string') reject(new ParliamentError('WRONG_SECRET', answer))
      else resolve(answer)
    }
  })
}

function ask(connection: Connection, settle: (answer: StatusAnswer | string | null) => void): void {
  let priests: Readonly<Record<string, string>> = {}
  connection.onClose = ({ code, reason }) => settle(code === CLOSE.UNPROVED ? `${connection.remote}: ${reason}` : null)
  connection.onFrame = (frame) => {
    for (const reply of repliesIn(frame)) {
      if (reply.type === 'welcome') priests = reply.priests
      if (reply.type !== 'status') continue
      settle({ status: reply.status, priests })
      connection.close(1000, 'done')
    }
  }
  connection.send(encodeRequests([{ type: 'hello', versions: [...VERSIONS], parliament: null, seen: 0 }]))
  connection.send(encodeRequests([{ type: 'status', id: 1 }]))
}

function repliesIn(frame: Uint8Array): CitizenReply[] {
  try {
    return decodeReplies(frame)
  } catch (error) {
    if (error instanceof BadFrame) return []
    throw error
  }
}
