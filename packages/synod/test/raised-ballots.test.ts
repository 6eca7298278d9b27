import { Chamber } from './chamber.js'

describe('P27: a ballot raised above a stray promise', () => {
  test('a ballot raised above a stray promise goes on with what was under way', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
      chamber.petition('alpha', 'x')
      chamber.settle('alpha')
      chamber.wait(10)
    })
    const stray = { round: 9, by: chamber.priestOf('gamma') }
    const tale = chamber.told(() => {
      const refused = { type: 'Refused', of: 'BeginBallot', promised: stray, hears: false } as const
      chamber.forge('gamma', 'alpha', { ...refused, ballot: { round: 1, by: chamber.priestOf('alpha') } })
      chamber.deliver('gamma', 'alpha', 'Refused')
      chamber.quietly(() => chamber.settle('alpha'))
      chamber.deliver('alpha', 'beta', 'NextBallot')
      chamber.quietly(() => chamber.settle('beta'))
      chamber.deliver('beta', 'alpha', 'LastVote')
      chamber.quietly(() => chamber.vote('alpha', 'beta'))
    })
    expect(tale).toBe(`
alpha hears gamma: Refused BeginBallot 1:alpha: promised 9:gamma
  alpha was refused in 1:alpha by gamma, who promised 9:gamma
  alpha stands in 10:alpha
  alpha writes: lastTried 10:alpha
  alpha will say to itself beta gamma: NextBallot 10:alpha, after 1
beta hears alpha: NextBallot 10:alpha, after 1
  beta writes: nextBal 10:alpha
  beta will say to alpha: LastVote 10:alpha, for 2 on; passed up to 0; no vote
alpha hears beta: LastVote 10:alpha, for 2 on; passed up to 0; no vote
  alpha presides in 10:alpha
  x becomes decree 2
  alpha writes: begun 10:alpha from 2 by the LastVotes of alpha beta
  alpha writes: vote in 10:alpha for 2 x
  alpha says to beta gamma: BeginBallot 10:alpha: 2 x; quorum alpha beta; passed up to 1
  alpha says to beta gamma: Beat 2 of 10:alpha; passed up to 1
  alpha will say to itself: Voted 10:alpha: 2
`)
    expect(chamber.answered.get(1)).toBe(2)
  })

  /** alpha presides in 1:alpha with x under way as 2; gamma presided meanwhile, and voted for y as 2 in 2:gamma. */
  function xUnderWay(): Chamber {
    const chamber = new Chamber({ priests: 5 })
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta', 'delta'])
      chamber.vote('alpha', 'beta', 'gamma')
      chamber.petition('alpha', 'x')
      chamber.settle('alpha')
      chamber.wait(50)
      chamber.tick('alpha')
      for (const name of ['beta', 'delta']) chamber.deliver('alpha', name, 'Beat', { nth: 1 })
      chamber.drop('alpha', null)
      chamber.preside('gamma', ['delta', 'epsilon'])
      chamber.vote('gamma', 'delta', 'epsilon')
      chamber.petition('gamma', 'y')
      chamber.settle('gamma')
    })
    return chamber
  }

  /** alpha, whose beats of before are answered late by a majority, goes above the ballot of gamma. */
  function raise(chamber: Chamber): void {
    for (const name of ['beta', 'delta']) chamber.deliver(name, 'alpha', 'BeatAnswer')
    const refused = { type: 'Refused', of: 'BeginBallot', hears: false } as const
    const promised = { round: 2, by: chamber.priestOf('gamma') }
    chamber.forge('delta', 'alpha', { ...refused, promised, ballot: { round: 1, by: chamber.priestOf('alpha') } })
    chamber.deliver('delta', 'alpha', 'Refused')
    chamber.settle('alpha')
  }

  test('what was under way is abandoned where the raised ballot is bound to another decree', () => {
    const chamber = xUnderWay()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        raise(chamber)
        for (const name of ['beta', 'gamma']) {
          chamber.deliver('alpha', name, 'NextBallot')
          chamber.settle(name)
        }
      })
      for (const name of ['beta', 'gamma']) chamber.deliver(name, 'alpha', 'LastVote')
      chamber.quietly(() => chamber.vote('alpha', 'beta', 'gamma'))
    })
    expect(tale).toBe(`
alpha hears beta: LastVote 3:alpha, for 2 on; passed up to 1; no vote
alpha hears gamma: LastVote 3:alpha, for 2 on; passed up to 1; voted in 2:gamma for 2 y
  alpha presides in 3:alpha
  alpha writes: begun 3:alpha from 2 by the LastVotes of alpha beta gamma
  alpha writes: vote in 3:alpha for 2 y
  alpha says to beta gamma delta epsilon: BeginBallot 3:alpha: 2 y; quorum alpha beta gamma; passed up to 1
  alpha says to beta gamma delta epsilon: Beat 3 of 3:alpha; passed up to 1
  alpha will say to itself: Voted 3:alpha: 2
  x is abandoned
`)
    expect(chamber.law('alpha')).toEqual(['olive-day', 'y'])
  })

  test('what was under way is abandoned before another decree is learnt under its number', () => {
    const chamber = xUnderWay()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.vote('gamma', 'delta', 'epsilon')
        chamber.wait(50)
        chamber.tick('gamma')
        chamber.deliver('gamma', 'alpha', 'Beat', { nth: 1 })
        raise(chamber)
        chamber.deliver('alpha', 'gamma', 'PageWanted')
        chamber.settle('gamma')
      })
      chamber.deliver('gamma', 'alpha', 'Page')
      chamber.sync('alpha')
    })
    expect(tale).toBe(`
alpha hears gamma: Page: 2 y; passed up to 2
  alpha writes: learnt 2 y
  alpha writes: passed up to 2
  x is abandoned
alpha syncs
  alpha has caught up: holds up to 2
  alpha applies 2 y
`)
  })
})
