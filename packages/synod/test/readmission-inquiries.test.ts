import { Chamber } from './chamber.js'
import { laterRollOvertakes } from './later-roll.js'
import { beat, catchUp, lose } from './readmitting.js'

/** Section 3.3.6 and 3.3.4: whose word an inquiry needs while the roll changes. */
describe('P7: inquiries while the roll changes', () => {
  test('a decree of the later roll that passed in a lower ballot is not overlooked: that roll is asked for LastVotes first', () => {
    const chamber = new Chamber({ priests: 5, alpha: 2, bounds: { pageBytes: 1 } })
    let x = 0
    chamber.quietly(() => {
      x = laterRollOvertakes(chamber)
      chamber.drop(null, null)
    })
    const tale = chamber.told(() => {
      chamber.wait(chamber.timing.beatMs)
      chamber.tick('gamma')
      chamber.deliver('gamma', 'alpha', 'Beat')
      expect(chamber.answered.get(x)).toBe(4)
      chamber.drop(null, null)
      const inquiry = chamber.inquire('gamma')
      beat(chamber, 'gamma', 'beta', 'delta')
      expect(chamber.confirmed.get(inquiry)).toBeUndefined()
    })
    expect(tale).toBe(`
50 ms go by
gamma looks at the clock
  gamma writes: passed up to 3
  gamma says to alpha beta delta epsilon: Beat 2 of 1:gamma; passed up to 3
  gamma will say to alpha delta epsilon: NextBallot 1:gamma, after 3
alpha hears gamma: Beat 2 of 1:gamma; passed up to 3
  alpha says to gamma: BeatAnswer 2 of 1:gamma, holds up to 4
  alpha applies 3 olive-day
  alpha applies 4 x
gamma is asked inquiry 2
50 ms go by
gamma looks at the clock
  gamma says to alpha beta delta epsilon: Beat 3 of 1:gamma; passed up to 3
  gamma will say to alpha delta epsilon: NextBallot 1:gamma, after 3
beta hears gamma: Beat 3 of 1:gamma; passed up to 3
  beta says to gamma: BeatAnswer 3 of 1:gamma, holds up to 3
  beta applies 3 olive-day
gamma hears beta: BeatAnswer 3 of 1:gamma, holds up to 3
delta hears gamma: Beat 3 of 1:gamma; passed up to 3
  delta says to gamma: BeatAnswer 3 of 1:gamma, holds up to 2
  delta says to gamma: PageWanted after 2
gamma hears delta: BeatAnswer 3 of 1:gamma, holds up to 2
`)
  })

  test('those who decide on the next decree confirm, though the own law has not reached their roll; not the lost seat', () => {
    const chamber = new Chamber({ priests: 5, alpha: 2, bounds: { pageBytes: 1 }, slowLaw: true })
    const old = chamber.priestOf('epsilon')
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta', 'delta'])
      chamber.vote('alpha', 'beta', 'delta')
      chamber.apply('alpha')
      lose(chamber, 'epsilon')
      beat(chamber, 'alpha', 'beta', 'gamma', 'delta', 'epsilon')
      chamber.settle('alpha')
      // Decree by decree, so that 2 is in alpha's law and 3, the last of the old roll, is not yet.
      chamber.drop('alpha', null, 'BeginBallot')
      chamber.wait(1)
      beat(chamber, 'alpha', 'gamma', 'delta')
      chamber.vote('alpha', 'gamma', 'delta')
      chamber.apply('alpha')
      beat(chamber, 'alpha', 'gamma', 'delta')
      chamber.vote('alpha', 'gamma', 'delta')
      beat(chamber, 'alpha', 'gamma', 'delta', 'epsilon')
      for (const name of ['gamma', 'epsilon']) catchUp(chamber, name, 'alpha')
      for (const name of ['gamma', 'epsilon']) chamber.apply(name)
      chamber.drop(null, null)
      // gamma presides by the later roll: decree 4 is an olive-day, and 5 is y.
      chamber.elect('gamma', ['beta', 'delta'])
      chamber.settle('gamma')
      for (const name of ['delta', 'epsilon']) {
        chamber.deliver('gamma', name, 'NextBallot')
        chamber.settle(name)
        chamber.deliver(name, 'gamma', 'LastVote')
        chamber.settle('gamma')
      }
      chamber.vote('gamma', 'delta', 'epsilon')
      chamber.apply('gamma')
      const y = chamber.petition('gamma', 'y')
      chamber.vote('gamma', 'delta', 'epsilon')
      expect(chamber.answered.get(y)).toBe(5)
      chamber.drop(null, null)
    })
    let inquiry = 0
    const tale = chamber.told(() => {
      inquiry = chamber.inquire('alpha')
      const [letter] = chamber.letters('alpha', 'epsilon', 'Beat')
      if (letter?.message.type !== 'Beat') throw new Error('no beat')
      chamber.deliver('alpha', 'beta', 'Beat')
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
      // The old ledger of epsilon was not lost but only away, on another machine.
      const { ballot, beat: number } = letter.message
      const answer = { type: 'BeatAnswer', ballot, beat: number, stalled: false, heldTo: 1, batch: 1 } as const
      chamber.arrive({ from: old, to: chamber.priestOf('alpha').name, message: answer }, true)
    })
    expect(tale).toBe(`
alpha is asked inquiry 2
  alpha says to beta gamma delta epsilon: Beat 6 of 1:alpha, without a majority; passed up to 3
beta hears alpha: Beat 6 of 1:alpha, without a majority; passed up to 3
  beta says to alpha: BeatAnswer 6 of 1:alpha, holds up to 1
alpha hears beta: BeatAnswer 6 of 1:alpha, holds up to 1
alpha hears epsilon: BeatAnswer 6 of 1:alpha, holds up to 1
`)
    expect(chamber.confirmed.get(inquiry)).toBeUndefined()
  })
})
