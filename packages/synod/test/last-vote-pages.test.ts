import { Chamber } from './chamber.js'

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
  gamma writes: vote in 1:gamma for 1-3 olive-day, olive-day, y
  gamma says to alpha beta: BeginBallot 1:gamma: 1-3 olive-day, olive-day, y; quorum beta gamma; passed up to 0
  gamma says to alpha beta: Beat 1 of 1:gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 1-3
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
  gamma writes: vote in 1:gamma for 1-2 olive-day, olive-day
  gamma says to alpha beta: BeginBallot 1:gamma: 1-2 olive-day, olive-day; quorum beta gamma; passed up to 0
  gamma says to alpha beta: Beat 1 of 1:gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 1-2
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
