import { birthOf, type Identity, LastVotes, nameOf, Roll } from '../src/index.js'
import { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'
import { presidedOver } from './presided-over.js'
import { decreeOf } from './tale.js'

const HUNG_MS = 5_000

const written = (chamber: Chamber, name: string) => chamber.core(name).position

describe('a priest whose sync hangs', () => {
  test('P32: takes nothing that costs another write, and takes it all again once the sync has ended', () => {
    const chamber = presidedOver()
    const ballot = chamber.core('alpha').lastTried
    if (ballot === null) throw new Error('nobody stood')
    chamber.tick('gamma', { stalledMs: 300 })
    const before = written(chamber, 'gamma')
    chamber.petition('alpha', ...'abcdefgh')
    chamber.vote('alpha', 'beta')
    chamber.deliverAll('alpha', 'gamma')
    for (let n = 0; n < 100; n++) {
      const higher = { round: 10 + n, by: chamber.priestOf('beta') }
      chamber.forge('beta', 'gamma', { type: 'NextBallot', ballot: higher, after: 0 })
      chamber.forge('beta', 'gamma', { type: 'Page', from: 2 + n, decrees: [decreeOf('z')], passedTo: 2 + n })
      chamber.forge('beta', 'gamma', { type: 'PageWanted', after: 0 })
      chamber.deliverAll('beta', 'gamma')
      chamber.wait(50)
      chamber.tick('gamma', { stalledMs: HUNG_MS })
    }
    expect(written(chamber, 'gamma')).toBe(before)
    chamber.tick('gamma')
    chamber.forge('beta', 'gamma', {
      type: 'NextBallot',
      ballot: { ...ballot, round: 500, by: chamber.priestOf('beta') },
      after: 0,
    })
    chamber.deliver('beta', 'gamma', 'NextBallot')
    expect(written(chamber, 'gamma')).toBeGreaterThan(before)
  })

  test('P25: neither stands nor is counted on by one that would', () => {
    const chamber = new Chamber({ silent: true })
    chamber.wait(5_000)
    chamber.tick('gamma', { stalledMs: HUNG_MS })
    expect(chamber.letters('gamma', 'alpha', 'Ask')).toEqual([])
    chamber.tick('alpha')
    chamber.deliver('alpha', 'gamma', 'Ask')
    expect(chamber.letters('gamma', 'alpha', 'AskAnswer')).toMatchObject([{ message: { role: 'learner' } }])
  })
})

describe('a flood of ballots', () => {
  test('P32: of one author at most eight a beat are promised; the others are heard, and so is it a beat later', () => {
    const chamber = presidedOver()
    const before = written(chamber, 'gamma')
    const call = (by: string, round: number) => {
      const ballot = { round, by: chamber.priestOf(by) }
      chamber.forge(by, 'gamma', { type: 'NextBallot', ballot, after: 0 })
      chamber.deliver(by, 'gamma', 'NextBallot')
    }
    for (let n = 0; n < 1_000; n++) call('beta', 10 + n)
    expect(written(chamber, 'gamma') - before).toBe(8)
    call('alpha', 5_000)
    expect(chamber.core('gamma').nextBal).toMatchObject({ round: 5_000 })
    chamber.wait(50)
    call('beta', 6_000)
    expect(chamber.core('gamma').nextBal).toMatchObject({ round: 6_000 })
  })

  test('P32: the same NextBallot again and again is answered at most eight times a beat', () => {
    const chamber = presidedOver()
    const ballot = { round: 9, by: chamber.priestOf('beta') }
    for (let n = 0; n < 1_000; n++) {
      chamber.forge('beta', 'gamma', { type: 'NextBallot', ballot, after: 0 })
      chamber.deliver('beta', 'gamma', 'NextBallot')
    }
    chamber.settle('gamma')
    expect(chamber.letters('gamma', 'beta', 'LastVote')).toHaveLength(8)
  })

  test('P32: of one author at most eight a beat are raised by BeginBallots', () => {
    const chamber = presidedOver()
    const before = written(chamber, 'gamma')
    for (let n = 0; n < 1_000; n++) {
      const ballot = { round: 10 + n, by: chamber.priestOf('beta') }
      chamber.forge('beta', 'gamma', {
        type: 'BeginBallot',
        ballot,
        from: 9,
        decrees: [decreeOf('z')],
        quorum: [],
        upTo: 0,
      })
      chamber.deliver('beta', 'gamma', 'BeginBallot')
    }
    expect(written(chamber, 'gamma') - before).toBe(8)
  })
})

describe('decrees above a gap', () => {
  test.each([
    ['numbers', { aheadWindows: 2 }, 'x'],
    ['bytes', { aheadBytes: 320 }, 'twenty-letters-long.'],
  ])('P32: are voted for up to a bound in %s; once the gap is closed the next are', (_, bounds, decree) => {
    const chamber = presidedOver({ alpha: 8, bounds: { ...bounds, lagWindows: 1_000 } })
    chamber.petition('alpha', 'lost')
    chamber.drop('alpha', 'gamma')
    chamber.vote('alpha', 'beta')
    for (let n = 0; n < 100; n++) {
      chamber.petition('alpha', decree)
      chamber.deliverAll('alpha', 'gamma', 'BeginBallot')
      chamber.vote('alpha', 'beta')
      chamber.drop('gamma', null, 'PageWanted')
    }
    const ahead = chamber.core('gamma').decreesAbove(0)
    expect([...ahead].length).toBeLessThanOrEqual(16)
    expect(
      chamber.live(
        5_000,
        () => 0.5,
        () => chamber.core('gamma').heldTo === chamber.core('alpha').heldTo,
      ),
    ).toBe(true)
    chamber.petition('alpha', 'last')
    chamber.deliverAll('alpha', 'gamma', 'BeginBallot')
    chamber.settle('gamma')
    expect(chamber.letters('gamma', 'alpha', 'Voted')).toHaveLength(1)
  })
})

test('two of five that vote for nothing more above their gap still vote for what is in it, when all that know it passed are gone', () => {
  const chamber = new Chamber({ priests: 5, alpha: 2, bounds: { aheadWindows: 2 }, silent: true })
  const late = ['delta', 'epsilon']
  chamber.preside('alpha', ['beta', 'gamma'])
  chamber.vote('alpha', 'beta', 'gamma', ...late)
  // 2 is voted for by alpha, beta and gamma, which does not hear that it has passed.
  chamber.petition('alpha', 'in the gap')
  chamber.vote('alpha', 'beta', 'gamma')
  chamber.drop('alpha', null)
  chamber.crash('gamma')
  // 3 to 6 are voted for by delta and epsilon too, until they keep no more above 2, for which they have asked in vain.
  for (const text of ['three', 'four', 'five', 'six']) {
    chamber.petition('alpha', text)
    chamber.vote('alpha', 'beta', ...late)
  }
  for (const name of late) expect([...chamber.core(name).decreesAbove(1)]).toHaveLength(4)
  expect(chamber.law('alpha')).toHaveLength(6)
  for (const name of ['alpha', 'beta']) chamber.crash(name)
  chamber.drop(null, null)
  chamber.restart('gamma')
  const all = () => ['gamma', ...late].every((name) => chamber.law(name).includes('six'))
  expect(chamber.live(20_000, chanceOf(32), all)).toBe(true)
  expect(chamber.law('gamma').slice(0, 6)).toEqual(['olive-day', 'in the gap', 'three', 'four', 'five', 'six'])
  chamber.watcher.checkConditions()
})

test('P32: of one legislator so many pages of a LastVote are kept, however many it makes', () => {
  const votes = new LastVotes()
  const who: Identity = { name: nameOf('beta'), incarnation: 1, birth: birthOf('2'.repeat(16)) }
  const ballot = { round: 1, by: who }
  for (let n = 1; n <= 10_000; n++) {
    const vote = { from: n, ballot, decrees: [decreeOf('x')] }
    votes.add(who, { type: 'LastVote', ballot, after: 0, passedTo: 0, from: n, to: n, votes: [vote], passed: [] })
  }
  expect(votes.highest).toBe(4_096)
})

test('P32: a stranger leaves nothing behind: what is known by name is known of those on the roll', () => {
  const chamber = presidedOver()
  const alpha = chamber.core('alpha')
  const ballot = alpha.lastTried
  if (ballot === null) throw new Error('nobody stood')
  const sizes = () =>
    JSON.stringify(alpha, (_, value) => (value instanceof Map || value instanceof Set ? [...value.keys()] : value))
  const before = sizes().length
  for (let n = 0; n < 1_000; n++) {
    const stranger: Identity = {
      name: nameOf(`stranger-${n}`),
      incarnation: 1,
      birth: birthOf(`${n}`.padStart(16, 'e')),
    }
    const hear = (message: Parameters<Chamber['forge']>[2]) =>
      alpha.step({ type: 'Received', from: stranger, message }, chamber.now)
    alpha.step(
      { type: 'PeerMet', peer: stranger, remembers: 0, remembersBefore: 0, remembersLater: false },
      chamber.now,
    )
    hear({ type: 'BeatAnswer', ballot, beat: 1, stalled: false, heldTo: 0, batch: 1 })
    hear({ type: 'Ask', round: 1, heldTo: 0 })
    hear({ type: 'LastVote', ballot, after: 0, passedTo: 0, from: 1, to: null, votes: [], passed: [] })
    alpha.step({ type: 'PeerLost', name: stranger.name, refused: true }, chamber.now)
  }
  expect(sizes().length).toBeLessThan(before + 100)
})

test('P32: so many inquiries wait for one round, and one more is given back', () => {
  const chamber = new Chamber({ silent: true, bounds: { inquiries: 3 } })
  chamber.preside('alpha', ['beta'])
  const tags = [1, 2, 3, 4, 5].map(() => chamber.inquire('alpha'))
  expect(tags.map((tag) => chamber.failed.get(tag))).toEqual([
    undefined,
    undefined,
    undefined,
    'unproposed',
    'unproposed',
  ])
})

test('P32: no more decrees are under way than the window, and no more is proposed beyond the bytes', () => {
  const chamber = new Chamber({ silent: true, alpha: 4 })
  chamber.preside('alpha', ['beta'])
  chamber.petition('alpha', ...'abcdefgh')
  expect(chamber.failed.size).toBe(5)
  const small = new Chamber({ silent: true, bounds: { underWayBytes: 3 } })
  small.preside('alpha', ['beta'])
  small.petition('alpha', 'abc')
  small.petition('alpha', 'def')
  expect([...small.failed.values()]).toEqual(['unproposed'])
})

test('P32: a roll has 31 seats at most', () => {
  const seats = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      name: nameOf(`priest-${i}`),
      incarnation: 1,
      birth: birthOf(`${i}`.padStart(16, '0')),
      weight: 1,
    }))
  expect(new Roll(seats(31)).seats).toHaveLength(31)
  expect(() => new Roll(seats(32))).toThrow(RangeError)
})
