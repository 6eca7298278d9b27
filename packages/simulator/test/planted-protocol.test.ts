import { type Effects, LegislatorCore } from '@paxon/synod'
import { type Plan, simulate } from '../src/index.js'
import { Verdict } from '../src/verdict.js'

/** Kills, and messages that do not arrive, make new presidents, which must find what earlier ones have begun. */
const harsh = (plan: Plan): Plan => ({
  ...plan,
  faults: { kill: 300, isolation: 600 },
  faultsFrom: 'founding',
  rival: null,
  godSteps: null,
  safetyMs: 3_000,
})

/** Several seeds may go by until one shows the bug. */
jest.setTimeout(120_000)

afterEach(() => jest.restoreAllMocks())

/** What the core does, changed. */
type Bug = (effects: Effects, me: LegislatorCore['me']) => Partial<Effects>

const BUGS: readonly [what: string, bug: Bug, trace: RegExp, invariant: RegExp | null][] = [
  [
    'LastVotes that tell of no vote (P4)',
    ({ afterSync }) => ({
      afterSync: afterSync.map((out) =>
        out.message.type === 'LastVote' ? { ...out, message: { ...out.message, votes: [] } } : out,
      ),
    }),
    /step 2: it hides its vote for \d+ in /,
    /^I[3467] /,
  ],
  [
    'promises that are told and not written (P1)',
    ({ writes }) => ({ writes: writes.filter(({ type }) => type !== 'NextBal') }),
    /is no step that it was allowed: /,
    // A later vote raises the promise in the ledger before anybody looks.
    null,
  ],
  [
    'a president that rests on its own LastVote alone (B2)',
    ({ now }, me) => ({
      now: now.map((out) =>
        out.message.type === 'BeginBallot'
          ? { ...out, message: { ...out.message, quorum: out.message.quorum.filter(({ name }) => name === me.name) } }
          : out,
      ),
    }),
    /step 3: it had begun decree \d+ on the LastVotes of /,
    /^I6 .*(have no priest in common|is no majority|two ballots have the number)/,
  ],
]

/** The first complaint of this kind in these seeds, whatever others say; null: none. */
async function firstComplaint(bug: Bug, kind: RegExp, seeds: readonly number[]): Promise<string | null> {
  const { step } = LegislatorCore.prototype
  jest.spyOn(LegislatorCore.prototype, 'step').mockImplementation(function (this: LegislatorCore, event, now) {
    const effects = step.call(this, event, now)
    return Object.assign({}, effects, bug(effects, this.me))
  })
  const { wrong } = Verdict.prototype
  const said: string[] = []
  jest.spyOn(Verdict.prototype, 'wrong').mockImplementation(function (this: Verdict, why) {
    said.push(why)
    if (kind.test(why)) wrong.call(this, why)
  })
  for (const seed of seeds) {
    const { ending, why } = await simulate({ seed, change: harsh })
    if (ending === 'wrong') return why
  }
  return null
}

const seedsOf = (first: number, step: number) => Array.from({ length: 12 }, (_, i) => first + i * step)

describe('bugs planted in the protocol are noticed, though no other checker says so:', () => {
  test.each(BUGS)('%s, by the replay of the messagebooks', async (_, bug, trace) => {
    expect(await firstComplaint(bug, /is no step that it was allowed/, seedsOf(8, 8))).toMatch(trace)
  })

  test.each(BUGS.filter(([, , , invariant]) => invariant !== null))(
    '%s, by the invariant',
    async (_, bug, __, invariant) => {
      expect(await firstComplaint(bug, /^I[1-7] for decree/, seedsOf(1, 4))).toMatch(invariant ?? /never/)
    },
  )
})
