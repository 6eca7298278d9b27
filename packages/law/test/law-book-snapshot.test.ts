import fc from 'fast-check'
import { KeyValueLaw, LawBook } from '../src/index.js'
import { bytesOf, CountingLaw, OLIVE_DAY, opening, Parliament, petition, put, textOf } from './helpers.js'

function restored(book: LawBook) {
  const law = new CountingLaw()
  const copy = new LawBook(law)
  copy.restore(book.snapshot())
  return { law, copy }
}

test('P11: after a snapshot and a restart an old petition that is repeated is answered, not carried out', () => {
  const parliament = new Parliament(new CountingLaw())
  parliament.pass(opening())
  const first = parliament.pass(petition(1, 1, 'a', { time: 50 }))
  parliament.pass(petition(1, 3, 'c'))
  parliament.pass(petition(1, 4, 'd', { acked: 1 }))
  const { law, copy } = restored(parliament.book)
  expect(copy.apply(5, petition(1, 1, 'a'))).toEqual({ kind: 'acknowledged' })
  expect(copy.apply(6, petition(1, 3, 'c'))).toEqual({ kind: 'answered', number: 3, bytes: bytesOf('2:3:50:c') })
  expect(law.count).toBe(3)
  expect(first.kind).toBe('answered')
})

test('P11: number, time, digest and sessions come back with the law', () => {
  const parliament = new Parliament(new CountingLaw())
  parliament.passAll([opening(3), petition(1, 1, 'a', { time: 4 }), OLIVE_DAY])
  const { book } = parliament
  const { copy } = restored(book)
  expect([copy.number, copy.time, copy.digest, copy.sessionCount]).toEqual([3, 4, book.digest, 1])
  expect(copy.decreesDigest).toBe(book.decreesDigest)
  expect(copy.snapshot()).toEqual(book.snapshot())
})

test('P11: the order of last use comes back, so that the same session ends at every priest', () => {
  const parliament = new Parliament(new CountingLaw())
  const { book } = parliament
  for (let i = 0; i < 10_000; i++) parliament.pass(opening())
  parliament.pass(petition(1, 1, 'a'))
  const { copy } = restored(book)
  for (const each of [book, copy]) {
    each.apply(10_002, opening())
    expect(each.apply(10_003, petition(1, 2, 'b')).kind).toBe('answered')
    expect(each.apply(10_004, petition(2, 1, 'c'))).toEqual({ kind: 'ended' })
  }
  expect(copy.digest).toBe(book.digest)
})

test('answers that were restored do not keep the snapshot in memory', () => {
  const parliament = new Parliament(new CountingLaw())
  parliament.passAll([opening(), petition(1, 1, 'a')])
  const snapshot = parliament.book.snapshot()
  const copy = new LawBook(new CountingLaw())
  copy.restore(snapshot)
  const ruling = copy.apply(3, petition(1, 1, 'a'))
  if (ruling.kind !== 'answered') throw new Error('not answered')
  expect(textOf(ruling.bytes)).toBe('1:2:0:a')
  expect(ruling.bytes.buffer).not.toBe(snapshot.buffer)
})

test('a seq that stands twice or is acknowledged is no snapshot', () => {
  const parliament = new Parliament(new CountingLaw())
  parliament.passAll([opening(), petition(1, 1, 'a'), petition(1, 2, 'b')])
  const snapshot = parliament.book.snapshot()
  // Version, number, time, two words of each digest, count of sessions; then session, acked, count of answers; then answers.
  const ackedEnd = 1 + 7 * 7 + 2 * 7
  const secondSeqEnd = ackedEnd + 7 + 3 * 7 + '1:2:0:a'.length + 7
  for (const [end, before] of [
    [ackedEnd, 0],
    [secondSeqEnd, 2],
  ] as const) {
    const bytes = snapshot.slice()
    expect(bytes[end - 1]).toBe(before)
    bytes[end - 1] = 1
    expect(() => new LawBook(new CountingLaw()).restore(bytes)).toThrow(
      'seq 1 stands twice, acknowledged, or out of order, in session 1',
    )
  }
})

test('a snapshot cut anywhere before the part of the law is none', () => {
  const parliament = new Parliament(new CountingLaw())
  parliament.passAll([opening(), petition(1, 1, 'a')])
  const snapshot = parliament.book.snapshot()
  const lawAt = snapshot.length - '1'.length
  for (let end = 0; end < lawAt; end++)
    expect(() => new LawBook(new CountingLaw()).restore(snapshot.slice(0, end))).toThrow('the bytes end too early')
})

test('bytes that are no snapshot are a RangeError, and the book is as before', () => {
  const parliament = new Parliament(new KeyValueLaw())
  parliament.passAll([opening(), put(1, 1, 'k', 'v'), put(1, 2, 'l', 'w'), opening()])
  const { book } = parliament
  const snapshot = book.snapshot()
  const damaged = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.nat(snapshot.length - 1).map((end) => snapshot.slice(0, end)),
    fc.tuple(fc.nat(snapshot.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = snapshot.slice()
      bytes[at] = byte
      return bytes
    }),
  )
  fc.assert(
    fc.property(damaged, (bytes) => {
      const copy = new LawBook(new KeyValueLaw())
      copy.restore(snapshot)
      try {
        copy.restore(bytes)
        // A changed number or letter can still be a snapshot, of another state.
        expect(copy.snapshot()).toEqual(bytes)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        expect(copy.snapshot()).toEqual(snapshot)
      }
    }),
    { numRuns: 2000 },
  )
})
