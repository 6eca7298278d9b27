import fc from 'fast-check'
import { distance, nearest } from '../src/nearest.js'

const WORDS = ['up', 'down', 'god', 'priest', 'decree', 'inquire', 'status', 'absent', 'present', 'logs', 'ledger']

test.each([
  ['stauts', 'status'],
  ['statu', 'status'],
  ['ledgers', 'ledger'],
  ['presnt', 'present'],
  ['inq', 'inquire'],
  ['pu', 'up'],
  ['lgos', 'logs'],
  ['nosuch', null],
  ['x', null],
  ['', null],
])('by "%s" is meant %s', (word, meant) => {
  expect(nearest(word, WORDS)).toBe(meant)
})

describe('the distance between two words', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })

  test('is nothing between equal words only, and the same both ways', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b) === 0).toBe(a === b)
        expect(distance(a, b)).toBe(distance(b, a))
      }),
    )
  })

  test('is at most one for each mistake', () => {
    const mistake = fc.record({ kind: fc.constantFrom('in', 'out', 'other', 'swap'), at: fc.nat({ max: 6 }) })
    fc.assert(
      fc.property(word, mistake, (a, { kind, at }) => {
        const i = at % (a.length + 1)
        const made = {
          in: `${a.slice(0, i)}d${a.slice(i)}`,
          out: a.slice(0, i) + a.slice(i + 1),
          other: i < a.length ? `${a.slice(0, i)}d${a.slice(i + 1)}` : a,
          swap:
            a.slice(0, i) + (a[i + 1] ?? '') + (a[i + 1] === undefined ? a.slice(i) : (a[i] ?? '') + a.slice(i + 2)),
        }
        expect(distance(a, made[kind as keyof typeof made])).toBeLessThanOrEqual(1)
      }),
    )
  })
})
