import { birthOf, FoundingPriest, nameOf, nothingInscribed } from '../src/index.js'
import { FoundingWorld, foundingOf, told } from './founding-world.js'

const [alpha, beta, gamma] = [nameOf('alpha'), nameOf('beta'), nameOf('gamma')]

test('A priest whose folder was not empty neither promises nor votes', () => {
  const me = { name: alpha, incarnation: 1, birth: birthOf('00000000000000aa') }
  const half = new FoundingPriest(me, nothingInscribed(), false)
  const ballot = { round: 1, god: 'g' }
  const nothing = { writes: [], afterSync: [], now: [] }
  expect(half.received({ type: 'NextFounding', ballot })).toEqual(nothing)
  const roll = [{ ...me, weight: 1 }]
  expect(half.received({ type: 'BeginFounding', ballot, founding: foundingOf('1', roll) })).toEqual(nothing)
})

test('A priest does not vote for a roll without its birth, nor for a second founding in one ballot', () => {
  const me = { name: alpha, incarnation: 1, birth: birthOf('00000000000000aa') }
  const half = new FoundingPriest(me, nothingInscribed(), true)
  const ballot = { round: 1, god: 'g' }
  const nothing = { writes: [], afterSync: [], now: [] }
  const other = { ...me, birth: birthOf('00000000000000ab'), weight: 1 }
  expect(half.received({ type: 'BeginFounding', ballot, founding: foundingOf('1', [other]) })).toEqual(nothing)
  const founding = foundingOf('2', [{ ...me, weight: 1 }])
  expect(half.received({ type: 'BeginFounding', ballot, founding }).writes.length).toBe(1)
  const second = foundingOf('3', [{ ...me, weight: 1 }])
  expect(half.received({ type: 'BeginFounding', ballot, founding: second })).toEqual(nothing)
})

describe('What an unfounded priest makes of a founded peer', () => {
  function votedBy(names: readonly (typeof alpha)[]): FoundingWorld {
    const world = new FoundingWorld(['alpha', 'beta', 'gamma'])
    world.startGod('g', names)
    world.settle()
    world.killGod('g')
    return world
  }

  test('it voted for this founding: it is a legislator', () => {
    const world = new FoundingWorld(['alpha', 'beta'])
    world.startGod('g', ['alpha', 'beta'])
    while (!world.flying.some((flight) => flight.message.type === 'FoundingSuccess')) {
      world.deliver(0)
      if (world.flying.length === 0) for (const name of [alpha, beta]) world.sync(name)
    }
    world.deliver(world.flying.findIndex((flight) => flight.priest === alpha))
    world.sync(alpha)
    world.killGod('g')
    expect(told(world, () => world.tell(alpha, beta))).toBe(`
beta hears alpha: founded, and is passed
  beta writes that it is founded
`)
  })

  test('P17: its birth is not on the roll: it is a learner, and its founding names another birth', () => {
    const world = votedBy([alpha, beta, gamma])
    world.wipe(gamma)
    expect(told(world, () => world.tell(alpha, gamma))).toBe(`
gamma hears alpha: founded, and is learner
  gamma writes that it is founded
`)
  })

  test('P42: its birth is on the roll and its vote is gone: the ledger is in doubt', () => {
    const world = votedBy([alpha, beta])
    const priest = world.priest(beta)
    priest.durable = []
    world.crash(beta)
    expect(told(world, () => world.tell(alpha, beta))).toBe(`
beta hears alpha: founded, and is in doubt
  beta writes its doubt: parliament ${'g'.padStart(32, '0')} was founded by a vote that this ledger does not hold
  beta writes that it is founded
`)
    world.sync(beta)
    expect(world.doubted('beta')).not.toBeNull()
  })

  test('P38: it voted for another founding and has no seat in this one: it stays where its vote is', () => {
    const world = votedBy([alpha, beta])
    world.startGod('h', ['gamma'])
    while (world.votes.every((vote) => vote.by.name !== gamma)) {
      world.deliver(0)
      world.sync(gamma)
    }
    world.killGod('h')
    expect(told(world, () => world.tell(alpha, gamma))).toBe(`
gamma hears alpha: founded, and is elsewhere
`)
  })

  test('it is founded already: nothing changes', () => {
    const world = votedBy([alpha, beta])
    expect(told(world, () => world.tell(alpha, beta))).toBe(`
beta hears alpha: founded, and is known
`)
  })
})
