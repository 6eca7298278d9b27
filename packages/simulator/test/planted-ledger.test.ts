import type { Verdict } from '../../ledger/src/last-page.js'
import type { Plan } from '../src/index.js'
import { firstFailure } from './kit.js'

/** Cuts whatever is bad behind the last batch that can be read, sealed or not. */
jest.mock('../../ledger/src/last-page.js', () => {
  const actual = jest.requireActual<typeof import('../../ledger/src/last-page.js')>('../../ledger/src/last-page.js')
  const judge: typeof actual.judge = (page, walked, ...rest): Verdict => {
    const verdict = actual.judge(page, walked, ...rest)
    return verdict.doubt === null || walked.pending === null ? verdict : { doubt: null, last: walked.pending }
  }
  return { ...actual, judge }
})

/** Several seeds may go by until one shows the bug. */
jest.setTimeout(60_000)

it('P23: a damaged ledger that is cut as if it were torn is noticed', async () => {
  const change = (plan: Plan): Plan => ({
    ...plan,
    faults: { damage: 200, kill: 500 },
    faultsFrom: 'founding',
    beyondBudget: true,
    rival: null,
    godSteps: null,
    safetyMs: 3_000,
  })
  const { ending, why } = await firstFailure({ change }, 24)
  expect(ending).toBe('wrong')
  // What was told is gone; or so much is that not even the vote for the founding is there.
  expect(why).toMatch(/said that it (promised|tried|voted)|founded by a vote that this ledger does not hold/)
})
