import { Chamber } from './chamber.js'

describe('3.3.4: inquiries that a majority confirms', () => {
  test('a round of beats begun after the inquiry came, answered by a majority', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
      chamber.petition('alpha', 'x')
      chamber.vote('alpha', 'beta')
    })
    const tale = chamber.told(() => {
      chamber.inquire('alpha')
      chamber.deliver('alpha', 'beta', 'Beat', { nth: 1 })
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
    })
    expect(tale).toBe(`
alpha is asked inquiry 2
  alpha says to beta gamma: Beat 2 of 1:alpha; passed up to 2
beta hears alpha: Beat 2 of 1:alpha; passed up to 2
  beta says to alpha: BeatAnswer 2 of 1:alpha, holds up to 2
  beta applies 2 x
alpha hears beta: BeatAnswer 2 of 1:alpha, holds up to 2
  inquiry 2 may be answered as of 2
`)
  })

  test('an answer to an earlier beat confirms nothing', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
      chamber.deliver('alpha', 'beta', 'Beat')
    })
    const tale = chamber.told(() => {
      chamber.inquire('alpha')
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
    })
    expect(tale).toBe(`
alpha is asked inquiry 1
  alpha says to beta gamma: Beat 2 of 1:alpha; passed up to 1
alpha hears beta: BeatAnswer 1 of 1:alpha, holds up to 0
`)
  })

  test('many inquiries share a round; those that come while it is under way share the next', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
      chamber.drop('alpha', 'beta')
    })
    const tale = chamber.told(() => {
      for (let i = 0; i < 3; i++) chamber.inquire('alpha')
      chamber.deliver('alpha', 'beta', 'Beat')
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
      chamber.deliver('alpha', 'beta', 'Beat')
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
    })
    expect(tale).toBe(`
alpha is asked inquiry 1
  alpha says to beta gamma: Beat 2 of 1:alpha; passed up to 1
alpha is asked inquiry 2
alpha is asked inquiry 3
beta hears alpha: Beat 2 of 1:alpha; passed up to 1
  beta says to alpha: BeatAnswer 2 of 1:alpha, holds up to 1
  beta applies 1 olive-day
alpha hears beta: BeatAnswer 2 of 1:alpha, holds up to 1
  alpha says to beta gamma: Beat 3 of 1:alpha; passed up to 1
  inquiry 1 may be answered as of 1
beta hears alpha: Beat 3 of 1:alpha; passed up to 1
  beta says to alpha: BeatAnswer 3 of 1:alpha, holds up to 1
alpha hears beta: BeatAnswer 3 of 1:alpha, holds up to 1
  inquiry 2 may be answered as of 1
  inquiry 3 may be answered as of 1
`)
  })

  test('who does not preside gives an inquiry back; one that comes while it tries waits', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.inquire('alpha')
      chamber.elect('alpha', ['beta'])
      chamber.inquire('alpha')
      chamber.quietly(() => chamber.settle('alpha'))
      chamber.deliver('alpha', 'beta', 'NextBallot')
      chamber.quietly(() => chamber.settle('beta'))
      chamber.deliver('beta', 'alpha', 'LastVote')
      chamber.quietly(() => chamber.vote('alpha', 'beta'))
      chamber.deliver('alpha', 'beta', 'Beat', { nth: 1 })
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
    })
    expect(tale).toBe(`
alpha is asked inquiry 1
  inquiry 1 is unproposed
alpha stands in 1:alpha
alpha is asked inquiry 2
beta hears alpha: NextBallot 1:alpha, after 0
  beta writes: nextBal 1:alpha
  beta will say to alpha: LastVote 1:alpha, for 1 on; passed up to 0; no vote
alpha hears beta: LastVote 1:alpha, for 1 on; passed up to 0; no vote
  alpha presides in 1:alpha
  alpha writes: begun 1:alpha from 1 by the LastVotes of alpha beta
  alpha writes: vote in 1:alpha for 1 olive-day
  alpha says to beta gamma: Beat 1 of 1:alpha; passed up to 0
  alpha says to beta gamma: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  alpha will say to itself: Voted 1:alpha: 1
beta hears alpha: Beat 2 of 1:alpha; passed up to 1
  beta says to alpha: BeatAnswer 2 of 1:alpha, holds up to 1
  beta applies 1 olive-day
alpha hears beta: BeatAnswer 2 of 1:alpha, holds up to 1
  inquiry 2 may be answered as of 1
`)
  })

  test('no more inquiries wait than may', () => {
    const chamber = new Chamber({ silent: true, bounds: { inquiries: 2 } })
    chamber.preside('alpha', ['beta'])
    const tags = [1, 2, 3].map(() => chamber.inquire('alpha'))
    expect([...chamber.failed.keys()]).toEqual(tags.slice(2))
  })

  test('one priest alone answers at once', () => {
    const chamber = new Chamber({ priests: 1, silent: true })
    chamber.live(
      500,
      () => 0,
      () => chamber.core('alpha').heldTo === 1,
    )
    expect(chamber.confirmed.get(chamber.inquire('alpha'))).toBe(1)
  })
})

