import { inscribe, type LedgerRecord, type Message, nothingInscribed, TIMING } from '../src/index.js'
import { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'
import { decreeOf } from './tale.js'

/** Rows of PITFALLS.md that are the protocol's, by their numbers. */

describe('P1: nothing is answered before the ledger holds it', () => {
  test('a promise that was not synced was never answered, and is forgotten with good reason', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => {
        chamber.elect('alpha', ['beta'])
        chamber.settle('alpha')
      })
      chamber.deliver('alpha', 'gamma', 'NextBallot')
      chamber.crash('gamma')
      chamber.restart('gamma', { meets: false })
      expect(chamber.letters('gamma', 'alpha', 'LastVote')).toEqual([])
    })
    expect(tale).toBe(`
gamma hears alpha: NextBallot 1:alpha, after 0
  gamma writes: nextBal 1:alpha
  gamma will say to alpha: LastVote 1:alpha, for 1 on; passed up to 0; no vote
gamma stops
gamma comes back: lastTried -, nextBal -, holds up to 0
`)
  })

  test('a vote that was synced and not yet answered is there after a restart, and is answered when asked again', () => {
    const chamber = new Chamber()
    const tale = chamber.told(() => {
      chamber.quietly(() => chamber.preside('alpha', ['beta']))
      chamber.deliver('alpha', 'beta', 'BeginBallot', { keep: true })
      chamber.crash('beta', { kept: true })
      chamber.restart('beta')
      chamber.deliver('alpha', 'beta', 'BeginBallot')
    })
    expect(tale).toBe(`
beta hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  beta writes: vote in 1:alpha for 1 olive-day
  beta will say to alpha: Voted 1:alpha: 1
beta stops, and what it wrote last is kept
beta comes back: lastTried -, nextBal 1:alpha, holds up to 0
  beta says to alpha gamma: Ask 1, holds up to 0
  gamma says to alpha beta: Ask 2, holds up to 0
beta hears alpha: BeginBallot 1:alpha: 1 olive-day; quorum alpha beta; passed up to 0
  beta says to alpha: Voted 1:alpha: 1
`)
  })

  test('promises and votes never fall, however often and in whatever order their records are read', () => {
    const ballot = (round: number) => ({ round, by: { name: new Chamber().priestOf('alpha').name, incarnation: 1 } })
    const vote = (round: number): LedgerRecord => ({
      type: 'Voted',
      ballot: ballot(round),
      from: 1,
      decrees: [decreeOf(`of ${round}`)],
    })
    const sum = nothingInscribed()
    const records = [vote(1), vote(3), { type: 'NextBal', ballot: ballot(5) } as const, vote(2), vote(1)]
    for (const record of records) inscribe(sum, record)
    expect(sum.nextBal).toEqual(ballot(5))
    expect(sum.entries.get(1)).toEqual({ ballot: ballot(3), decree: decreeOf('of 3') })
  })
})

test('P2: a president that restarts in mid NextBallot takes a new number, and the answers to the old one count for nothing', () => {
  const chamber = new Chamber()
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      chamber.elect('alpha', ['beta'])
      chamber.settle('alpha')
      for (const name of ['beta', 'gamma']) {
        chamber.deliver('alpha', name, 'NextBallot')
        chamber.settle(name)
      }
    })
    chamber.crash('alpha')
    chamber.restart('alpha')
    chamber.elect('alpha', ['beta'])
    chamber.quietly(() => chamber.settle('alpha'))
    chamber.deliver('beta', 'alpha', 'LastVote', { keep: true })
    chamber.deliver('gamma', 'alpha', 'LastVote')
    expect(chamber.core('alpha').presides).toBe(false)
  })
  expect(tale).toBe(`
alpha stops
alpha comes back: lastTried 1:alpha, nextBal 1:alpha, holds up to 0
  alpha says to beta gamma: Ask 1, holds up to 0
alpha stands in 2:alpha
alpha hears beta: LastVote 1:alpha, for 1 on; passed up to 0; no vote
alpha hears gamma: LastVote 1:alpha, for 1 on; passed up to 0; no vote
`)
})

