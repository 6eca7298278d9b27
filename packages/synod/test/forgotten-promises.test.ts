import { Chamber } from './chamber.js'

/** What was promised or begun before a restart: the schedules m1, m6, m8 and w4 of `spec/`. */

test('P2 (m8): a ballot of before is not continued after a restart, not even to repeat a BeginBallot', () => {
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

test('P42 (m1, m6): who forgot a promise neither promises, votes, stands nor confirms', () => {
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
  gamma is in doubt: beta remembers batch 2 of this ledger, which ended at batch 0 when it was opened: it was put back from a copy
  gamma writes: in doubt: beta remembers batch 2 of this ledger, which ended at batch 0 when it was opened: it was put back from a copy
gamma hears beta: NextBallot 2:beta, after 0
gamma syncs
gamma stops
gamma comes back: lastTried -, nextBal -, holds up to 0
300 ms go by
gamma hears beta: Ask 1, holds up to 0
  gamma says to beta: AskAnswer 1, a learner, hears nobody, holds up to 0
gamma hears beta: Beat 1 of 9:beta; passed up to 0
  gamma says to beta: SeatWanted, holds up to 0
`)
})

test('P42: one that has written on since it was put back is found out too: what counts is where its ledger ended then', () => {
  const chamber = new Chamber()
  chamber.quietly(() => {
    chamber.preside('alpha', ['gamma'])
    chamber.vote('alpha', 'gamma', 'beta')
    chamber.crash('gamma')
    chamber.putBack('gamma', 0)
    chamber.restart('gamma', { meets: false })
    chamber.wait(300)
    chamber.drop(null, null)
    // Who remembers was not there, and so it votes.
    for (const text of ['x', 'y', 'z']) {
      chamber.petition('alpha', text)
      chamber.vote('alpha', 'gamma')
    }
  })
  expect(chamber.batches('gamma')).toBeGreaterThan(2)
  expect(chamber.core('gamma').learnerBecause).toBeNull()
  chamber.meet('gamma', 'beta')
  expect(chamber.core('gamma').learnerBecause).toBe(
    'beta remembers batch 2 of this ledger, which ended at batch 0 when it was opened: it was put back from a copy',
  )
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
  gamma is in doubt: beta remembers batch 3 of this ledger, which ended at batch 0 when it was opened: it was put back from a copy
  gamma writes: in doubt: beta remembers batch 3 of this ledger, which ended at batch 0 when it was opened: it was put back from a copy
gamma hears alpha: AskAnswer 1, hears nobody, holds up to 0
gamma hears beta: AskAnswer 1, hears nobody, holds up to 0
300 ms go by
`)
})

describe('P42: after a start a priest promises only once peers that may remember more have had their say', () => {
  function started(): Chamber {
    const chamber = new Chamber({ priests: 5, silent: true })
    chamber.elect('alpha', ['beta', 'gamma'])
    chamber.settle('alpha')
    chamber.crash('epsilon')
    chamber.restart('epsilon', { meets: false })
    return chamber
  }

  function promises(chamber: Chamber): boolean {
    chamber.deliver('alpha', 'epsilon', 'NextBallot', { keep: true })
    chamber.settle('epsilon')
    return chamber.letters('epsilon', 'alpha', 'LastVote').length > 0
  }

  test('a majority of its roll, itself included, has shaken hands', () => {
    const chamber = started()
    chamber.meet('epsilon', 'beta')
    expect(promises(chamber)).toBe(false)
    chamber.meet('epsilon', 'gamma')
    expect(promises(chamber)).toBe(true)
  })

  test('or every address has answered or refused', () => {
    const chamber = started()
    for (const name of ['beta', 'gamma', 'delta']) chamber.refuse('epsilon', name)
    expect(promises(chamber)).toBe(false)
    chamber.meet('epsilon', 'alpha')
    expect(promises(chamber)).toBe(true)
  })

  test('or a time has gone by', () => {
    const chamber = started()
    chamber.wait(299)
    expect(promises(chamber)).toBe(false)
    chamber.wait(1)
    expect(promises(chamber)).toBe(true)
  })
})
