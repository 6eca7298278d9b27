import fc from 'fast-check'
import { NumberMap } from '../src/number-map.js'

const far = fc.constantFrom(0, 1, 64, 65, 128, 4096, 65_536, 131_072, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1)
const number = fc.oneof(fc.nat(200), far)
const change = fc.oneof(
  fc.record({ do: fc.constant('set' as const), number }),
  fc.record({ do: fc.constant('delete' as const), number }),
  fc.record({ do: fc.constantFrom('clear' as const), number: fc.constant(0) }),
)

test('does what a Map does, whatever the numbers', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
      const model = new Map<number, string>()
      const map = new NumberMap<string>()
      for (const [i, { do: what, number: n }] of changes.entries()) {
        if (what === 'set') {
          model.set(n, `v${i}`)
          map.set(n, `v${i}`)
        } else if (what === 'delete') expect(map.delete(n)).toBe(model.delete(n))
        else if (i % 7 === 0) {
          model.clear()
          map.clear()
        }
        expect(map.get(n)).toBe(model.get(n))
        expect(map.has(n)).toBe(model.has(n))
        expect(map.size).toBe(model.size)
      }
      const entries = [...model].sort(([a], [b]) => a - b)
      expect([...map]).toEqual(entries)
      expect(map.keys()).toEqual(entries.map(([n]) => n))
      expect(map.values()).toEqual(entries.map(([, value]) => value))
    }),
  )
})

test('a window of numbers that moves on for long', () => {
  const map = new NumberMap<number>()
  for (let n = 1; n <= 20_000; n++) {
    map.set(n, n)
    if (n > 700) expect(map.delete(n - 700)).toBe(true)
  }
  expect(map.size).toBe(700)
  expect(map.keys()[0]).toBe(19_301)
})

test('equal contents are equal, whatever came before', () => {
  const one = new NumberMap([[5, 'a']])
  const other = new NumberMap<string>()
  for (let n = 0; n < 1000; n++) other.set(n, 'x')
  other.clear()
  other.set(5, 'a')
  expect(one).toEqual(other)
  other.set(5, 'b')
  expect(one).not.toEqual(other)
})
