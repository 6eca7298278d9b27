import { Chamber } from './chamber.js'
import { decreeOf } from './tale.js'

describe('3.1: many decrees', () => {
  test('one NextBallot for all decrees after the last that is held; the answers tell what has passed and what was voted', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.vote('alpha', 'beta', 'gamma')
        chamber.petition('alpha', 'v', 'w')
        chamber.settle('alpha')
        chamber.vote('alpha', 'gamma')
        chamber.wait(10)
        chamber.tick('alpha')
        chamber.deliver('alpha', 'gamma', 'Success')
        chamber.petition('alpha', 'x', 'y')
        chamber.settle('alpha')
        chamber.deliverAll('alpha', 'beta', 'BeginBallot')
        chamber.settle('beta')
        chamber.crash('alpha')
        chamber.drop(null, null)
        chamber.elect('gamma', ['beta'])
        chamber.settle('gamma')
      })
      chamber.deliver('gamma', 'beta', 'NextBallot')
      chamber.settle('beta')
      chamber.deliver('beta', 'gamma', 'LastVote')
    })
    expect(tale).toBe(`
beta hears gamma: NextBallot 2:gamma, after 3
  beta writes: nextBal 2:gamma
  beta will say to gamma: LastVote 2:gamma, for 4 on; passed up to 3; voted in 1:alpha for 4-5 x, y
beta syncs
gamma hears beta: LastVote 2:gamma, for 4 on; passed up to 3; voted in 1:alpha for 4-5 x, y
  gamma presides in 2:gamma
  gamma writes: begun 2:gamma from 4 by the LastVotes of beta gamma
  gamma writes: vote in 2:gamma for 4-5 x, y
  gamma says to alpha beta: BeginBallot 2:gamma: 4-5 x, y; quorum beta gamma; passed up to 3
  gamma says to alpha beta: Beat 1 of 2:gamma; passed up to 3
  gamma will say to itself: Voted 2:gamma: 4-5
`)
  })

  test('gaps are filled with olive-days, and what may have been chosen is proposed again: B3 for each number', () => {
    const chamber = new Chamber({ priests: 5 })
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        // 2 is voted for in ballots of alpha and of beta, 3 by nobody who is left, 4 in the ballot of alpha.
        chamber.preside('alpha', ['beta', 'gamma'])
        chamber.vote('alpha', 'beta', 'gamma')
        for (const text of ['old', 'lost', 'kept']) chamber.petition('alpha', text)
        chamber.settle('alpha')
        for (const nth of [0, 1]) chamber.deliver('alpha', 'gamma', 'BeginBallot', { nth })
        chamber.settle('gamma')
        chamber.crash('alpha')
        chamber.drop(null, null)
        chamber.preside('beta', ['delta', 'epsilon'])
        chamber.vote('beta', 'delta', 'epsilon')
        chamber.petition('beta', 'new')
        chamber.settle('beta')
        chamber.deliverAll('beta', 'epsilon', 'BeginBallot')
        chamber.settle('epsilon')
        chamber.crash('beta')
        chamber.drop(null, null)
        chamber.elect('delta', ['gamma', 'epsilon'])
        chamber.settle('delta')
        for (const name of ['gamma', 'epsilon']) {
          chamber.deliver('delta', name, 'NextBallot')
          chamber.settle(name)
        }
        chamber.drop('delta', null, 'PageWanted')
      })
      chamber.deliverAll('gamma', 'delta', 'LastVote')
      chamber.deliverAll('epsilon', 'delta', 'LastVote')
    })
    expect(tale).toBe(`
delta hears gamma: LastVote 3:delta, for 1 on; passed up to 1; voted in 1:alpha for 2 old; voted in 1:alpha for 4 kept
delta hears epsilon: LastVote 3:delta, for 1 on; passed up to 1; voted in 2:beta for 2 new
  delta writes: begun 3:delta from 2 by the LastVotes of gamma delta epsilon
  delta writes: vote in 3:delta for 2-4 new, olive-day, kept
  delta says to alpha beta gamma epsilon: BeginBallot 3:delta: 2-4 new, olive-day, kept; quorum gamma delta epsilon; passed up to 0
  delta will say to itself: Voted 3:delta: 2-4
`)
  })

  test('a LastVote tells what has passed above a gap: with the one that counted it, and a voter not asked, it would be lost', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.vote('alpha', 'gamma')
        for (const text of ['x', 'y']) chamber.petition('alpha', text)
        chamber.settle('alpha')
        chamber.deliver('alpha', 'gamma', 'BeginBallot', { nth: 1 })
        chamber.settle('gamma')
        chamber.deliver('gamma', 'alpha', 'Voted')
        chamber.elect('beta', ['gamma'])
        chamber.settle('beta')
      })
      chamber.deliver('beta', 'alpha', 'NextBallot')
      chamber.settle('alpha')
      chamber.deliver('alpha', 'beta', 'LastVote')
    })
    expect(tale).toBe(`
alpha hears beta: NextBallot 2:beta, after 0
  alpha resigns 1:alpha: it promised a higher ballot
  alpha writes: nextBal 2:beta
  alpha says to beta gamma: Failed 1:alpha
  alpha will say to beta: LastVote 2:beta, for 1 on; passed up to 1; voted in 1:alpha for 2 x; passed 3 y
  x is abandoned
alpha syncs
beta hears alpha: LastVote 2:beta, for 1 on; passed up to 1; voted in 1:alpha for 2 x; passed 3 y
  beta writes: learnt 3 y
  beta writes: begun 2:beta from 2 by the LastVotes of alpha beta
  beta writes: vote in 2:beta for 2 x
  beta says to alpha gamma: BeginBallot 2:beta: 2 x; quorum alpha beta; passed up to 0
  beta will say to itself: Voted 2:beta: 2
`)
  })

  test('many decrees are under way at once, and may pass in any order; the law takes them in order', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.vote('alpha', 'beta')
      })
      for (const text of ['x', 'y']) chamber.petition('alpha', text)
      chamber.quietly(() => chamber.settle('alpha'))
      chamber.deliver('alpha', 'beta', 'BeginBallot', { nth: 1 })
      chamber.quietly(() => chamber.settle('beta'))
      chamber.deliver('beta', 'alpha', 'Voted')
      chamber.deliver('alpha', 'beta', 'BeginBallot')
      chamber.quietly(() => chamber.settle('beta'))
      chamber.deliver('beta', 'alpha', 'Voted')
    })
    expect(tale).toBe(`
alpha is asked for x
  x becomes decree 2
  alpha writes: vote in 1:alpha for 2 x
  alpha writes: passed up to 1
  alpha says to beta gamma: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 2
alpha is asked for y
  y becomes decree 3
  alpha writes: vote in 1:alpha for 3 y
  alpha says to beta gamma: BeginBallot 1:alpha: 3 y; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 3
beta hears alpha: BeginBallot 1:alpha: 3 y; quorum alpha beta; passed up to 1
  beta writes: vote in 1:alpha for 3 y
  beta writes: passed up to 1
  beta will say to alpha: Voted 1:alpha: 3
  beta applies 1 olive-day
alpha hears beta: Voted 1:alpha: 3
beta hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  beta writes: vote in 1:alpha for 2 x
  beta will say to alpha: Voted 1:alpha: 2
alpha hears beta: Voted 1:alpha: 2
  alpha applies 2 x
  alpha applies 3 y
`)
  })

  test('no more than alpha are under way: the rest is given back', () => {
    const chamber = new Chamber({ alpha: 2 })
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
    })
    expect(chamber.core('alpha').room).toBe(2)
    const tale = chamber.told(() => {
      chamber.petition('alpha', 'x', 'y', 'z')
      chamber.petition('alpha', 'v')
    })
    expect(tale).toBe(`
alpha is asked for x, y, z
  x becomes decree 2
  y becomes decree 3
  alpha writes: vote in 1:alpha for 2-3 x, y
  alpha writes: passed up to 1
  alpha says to beta gamma: BeginBallot 1:alpha: 2-3 x, y; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 2-3
  z is unproposed
alpha is asked for v
  v is unproposed
`)
  })

  test('nor are more where what was voted for before is proposed again: the law has to get there first', () => {
    const chamber = new Chamber({ alpha: 2 })
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.vote('alpha', 'gamma')
        chamber.petition('alpha', 'x', 'y')
        chamber.settle('alpha')
        chamber.deliver('alpha', 'beta', 'BeginBallot', { nth: 1 })
        chamber.settle('beta')
        chamber.crash('alpha')
        chamber.drop(null, null)
        chamber.elect('gamma', ['beta'])
        chamber.settle('gamma')
        chamber.deliver('gamma', 'beta', 'NextBallot')
        chamber.settle('beta')
      })
      chamber.deliver('beta', 'gamma', 'LastVote')
      chamber.quietly(() => chamber.settle('gamma'))
      chamber.deliver('gamma', 'beta', 'BeginBallot')
      chamber.quietly(() => chamber.settle('beta'))
      chamber.deliver('beta', 'gamma', 'Voted')
    })
    expect(tale).toBe(`
gamma hears beta: LastVote 2:gamma, for 1 on; passed up to 0; voted in 1:alpha for 2-3 x, y
  gamma writes: begun 2:gamma from 1 by the LastVotes of beta gamma
  gamma writes: vote in 2:gamma for 1-2 olive-day, x
  gamma says to alpha beta: BeginBallot 2:gamma: 1-2 olive-day, x; quorum beta gamma; passed up to 0
  gamma will say to itself: Voted 2:gamma: 1-2
beta hears gamma: BeginBallot 2:gamma: 1-2 olive-day, x; quorum beta gamma; passed up to 0
  beta writes: vote in 2:gamma for 1-2 olive-day, x
  beta will say to gamma: Voted 2:gamma: 1-2
gamma hears beta: Voted 2:gamma: 1-2
  gamma applies 1 olive-day
  gamma applies 2 x
  gamma presides in 2:gamma
  gamma writes: vote in 2:gamma for 3 y
  gamma writes: passed up to 2
  gamma says to alpha beta: BeginBallot 2:gamma: 3 y; quorum beta gamma; passed up to 2
  gamma says to alpha beta: Beat 1 of 2:gamma; passed up to 2
  gamma will say to itself: Voted 2:gamma: 3
`)
  })

  test('NextBallot and BeginBallot are said again at each beat, to those that have not answered', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.elect('alpha', ['beta'])
      chamber.quietly(() => {
        chamber.settle('alpha')
        chamber.drop('alpha', null)
      })
      chamber.wait(50)
      chamber.tick('alpha')
      chamber.quietly(() => {
        chamber.deliver('alpha', 'beta', 'NextBallot')
        chamber.settle('beta')
        chamber.deliver('beta', 'alpha', 'LastVote')
        chamber.settle('alpha')
        chamber.vote('alpha', 'beta')
        chamber.petition('alpha', 'x', 'y')
        chamber.settle('alpha')
        chamber.drop('alpha', null)
      })
      chamber.wait(51)
      chamber.tick('alpha')
    })
    expect(tale).toBe(`
alpha stands in 1:alpha
50 ms go by
alpha looks at the clock
  alpha says to beta gamma: NextBallot 1:alpha, after 0
51 ms go by
alpha looks at the clock
  alpha says to beta gamma: Beat 2 of 1:alpha; passed up to 1
  alpha says to beta gamma: BeginBallot 1:alpha: 2-3 x, y; quorum alpha beta; passed up to 1
`)
  })

  test('said again, a decree rests on the LastVotes that chose it, whoever has answered since', () => {
    const chamber = new Chamber({ priests: 5 })
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta', 'gamma'])
        chamber.petition('alpha', 'x')
        chamber.settle('alpha')
        chamber.deliverAll('alpha', 'beta', 'BeginBallot')
        chamber.settle('beta')
        chamber.crash('alpha')
        chamber.drop(null, null)
        chamber.elect('gamma', ['beta', 'delta'])
        chamber.settle('gamma')
        for (const name of ['delta', 'epsilon']) {
          chamber.deliver('gamma', name, 'NextBallot')
          chamber.settle(name)
        }
        // Of beta's LastVote the page for 1 is lost.
        const vote = { ballot: { round: 1, by: chamber.priestOf('alpha') }, from: 2, decrees: [decreeOf('x')] }
        const page = { after: 0, passedTo: 0, from: 2, to: null, votes: [vote], passed: [] }
        chamber.forge('beta', 'gamma', {
          type: 'LastVote',
          ballot: { round: 2, by: chamber.priestOf('gamma') },
          ...page,
        })
      })
      chamber.deliver('delta', 'gamma', 'LastVote')
      chamber.deliver('beta', 'gamma', 'LastVote')
      chamber.deliver('epsilon', 'gamma', 'LastVote')
      chamber.drop('gamma', null)
      chamber.wait(51)
      chamber.tick('gamma')
    })
    expect(tale).toBe(`
gamma hears delta: LastVote 2:gamma, for 1 on; passed up to 0; no vote
gamma hears beta: LastVote 2:gamma, for 2 on; passed up to 0; voted in 1:alpha for 2 x
  gamma writes: begun 2:gamma from 2 by the LastVotes of beta gamma delta
  gamma writes: vote in 2:gamma for 2 x
  gamma says to alpha beta delta epsilon: BeginBallot 2:gamma: 2 x; quorum beta gamma delta; passed up to 0
  gamma will say to itself: Voted 2:gamma: 2
gamma hears epsilon: LastVote 2:gamma, for 1 on; passed up to 0; no vote
  gamma presides in 2:gamma
  gamma writes: begun 2:gamma from 1 by the LastVotes of gamma delta epsilon
  gamma writes: vote in 2:gamma for 1 olive-day
  gamma says to alpha beta delta epsilon: BeginBallot 2:gamma: 1 olive-day; quorum gamma delta epsilon; passed up to 0
  gamma says to alpha beta delta epsilon: Beat 1 of 2:gamma; passed up to 0
  gamma will say to itself: Voted 2:gamma: 1
51 ms go by
gamma looks at the clock
  gamma says to alpha beta delta epsilon: Beat 2 of 2:gamma; passed up to 0
  gamma says to alpha: BeginBallot 2:gamma: 1 olive-day; quorum gamma delta epsilon; passed up to 0
  gamma says to alpha: BeginBallot 2:gamma: 2 x; quorum beta gamma delta; passed up to 0
  gamma says to beta: BeginBallot 2:gamma: 1 olive-day; quorum gamma delta epsilon; passed up to 0
  gamma says to beta: BeginBallot 2:gamma: 2 x; quorum beta gamma delta; passed up to 0
  gamma says to delta: BeginBallot 2:gamma: 1 olive-day; quorum gamma delta epsilon; passed up to 0
  gamma says to delta: BeginBallot 2:gamma: 2 x; quorum beta gamma delta; passed up to 0
  gamma says to epsilon: BeginBallot 2:gamma: 1 olive-day; quorum gamma delta epsilon; passed up to 0
  gamma says to epsilon: BeginBallot 2:gamma: 2 x; quorum beta gamma delta; passed up to 0
`)
  })

  test('Success rides on the next message where there is one', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.vote('alpha', 'beta')
      })
      chamber.petition('alpha', 'x')
      chamber.deliver('alpha', 'beta', 'BeginBallot')
    })
    expect(tale).toBe(`
alpha is asked for x
  x becomes decree 2
  alpha writes: vote in 1:alpha for 2 x
  alpha writes: passed up to 1
  alpha says to beta gamma: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 2
beta hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  beta writes: vote in 1:alpha for 2 x
  beta writes: passed up to 1
  beta will say to alpha: Voted 1:alpha: 2
  beta applies 1 olive-day
`)
  })
})
