import { Chamber } from './chamber.js'
import { laterRollOvertakes } from './later-roll.js'
import { beat } from './readmitting.js'

/** What binds a president that learns of a change of the roll only once it presides (3.3.6). */
describe('P14: the LastVotes of a later roll bind the ballot, though it presides already', () => {
  function learnsOfTheRoll(): Chamber {
    const chamber = new Chamber({ priests: 5, alpha: 2, bounds: { pageBytes: 1 } })
    chamber.quietly(() => {
      laterRollOvertakes(chamber)
      chamber.drop(null, null)
    })
    return chamber
  }

  test('it begins nothing that the later roll decides on: a petition is given back', () => {
    const chamber = learnsOfTheRoll()
    const y = chamber.petition('gamma', 'y')
    expect(chamber.failed.get(y)).toBe('unproposed')
    expect(chamber.core('gamma').room).toBe(0)
    expect(chamber.watcher.ballotsOf(4)).toEqual(['1:alpha x by alpha beta delta, voted: alpha delta epsilon'])
  })

  test('it asks that roll for LastVotes; one of them tells of a vote, and it passes that decree by B3', () => {
    const chamber = learnsOfTheRoll()
    const tale = chamber.told(() => {
      chamber.wait(chamber.timing.beatMs)
      chamber.tick('gamma')
      chamber.settle('gamma')
      chamber.deliver('gamma', 'delta', 'NextBallot')
      chamber.settle('delta')
      chamber.deliver('delta', 'gamma', 'LastVote')
      chamber.settle('gamma')
    })
    // The rest is free.
    const y = chamber.petition('gamma', 'y')
    for (const _ of [1, 2]) {
      beat(chamber, 'gamma', 'beta', 'delta')
      chamber.vote('gamma', 'beta', 'delta')
    }
    chamber.watcher.checkConditions()
    expect(chamber.watcher.ballotsOf(4)).toEqual([
      '1:alpha x by alpha beta delta, voted: alpha delta epsilon',
      '1:gamma x by beta delta gamma, voted: beta delta gamma',
    ])
    expect(chamber.answered.get(y)).toBe(5)
    expect(tale).toBe(`
50 ms go by
gamma looks at the clock
  gamma writes: passed up to 3
  gamma says to alpha beta delta epsilon: Beat 2 of 1:gamma; passed up to 3
  gamma will say to alpha delta epsilon: NextBallot 1:gamma, after 3
gamma syncs
delta hears gamma: NextBallot 1:gamma, after 3
  delta writes: nextBal 1:gamma
  delta will say to gamma: LastVote 1:gamma, for 4 on; passed up to 2; voted in 1:alpha for 4 x
delta syncs
gamma hears delta: LastVote 1:gamma, for 4 on; passed up to 2; voted in 1:alpha for 4 x
  gamma writes: begun 1:gamma from 4 by the LastVotes of beta gamma delta
  gamma writes: vote in 1:gamma for 4 x
  gamma says to alpha beta delta epsilon: BeginBallot 1:gamma: 4 x; quorum beta gamma delta; passed up to 3
  gamma will say to itself: Voted 1:gamma: 4
gamma syncs
gamma hears itself: Voted 1:gamma: 4
`)
  })
})
