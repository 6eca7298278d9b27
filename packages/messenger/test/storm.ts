import type { HostileFrames } from '../../wire/test/hostile-frames.js'
import type { DoorName, Network } from '../src/index.js'

/** A run of so many frames shows whether something grows; what only warms up has done so after fewer. */
export const FRAMES = 100_000
export const WARM_UP = 10_000
export const GROWTH_MAX = 4 * 1024 * 1024
const FRAMES_EACH = 4
/** Fewer than may be there without a hello. */
const AT_ONCE = 25
/** At least so many connections of a storm are closed for what they say. */
export const CLOSED_MIN = FRAMES / FRAMES_EACH / 2
/** Closed by the network itself, or with a code of docs/ERRORS.md that says what was wrong. */
export const FAULTY: readonly number[] = [4001, 4002, 4003]

export interface Storm {
  readonly network: () => Network
  readonly url: string
  readonly door: DoorName
  readonly clock: { advance(ms: number): void }
  readonly frames: HostileFrames
  readonly next: (isGreeted: boolean) => Uint8Array
  /** What opens the door: half of all connections say it first. */
  readonly hello: () => Uint8Array
}

/**
 * So many frames from strangers, {@link AT_ONCE} at once.
 * @returns how many connections were closed, by code; those that were still open are hung up
 */
export async function storm(
  { network, url, door, clock, frames, next, hello }: Storm,
  count: number,
): Promise<Map<number, number>> {
  const closed = new Map<number, number>()
  for (let sent = 0; sent < count; sent += AT_ONCE * FRAMES_EACH) {
    const hangUps: (() => void)[] = []
    for (let each = 0; each < AT_ONCE; each++) {
      network().dial({ url, door, timeoutMs: 1_000, maxFrameBytes: 16 * 1024 * 1024 }, (connection) => {
        if (connection === null) throw new Error('the door is shut')
        let isOpen = true
        connection.onClose = ({ code }) => {
          if (isOpen) closed.set(code, (closed.get(code) ?? 0) + 1)
          isOpen = false
        }
        const isGreeted = frames.below(2) === 0
        if (isGreeted) connection.send([hello()])
        for (let frame = 0; frame < FRAMES_EACH; frame++) connection.send([next(isGreeted)])
        hangUps.push(() => {
          if (isOpen) connection.terminate()
          isOpen = false
        })
      })
    }
    for (let ms = 0; ms < 3; ms++) {
      clock.advance(ms)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(hangUps).toHaveLength(AT_ONCE)
    for (const hangUp of hangUps) hangUp()
    // No more come of one host than a door lets in.
    clock.advance(4 * AT_ONCE)
  }
  return closed
}
