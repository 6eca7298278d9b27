import { type Decree, OLIVE_DAY, type Run, type VoteRun } from '@paxon/synod'
import * as z from 'zod'
import { BadFrame, type ByteReader } from './frame.js'
import { DECREE_BYTES_MAX, RUN_MAX } from './limits.js'
import { ballotSchema, ballotToJson, columnSchema, numberSchema } from './scalars.js'

/** A run in a head: the decrees' lengths, or how many olive-day decrees; the bytes lie behind the head. */
export const runSchema = z.object({
  from: numberSchema.min(1),
  lengths: columnSchema(DECREE_BYTES_MAX, RUN_MAX).optional(),
  olive: z.number().int().min(0).max(RUN_MAX).optional(),
})
export type RunHead = z.infer<typeof runSchema>

export const voteRunSchema = runSchema.extend({ ballot: ballotSchema })

export function runHead(run: Run, bytes: Uint8Array[]): RunHead {
  let filled = false
  const lengths: number[] = []
  for (const decree of run.decrees) {
    lengths.push(decree.length)
    if (decree.length > 0) {
      filled = true
      bytes.push(decree)
    }
  }
  return filled ? { from: run.from, lengths } : { from: run.from, olive: lengths.length }
}

/** @throws BadFrame when the frame's runs are together longer than RUN_MAX, or one goes beyond the last number there is */
export function readRun(head: RunHead, bytes: ByteReader): Run {
  const count = head.lengths?.length ?? head.olive ?? 0
  bytes.count(count)
  if (!Number.isSafeInteger(head.from + count)) throw new BadFrame(`${count} decrees do not fit behind ${head.from}`)
  if (head.lengths === undefined) {
    return { from: head.from, decrees: new Array<Decree>(head.olive ?? 0).fill(OLIVE_DAY) }
  }
  return { from: head.from, decrees: head.lengths.map((length) => (length === 0 ? OLIVE_DAY : bytes.take(length))) }
}

export const voteRunHead = (run: VoteRun, bytes: Uint8Array[]) => ({
  ...runHead(run, bytes),
  ballot: ballotToJson(run.ballot),
})

export const readVoteRun = (head: z.infer<typeof voteRunSchema>, bytes: ByteReader): VoteRun => ({
  ...readRun(head, bytes),
  ballot: head.ballot,
})
