import { Chamber } from './chamber.js'

describe('3.3.1: a president that leaves', () => {
  test('a president that leaves hands over to one that has all of it, which asks nobody', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('gamma', ['alpha', 'beta'])
      chamber.vote('gamma', 'alpha', 'beta')
      chamber.deliverAll('gamma', 'alpha')
      chamber.deliverAll('gamma', 'beta')
      chamber.petition('gamma', 'x')
      chamber.settle('gamma')
    })
    const tale = chamber.told(() => {
      chamber.leave('gamma')
      chamber.deliver('gamma', 'beta', 'BeginBallot')
      chamber.settle('beta')
      chamber.deliver('beta', 'gamma', 'Voted')
      chamber.deliverAll('gamma', 'beta')
    })
    expect(tale).toBe(`
gamma is told to leave
beta hears gamma: BeginBallot 1:gamma: 2 x; quorum alpha gamma; passed up to 1
  beta writes: vote in 1:gamma for 2 x
  beta writes: passed up to 1
  beta will say to gamma: Voted 1:gamma: 2
  beta applies 1 olive-day
beta syncs
gamma hears beta: Voted 1:gamma: 2
  gamma resigns 1:gamma: it leaves
  gamma has left the chamber
  gamma writes: passed up to 2
  gamma says to alpha beta: Success 1:gamma: passed up to 2
  gamma says to beta: Handover 1:gamma
  gamma says to alpha beta: Failed 1:gamma
  gamma applies 2 x
beta hears gamma: Success 1:gamma: passed up to 2
  beta applies 2 x
beta hears gamma: Handover 1:gamma
  beta stands in 2:beta
  beta writes: lastTried 2:beta
  beta writes: passed up to 2
  beta will say to alpha itself gamma: NextBallot 2:beta, after 2
beta hears gamma: Failed 1:gamma
`)
  })

  test('a late Handover, of a ballot whose author is not heard any more, is not heeded', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta', 'gamma'])
    const old = { round: 1, by: chamber.priestOf('alpha') }
    chamber.forge('alpha', 'beta', { type: 'Handover', ballot: old, heldTo: 0 })
    chamber.preside('gamma', ['beta'])
    chamber.deliver('alpha', 'beta', 'Handover')
    expect(chamber.core('beta').lastTried).toBeNull()
  })

  test('a president that leaves stays until its own ledger holds what has passed, so that it can answer for it', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('gamma', ['alpha', 'beta'])
      chamber.vote('gamma', 'alpha', 'beta')
      chamber.petition('gamma', 'x')
    })
    const tale = chamber.told(() => {
      chamber.leave('gamma', { all: true })
      for (const name of ['alpha', 'beta']) {
        chamber.quietly(() => {
          chamber.deliverAll('gamma', name, 'BeginBallot')
          chamber.settle(name)
        })
        chamber.deliver(name, 'gamma', 'Voted')
      }
      chamber.sync('gamma')
    })
    expect(tale).toBe(`
gamma is told to leave
gamma hears alpha: Voted 1:gamma: 2
gamma hears beta: Voted 1:gamma: 2
gamma syncs
  gamma resigns 1:gamma: it leaves
  gamma has left the chamber
  gamma writes: passed up to 2
  gamma says to alpha beta: Failed 1:gamma
  gamma applies 2 x
gamma hears itself: Voted 1:gamma: 2
`)
    expect(chamber.answered.size).toBe(1)
  })

  test('when all leave nobody is named', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('gamma', ['alpha', 'beta'])
    chamber.vote('gamma', 'alpha', 'beta')
    chamber.leave('gamma', { all: true })
    expect(chamber.isPresent('gamma')).toBe(false)
    expect(chamber.letters('gamma', null, 'Handover')).toEqual([])
  })

  test('a president that leaves finishes what is under way, but waits for it no longer than it may', () => {
    const chamber = new Chamber({ silent: true, timing: { leaveMs: 200 } })
    chamber.preside('gamma', ['alpha', 'beta'])
    chamber.petition('gamma', 'x')
    chamber.leave('gamma')
    chamber.petition('gamma', 'y')
    expect(chamber.failed).toEqual(new Map([[2, 'unproposed']]))
    chamber.wait(199)
    chamber.tick('gamma')
    expect(chamber.isPresent('gamma')).toBe(true)
    chamber.wait(1)
    chamber.tick('gamma')
    expect(chamber.isPresent('gamma')).toBe(false)
    expect(chamber.failed.get(1)).toBe('abandoned')
  })
})
