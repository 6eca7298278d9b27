import { TIMING } from '../src/index.js'
import { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'

/** A parliament that lives by itself, at its own pace. */
function living(priests: number): Chamber {
  return new Chamber({ priests, timing: TIMING, silent: true })
}

const presided = (chamber: Chamber) => () => chamber.presidents().length === 1

function presidentOf(chamber: Chamber): string {
  const [president, other] = chamber.presidents()
  if (president === undefined || other !== undefined)
    throw new Error(`${chamber.presidents().join(' ') || 'nobody'} presides`)
  return president
}

/** The ballots that were begun, as the largest round that anyone tried. */
const rounds = (chamber: Chamber) => Math.max(...chamber.names.map((name) => chamber.core(name).lastTried?.round ?? 0))

/** Petitions until one passes at whoever presides. */
function pass(chamber: Chamber, text: string, chance: () => number, ms = 10_000): boolean {
  let tag: number | null = null
  return chamber.live(ms, chance, () => {
    if (tag !== null && chamber.answered.has(tag)) return true
    if (tag !== null && !chamber.failed.has(tag)) return false
    const [president] = chamber.presidents()
    tag = president === undefined ? null : chamber.petition(president, text)
    return false
  })
}

describe('3.3.1: picking a president', () => {
  test('all are there and none hears a president: the last by name of the fullest stands at once', () => {
    const chamber = living(3)
    const began = chamber.now
    expect(chamber.live(2_000, chanceOf(1), presided(chamber))).toBe(true)
    expect(presidentOf(chamber)).toBe('gamma')
    expect(chamber.now - began).toBeLessThan(TIMING.electionMs / 2)
    expect(rounds(chamber)).toBe(1)
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
  gamma left
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
      chamber.preside('gamma', ['delta', 'epsilon'])
      chamber.vote('gamma', 'delta', 'epsilon')
      chamber.petition('gamma', 'y')
      chamber.settle('gamma')
    })
    return chamber
  }

  function raise(chamber: Chamber): void {
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
@@bound@@
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
  alpha resigns 1:alpha: another decree passed than it had proposed
  alpha writes: learnt 2 y
  alpha writes: passed up to 2
  alpha says to beta gamma delta epsilon: Failed 1:alpha
  x is abandoned
alpha syncs
  alpha has caught up: holds up to 2
  alpha applies 2 y
`)
  })

  test('one that took long to catch up is given an election time for its first beats to be answered', () => {
    const chamber = new Chamber({ silent: true })
    chamber.elect('alpha', ['beta'])
    chamber.settle('alpha')
    chamber.deliver('alpha', 'beta', 'NextBallot')
    chamber.settle('beta')
    const pages = [1, 2, 3, 4, 5, 6, 7].map((from) => ({ from, decrees: [decreeOf(`d${from}`)], passedTo: 7 }))
    chamber.forge('beta', 'alpha', { type: 'LastVote', ballot: { round: 1, by: chamber.priestOf('alpha') }, after: 0, passedTo: 7, from: 1, to: null, votes: [], passed: [] })
    chamber.drop('beta', 'alpha', 'LastVote')
    void pages
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

test('P15: cut off for a thousand beats and back: the president stays, and the vote of who was away counts again', () => {
  const chamber = living(3)
  const chance = chanceOf(15)
  chamber.live(2_000, chance, presided(chamber))
  pass(chamber, 'before', chance)
  const president = presidentOf(chamber)
  const ballot = chamber.core(president).lastTried
  const [away, other] = chamber.names.filter((name) => name !== president)
  if (away === undefined || other === undefined) throw new Error('three priests')
  for (const name of [president, other]) chamber.cut(away, name)
  chamber.live(1_000 * TIMING.beatMs, chance)
  expect(pass(chamber, 'meanwhile', chance)).toBe(true)
  chamber.heal()
  chamber.live(2_000, chance)
  expect(presidentOf(chamber)).toBe(president)
  expect(chamber.core(president).lastTried).toEqual(ballot)
  expect(chamber.law(away)).toContain('meanwhile')
  chamber.crash(other)
  expect(pass(chamber, 'after', chance)).toBe(true)
})

test.each([3, 5])(
  'P26: %i priests with random timers: few ballots until a decree passes, and none after',
  (priests) => {
    for (let seed = 1; seed <= 50; seed++) {
      const chamber = living(priests)
      const chance = chanceOf(seed)
      for (const name of chamber.names) if (chance() < 0.3) chamber.crash(name)
      if (chamber.names.filter((name) => chamber.isPresent(name)).length * 2 <= priests)
        for (const name of chamber.names) if (!chamber.isPresent(name)) chamber.restart(name)
      expect(pass(chamber, 'x', chance, 5_000)).toBe(true)
      expect(rounds(chamber)).toBeLessThanOrEqual(3)
      const settled = rounds(chamber)
      chamber.live(3_000, chance)
      expect(rounds(chamber)).toBe(settled)
    }
  },
)

test('P27: a promise left over from isolation does not disturb: the president goes above it, and that vote counts again', () => {
  const chamber = living(3)
  const chance = chanceOf(27)
  chamber.live(2_000, chance, presided(chamber))
  pass(chamber, 'before', chance)
  const president = presidentOf(chamber)
  const [away, other] = chamber.names.filter((name) => name !== president)
  if (away === undefined || other === undefined) throw new Error('three priests')
  for (const name of [president, other]) chamber.cut(away, name)
  const stray = { round: 40, by: chamber.priestOf(other) }
  chamber.forge(other, away, { type: 'NextBallot', ballot: stray, after: 0 })
  chamber.deliver(other, away, 'NextBallot')
  chamber.live(2_000, chance)
  chamber.heal()
  chamber.live(2_000, chance)
  expect(presidentOf(chamber)).toBe(president)
  expect(chamber.core(president).lastTried?.round).toBe(41)
  chamber.crash(other)
  expect(pass(chamber, 'after', chance)).toBe(true)
  expect(rounds(chamber)).toBe(41)
})

describe('P28: partial connectivity', () => {
  const cutAllBut = (chamber: Chamber, kept: readonly (readonly [string, string])[]) => {
    for (const [i, a] of chamber.names.entries())
      for (const b of chamber.names.slice(i + 1))
        if (!kept.some((pair) => pair.includes(a) && pair.includes(b))) chamber.cut(a, b)
  }

  /** A decree passes within some election times, and then nobody stands any more. */
  function worksAndIsStable(chamber: Chamber, chance: () => number): void {
    expect(pass(chamber, 'x', chance, 10 * TIMING.electionMs)).toBe(true)
    chamber.live(3 * TIMING.electionMs, chance)
    const settled = rounds(chamber)
    chamber.live(10 * TIMING.electionMs, chance)
    expect(rounds(chamber)).toBe(settled)
    expect(pass(chamber, 'y', chance, TIMING.electionMs)).toBe(true)
    chamber.watcher.checkConditions()
  }

  test.each([1, 2, 3, 4, 5])('chain: one link of three is down (seed %i)', (seed) => {
    const chance = chanceOf(seed)
    for (const pair of [
      ['alpha', 'beta'],
      ['beta', 'gamma'],
      ['alpha', 'gamma'],
    ] as const) {
      const chamber = living(3)
      chamber.live(2_000, chance, presided(chamber))
      pass(chamber, 'before', chance)
      chamber.cut(pair[0], pair[1])
      worksAndIsStable(chamber, chance)
    }
  })

  test.each([1, 2, 3, 4, 5])(
    'quorum loss: only alpha reaches all others, none of which reaches another (seed %i)',
    (seed) => {
      const chance = chanceOf(seed)
      const chamber = living(5)
      chamber.live(2_000, chance, presided(chamber))
      pass(chamber, 'before', chance)
      expect(presidentOf(chamber)).not.toBe('alpha')
      cutAllBut(chamber, [
        ['alpha', 'beta'],
        ['alpha', 'gamma'],
        ['alpha', 'delta'],
        ['alpha', 'epsilon'],
      ])
      worksAndIsStable(chamber, chance)
      expect(presidentOf(chamber)).toBe('alpha')
    },
  )

  test.each([1, 2, 3, 4, 5])(
    'constrained election: the president is cut off, and only one that is behind reaches a majority (seed %i)',
    (seed) => {
      const chance = chanceOf(seed)
      const chamber = living(5)
      chamber.live(2_000, chance, presided(chamber))
      const president = presidentOf(chamber)
      const behind = 'alpha'
      for (const name of chamber.names) if (name !== behind) chamber.cut(behind, name)
      for (const text of ['a', 'b', 'c', 'd']) pass(chamber, text, chance)
      chamber.heal()
      const rest = chamber.names.filter((name) => name !== president && name !== behind)
      cutAllBut(
        chamber,
        rest.map((name) => [behind, name] as const),
      )
      worksAndIsStable(chamber, chance)
      expect(presidentOf(chamber)).toBe(behind)
      expect(chamber.law(behind)).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd', 'x', 'y']))
    },
  )

  test.each([1, 2, 3, 4, 5])(
    'one-way links: the president is heard and hears nobody, or hears and is not heard (seed %i)',
    (seed) => {
      const chance = chanceOf(seed)
      for (const deaf of [true, false]) {
        const chamber = living(3)
        chamber.live(2_000, chance, presided(chamber))
        pass(chamber, 'before', chance)
        const president = presidentOf(chamber)
        for (const name of chamber.names) {
          if (name === president) continue
          if (deaf) chamber.cut(name, president, true)
          else chamber.cut(president, name, true)
        }
        worksAndIsStable(chamber, chance)
        expect(presidentOf(chamber)).not.toBe(president)
      }
    },
  )
})
