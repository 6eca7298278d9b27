import { Chamber, decreeOf } from './chamber.js'

/** The schedules of `spec/` and their kin: each breaks agreement where the rule it is named after is left out. */

describe('P37: a LastVote in pages', () => {
  /** alpha presided, and beta voted for 1 and 3 but did not hear of 2; gamma stands with pages of one decree each. */
  function betaVotedFor1And3(): Chamber {
    const chamber = new Chamber({ bounds: { pageBytes: 1 } })
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      for (const text of ['x', 'y']) chamber.petition('alpha', text)
      chamber.settle('alpha')
      for (const nth of [0, 1]) chamber.deliver('alpha', 'beta', 'BeginBallot', { nth })
      chamber.settle('beta')
      chamber.drop(null, null)
      chamber.crash('alpha')
      chamber.elect('gamma', ['beta'])
      chamber.settle('gamma')
      chamber.deliver('gamma', 'beta', 'NextBallot')
      chamber.settle('beta')
    })
    return chamber
  }

  test('its last page has not come: nothing is free, whatever the pages before it say', () => {
    const chamber = betaVotedFor1And3()
    const tale = chamber.told(() => {
      chamber.deliver('beta', 'gamma', 'LastVote')
      expect(chamber.core('gamma').presides).toBe(false)
      chamber.deliver('beta', 'gamma', 'LastVote')
    })
    expect(tale).toBe(`
gamma hears beta: LastVote 1:gamma, for 1-2; passed up to 0; voted in 1:alpha for 1 olive-day
gamma hears beta: LastVote 1:gamma, for 3 on; passed up to 0; voted in 1:alpha for 3 y
  gamma presides in 1:gamma
  gamma writes: begun 1:gamma from 1 by the LastVotes of beta gamma
  gamma writes: vote in 1:gamma for 1 olive-day
  gamma writes: vote in 1:gamma for 2 olive-day
  gamma writes: vote in 1:gamma for 3 y
  gamma says to alpha beta: BeginBallot 1:gamma: 1 olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: BeginBallot 1:gamma: 2 olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: BeginBallot 1:gamma: 3 y; quorum beta gamma; passed up to 0
  gamma says to alpha beta: Beat 1 of 1:gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 1
  gamma will say to itself: Voted 1:gamma: 2
  gamma will say to itself: Voted 1:gamma: 3
`)
  })

  test('a page before the last has not come: its numbers are left open', () => {
    const chamber = betaVotedFor1And3()
    const tale = chamber.told(() => {
      chamber.deliver('beta', 'gamma', 'LastVote', { nth: 1 })
      expect(chamber.core('gamma').presides).toBe(false)
      chamber.deliver('beta', 'gamma', 'LastVote')
    })
    expect(tale).toBe(`
gamma hears beta: LastVote 1:gamma, for 3 on; passed up to 0; voted in 1:alpha for 3 y
  gamma writes: begun 1:gamma from 3 by the LastVotes of beta gamma
  gamma writes: vote in 1:gamma for 3 y
  gamma says to alpha beta: BeginBallot 1:gamma: 3 y; quorum beta gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 3
gamma hears beta: LastVote 1:gamma, for 1-2; passed up to 0; voted in 1:alpha for 1 olive-day
  gamma presides in 1:gamma
  gamma writes: vote in 1:gamma for 1 olive-day
  gamma writes: vote in 1:gamma for 2 olive-day
  gamma says to alpha beta: BeginBallot 1:gamma: 1 olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: BeginBallot 1:gamma: 2 olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: Beat 1 of 1:gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 1
  gamma will say to itself: Voted 1:gamma: 2
`)
  })

  test('m4: one that holds only the law says up to where all is passed, and a president behind fetches that', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('beta', ['alpha'])
        chamber.vote('beta', 'alpha')
        chamber.petition('beta', 'x')
        chamber.settle('beta')
        chamber.vote('beta', 'alpha')
        chamber.wait(50)
        chamber.tick('beta')
        chamber.deliverAll('beta', 'alpha')
        chamber.wait(50)
        chamber.tick('alpha')
        chamber.settle('alpha')
        chamber.drop(null, null)
        chamber.crash('beta')
        chamber.crash('alpha')
        chamber.restart('alpha')
        chamber.elect('gamma', ['alpha'])
        chamber.settle('gamma')
        chamber.deliver('gamma', 'alpha', 'NextBallot')
        chamber.settle('alpha')
      })
      chamber.deliver('alpha', 'gamma', 'LastVote')
      expect(chamber.core('gamma').presides).toBe(false)
      chamber.deliver('gamma', 'alpha', 'PageWanted')
      chamber.deliver('alpha', 'gamma', 'Page')
    })
    expect(tale).toBe(`
gamma hears alpha: LastVote 1:gamma, for 1 on; passed up to 2; no vote
alpha hears gamma: PageWanted after 0
  alpha gives gamma from its ledger: 1-2 olive-day, x
gamma hears alpha: Page: 1-2 olive-day, x; passed up to 2
  gamma presides in 1:gamma
  gamma writes: learnt 1-2 olive-day, x
  gamma writes: begun 1:gamma from 3 by the LastVotes of alpha gamma
  gamma writes: vote in 1:gamma for 3 olive-day
  gamma writes: passed up to 2
  gamma says to alpha beta: Beat 1 of 1:gamma; passed up to 2
  gamma says to alpha beta: BeginBallot 1:gamma: 3 olive-day; quorum alpha gamma; passed up to 2
  gamma will say to itself: Voted 1:gamma: 3
`)
  })
})

