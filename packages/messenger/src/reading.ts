import { BadFrame } from '@paxon/wire'

/** What a frame says, or why it cannot be read: what another program sends is never an exception here. */
export function reading<T>(decode: (frame: Uint8Array) => T, frame: Uint8Array): T | BadFrame {
  try {
    return decode(frame)
  } catch (error) {
    if (error instanceof BadFrame) return error
    throw error
  }
}
