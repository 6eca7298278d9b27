import { birthOf, compareBallots, type Seat } from '../src/index.js'
import { Chamber } from './chamber.js'
import { beat, lose } from './readmitting.js'

/** A beat later alpha looks at the clock, and everything arrives. */
function round(chamber: Chamber, president = 'alpha'): void {
  chamber.wait(chamber.timing.beatMs)
  chamber.tick(president)
  chamber.settleAll()
}

/** alpha presides, decree 1 has passed, and gamma, whose ledger was lost, has its seat again and counts. */
function readmitted(alpha = 2): Chamber {
  const chamber = new Chamber({ alpha, silent: true })
  chamber.preside('alpha', ['beta'])
  chamber.settleAll()
  loseAndReadmit(chamber)
  return chamber
}

function loseAndReadmit(chamber: Chamber): void {
  lose(chamber, 'gamma')
  chamber.drop(null, null)
  for (let ms = 0; ms <= chamber.timing.electionMs + 400; ms += chamber.timing.beatMs) round(chamber)
  expect(chamber.core('gamma').state).toBe('legislator')
}

describe('P17: an empty ledger under an old name', () => {
  test('it neither promises nor votes nor stands before the law seats it', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    lose(chamber, 'gamma')
    chamber.wait(chamber.timing.enterMs)
    chamber.vote('alpha', 'gamma')
    const ballot = { round: 9, by: chamber.priestOf('beta') }
    chamber.forge('beta', 'gamma', { type: 'NextBallot', ballot, after: 0 })
    chamber.deliver('beta', 'gamma', 'NextBallot')
    chamber.settle('gamma')
    for (let ms = 0; ms < 3 * chamber.timing.electionMs; ms += chamber.timing.beatMs) {
      chamber.wait(chamber.timing.beatMs)
      chamber.tick('gamma')
    }
    const types = new Set(chamber.letters('gamma', null).map(({ message }) => message.type))
    expect([...types].filter((type) => type !== 'PageWanted' && type !== 'SeatWanted')).toEqual([])
    expect([chamber.core('gamma').nextBal, chamber.core('gamma').lastTried]).toEqual([null, null])
    expect(chamber.ledger('gamma')).toEqual([])
  })

  test('a vote of the old birth counts for what the old roll decides on, and for nothing after', () => {
    const chamber = readmitted()
    const [, change, , first] = [1, 2, 3, 4]
    expect(chamber.law('alpha').slice(0, first - 1)).toEqual([
      'olive-day',
      'readmit gamma 0000000000000103',
      'olive-day',
    ])
    const old = { ...chamber.priestOf('gamma'), birth: new Chamber({ silent: true }).priestOf('gamma').birth }
    chamber.petition('alpha', 'x')
    chamber.settle('alpha')
    const { nextBal: ballot } = chamber.core('alpha')
    if (ballot === null) throw new Error('no ballot')
    const to = chamber.priestOf('alpha').name
    chamber.arrive({ from: old, to, message: { type: 'Voted', ballot, from: change, to: first + 1 } }, true)
    expect(chamber.core('alpha').passedTo).toBe(first - 1)
    chamber.vote('alpha', 'gamma')
    expect(chamber.core('alpha').passedTo).toBe(first)
  })
})

test('P41: wiped twice: each birth has an incarnation of its own, given by the law, and the one between counts no more', () => {
  const chamber = readmitted()
  const second = chamber.core('gamma').me
  loseAndReadmit(chamber)
  const third = chamber.core('gamma').me
  expect([second.incarnation, third.incarnation]).toEqual([2, 3])
  expect(second.birth).not.toBe(third.birth)
  expect(chamber.core('alpha').isSeated(second)).toBe(false)
  expect(chamber.core('alpha').isSeated(third)).toBe(true)
})