test('P40 (w3): pages of two makings of one LastVote are not taken for a whole', () => {
  const chamber = new Chamber({ bounds: { pageBytes: 1 } })
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      chamber.preside('alpha', ['gamma'])
      chamber.petition('alpha', 'x', 'y')
      chamber.settle('alpha')
      chamber.deliverAll('alpha', 'gamma', 'BeginBallot')
      chamber.settle('gamma')
      chamber.deliver('gamma', 'alpha', 'Voted')
      chamber.wait(10)
      chamber.tick('alpha')
      chamber.elect('beta', ['gamma'])
      chamber.settle('beta')
    })
    chamber.deliver('beta', 'gamma', 'NextBallot', { keep: true })
    chamber.settle('gamma')
    chamber.deliver('alpha', 'gamma', 'Success')
    chamber.deliver('beta', 'gamma', 'NextBallot')
    chamber.settle('gamma')
    // Of the first making the first page arrives, of the second the last: x is in neither.
    chamber.deliver('gamma', 'beta', 'LastVote', { nth: 0 })
    chamber.deliver('gamma', 'beta', 'LastVote', { nth: 3 })
    expect(chamber.letters('beta', null, 'BeginBallot').map((letter) => letter.message)).not.toContainEqual(
      expect.objectContaining({ from: 2 }),
    )
    chamber.deliver('gamma', 'beta', 'LastVote', { nth: 0 })
  })
  expect(tale).toBe(`
gamma hears beta: NextBallot 1:beta, after 0
  gamma writes: nextBal 1:beta
  gamma will say to beta: LastVote 1:beta, for 1; passed up to 0; voted in 1:alpha for 1 olive-day
  gamma will say to beta: LastVote 1:beta, for 2; passed up to 0; voted in 1:alpha for 2 x
  gamma will say to beta: LastVote 1:beta, for 3 on; passed up to 0; voted in 1:alpha for 3 y
gamma syncs
gamma hears alpha: Success 1:alpha: passed up to 1
  gamma applies 1 olive-day
gamma hears beta: NextBallot 1:beta, after 0
  gamma says to beta: LastVote 1:beta, for 1-2; passed up to 1; voted in 1:alpha for 2 x
  gamma says to beta: LastVote 1:beta, for 3 on; passed up to 1; voted in 1:alpha for 3 y
beta hears gamma: LastVote 1:beta, for 1; passed up to 0; voted in 1:alpha for 1 olive-day
beta hears gamma: LastVote 1:beta, for 3 on; passed up to 1; voted in 1:alpha for 3 y
  beta writes: begun 1:beta from 1 by the LastVotes of beta gamma
  beta writes: vote in 1:beta for 1 olive-day
  beta writes: vote in 1:beta for 3 y
  beta says to alpha gamma: BeginBallot 1:beta: 1 olive-day; quorum beta gamma; passed up to 0
  beta says to alpha gamma: BeginBallot 1:beta: 3 y; quorum beta gamma; passed up to 0
  beta says to alpha: PageWanted after 0
  beta will say to itself: Voted 1:beta: 1
  beta will say to itself: Voted 1:beta: 3
beta hears gamma: LastVote 1:beta, for 2; passed up to 0; voted in 1:alpha for 2 x
  beta presides in 1:beta
  beta writes: vote in 1:beta for 2 x
  beta says to alpha gamma: BeginBallot 1:beta: 2 x; quorum beta gamma; passed up to 0
  beta says to alpha gamma: Beat 1 of 1:beta; passed up to 0
  beta will say to itself: Voted 1:beta: 2
`)
})

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

