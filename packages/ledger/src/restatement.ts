import {
  ballotJson,
  type Entry,
  type Inscribed,
  type LedgerRecord,
  NumberMap,
  nothingInscribed,
  sameBallot,
} from '@paxon/synod'
import { FILL, toSector } from './batch.js'
import { addressesJson, addressesOf, ballotOf, ballotOrNull, foundingBallotOf, foundingOf } from './forms.js'
import { FrameBuffer, frameAt } from './frame.js'
import { fields, list, orNull, parseJson, text, Unreadable, whole } from './guards.js'
import { recordOf, writeRecord } from './record.js'

/**
 * The restatement behind a page's header: all of Inscribed, so that a page stands on its own. The first frame holds all but
 * the entries, which follow as Voted and Learnt records, so that they can be read back like any other. It ends with the
 * fill, as a batch does, at the end of a sector.
 */
export function restate(sum: Inscribed): Buffer {
  const buffer = new FrameBuffer()
  buffer.add(
    JSON.stringify({
      lastTried: sum.lastTried && ballotJson(sum.lastTried),
      nextBal: sum.nextBal && ballotJson(sum.nextBal),
      passedTo: sum.passedTo,
      writtenTo: sum.writtenTo,
      holes: sum.holes,
      begun: sum.begun && { ...sum.begun, ballot: ballotJson(sum.begun.ballot) },
      foundingPromise: sum.foundingPromise,
      foundingVote: sum.foundingVote,
      founding: sum.founding,
      addresses: addressesJson(sum.addresses),
      incarnation: sum.incarnation,
      doubted: sum.doubted,
    }),
  )
  for (const record of entryRecords(sum)) writeRecord(buffer, record)
  buffer.fillTo(toSector(buffer.length), FILL)
  return buffer.view()
}

type RunRecord = Extract<LedgerRecord, { type: 'Voted' | 'Learnt' }>

/** Entries with unbroken numbers and the same ballot, as one record each. */
function* entryRecords(sum: Inscribed): Generator<RunRecord> {
  const numbers = sum.entries.keys()
  let run: { from: number; ballot: Entry['ballot']; decrees: Uint8Array[] } | null = null
  for (const number of numbers) {
    const entry = sum.entries.get(number)
    if (entry === undefined) continue
    if (run !== null && number === run.from + run.decrees.length && sameBallot(run.ballot, entry.ballot)) {
      run.decrees.push(entry.decree)
    } else {
      if (run !== null) yield recordOfRun(run)
      run = { from: number, ballot: entry.ballot, decrees: [entry.decree] }
    }
  }
  if (run !== null) yield recordOfRun(run)
}

const recordOfRun = (run: { from: number; ballot: Entry['ballot']; decrees: Uint8Array[] }): RunRecord =>
  run.ballot === null
    ? { type: 'Learnt', from: run.from, decrees: run.decrees }
    : { type: 'Voted', ballot: run.ballot, from: run.from, decrees: run.decrees }

/** Where a restated run of entries lies: offsets in the bytes given to {@link restatedIn}. */
export interface RestatedRun {
  readonly from: number
  readonly to: number
  readonly offset: number
  readonly end: number
}

/** Reads {@link restate} back; the entries' decrees are views of `bytes`. @throws Unreadable */
export function restatedIn(bytes: Buffer): { sum: Inscribed; runs: RestatedRun[] } {
  const first = frameAt(bytes, 0, bytes.length)
  if (first === null) throw new Unreadable('no restatement')
  const sum = sumOf(first.head)
  const runs: RestatedRun[] = []
  for (let offset = first.end; offset < bytes.length && bytes[offset] !== FILL; ) {
    const frame = frameAt(bytes, offset, bytes.length)
    const record = frame && recordOf(frame)
    if (frame === null || record === null || !('decrees' in record)) throw new Unreadable('no restated run')
    const ballot = record.type === 'Voted' ? record.ballot : null
    for (const [index, decree] of record.decrees.entries()) sum.entries.set(record.from + index, { ballot, decree })
    runs.push({ from: record.from, to: record.from + record.decrees.length - 1, offset, end: frame.end })
    offset = frame.end
  }
  return { sum, runs }
}

function sumOf(head: string): Inscribed {
  const json = fields(parseJson(head))
  return {
    ...nothingInscribed(),
    lastTried: ballotOrNull(json.lastTried),
    nextBal: ballotOrNull(json.nextBal),
    passedTo: whole(json.passedTo, 0),
    writtenTo: whole(json.writtenTo, 0),
    holes: list(json.holes).map((hole) => ({ from: whole(fields(hole).from, 1), to: whole(fields(hole).to, 1) })),
    begun: orNull(json.begun, begunOf),
    foundingPromise: orNull(json.foundingPromise, foundingBallotOf),
    foundingVote: orNull(json.foundingVote, (vote) => ({
      ballot: foundingBallotOf(fields(vote).ballot),
      founding: foundingOf(fields(vote).founding),
    })),
    founding: orNull(json.founding, foundingOf),
    addresses: addressesOf(json.addresses),
    incarnation: orNull(json.incarnation, (value) => whole(value, 1)),
    doubted: orNull(json.doubted, text),
  }
}

function begunOf(value: unknown): NonNullable<Inscribed['begun']> {
  const { ballot, from, quorum } = fields(value)
  return { ballot: ballotOf(ballot), from: whole(from, 1), quorum: list(quorum).map(text) }
}

/** A sum that can go on by itself. Decrees are shared: nobody changes their bytes. */
export const copyOf = (sum: Inscribed): Inscribed => ({
  ...sum,
  holes: sum.holes.map((hole) => ({ ...hole })),
  entries: new NumberMap(sum.entries),
})
