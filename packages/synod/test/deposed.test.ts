import { Chamber } from './chamber.js'
import { late } from './readmitting.js'

test.each(['looks at the clock first', 'is heard with its beats first', 'is heard with its ballots first'])(
  'P9: a president that sleeps before its write, is deposed, wakes and %s, passes, confirms and ends nothing',
  (how) => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.vote('alpha', 'beta')
    chamber.settleAll()
    const old = chamber.core('alpha').nextBal
    const x = chamber.petition('alpha', 'x')
    const asked = chamber.inquire('alpha')
    // It sleeps: its vote is not synced, and what it said at once is still on its way.
    const said = chamber.letters('alpha', null)
    expect(said.map(({ message }) => message.type)).toEqual(expect.arrayContaining(['BeginBallot', 'Beat']))
    const isFirst = how === 'is heard with its beats first' ? 'Beat' : 'BeginBallot'
    const [first, rest] = [true, false].map((is) => said.filter(({ message }) => (message.type === isFirst) === is))
    const arrive = [first, rest].map((letters) => late(chamber, letters ?? []))

    chamber.preside('beta', ['gamma'])
    const y = chamber.petition('beta', 'y')
    chamber.vote('beta', 'gamma')
    const ballot = chamber.core('beta').hearsBallot
    const before = chamber.core('beta').passedTo

    if (how === 'looks at the clock first') chamber.tick('alpha', { lateMs: chamber.now })
    for (const arrives of arrive) {
      arrives()
      chamber.settleAll()
    }
    expect(chamber.presidents()).toEqual(['beta'])
    expect(chamber.core('beta').hearsBallot).toEqual(ballot)
    expect(chamber.answered.get(y)).toBeLessThanOrEqual(before)
    // What was decreed in its name is another's now, or nobody's; no answer came from what it knew.
    expect(chamber.answered.get(x)).toBeUndefined()
    expect(chamber.failed.get(asked)).toBeDefined()
    expect(chamber.confirmed.get(asked)).toBeUndefined()
    expect(chamber.watcher.ballotsOf(2).filter((told) => told.startsWith('1:alpha'))).toEqual([
      '1:alpha x by alpha beta, voted: alpha',
    ])
    const z = chamber.petition('beta', 'z')
    chamber.vote('beta', 'gamma')
    chamber.settleAll()
    expect(chamber.answered.get(z)).toBeGreaterThan(before)
    expect(chamber.core('beta').hearsBallot).toEqual(ballot)
    expect(old).not.toEqual(ballot)
    chamber.watcher.checkConditions()
  },
)
