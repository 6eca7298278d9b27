import { encodeEnvelopes, KeyValueLaw, putBody } from '@paxon/law'
import type { Decree } from '@paxon/synod'
import { retainedBytes } from '../../law/test/retained.js'
import { BookDecrees } from '../src/book-decrees.js'
import { BookLines } from '../src/book-lines.js'

const MIB = 1024 * 1024
const KEPT_BYTES_MAX = 4 * MIB

const SHORT = putBody('k', 'v'.repeat(80))
const LONG = putBody('k', 'v'.repeat(900_000))

/** Proposed together, so that they lie in one buffer. */
const together = (...bodies: readonly Uint8Array[]): Decree[] =>
  encodeEnvelopes(bodies.map((body, i) => ({ kind: 'decree', session: 1, seq: 1 + i, acked: 0, time: 5, body })))

const say = (decrees: BookDecrees, from: number, run: readonly Decree[]): void =>
  decrees.pairs(new BookLines(), [{ from, decrees: run }])

test.each(['digest', 'whole'] as const)(
  'P32: of short decrees beside long ones 4 MiB are kept with what they keep (%s)',
  (form) => {
    let decrees: BookDecrees | null = new BookDecrees(form, KeyValueLaw.NAME)
    for (let i = 0; i < 1_000; i++) say(decrees, 1 + 2 * i, together(SHORT, LONG))
    expect(decrees.keptBytes).toBeLessThanOrEqual(KEPT_BYTES_MAX)
    const retained = retainedBytes(() => {
      decrees = null
    })
    // Besides, the words of all and the last long one; and the engine may give a few buffers back late.
    expect(retained).toBeLessThan(KEPT_BYTES_MAX + 12 * MIB)
  },
  60_000,
)

test('a buffer that many decrees lie in is counted once, and until the last of them is forgotten', () => {
  const decrees = new BookDecrees('digest', KeyValueLaw.NAME)
  const first = together(...Array<Uint8Array>(500).fill(SHORT))
  const [{ buffer } = new Uint8Array(0)] = first
  const single = together(SHORT)
  const bytes = single[0]?.length ?? 0
  say(decrees, 1, first)
  expect(decrees.keptBytes).toBe(buffer.byteLength)
  // 1,024 are kept: the last of the 500 is among them, then it is not.
  for (let i = 0; i < 1_023; i++) say(decrees, 501 + i, together(SHORT))
  expect(decrees.keptBytes).toBe(buffer.byteLength + 1_023 * bytes)
  say(decrees, 1_524, single)
  expect(decrees.keptBytes).toBe(1_024 * bytes)
})

test('of decrees that take turns in two buffers no more is kept than if each had its own', () => {
  const decrees = new BookDecrees('digest', KeyValueLaw.NAME)
  const [left, right] = [
    together(...Array<Uint8Array>(3_000).fill(SHORT)),
    together(...Array<Uint8Array>(3_000).fill(SHORT)),
  ]
  const taken = left.flatMap((decree, i) => [decree, right[i] ?? decree])
  say(decrees, 1, taken)
  const held = [left, right].reduce((sum, [decree]) => sum + (decree?.buffer.byteLength ?? 0), 0)
  expect(decrees.keptBytes).toBeGreaterThanOrEqual(held)
  expect(decrees.keptBytes).toBeLessThanOrEqual(KEPT_BYTES_MAX)
  // Whatever was counted is taken back.
  for (let i = 0; i < 1_024; i++) say(decrees, 10_001 + i, together(SHORT))
  expect(decrees.keptBytes).toBe(1_024 * (together(SHORT)[0]?.length ?? 0))
})

test('a decree in a buffer of more than 4 MiB is not kept, and is told all the same', () => {
  const decrees = new BookDecrees('digest', KeyValueLaw.NAME)
  const run = together(SHORT, ...Array<Uint8Array>(5).fill(LONG))
  for (let times = 0; times < 2; times++) {
    const lines = new BookLines()
    decrees.pairs(lines, [{ from: 7, decrees: run }])
    const pairs = JSON.parse(Buffer.concat(lines.take()).toString())
    expect(pairs.map(([number]: [number, string]) => number)).toEqual([7, 8, 9, 10, 11, 12])
    expect(new Set(pairs.map(([, digest]: [number, string]) => digest)).size).toBe(6)
    expect(decrees.keptBytes).toBe(0)
  }
})
