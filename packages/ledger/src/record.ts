import {
  ballotJson,
  ballotWords,
  type Decree,
  isOliveDay,
  type LedgerRecord,
  legislatorText,
  OLIVE_DAY,
} from '@paxon/synod'
import { addressesJson, addressesOf, ballotOf, foundingBallotOf, foundingOf, legislatorOf } from './forms.js'
import type { Frame, FrameBuffer } from './frame.js'
import { fields, list, parseJson, text, Unreadable, whole } from './guards.js'

/** A longer run is no record of ours; α is far below. */
const RUN_MAX = 1 << 24

const NO_DECREES: readonly Decree[] = []

/** @returns the offset of the record in the buffer. */
export const writeRecord = (buffer: FrameBuffer, record: LedgerRecord): number =>
  buffer.add(headOf(record), 'decrees' in record ? record.decrees : NO_DECREES)

function headOf(record: LedgerRecord): string {
  switch (record.type) {
    case 'LastTried':
    case 'NextBal':
      return JSON.stringify({ type: record.type, ballot: ballotJson(record.ballot) })
    case 'Voted':
      // The commonest one; as JSON.stringify would.
      return `{"type":"Voted","ballot":${ballotWords(record.ballot)},"from":${record.from},"lengths":[${lengthsOf(record.decrees).join()}]}`
    case 'Learnt':
      return JSON.stringify({ type: record.type, from: record.from, lengths: lengthsOf(record.decrees) })
    case 'Begun':
      return JSON.stringify({
        type: record.type,
        ballot: ballotJson(record.ballot),
        from: record.from,
        quorum: record.quorum.map(legislatorText),
      })
    case 'Addresses':
      return JSON.stringify({ type: record.type, addresses: addressesJson(record.addresses) })
    case 'PassedTo':
    case 'FoundingPromised':
    case 'FoundingVoted':
    case 'Founded':
    case 'Seated':
    case 'Doubted':
      return JSON.stringify(record)
  }
}

/** The lengths in bytes; olive-days, which have none, are counted together: -3 stands for three of them. */
function lengthsOf(decrees: readonly Decree[]): number[] {
  const lengths: number[] = []
  for (const decree of decrees) {
    const last = lengths.length - 1
    if (!isOliveDay(decree)) lengths.push(decree.length)
    else if ((lengths[last] ?? 0) < 0) lengths[last] = (lengths[last] ?? 0) - 1
    else lengths.push(-1)
  }
  return lengths
}

function decreesOf(value: unknown, body: Uint8Array): Decree[] {
  const decrees: Decree[] = []
  let end = 0
  for (const entry of list(value)) {
    const length = whole(entry, -RUN_MAX)
    if (length > 0) {
      decrees.push(body.subarray(end, end + length))
      end += length
    } else {
      if (decrees.length - length > RUN_MAX) throw new Unreadable('a run without end')
      for (let olive = length; olive < 0; olive++) decrees.push(OLIVE_DAY)
    }
  }
  if (end !== body.length) throw new Unreadable(`decrees of ${end} bytes in a body of ${body.length}`)
  return decrees
}

/** The decrees are views of the frame's bytes. @throws Unreadable */
export function recordOf(frame: Frame): LedgerRecord {
  const head = fields(parseJson(frame.head))
  const type = text(head.type)
  switch (type) {
    case 'LastTried':
    case 'NextBal':
      return { type, ballot: ballotOf(head.ballot) }
    case 'Voted':
      return {
        type,
        ballot: ballotOf(head.ballot),
        from: whole(head.from, 1),
        decrees: decreesOf(head.lengths, frame.body),
      }
    case 'Learnt':
      return { type, from: whole(head.from, 1), decrees: decreesOf(head.lengths, frame.body) }
    case 'PassedTo':
      return { type, number: whole(head.number, 0) }
    case 'Begun':
      return {
        type,
        ballot: ballotOf(head.ballot),
        from: whole(head.from, 1),
        quorum: list(head.quorum).map(legislatorOf),
      }
    case 'FoundingPromised':
      return { type, ballot: foundingBallotOf(head.ballot) }
    case 'FoundingVoted':
      return { type, ballot: foundingBallotOf(head.ballot), founding: foundingOf(head.founding) }
    case 'Founded':
      return { type, founding: foundingOf(head.founding) }
    case 'Addresses':
      return { type, addresses: addressesOf(head.addresses) }
    case 'Seated':
      return { type, incarnation: whole(head.incarnation, 1) }
    case 'Doubted':
      return { type, why: text(head.why) }
    default:
      throw new Unreadable(`no record of a ledger: ${type}`)
  }
}
