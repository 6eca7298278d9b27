import { birthOf, type Message } from '../src/index.js'
import { Chamber } from './chamber.js'
import { beat, catchUp, late, lose } from './readmitting.js'

const isChange = (message: Message) =>
  message.type === 'BeginBallot' &&
  message.decrees.some((decree) => new TextDecoder().decode(decree).includes('readmit'))

/** Whether a change of the roll is on its way from this priest. */
const changes = (chamber: Chamber, from = 'alpha') =>
  chamber.letters(from, null, 'BeginBallot').filter(({ message }) => isChange(message)).length > 0

/** alpha presides, and decree 1 has passed. gamma's ledger is lost, and it has learnt decree 1 anew and asks for its seat. */
function asking(chamber: Chamber, ...others: string[]): Chamber {
  const voters = others.length === 0 ? ['beta'] : others
  chamber.quietly(() => {
    chamber.preside('alpha', voters)
    chamber.vote('alpha', ...voters)
    lose(chamber, 'gamma')
    beat(chamber, 'alpha', ...voters)
    chamber.deliverAll('alpha', 'gamma', 'Beat')
    catchUp(chamber, 'gamma', 'alpha')
    chamber.drop(null, null)
    for (const name of chamber.names) chamber.settle(name)
  })
  return chamber
}

describe('a president that is told to leave', () => {
  /** The ledger that gamma lost has just answered, so that its seat is not given away before that is an election time ago. */
  function waiting(): Chamber {
    const chamber = new Chamber()
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta', 'gamma'])
      chamber.vote('alpha', 'beta', 'gamma')
      beat(chamber, 'alpha', 'beta', 'gamma')
      lose(chamber, 'gamma')
      chamber.deliverAll('alpha', 'gamma', 'Beat')
      catchUp(chamber, 'gamma', 'alpha')
      chamber.drop(null, null)
      for (const name of chamber.names) chamber.settle(name)
    })
    return chamber
  }
  const beats = (chamber: Chamber, count: number) =>
    chamber.quietly(() => {
      for (let n = 0; n < count; n++) beat(chamber, 'alpha', 'beta', 'gamma')
    })

  test('begins no change of the roll, not even one that becomes possible at that very moment', () => {
    const staying = waiting()
    let count = 0
    for (; !changes(staying); count++) beats(staying, 1)
    expect(count).toBeGreaterThan(5)
    const leaving = waiting()
    beats(leaving, count - 1)
    expect(changes(leaving)).toBe(false)
    leaving.wait(leaving.timing.beatMs)
    leaving.leave('alpha')
    expect(changes(leaving)).toBe(false)
    expect(leaving.isPresent('alpha')).toBe(false)
  })
})

test('P12: a president begins no change before a decree of its own ballot has passed, also if all it was bound to has', () => {
  const chamber = new Chamber({ priests: 5 })
  chamber.quietly(() => {
    chamber.preside('alpha', ['beta', 'gamma'])
    chamber.vote('alpha', 'beta', 'gamma')
    // x is decree 2: alpha, beta and gamma vote for it, and gamma's vote is late.
    chamber.petition('alpha', 'x')
    chamber.vote('alpha', 'beta')
    chamber.deliver('alpha', 'gamma', 'BeginBallot')
    chamber.settle('gamma')
    const vote = late(chamber, chamber.letters('gamma', 'alpha', 'Voted'))
    lose(chamber, 'epsilon')
    chamber.drop(null, null)
    chamber.preside('beta', ['gamma', 'delta'])
    chamber.deliver('beta', 'epsilon', 'Beat')
    vote()
    chamber.deliver('gamma', 'alpha', 'Voted')
    // beta is bound to x, and learns from alpha that it has passed, in alpha's ballot.
    chamber.deliver('beta', 'alpha', 'Beat')
    chamber.deliver('alpha', 'beta', 'BeatAnswer')
    for (const name of ['alpha', 'gamma']) catchUp(chamber, 'epsilon', name)
  })
  const tale = chamber.told(() => {
    catchUp(chamber, 'beta', 'alpha')
    chamber.deliver('epsilon', 'beta', 'SeatWanted')
    chamber.settle('beta')
    expect(changes(chamber, 'beta')).toBe(false)
  })
  expect(tale).toBe(`
alpha hears beta: PageWanted after 1
  alpha writes: passed up to 2
alpha syncs
  alpha gives beta from its ledger: 2 x
beta hears alpha: Page: 2 x; passed up to 2
  beta has caught up: holds up to 2
  beta applies 2 x
beta hears epsilon: SeatWanted, holds up to 0
`)
  chamber.drop(null, null)
  beat(chamber, 'beta', 'gamma', 'delta', 'epsilon')
  chamber.vote('beta', 'gamma', 'delta')
  expect(changes(chamber, 'beta')).toBe(true)
})

