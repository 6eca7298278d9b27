import { encodePeerFrame, type FrameParts } from '@paxon/wire'
import type { Gathered } from './gathered.js'

/** The frames of one flush: what is told to several peers alike is encoded once, and the same bytes go to each. */
export class SharedFrames {
  private readonly made: { readonly gathered: Gathered; readonly frames: readonly FrameParts[] }[] = []

  of(gathered: Gathered): readonly FrameParts[] {
    for (const earlier of this.made) if (earlier.gathered.isSameAs(gathered)) return earlier.frames
    const frames = gathered.frames().map(encodePeerFrame)
    this.made.push({ gathered, frames })
    return frames
  }
}
