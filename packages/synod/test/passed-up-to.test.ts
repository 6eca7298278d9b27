import { Chamber } from './chamber.js'
import { decreeOf } from './tale.js'

/** What a president may say has passed, and what who hears it may take as passed: the schedules w1 and m3 of `spec/`. */

describe('P39 (w1): a president that learns another decree than it proposed says nothing more in its ballot', () => {
  test('three names, the 15 steps: a president that promises a higher ballot has resigned already', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      // alpha begins ballot 1 with the LastVotes of alpha and beta, and proposes for decree 1; BeginBallot is on its way to gamma.
      chamber.preside('alpha', ['beta'])
      chamber.drop('alpha', 'beta')
      // beta begins ballot 2 with the LastVotes of alpha and beta: free.
      chamber.elect('beta', ['alpha'])
      chamber.settle('beta')
      chamber.deliver('beta', 'alpha', 'NextBallot')
      chamber.settle('alpha')
      chamber.deliver('alpha', 'beta', 'LastVote')
      // BeginBallot of ballot 1 reaches gamma, which votes in it; alpha says nothing in it any more.
      chamber.deliver('alpha', 'gamma', 'BeginBallot')
      chamber.settle('gamma')
      chamber.deliver('gamma', 'alpha', 'Voted')
      chamber.wait(50)
      chamber.tick('alpha')
    })
    expect(tale).toBe(`
beta stands in 2:beta
beta syncs
beta hears itself: NextBallot 2:beta, after 0
  beta writes: nextBal 2:beta
  beta will say to itself: LastVote 2:beta, for 1 on; passed up to 0; no vote
beta syncs
beta hears itself: LastVote 2:beta, for 1 on; passed up to 0; no vote
alpha hears beta: NextBallot 2:beta, after 0
  alpha resigns 1:alpha: it promised a higher ballot
  alpha writes: nextBal 2:beta
  alpha says to beta gamma: Failed 1:alpha
  alpha will say to beta: LastVote 2:beta, for 1 on; passed up to 0; voted in 1:alpha for 1 olive-day
alpha syncs
beta hears alpha: LastVote 2:beta, for 1 on; passed up to 0; voted in 1:alpha for 1 olive-day
  beta presides in 2:beta
  beta writes: begun 2:beta from 1 by the LastVotes of alpha beta
  beta writes: vote in 2:beta for 1 olive-day
  beta says to alpha gamma: BeginBallot 2:beta: 1 olive-day; quorum alpha beta; passed up to 0
  beta says to alpha gamma: Beat 1 of 2:beta; passed up to 0
  beta will say to itself: Voted 2:beta: 1
gamma hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  gamma writes: vote in 1:alpha for 1 olive-day
  gamma will say to alpha: Voted 1:alpha: 1
gamma syncs
alpha hears gamma: Voted 1:alpha: 1
50 ms go by
`)
  })

  test('five names: it learns from a page what passed instead, and resigns', () => {
    const chamber = new Chamber({ priests: 5 })
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        // alpha begins ballot 1 with the LastVotes of alpha, beta and gamma, and proposes x as 2 before anyone hears of it.
        chamber.preside('alpha', ['beta', 'gamma'])
        chamber.vote('alpha', 'beta', 'delta')
        chamber.petition('alpha', 'x')
        chamber.settle('alpha')
        // beta begins ballot 2 with the LastVotes of beta, gamma and epsilon: 2 is free, y is proposed and passed.
        chamber.preside('beta', ['gamma', 'epsilon'])
        chamber.vote('beta', 'gamma', 'epsilon')
        chamber.petition('beta', 'y')
        chamber.settle('beta')
        chamber.vote('beta', 'gamma', 'epsilon')
        chamber.wait(50)
        chamber.tick('beta')
      })
      expect(chamber.law('beta')).toEqual(['olive-day', 'y'])
      chamber.deliver('beta', 'alpha', 'Beat', { nth: 1 })
      chamber.deliver('alpha', 'beta', 'PageWanted')
      chamber.settle('beta')
      chamber.deliver('beta', 'alpha', 'Page')
      // delta hears only now what ballot 1 proposed, votes for it, and hears from alpha no more that anything has passed.
      chamber.deliver('alpha', 'delta', 'BeginBallot')
      chamber.settle('delta')
      chamber.wait(60)
      chamber.settle('alpha')
      chamber.tick('alpha')
    })
    expect(tale).toBe(`
alpha hears beta: Beat 2 of 2:beta; passed up to 2
  alpha says to beta: BeatAnswer 2 of 2:beta, holds up to 1
  alpha says to beta: PageWanted after 1
beta hears alpha: PageWanted after 1
beta syncs
  beta gives alpha from its ledger: 2 y
alpha hears beta: Page: 2 y; passed up to 2
  alpha resigns 1:alpha: another decree passed than it had proposed
  alpha writes: learnt 2 y
  alpha writes: passed up to 2
  alpha says to beta gamma delta epsilon: Failed 1:alpha
  x is abandoned
delta hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta gamma; passed up to 1
  delta writes: vote in 1:alpha for 2 x
  delta writes: passed up to 1
  delta will say to alpha: Voted 1:alpha: 2
  delta applies 1 olive-day
delta syncs
60 ms go by
alpha syncs
  alpha has caught up: holds up to 2
  alpha applies 2 y
`)
  })

  test('nor does it propose anything where it learns of a decree above all that it has proposed', () => {
    const chamber = new Chamber({ priests: 5 })
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta', 'gamma'])
        chamber.vote('alpha', 'beta', 'delta')
        chamber.drop('alpha', 'beta')
        chamber.preside('beta', ['gamma', 'epsilon'])
        chamber.vote('beta', 'gamma', 'epsilon')
        chamber.petition('beta', 'y')
        chamber.settle('beta')
        chamber.vote('beta', 'gamma', 'epsilon')
        chamber.wait(50)
        chamber.tick('beta')
      })
      chamber.deliver('beta', 'alpha', 'Beat', { nth: 1 })
      chamber.settle('alpha')
      chamber.deliver('alpha', 'beta', 'PageWanted')
      chamber.settle('beta')
      chamber.deliver('beta', 'alpha', 'Page')
      chamber.settle('alpha')
      chamber.petition('alpha', 'x')
      expect(chamber.letters('alpha', 'delta', 'BeginBallot')).toEqual([])
    })
    expect(tale).toBe(`
alpha hears beta: Beat 2 of 2:beta; passed up to 2
  alpha writes: passed up to 1
  alpha says to beta: BeatAnswer 2 of 2:beta, holds up to 1
  alpha says to beta: PageWanted after 1
alpha syncs
beta hears alpha: PageWanted after 1
beta syncs
  beta gives alpha from its ledger: 2 y
alpha hears beta: Page: 2 y; passed up to 2
  alpha resigns 1:alpha: another presides
  alpha writes: learnt 2 y
  alpha writes: passed up to 2
  alpha says to beta gamma delta epsilon: Failed 1:alpha
alpha syncs
  alpha has caught up: holds up to 2
  alpha applies 2 y
alpha is asked for x
  x is unproposed
`)
  })
})

