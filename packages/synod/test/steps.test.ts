import { Chamber } from './chamber.js'
import { decreeOf } from './tale.js'

/** Section 2.3, step by step, for the first decree of a parliament of three. */
describe('2.3: the steps of the Synod', () => {
  test('step 1: lastTried is in the ledger before NextBallot is said', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.elect('alpha', ['beta'])
      expect(chamber.letters('alpha', null)).toEqual([])
      chamber.sync('alpha')
      expect(chamber.letters('alpha', null).map((letter) => letter.message.type)).toEqual(['NextBallot', 'NextBallot'])
    })
    expect(tale).toBe(`
alpha stands in 1:alpha
alpha syncs
alpha hears itself: NextBallot 1:alpha, after 0
  alpha writes: nextBal 1:alpha
  alpha will say to itself: LastVote 1:alpha, for 1 on; passed up to 0; no vote
`)
    expect(chamber.ledger('alpha')).toEqual([{ type: 'LastTried', ballot: chamber.core('alpha').lastTried }])
  })

  test('step 1: the ballot is above all that this priest tried or promised', () => {
    const chamber = new Chamber()
    chamber.elect('gamma', ['beta'])
    chamber.settle('gamma')
    chamber.deliver('gamma', 'alpha', 'NextBallot')
    chamber.settle('alpha')
    chamber.drop(null, null)
    chamber.elect('alpha', ['beta'])
    expect(chamber.core('alpha').lastTried?.round).toBe(2)
    chamber.settle('alpha')
    chamber.deliver('alpha', 'beta', 'NextBallot')
    chamber.crash('alpha')
    chamber.restart('alpha')
    chamber.elect('alpha', ['beta'])
    expect(chamber.core('alpha').lastTried?.round).toBe(3)
  })

  test('step 2: a promise is in the ledger before LastVote is said; asked again it answers without a write', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.elect('alpha', ['beta'])
        chamber.settle('alpha')
      })
      chamber.deliver('alpha', 'beta', 'NextBallot', { keep: true })
      expect(chamber.letters('beta', 'alpha', 'LastVote')).toEqual([])
      chamber.sync('beta')
      expect(chamber.letters('beta', 'alpha', 'LastVote')).toHaveLength(1)
      chamber.deliver('alpha', 'beta', 'NextBallot')
      expect(chamber.letters('beta', 'alpha', 'LastVote')).toHaveLength(2)
    })
    expect(tale).toBe(`
beta hears alpha: NextBallot 1:alpha, after 0
  beta writes: nextBal 1:alpha
  beta will say to alpha: LastVote 1:alpha, for 1 on; passed up to 0; no vote
beta syncs
beta hears alpha: NextBallot 1:alpha, after 0
  beta says to alpha: LastVote 1:alpha, for 1 on; passed up to 0; no vote
`)
  })

  test('step 2: asked again after it voted in the ballot, it tells of no vote that is not of a lower one', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.elect('alpha', ['gamma'])
        chamber.settle('alpha')
        for (const name of ['beta', 'gamma']) {
          chamber.deliver('alpha', name, 'NextBallot', { keep: true })
          chamber.settle(name)
        }
        chamber.deliver('gamma', 'alpha', 'LastVote')
      })
      chamber.deliver('alpha', 'beta', 'BeginBallot')
      chamber.settle('beta')
      chamber.deliver('alpha', 'beta', 'NextBallot')
    })
    expect(tale).toBe(`
beta hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha gamma; passed up to 0
  beta writes: vote in 1:alpha for 1 olive-day
  beta will say to alpha: Voted 1:alpha: 1
beta syncs
beta hears alpha: NextBallot 1:alpha, after 0
  beta says to alpha: LastVote 1:alpha, for 1 on; passed up to 0; no vote
`)
  })

  test('step 2: a lower ballot than the one promised is refused', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        for (const name of ['alpha', 'beta']) {
          chamber.elect(name, ['gamma'])
          chamber.settle(name)
        }
        chamber.deliver('beta', 'gamma', 'NextBallot')
        chamber.settle('gamma')
      })
      chamber.deliver('alpha', 'gamma', 'NextBallot')
      chamber.deliver('gamma', 'alpha', 'Refused')
    })
    expect(tale).toBe(`
gamma hears alpha: NextBallot 1:alpha, after 0
  gamma says to alpha: Refused NextBallot 1:alpha: promised 1:gamma, and hears it
alpha hears gamma: Refused NextBallot 1:alpha: promised 1:gamma, and hears it
  alpha was refused in 1:alpha by gamma, who promised 1:gamma
  alpha resigns 1:alpha: another presides
  alpha says to beta gamma: Failed 1:alpha
`)
  })

  test('step 2: refused by one who waits for nobody, p goes higher, but at most once an election time', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.elect('beta', ['gamma'])
        chamber.settle('beta')
        chamber.deliver('beta', 'gamma', 'NextBallot')
        chamber.settle('gamma')
        chamber.crash('beta')
        chamber.elect('alpha', ['gamma'])
        chamber.settle('alpha')
      })
      chamber.deliver('alpha', 'gamma', 'NextBallot')
      chamber.deliver('gamma', 'alpha', 'Refused', { keep: true })
      chamber.deliver('gamma', 'alpha', 'Refused')
      chamber.settle('alpha')
      const higher = { round: 7, by: chamber.priestOf('gamma') }
      const ballot = { round: 2, by: chamber.priestOf('alpha') }
      chamber.forge('gamma', 'alpha', { type: 'Refused', of: 'NextBallot', ballot, promised: higher, hears: false })
      chamber.deliver('gamma', 'alpha', 'Refused')
    })
    expect(tale).toBe(`
gamma hears alpha: NextBallot 1:alpha, after 0
  gamma says to alpha: Refused NextBallot 1:alpha: promised 1:beta
alpha hears gamma: Refused NextBallot 1:alpha: promised 1:beta
  alpha was refused in 1:alpha by gamma, who promised 1:beta
  alpha stands in 2:alpha
  alpha writes: lastTried 2:alpha
  alpha will say to itself beta gamma: NextBallot 2:alpha, after 0
alpha hears gamma: Refused NextBallot 1:alpha: promised 1:beta
alpha syncs
alpha hears itself: NextBallot 2:alpha, after 0
  alpha writes: nextBal 2:alpha
  alpha will say to itself: LastVote 2:alpha, for 1 on; passed up to 0; no vote
alpha syncs
alpha hears itself: LastVote 2:alpha, for 1 on; passed up to 0; no vote
alpha hears gamma: Refused NextBallot 2:alpha: promised 7:gamma
  alpha was refused in 2:alpha by gamma, who promised 7:gamma
`)
  })

  test.each([
    ['another ballot than the one in hand', { round: 9 }, { round: 10 }],
    ['no higher ballot', { round: 1 }, { round: 1 }],
  ])('step 2: a refusal that names %s is not heeded', (_, of, promised) => {
    const chamber = new Chamber()
    chamber.elect('alpha', ['beta'])
    chamber.settle('alpha')
    const ballot = chamber.core('alpha').lastTried
    if (ballot === null) throw new Error('alpha did not stand')
    const refused = { type: 'Refused', of: 'NextBallot', hears: true } as const
    chamber.forge('gamma', 'alpha', { ...refused, ballot: { ...ballot, ...of }, promised: { ...ballot, ...promised } })
    const tale = chamber.told(() => chamber.deliver('gamma', 'alpha', 'Refused'))
    expect(tale.split('\n').filter((line) => line.startsWith('  '))).toEqual([])
  })

  test('step 3: no ballot begins before LastVotes of a majority are in, its own only once its ledger holds the promise', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.elect('alpha', ['beta'])
        chamber.sync('alpha')
        chamber.deliver('alpha', 'beta', 'NextBallot')
        chamber.settle('beta')
      })
      chamber.deliver('beta', 'alpha', 'LastVote')
      expect(chamber.letters('alpha', null, 'BeginBallot')).toEqual([])
      chamber.sync('alpha')
    })
    expect(tale).toBe(`
alpha hears beta: LastVote 1:alpha, for 1 on; passed up to 0; no vote
alpha syncs
alpha hears itself: LastVote 1:alpha, for 1 on; passed up to 0; no vote
  alpha presides in 1:alpha
  alpha writes: begun 1:alpha from 1 by the LastVotes of alpha beta
  alpha writes: vote in 1:alpha for 1 olive-day
  alpha says to beta gamma: Beat 1 of 1:alpha; passed up to 0
  alpha says to beta gamma: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  alpha will say to itself: Voted 1:alpha: 1
`)
  })

  test('step 3: the decree is that of the latest vote of the quorum, free (an olive-day) where none of it voted', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.vote('alpha', 'beta')
        chamber.petition('alpha', 'x')
        chamber.settle('alpha')
        chamber.deliver('alpha', 'beta', 'BeginBallot')
        chamber.settle('beta')
        chamber.crash('alpha')
        chamber.drop(null, null)
        chamber.elect('gamma', ['beta'])
        chamber.settle('gamma')
        chamber.deliver('gamma', 'beta', 'NextBallot')
        chamber.settle('beta')
      })
      chamber.deliver('beta', 'gamma', 'LastVote')
    })
    expect(tale).toBe(`
gamma hears beta: LastVote 1:gamma, for 1 on; passed up to 1; voted in 1:alpha for 2 x
  gamma writes: begun 1:gamma from 2 by the LastVotes of beta gamma
  gamma writes: vote in 1:gamma for 2 x
  gamma says to alpha beta: BeginBallot 1:gamma: 2 x; quorum beta gamma; passed up to 0
  gamma will say to itself: Voted 1:gamma: 2
`)
  })

  test('step 4: a vote is in the ledger before Voted is said', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.preside('alpha', ['beta'])
      chamber.deliver('alpha', 'beta', 'BeginBallot', { keep: true })
      expect(chamber.letters('beta', 'alpha', 'Voted')).toEqual([])
      chamber.sync('beta')
      chamber.deliver('alpha', 'beta', 'BeginBallot')
      expect(chamber.letters('beta', 'alpha', 'Voted')).toHaveLength(2)
    })
    expect(tale).toBe(`
beta hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  beta writes: vote in 1:alpha for 1 olive-day
  beta will say to alpha: Voted 1:alpha: 1
beta syncs
beta hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  beta says to alpha: Voted 1:alpha: 1
`)
  })

  test('step 4: who has promised a higher ballot does not vote', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.elect('gamma', ['beta'])
        chamber.settle('gamma')
        chamber.deliver('gamma', 'beta', 'NextBallot')
        chamber.settle('beta')
      })
      chamber.deliver('alpha', 'beta', 'BeginBallot')
      chamber.deliver('beta', 'alpha', 'Refused')
    })
    expect(tale).toBe(`
beta hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  beta says to alpha: Refused BeginBallot 1:alpha: promised 1:gamma, and hears it
alpha hears beta: Refused BeginBallot 1:alpha: promised 1:gamma, and hears it
  alpha was refused in 1:alpha by beta, who promised 1:gamma
  alpha resigns 1:alpha: another presides
  alpha says to beta gamma: Failed 1:alpha
`)
  })

  test('step 4: under a number that is known to have passed nothing is voted for', () => {
    const chamber = new Chamber({ priests: 5 })
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta', 'gamma'])
        chamber.vote('alpha', 'beta', 'delta')
        chamber.petition('alpha', 'x')
        chamber.settle('alpha')
        chamber.preside('beta', ['gamma', 'epsilon'])
        chamber.vote('beta', 'gamma', 'epsilon')
        chamber.petition('beta', 'y')
        chamber.settle('beta')
        chamber.vote('beta', 'gamma', 'epsilon')
        chamber.forge('beta', 'delta', { type: 'Page', from: 2, decrees: [decreeOf('y')], passedTo: 2 })
        chamber.deliver('beta', 'delta', 'Page')
        chamber.settle('delta')
      })
      chamber.deliver('alpha', 'delta', 'BeginBallot')
    })
    expect(tale).toBe(`
delta hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta gamma; passed up to 1
  delta has caught up: holds up to 2
  delta applies 1 olive-day
  delta applies 2 y
`)
  })

  test('step 5: passed once a majority has voted, the own vote counted only when the own ledger holds it', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.elect('alpha', ['beta'])
        chamber.settle('alpha')
        chamber.deliver('alpha', 'beta', 'NextBallot')
        chamber.settle('beta')
        chamber.deliver('beta', 'alpha', 'LastVote')
        chamber.deliver('alpha', 'beta', 'BeginBallot')
        chamber.settle('beta')
      })
      chamber.deliver('beta', 'alpha', 'Voted')
      expect(chamber.core('alpha').passedTo).toBe(0)
      chamber.sync('alpha')
    })
    expect(tale).toBe(`
alpha hears beta: Voted 1:alpha: 1
alpha syncs
alpha hears itself: Voted 1:alpha: 1
  alpha applies 1 olive-day
`)
  })

  test('step 5: a decree that passed by the votes of others is not applied before the own ledger holds it', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.elect('alpha', ['beta'])
        chamber.settle('alpha')
        for (const name of ['beta', 'gamma']) {
          chamber.deliver('alpha', name, 'NextBallot')
          chamber.settle(name)
        }
        chamber.deliver('beta', 'alpha', 'LastVote')
        for (const name of ['beta', 'gamma']) {
          chamber.deliver('alpha', name, 'BeginBallot')
          chamber.settle(name)
        }
        chamber.deliver('beta', 'alpha', 'Voted')
      })
      chamber.deliver('gamma', 'alpha', 'Voted')
      expect([chamber.core('alpha').passedTo, chamber.core('alpha').heldTo]).toEqual([1, 0])
      chamber.sync('alpha')
    })
    expect(tale).toBe(`
alpha hears gamma: Voted 1:alpha: 1
alpha syncs
  alpha applies 1 olive-day
alpha hears itself: Voted 1:alpha: 1
`)
  })

  test('step 6: told of the success, the others take the decree that they voted for as passed', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.vote('alpha', 'beta')
        chamber.wait(10)
      })
      chamber.tick('alpha')
      chamber.deliver('alpha', 'beta', 'Success')
      chamber.wait(50)
      chamber.tick('beta')
    })
    expect(tale).toBe(`
alpha looks at the clock
  alpha says to beta gamma: Success 1:alpha: passed up to 1
beta hears alpha: Success 1:alpha: passed up to 1
  beta applies 1 olive-day
50 ms go by
beta looks at the clock
  beta writes: passed up to 1
`)
  })
})