describe('P7: an inquiry is never answered from a law that others have left behind', () => {
  test('not before a decree of the own ballot has passed and all that the ballot was bound to is applied', () => {
    const chamber = new Chamber({ slowLaw: true })
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta', 'gamma')
      chamber.petition('alpha', 'x')
      chamber.vote('alpha', 'beta', 'gamma')
      chamber.crash('alpha')
      chamber.drop(null, null)
      chamber.preside('gamma', ['beta'])
    })
    const tale = chamber.told(() => {
      chamber.inquire('gamma')
      chamber.quietly(() => {
        chamber.deliver('gamma', 'beta', 'BeginBallot')
        chamber.settle('beta')
        chamber.settle('gamma')
      })
      chamber.deliver('beta', 'gamma', 'Voted')
      expect(chamber.letters('gamma', 'beta', 'Beat')).toHaveLength(1)
      chamber.apply('gamma')
      chamber.deliver('gamma', 'beta', 'Beat', { nth: 1 })
      chamber.deliver('beta', 'gamma', 'BeatAnswer')
    })
    expect(tale).toBe(`
gamma is asked inquiry 2
gamma hears beta: Voted 2:gamma: 2
  gamma applies 2 x
the law of gamma reaches 2
  gamma says to alpha beta: Beat 2 of 2:gamma; passed up to 2
beta hears gamma: Beat 2 of 2:gamma; passed up to 2
  beta says to gamma: BeatAnswer 2 of 2:gamma, holds up to 2
  beta applies 2 x
gamma hears beta: BeatAnswer 2 of 2:gamma, holds up to 2
  inquiry 2 may be answered as of 2
`)
  })

  test('a deposed president that does not know it is refused by the majority', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta', 'gamma')
      chamber.drop(null, null)
      chamber.preside('beta', ['gamma'])
      chamber.vote('beta', 'gamma')
      chamber.petition('beta', 'x')
      chamber.vote('beta', 'gamma')
    })
    expect(chamber.core('alpha').presides).toBe(true)
    const tale = chamber.told(() => {
      chamber.inquire('alpha')
      chamber.deliver('alpha', 'gamma', 'Beat')
      chamber.deliver('gamma', 'alpha', 'Refused')
    })
    expect(tale).toBe(`
alpha is asked inquiry 2
  alpha writes: passed up to 1
  alpha says to beta gamma: Beat 2 of 1:alpha, without a majority; passed up to 1
gamma hears alpha: Beat 2 of 1:alpha, without a majority; passed up to 1
  gamma says to alpha: Refused Beat 1:alpha: promised 2:beta, and hears it
alpha hears gamma: Refused Beat 1:alpha: promised 2:beta, and hears it
  alpha was refused in 1:alpha by gamma, who promised 2:beta
  alpha resigns 1:alpha: another presides
  alpha says to beta gamma: Failed 1:alpha
  inquiry 2 is unproposed
`)
  })

  test('a promise that a priest forgot, its ledger put back from a copy, does not make it confirm the old president', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta', 'gamma')
      chamber.drop(null, null)
      chamber.preside('beta', ['gamma'])
      chamber.vote('beta', 'gamma')
      chamber.petition('beta', 'x')
      chamber.vote('beta', 'gamma')
      chamber.crash('gamma')
      chamber.putBack('gamma', 1)
      chamber.restart('gamma', { meets: false })
      chamber.drop(null, null)
    })
    const tale = chamber.told(() => {
      chamber.meet('gamma', 'alpha')
      chamber.inquire('alpha')
      chamber.deliver('alpha', 'gamma', 'Beat')
      expect(chamber.letters('gamma', 'alpha', 'BeatAnswer')).toEqual([])
    })
    expect(tale).toBe(`
  gamma is in doubt: alpha remembers batch 4 of this ledger, which ended at batch 1 when it was opened: it was put back from a copy
  gamma writes: in doubt: alpha remembers batch 4 of this ledger, which ended at batch 1 when it was opened: it was put back from a copy
  alpha writes: passed up to 1
alpha is asked inquiry 2
  alpha says to beta gamma: Beat 2 of 1:alpha, without a majority; passed up to 1
gamma hears alpha: Beat 2 of 1:alpha, without a majority; passed up to 1
  gamma applies 1 olive-day
`)
  })

  test('a round begun in one ballot is not answered by the beats of the next', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
      chamber.drop('alpha', 'beta')
    })
    const tale = chamber.told(() => {
      chamber.inquire('alpha')
      const refused = { type: 'Refused', of: 'Beat', hears: false } as const
      const ballot = { round: 1, by: chamber.priestOf('alpha') }
      const promised = { round: 9, by: chamber.priestOf('gamma') }
      chamber.forge('gamma', 'alpha', { ...refused, ballot, promised })
      chamber.deliver('gamma', 'alpha', 'Refused')
      chamber.quietly(() => {
        chamber.settle('alpha')
        chamber.deliver('alpha', 'beta', 'NextBallot')
        chamber.settle('beta')
        chamber.deliver('beta', 'alpha', 'LastVote')
        chamber.deliver('alpha', 'beta', 'Beat', { nth: 1 })
      })
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
      chamber.quietly(() => chamber.vote('alpha', 'beta'))
      chamber.deliver('alpha', 'beta', 'Beat', { nth: 1 })
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
    })
    expect(tale).toBe(`
alpha is asked inquiry 1
  alpha says to beta gamma: Beat 2 of 1:alpha; passed up to 1
alpha hears gamma: Refused Beat 1:alpha: promised 9:gamma
  alpha was refused in 1:alpha by gamma, who promised 9:gamma
  alpha stands in 10:alpha
  alpha writes: lastTried 10:alpha
  alpha writes: passed up to 1
  alpha will say to itself beta gamma: NextBallot 10:alpha, after 1
alpha hears beta: BeatAnswer 3 of 10:alpha, holds up to 0
beta hears alpha: Beat 4 of 10:alpha; passed up to 2
  beta says to alpha: BeatAnswer 4 of 10:alpha, holds up to 0
alpha hears beta: BeatAnswer 4 of 10:alpha, holds up to 0
  inquiry 1 may be answered as of 2
`)
  })
})
