import type { Message } from '@paxon/synod'
import { HEAD_BYTES_MAX, MESSAGES_MAX, PEER_FRAME_BYTES_MAX, type PeerFrame } from '@paxon/wire'
import { carriedWeight, carriesDecrees, messageWeight, type Weight } from './weights.js'

/** The length of the head, and what of the head is neither a message nor carried. */
const FRAME_BYTES = 4
const HEAD_BYTES = 32

/** True where it can be sent at all, in a frame of its own of at most so many bytes. */
export const fitsAlone = (weight: Weight, bytesMax: number): boolean =>
  HEAD_BYTES + weight.head <= HEAD_BYTES_MAX && FRAME_BYTES + HEAD_BYTES + weight.head + weight.behind <= bytesMax

/** What one peer is to be told, gathered to the end of a turn. */
export class Gathered implements PeerFrame {
  readonly messages: Message[] = []
  readonly carried: Uint8Array[] = []
  private head = HEAD_BYTES
  private behind = 0

  get isEmpty(): boolean {
    return this.messages.length === 0 && this.carried.length === 0
  }

  get count(): number {
    return this.messages.length + this.carried.length
  }

  /** At least what it will need. */
  get bytes(): number {
    return FRAME_BYTES + this.head + this.behind
  }

  say(message: Message, weight = messageWeight(message)): void {
    this.messages.push(message)
    this.add(weight)
  }

  carry(bytes: Uint8Array, weight = carriedWeight(bytes)): void {
    this.carried.push(bytes)
    this.add(weight)
  }

  /** The same objects in the same order, so that the same bytes can be sent. */
  isSameAs(other: Gathered): boolean {
    return isSame(this.messages, other.messages) && isSame(this.carried, other.carried)
  }

  /** What of it may still be told when there is room for so many bytes: all that is small, and those decrees that fit. */
  within(bytesMax: number): Gathered {
    const kept = new Gathered()
    const fits = (weight: Weight) => kept.bytes + weight.head + weight.behind <= bytesMax
    for (const message of this.messages) {
      const weight = messageWeight(message)
      if (!carriesDecrees(message) || fits(weight)) kept.say(message, weight)
    }
    for (const bytes of this.carried) {
      const weight = carriedWeight(bytes)
      if (fits(weight)) kept.carry(bytes, weight)
    }
    return kept
  }

  /** As few frames as the limits of a frame allow; one as a rule. */
  frames(): PeerFrame[] {
    if (this.fits()) return [this]
    const frames: PeerFrame[] = []
    let last = new Gathered()
    const lastFor = (weight: Weight): Gathered => {
      if (last.isEmpty || !last.fits(weight)) {
        last = new Gathered()
        frames.push(last)
      }
      return last
    }
    for (const message of this.messages) {
      const weight = messageWeight(message)
      lastFor(weight).say(message, weight)
    }
    for (const bytes of this.carried) {
      const weight = carriedWeight(bytes)
      lastFor(weight).carry(bytes, weight)
    }
    return frames
  }

  /** True where all of it, and so much more, is one frame. */
  private fits(more: Weight | null = null): boolean {
    const head = this.head + (more?.head ?? 0)
    const bytes = FRAME_BYTES + head + this.behind + (more?.behind ?? 0)
    return (
      head <= HEAD_BYTES_MAX && bytes <= PEER_FRAME_BYTES_MAX && this.count + (more === null ? 0 : 1) <= MESSAGES_MAX
    )
  }

  private add(weight: Weight): void {
    this.head += weight.head
    this.behind += weight.behind
  }
}

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index])
}
