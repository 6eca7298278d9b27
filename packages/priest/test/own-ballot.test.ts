import { type BeginBallot, nameOf } from '@paxon/synod'
import { OwnBallot } from '../src/own-ballot.js'

const BALLOT = { round: 1, by: { name: nameOf('alpha'), incarnation: 1 } }
const [BETA, GAMMA] = [nameOf('beta'), nameOf('gamma')]
const DECREE = new Uint8Array([1])

const begin = (from: number, count: number, decree = DECREE): BeginBallot => ({
  type: 'BeginBallot',
  ballot: BALLOT,
  from,
  decrees: new Array<Uint8Array>(count).fill(decree),
  quorum: [],
  upTo: 0,
})
const told = (own: OwnBallot, to: typeof BETA, upTo: number) =>
  own.say(to, BALLOT, upTo)?.flatMap(({ from, decrees }) => decrees.map((_, i) => from + i))

test('each is told of what has passed once; what all have been told of is not kept', () => {
  const own = new OwnBallot()
  for (const to of [BETA, GAMMA]) own.begin(to, begin(1, 5))
  expect(told(own, BETA, 3)).toEqual([1, 2, 3])
  expect(told(own, BETA, 3)).toBeUndefined()
  expect(told(own, BETA, 5)).toEqual([4, 5])
  expect(told(own, GAMMA, 5)).toEqual([1, 2, 3, 4, 5])
  own.begin(BETA, begin(6, 1))
  expect(told(own, BETA, 6)).toEqual([6])
})

test('P32: of a ballot the last 4,096 decrees are kept for those who have not been told; of older ones the numbers alone', () => {
  const own = new OwnBallot()
  own.begin(GAMMA, begin(1, 1))
  for (let from = 1; from <= 10_000; from += 100) own.begin(BETA, begin(from, 100))
  expect((Reflect.get(own, 'begun') as { readonly size: number }).size).toBe(4_096)
  const numbers = told(own, GAMMA, 10_000) ?? []
  expect(numbers).toHaveLength(4_096)
  expect([numbers.at(0), numbers.at(-1)]).toEqual([10_000 - 4_096 + 1, 10_000])
})

test('P32: and no more than 64 MiB of them, so that one who is gone does not keep all that was long', () => {
  const own = new OwnBallot()
  const long = new Uint8Array(1024 * 1024)
  own.begin(GAMMA, begin(1, 1, long))
  for (let from = 1; from <= 200; from += 20) own.begin(BETA, begin(from, 20, long))
  expect(told(own, BETA, 10)).toEqual([])
  const numbers = told(own, GAMMA, 200) ?? []
  expect([numbers.length, numbers.at(0), numbers.at(-1)]).toEqual([64, 137, 200])
})