test('a decree learnt while it tries, above a gap, is never proposed over', () => {
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
  gamma writes: vote in 1:gamma for 1 olive-day
  gamma writes: vote in 1:gamma for 2 olive-day
  gamma says to alpha beta: BeginBallot 1:gamma: 1 olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: BeginBallot 1:gamma: 2 olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: Beat 1 of 1:gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 1
  gamma will say to itself: Voted 1:gamma: 2
gamma is asked for x
  x becomes decree 4
  gamma writes: vote in 1:gamma for 4 x
  gamma says to alpha beta: BeginBallot 1:gamma: 4 x; quorum beta gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 4
`)
})

test('m8: a ballot of before is not continued after a restart, not even to repeat a BeginBallot', () => {
  const chamber = new Chamber()
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      chamber.elect('alpha', ['beta'])
      chamber.settle('alpha')
      for (const name of ['beta', 'gamma']) {
        chamber.deliver('alpha', name, 'NextBallot')
        chamber.settle(name)
      }
      chamber.deliver('beta', 'alpha', 'LastVote', { keep: true })
    })
    chamber.crash('alpha')
    chamber.restart('alpha')
    chamber.deliver('beta', 'alpha', 'LastVote')
    chamber.deliver('gamma', 'alpha', 'LastVote')
    chamber.deliver('alpha', 'beta', 'BeginBallot')
    chamber.settle('beta')
    chamber.deliver('beta', 'alpha', 'Voted')
    chamber.quietly(() => chamber.settle('alpha'))
    chamber.elect('alpha', ['gamma'])
  })
  expect(tale).toBe(`
alpha stops
alpha comes back: lastTried 1:alpha, nextBal 1:alpha, holds up to 0
  alpha says to beta gamma: Ask 1, holds up to 0
alpha hears beta: LastVote 1:alpha, for 1 on; passed up to 0; no vote
alpha hears gamma: LastVote 1:alpha, for 1 on; passed up to 0; no vote
beta hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  beta writes: vote in 1:alpha for 1 olive-day
  beta will say to alpha: Voted 1:alpha: 1
beta syncs
alpha hears beta: Voted 1:alpha: 1
alpha stands in 2:alpha
`)
})

test('m1, m6 (as far as a ledger put back from a copy goes): who forgot a promise neither promises, votes, stands nor confirms', () => {
  const chamber = new Chamber()
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      chamber.preside('alpha', ['gamma'])
      chamber.vote('alpha', 'gamma', 'beta')
    })
    chamber.crash('gamma')
    chamber.putBack('gamma', 0)
    chamber.restart('gamma', { meets: false })
    chamber.meet('gamma', 'beta')
    chamber.quietly(() => {
      chamber.drop(null, null)
      chamber.elect('beta', ['alpha'])
      chamber.settle('beta')
    })
    chamber.deliver('beta', 'gamma', 'NextBallot')
    chamber.settle('gamma')
    expect(chamber.core('gamma').learnerBecause).toContain('put back from a copy')
    chamber.crash('gamma')
    chamber.restart('gamma', { meets: false })
    chamber.wait(300)
    chamber.forge('beta', 'gamma', { type: 'Ask', round: 1, heldTo: 0 })
    chamber.deliver('beta', 'gamma', 'Ask')
    const ballot = { round: 9, by: chamber.priestOf('beta') }
    chamber.forge('beta', 'gamma', { type: 'Beat', ballot, beat: 1, majority: true, upTo: 0, batch: 1 })
    chamber.deliver('beta', 'gamma', 'Beat')
  })
  expect(tale).toBe(`
gamma stops
the ledger of gamma is put back from a copy made after batch 0
gamma comes back: lastTried -, nextBal -, holds up to 0
  gamma is in doubt: beta remembers batch 2 of this ledger, which ends at batch 0: it was put back from a copy
  gamma writes: in doubt: beta remembers batch 2 of this ledger, which ends at batch 0: it was put back from a copy
gamma hears beta: NextBallot 2:beta, after 0
gamma syncs
gamma stops
gamma comes back: lastTried -, nextBal -, holds up to 0
300 ms go by
gamma hears beta: Ask 1, holds up to 0
  gamma says to beta: AskAnswer 1, a learner, hears nobody, holds up to 0
gamma hears beta: Beat 1 of 9:beta; passed up to 0
`)
})

test('P42: a ledger put back from a copy, found out while it asks whether to stand, does not stand', () => {
  const chamber = new Chamber()
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      chamber.preside('gamma', ['beta'])
      chamber.vote('gamma', 'beta')
      chamber.crash('gamma')
      chamber.putBack('gamma', 0)
      chamber.restart('gamma', { meets: false })
      chamber.drop(null, null)
      chamber.wait(600)
      chamber.tick('gamma')
      for (const name of ['alpha', 'beta']) chamber.deliver('gamma', name, 'Ask')
    })
    chamber.meet('gamma', 'beta')
    for (const name of ['alpha', 'beta']) chamber.deliver(name, 'gamma', 'AskAnswer')
    chamber.wait(300)
    chamber.tick('gamma')
    expect(chamber.core('gamma').lastTried).toBeNull()
  })
  expect(tale).toBe(`
  gamma is in doubt: beta remembers batch 3 of this ledger, which ends at batch 0: it was put back from a copy
  gamma writes: in doubt: beta remembers batch 3 of this ledger, which ends at batch 0: it was put back from a copy
gamma hears alpha: AskAnswer 1, hears nobody, holds up to 0
gamma hears beta: AskAnswer 1, hears nobody, holds up to 0
300 ms go by
`)
})