describe('P16: what is refused', () => {
  test('a change while no majority of the roll as changed is present: it is said, and done once one is', () => {
    const chamber = asking(new Chamber({ priests: 5 }), 'beta', 'delta')
    chamber.quietly(() => {
      chamber.wait(chamber.timing.beatMs)
      chamber.tick('alpha')
    })
    const beats = late(chamber, chamber.letters('alpha', null, 'Beat'))
    const tale = chamber.told(() => {
      chamber.wait(chamber.timing.electionMs)
      for (const _ of [1, 2]) chamber.forge('gamma', 'alpha', { type: 'SeatWanted', heldTo: 1 })
      chamber.deliverAll('gamma', 'alpha', 'SeatWanted')
    })
    expect(changes(chamber)).toBe(false)
    expect(tale).toBe(`
600 ms go by
alpha hears gamma: SeatWanted, holds up to 1
  alpha cannot give gamma its seat back now: no majority of the roll with it is present and has caught up
alpha hears gamma: SeatWanted, holds up to 1
`)
    beats()
    chamber.quietly(() => {
      for (const name of ['beta', 'delta']) {
        chamber.deliverAll('alpha', name, 'Beat')
        chamber.deliverAll(name, 'alpha', 'BeatAnswer')
      }
    })
    expect(changes(chamber)).toBe(true)
  })

  test('two that cannot be readmitted now: of each it is said once', () => {
    const chamber = new Chamber({ priests: 5 })
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta', 'gamma'])
      chamber.vote('alpha', 'beta', 'gamma')
      for (const name of ['delta', 'epsilon']) lose(chamber, name)
      chamber.drop(null, null)
      chamber.wait(chamber.timing.electionMs)
    })
    const tale = chamber.told(() => {
      for (let i = 0; i < 5; i++) {
        for (const name of ['delta', 'epsilon']) {
          chamber.forge(name, 'alpha', { type: 'SeatWanted', heldTo: 1 })
          chamber.deliver(name, 'alpha', 'SeatWanted')
        }
      }
    })
    expect(tale.match(/cannot give/g)).toHaveLength(2)
  })

  test('two changes at once: the second waits until the window of the first is filled and passed', () => {
    const chamber = new Chamber({ priests: 5, alpha: 3 })
    chamber.quietly(() => {
      chamber.preside('alpha', ['beta', 'gamma'])
      chamber.vote('alpha', 'beta', 'gamma')
      for (const name of ['delta', 'epsilon']) lose(chamber, name)
      chamber.drop(null, null)
      beat(chamber, 'alpha', 'beta', 'gamma')
      for (const name of ['delta', 'epsilon']) {
        chamber.deliverAll('alpha', name, 'Beat')
        catchUp(chamber, name, 'alpha')
      }
      chamber.drop(null, null)
      beat(chamber, 'alpha', 'beta', 'gamma', 'delta', 'epsilon')
    })
    chamber.settle('alpha')
    expect(chamber.watcher.ballotsOf(2)).toEqual([
      '1:alpha readmit delta 0000000000000104 by alpha beta gamma, voted: alpha',
    ])
    expect(chamber.watcher.ballotsOf(4)).toEqual(['1:alpha olive-day by alpha beta gamma, voted: alpha'])
    expect(chamber.watcher.ballotsOf(5)).toEqual([])
    chamber.vote('alpha', 'beta', 'gamma')
    chamber.settleAll()
    for (const _ of [1, 2, 3]) {
      chamber.wait(chamber.timing.beatMs)
      chamber.tick('alpha')
      chamber.settleAll()
    }
    expect(chamber.names.map((name) => chamber.core(name).me.incarnation)).toEqual([1, 1, 1, 2, 2])
    expect(chamber.names.map((name) => chamber.core(name).state)).toEqual(Array(5).fill('legislator'))
    expect(chamber.law('alpha')[4]).toBe('readmit epsilon 0000000000000105')
    // Both count: with two of the founders away a decree passes.
    for (const name of ['beta', 'gamma']) chamber.crash(name)
    const x = chamber.petition('alpha', 'x')
    chamber.vote('alpha', 'delta', 'epsilon')
    expect(chamber.answered.get(x)).toBe(8)
    chamber.watcher.checkConditions()
  })

  test('a seat whose holder is here is not given away: not a voter that answers, not the president itself', () => {
    for (const name of ['alpha', 'beta']) {
      const chamber = asking(new Chamber())
      for (let ms = 0; ms <= chamber.timing.electionMs; ms += chamber.timing.beatMs) {
        chamber.quietly(() => beat(chamber, 'alpha', 'beta'))
      }
      const other = { ...chamber.priestOf(name), birth: birthOf('00000000000000ff') }
      const wanted = { type: 'SeatWanted', heldTo: 1 } as const
      chamber.arrive({ from: other, to: chamber.priestOf('alpha').name, message: wanted }, true)
      expect(changes(chamber)).toBe(false)
    }
  })

  test('a learner whose name is not on the roll is not readmitted', () => {
    const chamber = asking(new Chamber())
    const [five] = [new Chamber({ priests: 5, silent: true })]
    const wanted = { type: 'SeatWanted', heldTo: 1 } as const
    chamber.quietly(() => beat(chamber, 'alpha', 'beta'))
    chamber.arrive({ from: five.priestOf('epsilon'), to: chamber.priestOf('alpha').name, message: wanted }, true)
    expect(changes(chamber)).toBe(false)
    expect(chamber.core('alpha').room).toBeGreaterThan(0)
  })

  test('a learner that stalls does not ask', () => {
    const chamber = asking(new Chamber())
    chamber.tick('gamma', { stalledMs: 300 })
    beat(chamber, 'alpha', 'beta')
    chamber.deliverAll('alpha', 'gamma', 'Beat')
    expect(chamber.letters('gamma', 'alpha', 'SeatWanted')).toEqual([])
    chamber.tick('gamma')
    beat(chamber, 'alpha', 'gamma')
    expect(changes(chamber)).toBe(true)
  })

  test('the same birth is proposed once in a ballot, however often it asks', () => {
    const chamber = asking(new Chamber({ alpha: 2 }))
    const proposed = () =>
      chamber.told(() => beat(chamber, 'alpha', 'beta', 'gamma')).match(/to give the seat/g)?.length ?? 0
    expect(proposed()).toBe(1)
    chamber.vote('alpha', 'beta')
    expect([proposed(), proposed()]).toEqual([0, 0])
  })

  test('petitions wait for a learner that has nearly caught up, but not for one that gets no further', () => {
    const chamber = asking(new Chamber({ alpha: 1 }))
    chamber.quietly(() => beat(chamber, 'alpha', 'beta'))
    for (const text of ['a', 'b', 'c']) {
      chamber.petition('alpha', text)
      chamber.vote('alpha', 'beta')
    }
    chamber.forge('gamma', 'alpha', { type: 'SeatWanted', heldTo: 1 })
    chamber.deliver('gamma', 'alpha', 'SeatWanted')
    expect(chamber.core('alpha').room).toBe(0)
    for (let ms = 0; ms <= chamber.timing.electionMs; ms += chamber.timing.beatMs) {
      beat(chamber, 'alpha', 'beta')
      chamber.forge('gamma', 'alpha', { type: 'SeatWanted', heldTo: 1 })
      chamber.deliver('gamma', 'alpha', 'SeatWanted')
    }
    expect(chamber.core('alpha').room).toBe(1)
    // Once it has what it lacked it is readmitted.
    beat(chamber, 'alpha', 'beta')
    chamber.forge('gamma', 'alpha', { type: 'SeatWanted', heldTo: 4 })
    chamber.deliver('gamma', 'alpha', 'SeatWanted')
    expect(changes(chamber)).toBe(true)
  })

  test('a birth that had a seat gets none again: the law refuses it, and the ballot does not propose it twice', () => {
    const chamber = new Chamber({ alpha: 2, silent: true })
    const old = chamber.priestOf('gamma')
    asking(chamber)
    for (let i = 0; i < 4; i++) {
      chamber.wait(chamber.timing.beatMs)
      chamber.tick('alpha')
      chamber.settleAll()
    }
    expect(chamber.core('gamma').state).toBe('legislator')
    chamber.crash('gamma')
    for (let ms = 0; ms <= chamber.timing.electionMs; ms += chamber.timing.beatMs) beat(chamber, 'alpha', 'beta')
    const wanted = { type: 'SeatWanted', heldTo: 1 } as const
    for (let i = 0; i < 4; i++) {
      chamber.arrive({ from: old, to: chamber.priestOf('alpha').name, message: { ...wanted, heldTo: 9 } }, true)
      chamber.settleAll()
    }
    expect(chamber.law('alpha').filter((decree) => decree.startsWith('readmit'))).toEqual([
      'readmit gamma 0000000000000103',
      'readmit gamma 0000000000000003',
    ])
    expect(chamber.core('alpha').roll.map(({ incarnation }) => incarnation)).toEqual([1, 1, 2])
  })
})
