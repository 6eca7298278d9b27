import { TIMING } from '../src/index.js'
import { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'
import { living, pass, presided, presidentOf, rounds } from './living.js'
import { decreeOf } from './tale.js'

describe('3.3.1: picking a president', () => {
  test('all are there and none hears a president: the last by name of the fullest stands at once', () => {
    const chamber = living(3)
    const began = chamber.now
    expect(chamber.live(2_000, chanceOf(1), presided(chamber))).toBe(true)
    expect(presidentOf(chamber)).toBe('gamma')
    expect(chamber.now - began).toBeLessThan(TIMING.electionMs / 2)
    expect(rounds(chamber)).toBe(1)
    expect(chamber.names.map((name) => chamber.core(name).lastTried)).toEqual([null, null, expect.anything()])
  })

  test('a fuller ledger stands before a later name', () => {
    const chamber = living(3)
    chamber.preside('alpha', ['beta'])
    chamber.vote('alpha', 'beta')
    chamber.wait(50)
    chamber.tick('alpha')
    chamber.settle('alpha')
    chamber.deliverAll('alpha', 'beta')
    chamber.wait(50)
    chamber.tick('beta')
    chamber.settle('beta')
    for (const name of chamber.names) chamber.crash(name)
    chamber.drop(null, null)
    for (const name of chamber.names) chamber.restart(name)
    expect(chamber.names.map((name) => chamber.core(name).heldTo)).toEqual([1, 1, 0])
    chamber.live(5_000, chanceOf(2), presided(chamber))
    expect(presidentOf(chamber)).toBe('beta')
    expect(chamber.core('gamma').lastTried).toBeNull()
  })

  test('a president whose beat says that it has no majority is not heard, even if its last one said otherwise', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta', 'gamma'])
    const ballot = chamber.core('alpha').lastTried
    if (ballot === null) throw new Error('nobody stood')
    for (const [beat, majority] of [true, false].entries()) {
      chamber.forge('alpha', 'gamma', { type: 'Beat', ballot, beat: 2 + beat, majority, upTo: 0, batch: 1 })
      chamber.drop('alpha', 'gamma', 'BeginBallot')
      chamber.deliver('alpha', 'gamma', 'Beat', { nth: chamber.letters('alpha', 'gamma', 'Beat').length - 1 })
      expect(chamber.core('gamma').hearsPresident).toBe(majority ? 'alpha' : null)
    }
  })

  test('one priest alone stands at once; of two, neither takes a ballot alone', () => {
    const one = living(1)
    expect(one.live(500, chanceOf(1), presided(one))).toBe(true)
    expect(pass(one, 'x', chanceOf(1))).toBe(true)
    const two = living(2)
    two.crash('beta')
    two.live(10_000, chanceOf(1))
    expect(two.core('alpha').lastTried).toBeNull()
    two.restart('beta')
    expect(two.live(2_000, chanceOf(1), presided(two))).toBe(true)
  })

  test('a president whose process is gone is followed as soon as its address refuses', () => {
    const chamber = living(3)
    const chance = chanceOf(4)
    chamber.live(2_000, chance, presided(chamber))
    chamber.live(1_000, chance)
    const dead = presidentOf(chamber)
    chamber.crash(dead)
    chamber.miss(dead)
    const died = chamber.now
    expect(chamber.live(2_000, chance, presided(chamber))).toBe(true)
    expect(chamber.now - died).toBeLessThan(TIMING.electionMs / 2)
  })

  test('one that is only silent is followed after an election time', () => {
    const chamber = living(3)
    const chance = chanceOf(5)
    chamber.live(2_000, chance, presided(chamber))
    chamber.live(1_000, chance)
    chamber.crash(presidentOf(chamber))
    const died = chamber.now
    expect(chamber.live(5_000, chance, presided(chamber))).toBe(true)
    expect(chamber.now - died).toBeGreaterThan(TIMING.electionMs * 0.9)
    expect(chamber.now - died).toBeLessThan(TIMING.electionMs * 2)
  })

  test('no beats are answered by a majority: the president resigns, and what is under way is told', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
    })
    const tale = chamber.told(() => {
      chamber.petition('alpha', 'x')
      chamber.wait(600)
      chamber.tick('alpha')
    })
    expect(tale).toBe(`
alpha is asked for x
  x becomes decree 2
  alpha writes: vote in 1:alpha for 2 x
  alpha writes: passed up to 1
  alpha says to beta gamma: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 2
600 ms go by
alpha looks at the clock
  alpha resigns 1:alpha: no majority answers its beats
  alpha says to beta gamma: Failed 1:alpha
  x is abandoned
`)
  })

  test.each([
    ['its loop', { lateMs: 600 }],
    ['its disk', { stalledMs: 600 }],
  ])('%s stalled for an election time: the president resigns', (_, tick) => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.tick('alpha', tick)
    expect(chamber.presidents()).toEqual([])
  })

  test('P25: whose disk is stalled does not count as answering', () => {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta'])
      chamber.vote('alpha', 'beta')
      chamber.tick('beta', { stalledMs: 300 })
      chamber.wait(500)
      chamber.tick('alpha')
    })
    const tale = chamber.told(() => {
      chamber.deliver('alpha', 'beta', 'Beat', { nth: 1 })
      chamber.deliver('beta', 'alpha', 'BeatAnswer')
      chamber.wait(100)
      chamber.tick('alpha')
    })
    expect(tale).toBe(`
beta hears alpha: Beat 2 of 1:alpha; passed up to 1
  beta says to alpha: BeatAnswer 2 of 1:alpha, holds up to 1, stalled
  beta applies 1 olive-day
alpha hears beta: BeatAnswer 2 of 1:alpha, holds up to 1, stalled
100 ms go by
alpha looks at the clock
  alpha resigns 1:alpha: no majority answers its beats
  alpha says to beta gamma: Failed 1:alpha
`)
  })

  test('decrees are under way and none passes for an election time: the president resigns', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.vote('alpha', 'beta')
    chamber.petition('alpha', 'x')
    for (let i = 0; i < 12; i++) {
      chamber.wait(50)
      chamber.tick('alpha')
      chamber.deliverAll('alpha', 'beta', 'Beat')
      chamber.deliverAll('beta', 'alpha', 'BeatAnswer')
    }
    expect(chamber.failed).toEqual(new Map([[1, 'abandoned']]))
    expect(chamber.presidents()).toEqual([])
  })

  test('one that took long to catch up is given an election time for its first beats to be answered', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.petition('alpha', ...'abcdefgh')
    chamber.vote('alpha', 'beta')
    chamber.crash('beta')
    chamber.drop(null, null)
    chamber.elect('gamma', ['alpha'])
    chamber.settle('gamma')
    chamber.deliver('gamma', 'alpha', 'NextBallot')
    chamber.settle('alpha')
    chamber.deliver('alpha', 'gamma', 'LastVote')
    for (let page = 0; page < 3; page++) {
      expect(chamber.core('gamma').presides).toBe(false)
      chamber.wait(400)
      chamber.tick('gamma')
      chamber.deliver('gamma', 'alpha', 'PageWanted')
      chamber.settle('alpha')
      chamber.deliver('alpha', 'gamma', 'Page')
      chamber.settle('gamma')
    }
    chamber.wait(50)
    chamber.tick('gamma')
    expect(chamber.core('gamma').presides).toBe(true)
  })

  test('what is under way and is learnt from others counts as getting on', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.vote('alpha', 'beta')
    chamber.petition('alpha', 'x', 'y')
    chamber.settle('alpha')
    // beta and gamma vote for x, their answers are lost, and beta tells that it passed.
    for (const name of ['beta', 'gamma']) {
      chamber.deliverAll('alpha', name, 'BeginBallot')
      chamber.settle(name)
      chamber.drop(name, 'alpha', 'Voted')
    }
    for (let waited = 0; waited < 700; waited += 50) {
      chamber.wait(50)
      if (waited === 500) {
        chamber.forge('beta', 'alpha', { type: 'Page', from: 2, decrees: [decreeOf('x')], passedTo: 2 })
        chamber.deliver('beta', 'alpha', 'Page')
      }
      chamber.tick('alpha')
      chamber.deliverAll('alpha', 'beta', 'Beat')
      chamber.deliverAll('beta', 'alpha', 'BeatAnswer')
    }
    expect(chamber.core('alpha').presides).toBe(true)
  })

  test('one that has resigned does not make others wait for its ballot', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.preside('alpha', ['beta'])
        chamber.tick('alpha', { lateMs: 600 })
        chamber.forge('gamma', 'alpha', { type: 'Ask', round: 9, heldTo: 0 })
      })
      chamber.deliver('gamma', 'alpha', 'Ask')
    })
    expect(tale).toBe(`
alpha hears gamma: Ask 9, holds up to 0
  alpha says to gamma: AskAnswer 9, hears nobody, holds up to 0
`)
  })

  test('each priest draws its election time once for each time that it lost its president', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.deliver('alpha', 'beta', 'Beat')
    const asks = (ms: number, chance: number) => {
      chamber.wait(ms)
      chamber.tick('beta', { chance })
      return chamber.letters('beta', null, 'Ask').length > 0
    }
    chamber.drop('beta', null)
    expect([asks(10, 0.9), asks(600, 0), asks(250, 0), asks(20, 0)]).toEqual([false, false, false, true])
  })
})
