import type { Ballot, Decree } from '@paxon/synod'
import { recordsFrom } from './batch.js'
import { readable } from './guards.js'
import type { Stretch } from './run-index.js'

/** Decrees with unbroken numbers from one record; `ballot` is null where they were learnt. */
export interface HeldRun {
  readonly from: number
  readonly ballot: Ballot | null
  readonly decrees: readonly Decree[]
}

/** The decrees of a stretch, from the bytes between its offsets. @throws Unreadable */
export function* runsIn(bytes: Buffer, stretch: Stretch): Generator<HeldRun> {
  let next = stretch.from
  for (const record of recordsFrom(bytes, stretch.offset)) {
    if (!('decrees' in record)) continue
    const skipped = next - record.from
    if (skipped < 0 || skipped >= record.decrees.length) continue
    const decrees = record.decrees.slice(skipped, skipped + stretch.to - next + 1)
    yield { from: next, ballot: record.type === 'Voted' ? record.ballot : null, decrees }
    next += decrees.length
    if (next > stretch.to) return
  }
}

/** The decrees of a stretch from its first on, up to about `maxBytes` and at least one; none where the bytes are damaged. */
export function decreesIn(bytes: Buffer, stretch: Stretch, maxBytes: number): Decree[] {
  const taken: Decree[] = []
  let size = 0
  readable(() => {
    for (const { decrees } of runsIn(bytes, stretch)) {
      for (const decree of decrees) {
        if (taken.length > 0 && size + decree.length > maxBytes) return
        taken.push(decree)
        size += decree.length
      }
    }
  })
  return taken
}
