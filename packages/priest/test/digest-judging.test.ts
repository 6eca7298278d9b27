import { birthOf, nameOf, type Seat } from '@paxon/synod'
import { BadFrame } from '@paxon/wire'
import fc from 'fast-check'
import { carryDigests, DIGESTS_MAX, type Digest, digestText, readDigests } from '../src/digest-words.js'
import { Digests } from '../src/digests.js'

const birth = (n: number) => birthOf(n.toString(16).padStart(16, '0'))
const digest = (number: number, decrees: number, answers: number): Digest => ({
  number,
  decrees: digestText(decrees.toString(16).padStart(16, '0')),
  answers: digestText(answers.toString(16).padStart(16, '0')),
})

/** This priest has seat 0 of so many; its law is at decree 7, with digests 1 and 1. */
function digests(seats: number, weights: readonly number[] = []) {
  const roll: Seat[] = Array.from({ length: seats }, (_, i) => ({
    name: nameOf(`p${i}`),
    incarnation: 1,
    birth: birth(i),
    weight: weights[i] ?? 1,
  }))
  const all = new Digests({ me: birth(0), roll: () => roll })
  all.record(digest(7, 1, 1))
  return {
    all,
    /** What is found once these have been heard, the first from seat 1 and so on. */
    after: (...heard: Digest[]) => {
      for (const [i, one] of heard.entries()) all.hear(birth(i + 1), [one])
      return all.judge()?.judgement.kind ?? 'nothing'
    },
  }
}

const alike = digest(7, 1, 1)
const otherAnswers = (answers = 2) => digest(7, 1, answers)
const otherDecrees = digest(7, 2, 2)

test('P21, P22: a majority decides, and this priest belongs to it as any other', () => {
  expect(digests(3).after()).toBe('nothing')
  expect(digests(3).after(alike, alike)).toBe('nothing')
  expect(digests(3).after(alike, otherAnswers())).toBe('nothing')
  expect(digests(3).after(alike, otherDecrees)).toBe('nothing')
  expect(digests(3).after(otherDecrees)).toBe('nothing')
  expect(digests(3).after(otherDecrees, otherDecrees)).toBe('other decrees')
  expect(digests(3).after(otherAnswers(), otherAnswers())).toBe('other answers')
  expect(digests(5).after(otherAnswers(), otherAnswers())).toBe('nothing')
  expect(digests(5).after(otherAnswers(), otherAnswers(), otherAnswers())).toBe('other answers')
})

test('P22: nobody agrees once no answer can have a majority any more, and not before', () => {
  expect(digests(3).after(otherAnswers(2))).toBe('nothing')
  expect(digests(3).after(otherAnswers(2), otherAnswers(3))).toBe('no agreement')
  expect(digests(3).after(otherAnswers(2), otherDecrees)).toBe('no agreement')
  expect(digests(5).after(otherAnswers(2), otherAnswers(3))).toBe('nothing')
  expect(digests(5).after(otherAnswers(2), otherAnswers(3), otherAnswers(4))).toBe('no agreement')
  expect(digests(4).after(otherAnswers(2), otherAnswers(2), alike)).toBe('no agreement')
})

test('a majority is one of weight', () => {
  expect(digests(3, [1, 3, 1]).after(otherDecrees)).toBe('other decrees')
  expect(digests(3, [3, 1, 1]).after(otherDecrees, otherDecrees)).toBe('nothing')
})

test('P22: what all had agreed on is judged again once this priest’s law was made anew', () => {
  const { all, after } = digests(3)
  expect(after(alike, alike)).toBe('nothing')
  all.forgetOwn()
  all.record(otherAnswers())
  expect(after(alike, alike)).toBe('other answers')
})

test('only equal numbers are compared, and only births of the roll count', () => {
  expect(digests(3).after(digest(8, 2, 2), digest(6, 2, 2))).toBe('nothing')
  const { all, after } = digests(3)
  for (const stranger of [10, 11]) all.hear(birth(stranger), [otherDecrees])
  expect(after(otherDecrees)).toBe('nothing')
})

test('what a peer says takes the place of what it said before, and what this priest forgets of itself is not compared', () => {
  const { all, after } = digests(3)
  expect(after(otherAnswers(), otherAnswers())).toBe('other answers')
  expect(after(alike)).toBe('nothing')
  expect(after(otherAnswers())).toBe('other answers')
  all.forgetOwn()
  expect(all.judge()).toBeNull()
})

test('P32: of itself a priest keeps the last 16, of peers those of 64', () => {
  const { all } = digests(3)
  for (let number = 8; number < 100; number++) all.record(digest(number, 1, 1))
  expect(all.list.map(({ number }) => number)).toEqual(Array.from({ length: DIGESTS_MAX }, (_, i) => 84 + i))
  for (const seat of [1, 2]) all.hear(birth(seat), [digest(99, 2, 2)])
  expect(all.judge()).toMatchObject({ number: 99 })
  for (let n = 100; n < 164; n++) all.hear(birth(n), [])
  expect(all.judge()).toBeNull()
})

test('digests are read as they were told, and nothing else is', () => {
  const any = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat()).map((numbers) => digest(...numbers))
  fc.assert(
    fc.property(fc.array(any, { maxLength: DIGESTS_MAX }), (list) => {
      expect(readDigests(carryDigests(list))).toEqual(list)
    }),
  )
  const whole = carryDigests([alike])
  const tooLarge = whole.slice().fill(255, 1, 9)
  for (const bytes of [whole.subarray(1), whole.subarray(0, -1), tooLarge, carryDigests(new Array(17).fill(alike))])
    expect(() => readDigests(bytes)).toThrow(BadFrame)
})
