import { birthOf, type Entry, type LedgerRecord, NumberMap, nameOf, nothingInscribed } from '@paxon/synod'
import fc from 'fast-check'
import { FrameBuffer, frameAt } from '../src/frame.js'
import { Unreadable } from '../src/guards.js'
import { recordOf, writeRecord } from '../src/record.js'
import { restate, restatedIn } from '../src/restatement.js'
import { ALPHA, ballot, bytesOf, FOUNDING, plain } from './kit.js'

const founding = {
  ...FOUNDING,
  roll: [...FOUNDING.roll, { name: nameOf('beta'), incarnation: 3, birth: birthOf('ffffffffffffffff'), weight: 2 }],
}
const empty = new Uint8Array(0)

const RECORDS: readonly LedgerRecord[] = [
  { type: 'LastTried', ballot: ballot(2, 'beta', 3) },
  { type: 'NextBal', ballot: ballot(2 ** 40) },
  { type: 'Voted', ballot: ballot(7), from: 12, decrees: [empty, empty, bytesOf('décret'), bytesOf('x'), empty] },
  { type: 'Voted', ballot: ballot(7), from: 1, decrees: [] },
  { type: 'Learnt', from: 3, decrees: [bytesOf('a')] },
  { type: 'PassedTo', number: 99 },
  {
    type: 'Begun',
    ballot: ballot(3),
    from: 4,
    quorum: [
      { name: ALPHA, incarnation: 1 },
      { name: nameOf('beta'), incarnation: 2 },
    ],
  },
  { type: 'FoundingPromised', ballot: { round: 1, god: 'ab12' } },
  { type: 'FoundingVoted', ballot: { round: 1, god: 'ab12' }, founding },
  { type: 'Founded', founding },
  { type: 'Addresses', addresses: new Map([[ALPHA, { peer: 'ws://höst:1', citizens: '' }]]) },
  { type: 'Seated', incarnation: 3 },
  { type: 'Doubted', why: 'beta remembers more — „batch 7“' },
]

function written(record: LedgerRecord): Buffer {
  const buffer = new FrameBuffer()
  writeRecord(buffer, record)
  return buffer.view()
}

const read = (bytes: Buffer): LedgerRecord | null => {
  const frame = frameAt(bytes, 0, bytes.length)
  return frame && recordOf(frame)
}

test.each(RECORDS.map((record) => [record.type, record] as const))('%s is read back as it was written', (_, record) => {
  expect(read(written(record))).toEqual(record)
})

test('a range of olive-days is one small record', () => {
  const decrees = Array.from({ length: 100_000 }, () => empty)
  const bytes = written({ type: 'Voted', ballot: ballot(1), from: 1, decrees })
  expect(bytes.length).toBeLessThan(100)
  expect(read(bytes)).toEqual({ type: 'Voted', ballot: ballot(1), from: 1, decrees })
})

test('any run of decrees is read back', () => {
  const decrees = fc.array(fc.oneof(fc.constant(empty), fc.uint8Array({ maxLength: 50 })))
  fc.assert(
    fc.property(decrees, fc.nat(), (run, from) => {
      const record: LedgerRecord = { type: 'Learnt', from: from + 1, decrees: run }
      expect(read(written(record))).toEqual(record)
    }),
  )
})

test.each(RECORDS.map((record) => [record.type, record] as const))(
  'P23: a flip of any bit of a %s is seen',
  (_, record) => {
    const bytes = written(record)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(frameAt(bytes, 0, bytes.length)).toBeNull()
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    }
    for (let length = 0; length < bytes.length; length++) expect(frameAt(bytes, 0, length)).toBeNull()
  },
)

test('zeros are no frame', () => {
  expect(frameAt(Buffer.alloc(100), 0, 100)).toBeNull()
})

test.each([
  'nothing',
  '[]',
  '{"type":"Nothing"}',
  '{"type":"NextBal","ballot":[0,"alpha"]}',
  '{"type":"NextBal","ballot":[1,"Alpha"]}',
  '{"type":"PassedTo","number":1.5}',
  '{"type":"PassedTo","number":9007199254740993}',
  '{"type":"Learnt","from":0,"lengths":[]}',
  '{"type":"Learnt","from":1,"lengths":[3]}',
  '{"type":"Learnt","from":1,"lengths":[-99999999]}',
  '{"type":"Founded","founding":{"parliament":"x","roll":[{}],"alpha":1,"law":{"name":"x","version":1},"format":1}}',
  '{"type":"Seated","incarnation":0}',
  '{"type":"Doubted","why":7}',
])('what no ledger writes is refused: %s', (head) => {
  const buffer = new FrameBuffer()
  buffer.add(head)
  const frame = frameAt(buffer.view(), 0, buffer.length)
  expect(() => frame && recordOf(frame)).toThrow(Unreadable)
})

test('all of Inscribed is read back from a restatement', () => {
  const sum = {
    ...nothingInscribed(),
    lastTried: ballot(4),
    nextBal: ballot(5, 'beta', 2),
    passedTo: 30,
    writtenTo: 20,
    holes: [{ from: 3, to: 5 }],
    entries: new NumberMap<Entry>([
      [25, { ballot: ballot(3), decree: bytesOf('y') }],
      [22, { ballot: null, decree: bytesOf('x') }],
      [26, { ballot: ballot(3), decree: empty }],
      [27, { ballot: ballot(4), decree: bytesOf('z') }],
    ]),
    begun: { ballot: ballot(4), from: 9, quorum: ['alpha', 'beta.2'] },
    foundingPromise: { round: 2, god: 'cd' },
    foundingVote: { ballot: { round: 1, god: 'ab' }, founding },
    founding,
    addresses: new Map([[ALPHA, { peer: 'p', citizens: 'c' }]]),
    doubted: 'why',
  }
  const bytes = restate(sum)
  expect(bytes.length % 512).toBe(0)
  const { sum: again, runs } = restatedIn(bytes)
  expect(plain(again)).toEqual(plain(sum))
  expect(runs.map(({ from, to }) => [from, to])).toEqual([
    [22, 22],
    [25, 26],
    [27, 27],
  ])
})