test('P36 (m3): "passed up to n" makes passed only what was voted for in the ballot that says so', () => {
  const chamber = new Chamber()
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta', 'gamma')
    })
    chamber.petition('alpha', 'x')
    chamber.deliver('alpha', 'gamma', 'BeginBallot')
    chamber.settle('gamma')
    chamber.quietly(() => {
      chamber.crash('alpha')
      chamber.restart('alpha')
      chamber.drop(null, null)
      chamber.preside('beta', ['alpha'])
      chamber.vote('beta', 'alpha')
      chamber.drop('beta', 'gamma')
    })
    chamber.petition('beta', 'y')
    chamber.settle('beta')
    chamber.drop('beta', 'gamma')
    chamber.vote('beta', 'alpha')
    chamber.wait(10)
    chamber.tick('beta')
    chamber.deliver('beta', 'gamma', 'Success')
    expect(chamber.law('gamma')).toEqual(['olive-day'])
  })
  expect(tale).toBe(`
alpha is asked for x
  x becomes decree 2
  alpha writes: vote in 1:alpha for 2 x
  alpha writes: passed up to 1
  alpha says to beta gamma: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 2
gamma hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  gamma writes: vote in 1:alpha for 2 x
  gamma writes: passed up to 1
  gamma will say to alpha: Voted 1:alpha: 2
  gamma applies 1 olive-day
gamma syncs
beta is asked for y
  y becomes decree 2
  beta writes: vote in 2:beta for 2 y
  beta writes: passed up to 1
  beta says to alpha gamma: BeginBallot 2:beta: 2 y; quorum alpha beta; passed up to 1
  beta will say to itself: Voted 2:beta: 2
beta syncs
beta hears itself: Voted 2:beta: 2
alpha hears beta: BeginBallot 2:beta: 2 y; quorum alpha beta; passed up to 1
  alpha writes: vote in 2:beta for 2 y
  alpha writes: passed up to 1
  alpha will say to beta: Voted 2:beta: 2
  alpha applies 1 olive-day
alpha syncs
beta hears alpha: Voted 2:beta: 2
  beta applies 2 y
10 ms go by
beta looks at the clock
  beta says to alpha gamma: Success 2:beta: passed up to 2
gamma hears beta: Success 2:beta: passed up to 2
  gamma says to alpha: PageWanted after 1
`)
})

