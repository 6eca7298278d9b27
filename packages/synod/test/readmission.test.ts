import { Chamber } from './chamber.js'
import { beat, catchUp, losesGamma } from './readmitting.js'

const OTHERS = ['beta', 'gamma']

/** alpha presides, decree 1 has passed, gamma's ledger is lost and gamma has learnt decree 1 anew. */
function afterALoss(chamber: Chamber): void {
  chamber.quietly(() => {
    losesGamma(chamber)
    for (const name of chamber.names) chamber.settle(name)
  })
}

/** What alpha said is lost; it says the first decree again that is under way. */
function sayAgainOneByOne(chamber: Chamber): void {
  chamber.drop('alpha', null, 'BeginBallot')
  chamber.wait(1)
  beat(chamber, 'alpha', ...OTHERS)
}

/** The rest of the change: beta votes for its window, gamma learns it. */
function inForce(chamber: Chamber): void {
  chamber.quietly(() => {
    chamber.vote('alpha', 'beta')
    for (const _ of [1, 2]) {
      beat(chamber, 'alpha', ...OTHERS)
      catchUp(chamber, 'gamma', 'alpha')
      for (const name of chamber.names) chamber.settle(name)
    }
    chamber.drop(null, null)
  })
}

describe('3.3.6: a priest whose ledger was lost is given its seat back by decree', () => {
  test('it learns, asks for its seat with each beat, and the president proposes the change and the rest of the window at once', () => {
    const chamber = new Chamber({ alpha: 3 })
    afterALoss(chamber)
    const tale = chamber.told(() => beat(chamber, 'alpha', ...OTHERS))
    expect(tale).toBe(`
50 ms go by
alpha looks at the clock
  alpha says to beta gamma: Beat 3 of 1:alpha; passed up to 1
beta hears alpha: Beat 3 of 1:alpha; passed up to 1
  beta writes: passed up to 1
  beta says to alpha: BeatAnswer 3 of 1:alpha, holds up to 1
alpha hears beta: BeatAnswer 3 of 1:alpha, holds up to 1
gamma hears alpha: Beat 3 of 1:alpha; passed up to 1
  gamma says to alpha: SeatWanted, holds up to 1
alpha hears gamma: SeatWanted, holds up to 1
  alpha proposes as decree 2 to give the seat of gamma to the ledger of birth 0000000000000103
  alpha writes: vote in 1:alpha for 2-4 readmit gamma 0000000000000103, olive-day, olive-day
  alpha says to beta gamma: BeginBallot 1:alpha: 2-4 readmit gamma 0000000000000103, olive-day, olive-day; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 2-4
`)
    expect(chamber.core('gamma').learnerBecause).toBe('its birth is not on the roll')
  })

  test('it learns that it has a seat, writes as whom, and votes; its vote counts from m + alpha on, and not before', () => {
    const chamber = new Chamber({ alpha: 3, bounds: { pageBytes: 1 } })
    afterALoss(chamber)
    chamber.quietly(() => {
      beat(chamber, 'alpha', ...OTHERS)
      chamber.settle('alpha')
      sayAgainOneByOne(chamber)
      chamber.vote('alpha', 'beta')
      beat(chamber, 'alpha', ...OTHERS)
    })
    const tale = chamber.told(() => catchUp(chamber, 'gamma', 'alpha'))
    expect(tale).toBe(`
alpha hears gamma: PageWanted after 1
alpha syncs
  alpha gives gamma from its ledger: 2 readmit gamma 0000000000000103
gamma hears alpha: Page: 2 readmit gamma 0000000000000103; passed up to 2
  gamma writes: learnt 2 readmit gamma 0000000000000103
  gamma writes: passed up to 2
gamma syncs
  gamma has caught up: holds up to 2
  gamma applies 2 readmit gamma 0000000000000103
  gamma is readmitted as incarnation 2; votes, and counts from decree 5 on
  gamma writes: seated as incarnation 2
gamma syncs
`)
    expect(chamber.core('gamma').state).toBe('readmitted')
    expect(chamber.core('gamma').me).toMatchObject({ name: 'gamma', incarnation: 2 })
    // m5: of 3 and 4 the vote of gamma.2 does not count beside alpha's; of 5 it does.
    chamber.quietly(() => sayAgainOneByOne(chamber))
    const x = chamber.petition('alpha', 'x')
    chamber.vote('alpha', 'gamma')
    expect(chamber.watcher.ballotsOf(3)).toEqual(['1:alpha olive-day by alpha beta, voted: alpha gamma'])
    expect(chamber.watcher.passed.has(3)).toBe(false)
    expect(chamber.core('alpha').passedTo).toBe(2)
    expect(chamber.answered.get(x)).toBeUndefined()
    chamber.vote('alpha', 'beta')
    chamber.watcher.checkConditions()
  })

  test('one after the other: its vote counts again, and another priest may stop', () => {
    const chamber = new Chamber({ alpha: 3 })
    afterALoss(chamber)
    chamber.quietly(() => beat(chamber, 'alpha', ...OTHERS))
    inForce(chamber)
    expect(chamber.core('gamma').state).toBe('legislator')
    chamber.crash('beta')
    const x = chamber.petition('alpha', 'x')
    chamber.vote('alpha', 'gamma')
    expect(chamber.answered.get(x)).toBe(5)
    expect(chamber.watcher.ballotsOf(5)).toEqual(['1:alpha x by alpha beta, voted: alpha gamma'])
  })
})
