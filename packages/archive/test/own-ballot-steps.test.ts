import { nameOf } from '@paxon/synod'
import type { SaidLine } from '../src/book-line.js'
import { OwnBallotSteps } from '../src/trace/own-ballot-steps.js'
import { decreeSignature } from '../src/trace/signature.js'

const [ALPHA, BETA] = ['alpha', 'beta'].map((name) => ({ name: nameOf(name), incarnation: 1 })) as [Who, Who]
type Who = { readonly name: ReturnType<typeof nameOf>; readonly incarnation: number }
const [FIRST, SECOND] = [1, 2].map((round) => ({ round, by: ALPHA })) as [Of, Of]
type Of = { readonly round: number; readonly by: Who }
const X = { b64: 'eA==' }

test('what a majority voted for in a ballot given up, behind one that lacked votes, may be held as passed later (simulator seed 9105096)', () => {
  const own = new OwnBallotSteps(null, 3)
  expect(own.next(ALPHA, FIRST)).toBeNull()
  for (const from of [ALPHA, BETA]) {
    const page = { type: 'LastVote', from, ballot: FIRST, range: [1, null], passedTo: 0, votes: [], passed: [] }
    own.lastVote(page as unknown as SaidLine & { readonly type: 'LastVote' })
  }
  const decrees = [1, 2].map((number) => [number, X] as const)
  expect(own.begin(FIRST, [ALPHA, BETA], decrees as unknown as Parameters<OwnBallotSteps['begin']>[2])).toBeNull()
  own.voted('alpha', FIRST, [1, 2])
  own.voted('beta', FIRST, [2, 2])
  own.next(ALPHA, SECOND)
  const signed = decreeSignature(X as unknown as Parameters<typeof decreeSignature>[0])
  expect([1, 2].map((number) => own.hasPassed(FIRST, number, signed))).toEqual([false, true])
  expect(own.hasPassed(SECOND, 2, signed)).toBe(false)
})
