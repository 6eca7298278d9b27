import { inscribe, type LedgerRecord, nothingInscribed } from '@paxon/synod'
import fc from 'fast-check'
import { RunIndex } from '../src/run-index.js'
import { ballot, bytesOf, Model, textOf } from './kit.js'

const RECORD_BYTES = 100

const record = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 6 })).map(
    ([round, from, count]): LedgerRecord => ({
      type: 'Voted',
      ballot: ballot(round),
      from,
      decrees: numbered(from, count, `v${round}`),
    }),
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 4 }))
    .map(([from, count]): LedgerRecord => ({ type: 'Learnt', from, decrees: numbered(from, count, 'l') })),
  fc.integer({ min: 0, max: 15 }).map((number): LedgerRecord => ({ type: 'PassedTo', number })),
)

const numbered = (from: number, count: number, mark: string): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => bytesOf(`${mark}:${from + index}`))

/** Reads a number the way a reader does: through the records of its stretch, each number the first time it is in line. */
function readNumber(index: RunIndex, records: readonly LedgerRecord[], number: number): string | null {
  const stretch = index.find(number)
  if (stretch === null) return null
  let next = stretch.from
  for (let at = stretch.offset / RECORD_BYTES; at < stretch.end / RECORD_BYTES; at++) {
    const held = records[at]
    if (held === undefined || !('decrees' in held)) continue
    for (; next >= held.from && next < held.from + held.decrees.length; next++) {
      const decree = held.decrees[next - held.from]
      if (next === number) return decree === undefined ? null : `${at}:${textOf(decree)}`
    }
  }
  return null
}

test('finds for each number what the records left for it, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), (records) => {
      const index = new RunIndex()
      const sum = nothingInscribed()
      for (const [at, each] of records.entries()) {
        index.add(sum, each, 1, at * RECORD_BYTES, (at + 1) * RECORD_BYTES)
        inscribe(sum, each)
      }
      const model = new Model(records)
      for (let number = 1; number <= 25; number++) {
        const entry = model.sum.entries.get(number)
        const expected = model.passed.get(number) ?? (entry === undefined ? null : textOf(entry.decree))
        const text = readNumber(index, records, number)
        expect([number, text?.replace(/^\d+:/, '') ?? null]).toEqual([number, expected])
      }
      expect(index.missing(sum.writtenTo)).toEqual([])
    }),
    { numRuns: 1_000 },
  )
})

test('records in a row share a stretch, up to a size', () => {
  const index = new RunIndex()
  for (let n = 1; n <= 3; n++) index.put({ from: n, to: n, page: 1, offset: n * 100_000, end: (n + 1) * 100_000 })
  index.put({ from: 4, to: 4, page: 2, offset: 0, end: 10 })
  expect(index.all()).toEqual([
    { from: 1, to: 2, page: 1, offset: 100_000, end: 300_000 },
    { from: 3, to: 3, page: 1, offset: 300_000, end: 400_000 },
    { from: 4, to: 4, page: 2, offset: 0, end: 10 },
  ])
})

test('cutting, forgetting, and what is missing', () => {
  const index = new RunIndex()
  index.put({ from: 3, to: 8, page: 1, offset: 0, end: 10 })
  index.put({ from: 12, to: 20, page: 2, offset: 0, end: 10 })
  expect(index.missing(25)).toEqual([
    { from: 1, to: 2 },
    { from: 9, to: 11 },
    { from: 21, to: 25 },
  ])
  index.cutAfter(15)
  expect(index.find(15)).toMatchObject({ from: 12, to: 15 })
  expect(index.find(16)).toBeNull()
  index.forget(2)
  expect(index.find(12)).toBeNull()
  index.cutAfter(10)
  index.cutAfter(5)
  expect(index.all()).toEqual([{ from: 3, to: 5, page: 1, offset: 0, end: 10 }])
})

test('P20: votes of another ballot, one record each, share a stretch: a priest behind gets many decrees at once', () => {
  const index = new RunIndex()
  const sum = nothingInscribed()
  const records: LedgerRecord[] = [
    { type: 'Voted', ballot: ballot(1), from: 1, decrees: numbered(1, 200, 'v1') },
    ...Array.from({ length: 150 }, (_, at): LedgerRecord => {
      return { type: 'Voted', ballot: ballot(2), from: at + 1, decrees: numbered(at + 1, 1, 'v2') }
    }),
  ]
  for (const [at, each] of records.entries()) {
    index.add(sum, each, 1, at * RECORD_BYTES, (at + 1) * RECORD_BYTES)
    inscribe(sum, each)
  }
  expect(index.all().map(({ from, to }) => [from, to])).toEqual([
    [1, 150],
    [151, 200],
  ])
  expect(readNumber(index, records, 77)).toBe('77:v2:77')
  expect(readNumber(index, records, 177)).toBe('0:v1:177')
})
