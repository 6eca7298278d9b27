import { PEER_FRAME_BYTES_MAX } from '@paxon/wire'

/** What the messenger allows itself and others; each is in docs/LIMITS.md. */
export interface MessengerLimits {
  /** A dial that is not answered by then has failed. */
  readonly dialMs: number
  /** A connection whose hello has not come by then is closed (LATE). */
  readonly handshakeMs: number
  /** The first pause between two dials; each later one is twice as long, up to `pauseMaxMs`. */
  readonly pauseFirstMs: number
  /** Also: a connection that lasted this long is dialed again without a pause. */
  readonly pauseMaxMs: number
  /** Incoming connections that have not said hello yet; further ones are closed (OVERLOADED). */
  readonly unprovedMax: number
  /** Incoming connections of any kind; further ones are turned away by the network. */
  readonly connectionsMax: number
  /** Bytes buffered for one peer beyond which it is told nothing that carries decrees. No message may be larger. */
  readonly decreesBufferedBytesMax: number
  /** Bytes buffered for one peer beyond which its connection is terminated (OVERLOADED). */
  readonly bufferedBytesMax: number
  /** A peer that takes nothing of what is buffered for this long has its connection terminated (OVERLOADED). */
  readonly stalledMs: number
}

const MIB = 1024 * 1024

export const MESSENGER_LIMITS: MessengerLimits = {
  dialMs: 1_000,
  handshakeMs: 3_000,
  pauseFirstMs: 20,
  pauseMaxMs: 500,
  unprovedMax: 32,
  connectionsMax: 128,
  decreesBufferedBytesMax: 8 * MIB,
  bufferedBytesMax: 9 * MIB,
  stalledMs: 10_000,
}

/** @throws RangeError when they contradict each other. */
export function messengerLimits(given: Partial<MessengerLimits>): MessengerLimits {
  const limits = { ...MESSENGER_LIMITS, ...given }
  if (limits.decreesBufferedBytesMax > Math.min(limits.bufferedBytesMax, PEER_FRAME_BYTES_MAX)) {
    throw new RangeError('decreesBufferedBytesMax is above bufferedBytesMax or above what one frame holds')
  }
  if (limits.pauseFirstMs > limits.pauseMaxMs) throw new RangeError('pauseFirstMs is above pauseMaxMs')
  return limits
}
