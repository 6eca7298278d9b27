import { TIMING } from '../src/index.js'
import { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'
import { pass } from './living.js'
import { beat, catchUp, lose, losesGamma } from './readmitting.js'

const OTHERS = ['beta', 'gamma']

/** alpha presides, gamma's ledger was lost, and its readmission by decree 2 is on its way with the rest of the window, 3 and 4. */
function changing(): Chamber {
  const chamber = new Chamber({ alpha: 3, timing: TIMING, silent: true })
  losesGamma(chamber)
  beat(chamber, 'alpha', ...OTHERS)
  if (chamber.letters('alpha', 'beta', 'BeginBallot').length !== 1) throw new Error('no change is under way')
  return chamber
}

const allCount = (chamber: Chamber) => chamber.names.every((name) => chamber.core(name).state === 'legislator')

test('P14: no run of free numbers goes over the border of two rolls, also not in the step in which it begins to preside', () => {
  const chamber = new Chamber({ priests: 5, alpha: 3, bounds: { pageBytes: 1 }, slowLaw: true, silent: true })
  chamber.preside('alpha', ['beta', 'gamma'])
  for (const text of ['a', 'b', 'c', '']) {
    chamber.vote('alpha', 'beta', 'gamma')
    chamber.apply('alpha')
    if (text !== '') chamber.petition('alpha', text)
  }
  lose(chamber, 'epsilon')
  beat(chamber, 'alpha', 'beta', 'gamma', 'epsilon')
  catchUp(chamber, 'epsilon', 'alpha')
  catchUp(chamber, 'epsilon', 'alpha')
  beat(chamber, 'alpha', 'beta', 'gamma', 'epsilon')
  chamber.settle('alpha')
  chamber.drop(null, null, 'BeginBallot')
  chamber.wait(1)
  beat(chamber, 'alpha', 'beta', 'gamma')
  chamber.vote('alpha', 'beta', 'gamma')
  chamber.drop(null, null, 'BeginBallot')
  beat(chamber, 'alpha', 'beta', 'gamma')
  expect(chamber.law('beta')[4]).toBe('readmit epsilon 0000000000000105')
  chamber.crash('alpha')
  chamber.drop(null, null)
  // 5, the change, is known to have passed; of 6 and 7, the rest of its window, only alpha has a vote. beta's law is slow.
  chamber.elect('beta', ['gamma', 'delta'])
  chamber.settle('beta')
  for (const name of ['gamma', 'delta']) {
    chamber.deliver('beta', name, 'NextBallot')
    chamber.settle(name)
    chamber.deliver(name, 'beta', 'LastVote')
  }
  expect(chamber.core('beta').presides).toBe(false)
  chamber.apply('beta')
  expect(chamber.core('beta').presides).toBe(true)
  const x = chamber.petition('beta', 'x', 'y')
  expect(chamber.failed.get(x)).toBeUndefined()
  expect(chamber.failed.get(x + 1)).toBe('unproposed')
  chamber.settle('beta')
  chamber.vote('beta', 'gamma', 'delta')
  expect(chamber.law('beta').slice(4)).toEqual(['readmit epsilon 0000000000000105', 'olive-day', 'x'])
  chamber.watcher.checkConditions()
})

describe('P13: the author of a change stops at each step of it', () => {
  const steps: [string, (chamber: Chamber) => void][] = [
    ['before anyone voted, and nothing was written', () => {}],
    ['its own vote is written', (chamber) => chamber.settle('alpha')],
    ['chosen, and told to nobody', (chamber) => chamber.vote('alpha', 'beta')],
    [
      'chosen, and told to beta',
      (chamber) => {
        chamber.vote('alpha', 'beta')
        beat(chamber, 'alpha', 'beta')
      },
    ],
  ]
  test.each(steps)('%s: the change is made, and not before its time', (_, untilThen) => {
    for (const returns of [true, false]) {
      const chamber = changing()
      untilThen(chamber)
      chamber.settle('beta')
      chamber.crash('alpha')
      chamber.drop(null, null)
      if (returns) chamber.restart('alpha')
      const chance = chanceOf(13)
      const isChosen = chamber.watcher.ballotsOf(2).some((ballot) => ballot.endsWith('voted: alpha beta'))
      // Without alpha beta is alone of the old roll, unless all of the window has passed and is known.
      const isOwed = returns || chamber.core('beta').heldTo === 4
      expect(pass(chamber, 'x', chance)).toBe(isOwed)
      chamber.watcher.checkConditions()
      if (!returns && isOwed) chamber.restart('alpha')
      if (!isOwed) continue
      expect(chamber.live(20_000, chance, () => allCount(chamber))).toBe(true)
      const changes = chamber.law('beta').filter((decree) => decree.startsWith('readmit'))
      expect(changes).toHaveLength(1)
      if (isChosen) expect(chamber.law('beta')[1]).toBe(changes[0])
      expect(chamber.core('gamma').me.incarnation).toBe(2)
    }
  })
})

test('P13: the author stops in the middle of the window: the next president fills the rest of it at once', () => {
  const chamber = new Chamber({ priests: 5, alpha: 8, silent: true, bounds: { pageBytes: 1 } })
  chamber.preside('alpha', ['beta', 'gamma'])
  chamber.vote('alpha', 'beta', 'gamma')
  lose(chamber, 'epsilon')
  beat(chamber, 'alpha', 'beta', 'gamma', 'epsilon')
  for (let number = 2; number <= 4; number++) {
    chamber.drop(null, null, 'BeginBallot')
    chamber.wait(1)
    beat(chamber, 'alpha', 'beta', 'gamma')
    chamber.vote('alpha', 'beta', 'gamma')
  }
  chamber.crash('alpha')
  chamber.drop(null, null)
  chamber.preside('beta', ['gamma', 'delta'])
  chamber.vote('beta', 'gamma', 'delta')
  chamber.vote('beta', 'gamma', 'delta')
  // Nobody has asked for anything.
  expect(chamber.law('beta')).toEqual(['olive-day', 'readmit epsilon 0000000000000105', ...Array(7).fill('olive-day')])
  expect(chamber.core('beta').roll.map(({ incarnation }) => incarnation)).toEqual([1, 1, 1, 1, 2])
  chamber.watcher.checkConditions()
})

test('P15: cut off for a thousand beats, its ledger lost meanwhile, and back: the president stays, and the vote counts again', () => {
  const chamber = new Chamber({ timing: TIMING, silent: true })
  const chance = chanceOf(15)
  expect(pass(chamber, 'a', chance)).toBe(true)
  const [president] = chamber.presidents()
  const away = chamber.names.find((name) => name !== president) ?? 'alpha'
  const third = chamber.names.find((name) => name !== president && name !== away) ?? 'alpha'
  const ballot = chamber.core(president ?? 'alpha').lastTried
  for (const name of chamber.names) if (name !== away) chamber.cut(away, name)
  chamber.live(500 * TIMING.beatMs, chance)
  lose(chamber, away)
  chamber.live(500 * TIMING.beatMs, chance)
  chamber.heal()
  expect(chamber.live(10_000, chance, () => allCount(chamber))).toBe(true)
  expect(chamber.presidents()).toEqual([president])
  expect(chamber.core(president ?? 'alpha').lastTried).toEqual(ballot)
  chamber.crash(third)
  expect(pass(chamber, 'b', chance, 1_000)).toBe(true)
  expect(chamber.presidents()).toEqual([president])
})

test('3.3.6: who is on the roll and does not know it learns it from the one that asks who presides, though the author is gone', () => {
  const chamber = changing()
  chamber.vote('alpha', 'beta')
  beat(chamber, 'alpha', 'beta')
  chamber.crash('alpha')
  chamber.miss('alpha')
  chamber.drop(null, null)
  expect([chamber.core('beta').heldTo, chamber.core('gamma').heldTo]).toEqual([4, 1])
  expect(pass(chamber, 'x', chanceOf(1))).toBe(true)
  expect(chamber.core('gamma').state).toBe('legislator')
})
