import { encodeEnvelope, type FirstRoll, KeyValueLaw, LawBook } from '../src/index.js'
import { OLIVE_DAY } from './helpers.js'

const birth = (digit: number) => `${digit}`.padStart(16, '0')
const seat = (name: string, digit: number) => ({ name, incarnation: 1, birth: birth(digit), weight: 1 })
const founding: FirstRoll = { seats: [seat('alpha', 1), seat('beta', 2), seat('gamma', 3)], alpha: 4 }
const readmit = (name: string, digit: number) => encodeEnvelope({ kind: 'readmit', name, birth: birth(digit) })

const bookAfter = (...decrees: readonly Uint8Array[]) => {
  const book = new LawBook(new KeyValueLaw(), founding)
  const rulings = decrees.map((decree, i) => book.apply(i + 1, decree))
  return { book, rulings }
}
const namesFrom = (book: LawBook) =>
  book.rolls.map(({ from, seats }) => [from, ...seats.map((s) => `${s.name}.${s.incarnation}@${Number(s.birth)}`)])

test('3.3.6: a readmission by decree m is in force from m + alpha on, and until then the old roll is', () => {
  const { book, rulings } = bookAfter(OLIVE_DAY, readmit('beta', 9))
  const changed = [seat('alpha', 1), { ...seat('beta', 9), incarnation: 2 }, seat('gamma', 3)]
  expect(rulings[1]).toEqual({ kind: 'readmitted', from: 6, seats: changed })
  for (let number = 3; number <= 4; number++) book.apply(number, OLIVE_DAY)
  expect(namesFrom(book)).toEqual([
    [1, 'alpha.1@1', 'beta.1@2', 'gamma.1@3'],
    [6, 'alpha.1@1', 'beta.2@9', 'gamma.1@3'],
  ])
  book.apply(5, OLIVE_DAY)
  expect(namesFrom(book)).toEqual([[6, 'alpha.1@1', 'beta.2@9', 'gamma.1@3']])
})

test('P41: the law gives the incarnation, each only once: two births never have the same one', () => {
  const { book } = bookAfter(readmit('beta', 8), readmit('beta', 9), readmit('gamma', 7))
  expect(namesFrom(book).at(-1)).toEqual([7, 'alpha.1@1', 'beta.3@9', 'gamma.2@7'])
})

test('P41: a birth that had a seat gets none again, whether it has it still or lost it', () => {
  const { rulings } = bookAfter(readmit('beta', 8), readmit('beta', 2), readmit('beta', 8), readmit('alpha', 2))
  expect(rulings.slice(1)).toEqual(Array(3).fill({ kind: 'not readmitted', why: 'that birth has had a seat' }))
})

test('a name without a seat is not given one', () => {
  expect(bookAfter(readmit('delta', 8)).rulings).toEqual([{ kind: 'not readmitted', why: 'no such name' }])
})

test('P11: a snapshot keeps the rolls that are to come and the births that had a seat', () => {
  const { book } = bookAfter(readmit('beta', 8))
  const restored = new LawBook(new KeyValueLaw(), founding)
  restored.restore(book.snapshot())
  expect(restored.rolls).toEqual(book.rolls)
  for (const each of [book, restored])
    expect(each.apply(2, readmit('gamma', 8))).toEqual({ kind: 'not readmitted', why: 'that birth has had a seat' })
  expect(restored.digest).toBe(book.digest)
  expect(restored.snapshot()).toEqual(book.snapshot())
})
