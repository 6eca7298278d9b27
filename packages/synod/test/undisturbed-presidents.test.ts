import { TIMING } from '../src/index.js'
import type { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'
import { living, pass, presided, presidentOf, rounds } from './living.js'

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

test('P26: presidents die unseen, and letters are slow: few ballots until the next presides', () => {
  let deaths = 0
  let ballots = 0
  for (let seed = 1; seed <= 40; seed++) {
    const chamber = living(5, { arrives: 0.1 })
    const chance = chanceOf(seed)
    for (const text of ['x', 'y', 'z']) {
      expect(pass(chamber, text, chance, 10_000)).toBe(true)
      const [president] = chamber.presidents()
      if (president === undefined || text === 'z') continue
      chamber.crash(president)
      deaths += 1
      ballots -= rounds(chamber)
      expect(pass(chamber, `${text} again`, chance, 10_000)).toBe(true)
      ballots += rounds(chamber)
      chamber.restart(president)
    }
  }
  expect(deaths).toBe(80)
  expect(ballots).toBeLessThanOrEqual(1.25 * deaths)
})

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