test('3.3.6: two changes learnt at once: it says from which decree on its own seat counts, not the other one', () => {
  const chamber = new Chamber({ alpha: 3, priests: 5, silent: true })
  chamber.preside('alpha', ['beta', 'delta'])
  chamber.vote('alpha', 'beta', 'delta')
  lose(chamber, 'gamma')
  const gamma = chamber.core('gamma')
  const seat = (name: string, birth: string) => (given: Seat) =>
    given.name === name ? { ...given, incarnation: 2, birth: birthOf(birth) } : given
  const first = chamber.core('alpha').roll.map(seat('gamma', gamma.me.birth))
  const second = first.map(seat('epsilon', '00000000000000e2'))
  const changes = [
    { from: 5, seats: first },
    { from: 8, seats: second },
  ]
  const { notices } = gamma.step({ type: 'Applied', upTo: 4, rolls: changes }, chamber.now)
  expect(notices).toContainEqual({ event: 'readmitted', incarnation: 2, from: 5 })
  // Of an own change that is in force already: from where it has been in force.
  lose(chamber, 'gamma')
  const later = chamber.core('gamma')
  const third = second.map(seat('gamma', later.me.birth))
  const all = [
    ...changes,
    { from: 11, seats: third },
    { from: 14, seats: third.map(seat('delta', '00000000000000d2')) },
  ]
  const said = later.step({ type: 'Applied', upTo: 12, rolls: all }, chamber.now)
  expect(said.notices).toContainEqual({ event: 'readmitted', incarnation: 2, from: 11 })
})

test('3.3.6: stopped in the window and back, it is the same legislator, by its law; stopped before it wrote so, too', () => {
  for (const kept of [true, false]) {
    const chamber = new Chamber({ alpha: 3, bounds: { pageBytes: 1 }, silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.vote('alpha', 'beta')
    lose(chamber, 'gamma')
    chamber.drop(null, null)
    beat(chamber, 'alpha', 'beta', 'gamma')
    chamber.settle('alpha')
    chamber.drop('alpha', null, 'BeginBallot')
    chamber.wait(1)
    beat(chamber, 'alpha', 'beta')
    chamber.vote('alpha', 'beta')
    beat(chamber, 'alpha', 'gamma')
    chamber.deliverAll('gamma', 'alpha', 'PageWanted')
    chamber.settle('alpha')
    chamber.deliverAll('alpha', 'gamma', 'Page')
    chamber.sync('gamma')
    expect(chamber.core('gamma').state).toBe('readmitted')
    expect(chamber.ledger('gamma').filter(({ type }) => type === 'Seated')).toEqual([])
    chamber.crash('gamma', { kept })
    chamber.restart('gamma')
    expect(chamber.core('gamma').me.incarnation).toBe(2)
    expect(chamber.core('gamma').learnerBecause).toBeNull()
    chamber.settle('gamma')
    expect(chamber.ledger('gamma').filter(({ type }) => type === 'Seated').length).toBeGreaterThan(0)
  }
})

test('2.2: ballots of gamma and of gamma.2 are different ballots, in order, and only the ledger with the seat speaks in them', () => {
  const chamber = readmitted()
  const old = { ...chamber.priestOf('gamma'), birth: new Chamber({ silent: true }).priestOf('gamma').birth }
  chamber.crash('alpha')
  chamber.drop(null, null)
  chamber.preside('gamma', ['beta'])
  const ballot = chamber.core('gamma').lastTried
  if (ballot === null) throw new Error('no ballot')
  expect(ballot.by).toEqual({ name: 'gamma', incarnation: 2 })
  expect(compareBallots({ ...ballot, by: { ...ballot.by, incarnation: 1 } }, ballot)).toBeLessThan(0)
  // The old ledger, alive elsewhere, is not heard in the new one's ballots.
  const stray = { type: 'NextBallot', ballot: { ...ballot, round: 50 }, after: 0 } as const
  chamber.arrive({ from: old, to: chamber.priestOf('beta').name, message: stray }, true)
  expect(chamber.core('beta').nextBal).toEqual(ballot)
  chamber.vote('gamma', 'beta')
  const x = chamber.petition('gamma', 'x')
  chamber.vote('gamma', 'beta')
  expect(chamber.answered.has(x)).toBe(true)
  chamber.watcher.checkConditions()
})

test('m7: a president proposes n only with its own law at n - alpha: one whose law is far behind gives petitions back', () => {
  const chamber = new Chamber({ alpha: 2, slowLaw: true, silent: true })
  chamber.preside('alpha', ['beta'])
  chamber.vote('alpha', 'beta')
  expect(chamber.core('alpha').passedTo).toBe(1)
  const first = chamber.petition('alpha', 'a', 'b')
  expect([chamber.failed.get(first), chamber.failed.get(first + 1)]).toEqual([undefined, 'unproposed'])
  chamber.vote('alpha', 'beta')
  expect(chamber.core('alpha').room).toBe(0)
  chamber.apply('alpha')
  expect(chamber.core('alpha').room).toBe(2)
})
