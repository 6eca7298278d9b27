import { LegislatorCore, OwnSeat } from '@paxon/synod'
import type { Plan } from '../src/index.js'
import { firstFailure } from './kit.js'

/** Several seeds may go by until one shows the bug. */
jest.setTimeout(60_000)

afterEach(() => jest.restoreAllMocks())

/** Three priests, one citizen of the plan's, and only these faults. */
const only =
  (faults: Plan['faults']) =>
  (plan: Plan): Plan => ({
    ...plan,
    priests: plan.priests.slice(0, 3),
    citizens: plan.citizens.map((citizen) => ({ ...citizen, at: [plan.priests[0]?.name ?? ''] })),
    faults,
    faultsFrom: 'founding',
    rival: null,
    godSteps: null,
    godGoesMs: null,
    beyondBudget: false,
    safetyMs: 3_000,
  })

describe('bugs of priests that lost their ledgers are noticed', () => {
  it('P17: a wiped priest that votes without a seat', async () => {
    jest.spyOn(OwnSeat.prototype, 'learnerBecause', 'get').mockReturnValue(null)
    const { ending, why } = await firstFailure({ change: only({ wipe: 600, kill: 600 }) })
    expect(ending).toBe('wrong')
    expect(why).toMatch(/sent a (LastVote|Voted|NextBallot), and has no seat/)
  })

  it('a wiped priest that is never readmitted', async () => {
    const { step } = LegislatorCore.prototype
    jest.spyOn(LegislatorCore.prototype, 'step').mockImplementation(function (this: LegislatorCore, event, now) {
      const isDeaf = event.type === 'Received' && event.message.type === 'SeatWanted'
      return step.call(this, isDeaf ? { type: 'Tick', chance: 0.5, lateMs: 0, stalledMs: 0 } : event, now)
    })
    const { ending, why } = await firstFailure({ change: only({ wipe: 600 }) })
    expect(ending).toBe('no progress')
    expect(why).toContain('not all count as legislators again')
  })

  it('P42: a priest that goes on though a peer remembers more of its ledger', async () => {
    const { step } = LegislatorCore.prototype
    jest.spyOn(LegislatorCore.prototype, 'step').mockImplementation(function (this: LegislatorCore, event, now) {
      return step.call(
        this,
        event.type === 'PeerMet' ? { ...event, remembers: 0, remembersBefore: 0, remembersLater: false } : event,
        now,
      )
    })
    const { ending, why } = await firstFailure({ change: only({ 'put back': 500, kill: 400 }) }, 24)
    expect(ending).toBe('wrong')
    expect(why).toContain('a peer remembers more of its ledger, which was put back')
  })
})