test('P2: one that stops between lastTried and its own promise does not take the number again', () => {
  const chamber = new Chamber({ silent: true })
  chamber.elect('alpha', ['beta'])
  chamber.sync('alpha')
  expect(chamber.letters('alpha', 'beta', 'NextBallot')).toHaveLength(1)
  chamber.crash('alpha')
  chamber.restart('alpha', { meets: false })
  expect(chamber.core('alpha').nextBal).toBeNull()
  chamber.elect('alpha', ['beta'])
  expect(chamber.core('alpha').lastTried?.round).toBe(2)
})

describe('P3: replies are collected per priest, and only those of the ballot in hand', () => {
  test('one priest that votes three times is one of five', () => {
    const chamber = new Chamber({ priests: 5, silent: true })
    chamber.preside('alpha', ['beta', 'gamma'])
    chamber.deliver('alpha', 'beta', 'BeginBallot')
    chamber.settle('beta')
    for (let i = 0; i < 3; i++) chamber.deliver('beta', 'alpha', 'Voted', { keep: true })
    expect(chamber.core('alpha').passedTo).toBe(0)
    chamber.vote('alpha', 'gamma')
    expect(chamber.core('alpha').passedTo).toBe(1)
  })

  test('one priest that answers NextBallot three times is one of five', () => {
    const chamber = new Chamber({ priests: 5, silent: true })
    chamber.elect('alpha', ['beta', 'gamma'])
    chamber.settle('alpha')
    chamber.deliver('alpha', 'beta', 'NextBallot')
    chamber.settle('beta')
    for (let i = 0; i < 3; i++) chamber.deliver('beta', 'alpha', 'LastVote', { keep: true })
    expect(chamber.core('alpha').presides).toBe(false)
  })

  test('a vote given in the ballot before does not count in this one', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.deliver('alpha', 'beta', 'BeginBallot')
    chamber.settle('beta')
    chamber.crash('alpha')
    chamber.restart('alpha')
    chamber.preside('alpha', ['beta'])
    chamber.settle('alpha')
    chamber.deliver('beta', 'alpha', 'Voted')
    expect(chamber.core('alpha').passedTo).toBe(0)
  })

  test('everything three times and in any order: a parliament works', () => {
    const chance = chanceOf(3)
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.petition('alpha', 'x', 'y')
    for (let i = 0; i < 2_000; i++) {
      const letter = chamber.pool[Math.floor(chance() * chamber.pool.length)]
      if (letter !== undefined) chamber.arrive(letter, chance() < 0.66)
      for (const name of chamber.names) if (chance() < 0.3) chamber.sync(name)
      if (chamber.pool.length > 100) chamber.pool.splice(0, 50)
    }
    expect(chamber.law('alpha')).toEqual(['olive-day', 'x', 'y'])
    chamber.watcher.checkConditions()
  })
})

test('P5: a vote in a ballot above nextBal raises nextBal, in the ledger too: three priests, and one never asked for a promise', () => {
  const chamber = new Chamber()
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      // alpha's NextBallot to gamma is late; beta presides on the LastVotes of alpha and beta, and gamma votes.
      chamber.elect('alpha', ['beta'])
      chamber.settle('alpha')
      chamber.crash('alpha')
      chamber.restart('alpha', { meets: false })
      chamber.preside('beta', ['alpha'])
    })
    chamber.deliver('beta', 'gamma', 'BeginBallot')
    chamber.settle('gamma')
    chamber.crash('gamma')
    chamber.restart('gamma')
    chamber.deliver('alpha', 'gamma', 'NextBallot')
  })
  expect(tale).toBe(`
gamma hears beta: BeginBallot 1:beta: 1 olive-day; quorum alpha beta; passed up to 0
  gamma writes: vote in 1:beta for 1 olive-day
  gamma will say to beta: Voted 1:beta: 1
gamma syncs
gamma stops
gamma comes back: lastTried -, nextBal 1:beta, holds up to 0
  gamma says to alpha beta: Ask 1, holds up to 0
gamma hears alpha: NextBallot 1:alpha, after 0
  gamma says to alpha: Refused NextBallot 1:alpha: promised 1:beta
`)
})

