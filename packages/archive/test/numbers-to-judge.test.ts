import { Chronicle } from '../src/audit/chronicle.js'
import { numbersToJudge } from '../src/audit/invariant.js'
import { ballot } from './audit-island.js'

/** Votes for so many numbers, of which every so manieth has two ballots. */
function voted(count: number, contested: number): Chronicle {
  const chronicle = new Chronicle()
  for (let number = 1; number <= count; number++) {
    chronicle.vote(0, number, ballot(1, 'alpha'), 'x')
    if (number % contested === 0) chronicle.vote(0, number, ballot(2, 'beta'), 'x')
  }
  return chronicle
}

test('the invariant is judged for all of few numbers, and of many for those with several ballots and some others', () => {
  expect([...numbersToJudge(voted(3, 2))].sort()).toEqual([1, 2, 3])
  const few = numbersToJudge(voted(20_000, 1_000))
  expect(few.size).toBeGreaterThan(400)
  expect(few.size).toBeLessThanOrEqual(500)
  for (let number = 1_000; number <= 20_000; number += 1_000) expect(few.has(number)).toBe(true)
  expect(numbersToJudge(voted(20_000, 2)).size).toBeLessThanOrEqual(500)
})