test('P36: "passed up to n" may come before the BeginBallot that it speaks of, and does not speak of another\'s', () => {
  const chamber = new Chamber({ priests: 5 })
  chamber.quietly(() => {
    chamber.preside('alpha', ['beta', 'gamma'])
    chamber.vote('alpha', 'beta', 'gamma', 'delta')
    chamber.petition('alpha', 'x')
    chamber.settle('alpha')
    chamber.preside('beta', ['gamma', 'epsilon'])
    chamber.vote('beta', 'gamma', 'epsilon')
    chamber.petition('beta', 'y')
    chamber.settle('beta')
    chamber.vote('beta', 'gamma', 'epsilon')
    chamber.wait(10)
    chamber.tick('beta')
  })
  const tale = chamber.told(() => {
    // delta, which has not promised ballot 2, hears that 2 has passed in it, then hears late of the two that were proposed as 2.
    chamber.deliver('beta', 'delta', 'Success')
    chamber.deliver('alpha', 'delta', 'BeginBallot')
    chamber.settle('delta')
    chamber.deliver('beta', 'delta', 'BeginBallot', { nth: 1 })
    chamber.settle('delta')
  })
  expect(tale).toBe(`
delta hears beta: Success 2:beta: passed up to 2
  delta says to alpha: PageWanted after 0
delta hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta gamma; passed up to 1
  delta writes: vote in 1:alpha for 2 x
  delta writes: passed up to 1
  delta will say to alpha: Voted 1:alpha: 2
  delta applies 1 olive-day
delta syncs
delta hears beta: BeginBallot 2:beta: 2 y; quorum beta gamma epsilon; passed up to 1
  delta writes: vote in 2:beta for 2 y
  delta will say to beta: Voted 2:beta: 2
delta syncs
  delta has caught up: holds up to 2
  delta applies 2 y
`)
})

test('P39: a decree learnt while it tries, above a gap, is never proposed over', () => {
  const chamber = new Chamber()
  chamber.quietly(() => {
    chamber.elect('gamma', ['beta'])
    chamber.settle('gamma')
    chamber.deliver('gamma', 'beta', 'NextBallot')
    chamber.settle('beta')
    // A page that was asked for before a restart, when more was known to have passed.
    chamber.forge('alpha', 'gamma', { type: 'Page', from: 3, decrees: [decreeOf('z')], passedTo: 3 })
  })
  const tale = chamber.told(() => {
    chamber.deliver('alpha', 'gamma', 'Page')
    chamber.deliver('beta', 'gamma', 'LastVote')
    chamber.petition('gamma', 'x')
  })
  expect(tale).toBe(`
gamma hears alpha: Page: 3 z; passed up to 3
  gamma writes: learnt 3 z
  gamma says to alpha: PageWanted after 0
gamma hears beta: LastVote 1:gamma, for 1 on; passed up to 0; no vote
  gamma presides in 1:gamma
  gamma writes: begun 1:gamma from 1 by the LastVotes of beta gamma
  gamma writes: vote in 1:gamma for 1-2 olive-day, olive-day
  gamma says to alpha beta: BeginBallot 1:gamma: 1-2 olive-day, olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: Beat 1 of 1:gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 1-2
gamma is asked for x
  x becomes decree 4
  gamma writes: vote in 1:gamma for 4 x
  gamma says to alpha beta: BeginBallot 1:gamma: 4 x; quorum beta gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 4
`)
})