test('P6: ledgers that hold an old decree are not counted over several ballots (figure 8 of the Raft paper)', () => {
  const chamber = new Chamber({ priests: 5, silent: true })
  // (a) x is voted for by alpha and beta. (b) y is voted for by epsilon alone.
  chamber.preside('alpha', ['beta', 'gamma'])
  chamber.deliver('alpha', 'beta', 'BeginBallot')
  chamber.settle('beta')
  chamber.vote('alpha', 'gamma', 'delta')
  chamber.petition('alpha', 'x')
  chamber.settle('alpha')
  chamber.deliver('alpha', 'beta', 'BeginBallot')
  chamber.settle('beta')
  chamber.crash('alpha')
  chamber.drop(null, null)
  chamber.preside('epsilon', ['gamma', 'delta'])
  chamber.vote('epsilon', 'gamma', 'delta')
  chamber.petition('epsilon', 'y')
  chamber.settle('epsilon')
  chamber.crash('epsilon')
  chamber.drop(null, null)
  // (c) alpha presides again and proposes x; gamma votes for it. alpha, beta and gamma hold x, in two ballots.
  chamber.restart('alpha')
  chamber.preside('alpha', ['beta', 'gamma'])
  chamber.deliverAll('alpha', 'gamma', 'BeginBallot')
  chamber.settle('gamma')
  chamber.deliverAll('gamma', 'alpha', 'Voted')
  chamber.settle('alpha')
  expect(chamber.watcher.ballotsOf(2)).toEqual([
    '1:alpha x by alpha beta gamma, voted: alpha beta',
    '1:epsilon y by delta epsilon gamma, voted: epsilon',
    '2:alpha x by alpha beta gamma, voted: alpha gamma',
  ])
  expect(chamber.core('alpha').passedTo).toBe(1)
  // (d) epsilon presides again: the latest vote that its quorum gave is its own.
  chamber.crash('alpha')
  chamber.drop(null, null)
  chamber.restart('epsilon')
  chamber.preside('epsilon', ['beta', 'delta'])
  chamber.vote('epsilon', 'beta', 'delta')
  expect(chamber.watcher.ballotsOf(2).at(-1)).toBe('2:epsilon y by beta delta epsilon, voted: beta delta epsilon')
  expect(chamber.law('epsilon')).toEqual(['olive-day', 'y'])
  chamber.watcher.checkConditions()
})

/** Lives through an election, petitions, a president that leaves, one cut off and back, and a promise left over from elsewhere. */
function eventfulLife(loses: (message: Message) => boolean): Chamber {
  const chance = chanceOf(29)
  const chamber = new Chamber({ timing: TIMING, silent: true, loses })
  const presides = () => chamber.presidents().length === 1
  const petition = (text: string) => {
    const [president] = chamber.presidents()
    if (president === undefined) throw new Error('nobody presides')
    const tag = chamber.petition(president, text)
    if (!chamber.live(10_000, chance, () => chamber.answered.has(tag) || chamber.failed.has(tag)))
      throw new Error(`${text} does not pass`)
  }
  if (!chamber.live(10_000, chance, presides)) throw new Error('nobody presides at first')
  petition('a')
  const [first] = chamber.presidents()
  const away = chamber.names.find((name) => name !== first) ?? 'alpha'
  for (const name of chamber.names) if (name !== away) chamber.cut(away, name)
  petition('b')
  chamber.live(2_000, chance)
  petition('c')
  chamber.heal()
  chamber.live(2_000, chance)
  const stray = {
    round: 50,
    by: chamber.priestOf(chamber.names.find((name) => name !== away && name !== first) ?? 'alpha'),
  }
  chamber.forge(stray.by.name, away, { type: 'NextBallot', ballot: stray, after: 0 })
  chamber.live(2_000, chance)
  if (!chamber.live(10_000, chance, presides)) throw new Error('nobody presides after a stray promise')
  petition('d')
  const [second] = chamber.presidents()
  if (second === undefined) throw new Error('nobody presides')
  chamber.leave(second)
  if (!chamber.live(10_000, chance, presides)) throw new Error('nobody presides after the president left')
  petition('e')
  chamber.restart(second)
  const all = () => chamber.names.every((name) => chamber.law(name).includes('e'))
  if (!chamber.live(10_000, chance, all)) throw new Error('not everyone learns')
  chamber.watcher.checkConditions()
  return chamber
}

