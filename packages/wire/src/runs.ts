import { type Decree, OLIVE_DAY, type Run, type VoteRun } from '@paxon/synod'
import * as z from 'zod'
import { BadFrame, type ByteReader } from './frame.js'
import { DECREE_BYTES_MAX, RUN_MAX } from './limits.js'
import { ballotSchema, ballotToJson, columnSchema, numberSchema } from './scalars.js'

/**
 * A run in a head: the decrees' lengths, then how many olive-days come after them, as in the window that a change of the roll
 * is padded with; the bytes lie behind the head.
 */
export const runSchema = z.object({
  from: numberSchema.min(1),
  lengths: columnSchema(DECREE_BYTES_MAX, RUN_MAX).optional(),
  olive: z.number().int().min(0).max(RUN_MAX).optional(),
})
export type RunHead = z.infer<typeof runSchema>

export const voteRunSchema = runSchema.extend({ ballot: ballotSchema })

export function runHead(run: Run, bytes: Uint8Array[]): RunHead {
  const { from, decrees } = run
  let end = decrees.length
  while (end > 0 && decrees[end - 1]?.length === 0) end -= 1
  const olive = decrees.length - end
  if (end === 0) return { from, olive }
  const lengths: number[] = []
  for (let i = 0; i < end; i++) {
    const decree = decrees[i] ?? OLIVE_DAY
    lengths.push(decree.length)
    if (decree.length > 0) bytes.push(decree)
  }
  return olive === 0 ? { from, lengths } : { from, lengths, olive }
}

/** @throws BadFrame when the frame's runs are together longer than RUN_MAX, or one goes beyond the last number there is */
export function readRun(head: RunHead, bytes: ByteReader): Run {
  const { lengths = [], olive = 0 } = head
  const count = lengths.length + olive
  bytes.count(count)
  if (!Number.isSafeInteger(head.from + count)) throw new BadFrame(`${count} decrees do not fit behind ${head.from}`)
  const decrees: Decree[] = lengths.map((length) => (length === 0 ? OLIVE_DAY : bytes.take(length)))
  for (let i = 0; i < olive; i++) decrees.push(OLIVE_DAY)
  return { from: head.from, decrees }
}

export const voteRunHead = (run: VoteRun, bytes: Uint8Array[]) => ({
  ...runHead(run, bytes),
  ballot: ballotToJson(run.ballot),
})

export const readVoteRun = (head: z.infer<typeof voteRunSchema>, bytes: ByteReader): VoteRun => ({
  ...readRun(head, bytes),
  ballot: head.ballot,
})
