import { createHash } from 'node:crypto'
import { decreeJson, deleteBody, encodeEnvelope, encodeEnvelopes, KeyValueLaw, putBody } from '@paxon/law'
import type { Decree } from '@paxon/synod'
import fc from 'fast-check'
import { BookDecrees } from '../src/book-decrees.js'
import { BookLines } from '../src/book-lines.js'

const NO_BYTES = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const put = (value: string, key = 'k'): Decree =>
  encodeEnvelope({ kind: 'decree', session: 1, seq: 1, acked: 0, time: 5, body: putBody(key, value) })

/** Of a run, as JSON that was read again. */
function pairs(decrees: BookDecrees, from: number, run: readonly Decree[]): unknown {
  const lines = new BookLines()
  decrees.pairs(lines, [{ from, decrees: run }])
  return JSON.parse(Buffer.concat(lines.take()).toString())
}

const expected = (from: number, run: readonly Decree[]) =>
  run.map((decree, i) => [from + i, decreeJson(decree, KeyValueLaw.NAME)])

test('whatever was said before, each decree stands in a line as its JSON: the ring comes round, numbers have other decrees', () => {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 30 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 40_000 }).map((length) => 'v'.repeat(length)) },
    { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 140_000 }).map((length) => 'é'.repeat(length / 2)) },
    { weight: 1, arbitrary: fc.constant('\u0001'.repeat(40_000)) },
  )
  const decree = fc.oneof(
    { weight: 8, arbitrary: value.map((text) => put(text)) },
    { weight: 1, arbitrary: fc.constantFrom(new Uint8Array(0), new Uint8Array(5)) },
    { weight: 1, arbitrary: fc.constant(deleteBody('k')) },
  )
  const said = fc.record({ from: fc.integer({ min: 1, max: 12_000 }), run: fc.array(decree, { maxLength: 12 }) })
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 30 }), (all) => {
      const decrees = new BookDecrees('whole', KeyValueLaw.NAME)
      for (const { from, run } of [...all, ...all.toReversed(), ...all])
        expect(pairs(decrees, from, run)).toEqual(expected(from, run))
    }),
    { numRuns: 30, endOnFailure: true },
  )
})

test('decrees come and go by the ten thousand, and are told again in parts', () => {
  const decrees = new BookDecrees('whole', KeyValueLaw.NAME)
  for (let from = 1; from < 9_000; from += 700) {
    const envelopes = Array.from({ length: 700 }, (_, i) => {
      const body = putBody(`key-${from + i}`, 'v'.repeat((from + i) % 301))
      return { kind: 'decree', session: 7, seq: from + i, acked: 0, time: 5, body } as const
    })
    const run = encodeEnvelopes(envelopes)
    expect(pairs(decrees, from, run)).toEqual(expected(from, run))
    expect(pairs(decrees, from + 350, run.slice(350))).toEqual(expected(from + 350, run.slice(350)))
    expect(pairs(decrees, from, run)).toEqual(expected(from, run))
  }
})

test('where the ring has come round, what was there is put into words anew', () => {
  const decrees = new BookDecrees('whole', KeyValueLaw.NAME)
  // The first lap ends with short ones close to the end of the ring; the second comes round before them.
  const lengths = [...Array<number>(10).fill(24_500), ...Array<number>(24).fill(500), ...Array<number>(9).fill(27_500)]
  const run = [...lengths, ...lengths].map((length, i) => put(`${i % 10}`.repeat(length)))
  for (const [i, decree] of run.entries()) {
    expect(pairs(decrees, 1 + i, [decree])).toEqual(expected(1 + i, [decree]))
    for (let before = Math.max(0, i - 60); before < i; before += 7)
      expect(pairs(decrees, 1 + before, run.slice(before, before + 1))).toEqual(
        expected(1 + before, run.slice(before, before + 1)),
      )
  }
})

test('of decrees that their words are shorter than, no more than 4 MiB are kept', () => {
  const decrees = new BookDecrees('digest', KeyValueLaw.NAME)
  const run = Array.from({ length: 100 }, (_, i) => put(`${i}`.repeat(25_000)))
  pairs(decrees, 1, run)
  expect(decrees.keptBytes).toBeGreaterThan(3 * 1024 * 1024)
  expect(decrees.keptBytes).toBeLessThan(4.2 * 1024 * 1024)
})

test('as digests: SHA-256 of the exact bytes, in hex', () => {
  const decrees = new BookDecrees('digest', KeyValueLaw.NAME)
  const hex = createHash('sha256').update(put('v')).digest('hex')
  for (let times = 0; times < 2; times++) {
    expect(pairs(decrees, 7, [put('v'), new Uint8Array(0)])).toEqual([
      [7, hex],
      [8, NO_BYTES],
    ])
  }
})

test('under a law of its own: base64 of all bytes, and null for an olive-day', () => {
  const decrees = new BookDecrees('whole', 'mine')
  expect(pairs(decrees, 7, [put('v'), new Uint8Array(0)])).toEqual([
    [7, { b64: Buffer.from(put('v')).toString('base64') }],
    [8, null],
  ])
})

test('the decree alone, as in a vote', () => {
  const decrees = new BookDecrees('whole', KeyValueLaw.NAME)
  for (const decree of [put('v'), put('v'.repeat(200_000))]) {
    for (let times = 0; times < 2; times++) {
      const lines = new BookLines()
      decrees.decree(lines, 12, decree)
      expect(JSON.parse(Buffer.concat(lines.take()).toString())).toEqual(decreeJson(decree, KeyValueLaw.NAME))
    }
  }
})