describe('P29: exactly one message of each kind is lost', () => {
  const types: Message['type'][] = [
    'NextBallot',
    'LastVote',
    'BeginBallot',
    'Voted',
    'Success',
    'Refused',
    'Failed',
    'Beat',
    'BeatAnswer',
    'Ask',
    'AskAnswer',
    'Handover',
    'PageWanted',
    'Page',
  ]
  test.each(types)('the first, or the third, %s', (type) => {
    for (const nth of [1, 3]) {
      let seen = 0
      const chamber = eventfulLife((message) => {
        if (message.type !== type) return false
        seen += 1
        return seen === nth
      })
      expect(seen).toBeGreaterThan(0)
      expect(chamber.law('alpha')).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd', 'e']))
    }
  })
})

test('P30: a decree is chosen, its Success is lost, its president is gone and nothing is proposed: all learn it', () => {
  const chamber = new Chamber({ timing: TIMING, silent: true })
  chamber.preside('alpha', ['beta', 'gamma'])
  chamber.vote('alpha', 'beta', 'gamma')
  chamber.petition('alpha', 'x')
  chamber.vote('alpha', 'beta', 'gamma')
  expect(chamber.law('alpha')).toEqual(['olive-day', 'x'])
  chamber.crash('alpha')
  chamber.drop(null, null)
  const chance = chanceOf(30)
  expect(
    chamber.live(5_000, chance, () => chamber.law('beta').includes('x') && chamber.law('gamma').includes('x')),
  ).toBe(true)
  chamber.restart('alpha')
  expect(chamber.live(5_000, chance, () => chamber.law('alpha').length === chamber.law('beta').length)).toBe(true)
})

test('P31: nothing is applied that the own synced ledger does not hold; a crash between passing and writing loses nothing', () => {
  const chamber = new Chamber()
  const tale = chamber.told(() => {
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta', 'gamma'])
      chamber.vote('alpha', 'beta', 'gamma')
    })
    chamber.petition('alpha', 'x')
    for (const name of ['beta', 'gamma']) {
      chamber.deliver('alpha', name, 'BeginBallot')
      chamber.sync(name)
      chamber.deliver(name, 'alpha', 'Voted')
    }
    expect([chamber.core('alpha').passedTo, chamber.core('alpha').heldTo]).toEqual([2, 1])
    expect(chamber.law('alpha')).toEqual(['olive-day'])
    chamber.crash('alpha')
    chamber.restart('alpha')
  })
  expect(tale).toBe(`
alpha is asked for x
  x becomes decree 2
  alpha writes: vote in 1:alpha for 2 x
  alpha writes: passed up to 1
  alpha says to beta gamma: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  alpha will say to itself: Voted 1:alpha: 2
beta hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  beta writes: vote in 1:alpha for 2 x
  beta writes: passed up to 1
  beta will say to alpha: Voted 1:alpha: 2
  beta applies 1 olive-day
beta syncs
alpha hears beta: Voted 1:alpha: 2
gamma hears alpha: BeginBallot 1:alpha: 2 x; quorum alpha beta; passed up to 1
  gamma writes: vote in 1:alpha for 2 x
  gamma writes: passed up to 1
  gamma will say to alpha: Voted 1:alpha: 2
  gamma applies 1 olive-day
gamma syncs
alpha hears gamma: Voted 1:alpha: 2
alpha stops
alpha comes back: lastTried 1:alpha, nextBal 1:alpha, holds up to 0
  alpha says to beta gamma: Ask 1, holds up to 0
`)
  expect(chamber.law('alpha')).toEqual([])
  chamber.live(5_000, chanceOf(31), () => chamber.law('alpha').includes('x'))
  expect(chamber.law('alpha')).toContain('x')
})
