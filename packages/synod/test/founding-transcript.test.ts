import { birthOf, Founder, nameOf } from '../src/index.js'
import { FoundingWorld, foundingOf, hears, told } from './founding-world.js'

const [alpha, beta, gamma] = [nameOf('alpha'), nameOf('beta'), nameOf('gamma')]

test('Founding, from the first hello to the last success', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  const tale = told(world, () => {
    world.startGod('g', ['alpha', 'beta'])
    world.settle()
  })
  expect(tale).toBe(`
alpha meets god-g
beta meets god-g
alpha hears god-g: NextFounding 1:god-g
  alpha writes its promise 1:god-g
beta hears god-g: NextFounding 1:god-g
  beta writes its promise 1:god-g
god-g hears alpha: LastFoundingVote 1:god-g, no vote
god-g hears beta: LastFoundingVote 1:god-g, no vote
alpha hears god-g: BeginFounding 1:god-g, parliament g of alpha, beta
  alpha writes its vote 1:god-g
beta hears god-g: BeginFounding 1:god-g, parliament g of alpha, beta
  beta writes its vote 1:god-g
god-g hears alpha: Voted 1:god-g
god-g hears beta: Voted 1:god-g
alpha hears god-g: Success, parliament g of alpha, beta
  alpha writes that it is founded
beta hears god-g: Success, parliament g of alpha, beta
  beta writes that it is founded
god-g hears alpha: Success, parliament g of alpha, beta
god-g hears beta: Success, parliament g of alpha, beta
`)
  expect(world.god('g').status).toMatchObject({ state: 'founded', founding: { parliament: 'g'.padStart(32, '0') } })
})

test('A god waits for all named priests, and says who is missing', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('g', ['alpha', 'beta', 'gamma'])
  world.beat('g')
  expect(world.god('g').status).toEqual({ state: 'waiting', missing: ['gamma'] })
  expect(world.flying).toEqual([])
})

test('A god killed when one has voted is followed by one that carries that founding on', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('first', ['alpha', 'beta'])
  hears(world, alpha)
  hears(world, beta)
  hears(world, alpha)
  world.killGod('first')
  const tale = told(world, () => {
    world.startGod('next', ['alpha', 'beta'])
    world.settle()
    world.beat('next')
    world.settle()
  })
  expect(tale).toBe(`
alpha meets god-next
beta meets god-next
alpha hears god-next: NextFounding 1:god-next
  alpha writes its promise 1:god-next
beta hears god-next: NextFounding 1:god-next
  beta writes its promise 1:god-next
god-next hears alpha: LastFoundingVote 1:god-next, voted in 1:god-first for parliament first of alpha, beta
god-next hears beta: LastFoundingVote 1:god-next, no vote
alpha hears god-next: BeginFounding 1:god-next, parliament first of alpha, beta
  alpha writes its vote 1:god-next
beta hears god-next: BeginFounding 1:god-next, parliament first of alpha, beta
  beta writes its vote 1:god-next
god-next hears alpha: Voted 1:god-next
god-next hears beta: Voted 1:god-next
alpha hears god-next: Success, parliament first of alpha, beta
  alpha writes that it is founded
beta hears god-next: Success, parliament first of alpha, beta
  beta writes that it is founded
god-next hears alpha: Success, parliament first of alpha, beta
god-next hears beta: Success, parliament first of alpha, beta
`)
})

test('A refused god waits for its beat, and then asks in a higher round', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('z', ['alpha', 'beta'])
  hears(world, alpha)
  world.killGod('z')
  const tale = told(world, () => {
    world.startGod('a', ['alpha', 'beta'])
    hears(world, alpha)
    world.beat('a')
    hears(world, alpha)
  })
  expect(tale).toBe(`
alpha meets god-a
beta meets god-a
alpha hears god-a: NextFounding 1:god-a
god-a hears alpha: Refused 1:god-a, promised 1:god-z
alpha hears god-a: NextFounding 2:god-a
  alpha writes its promise 2:god-a
god-a hears alpha: LastFoundingVote 2:god-a, no vote
`)
})

test('What was lost is repeated to the silent at the next beat, and answered again without a write', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('g', ['alpha', 'beta'])
  hears(world, alpha)
  world.flying.length = 0 // beta never hears the first NextFounding
  const tale = told(world, () => {
    world.beat('g')
    hears(world, beta)
    hears(world, alpha)
    world.flying.length = 0 // nor the BeginFounding
    world.beat('g')
    world.beat('g')
    hears(world, beta)
    hears(world, beta)
  })
  expect(tale).toBe(`
beta hears god-g: NextFounding 1:god-g
  beta writes its promise 1:god-g
god-g hears beta: LastFoundingVote 1:god-g, no vote
alpha hears god-g: BeginFounding 1:god-g, parliament g of alpha, beta
  alpha writes its vote 1:god-g
god-g hears alpha: Voted 1:god-g
beta hears god-g: BeginFounding 1:god-g, parliament g of alpha, beta
  beta writes its vote 1:god-g
beta hears god-g: BeginFounding 1:god-g, parliament g of alpha, beta
god-g hears beta: Voted 1:god-g
god-g hears beta: Voted 1:god-g
beta hears god-g: Success, parliament g of alpha, beta
  beta writes that it is founded
god-g hears beta: Success, parliament g of alpha, beta
`)
})

test('P1: neither promise nor vote nor founding is answered before the ledger holds it, repeats included', () => {
  const world = new FoundingWorld(['alpha'])
  world.startGod('g', ['alpha'])
  for (const answer of ['LastFoundingVote', 'FoundingVoted', 'FoundingSuccess']) {
    world.deliver(0, true)
    world.deliver(0)
    expect(world.flying).toEqual([])
    world.sync(alpha)
    expect(world.flying.map((flight) => flight.message.type)).toEqual([answer, answer])
    world.deliver(0)
    world.flying.splice(0, 1)
  }
})

test('P38: a god that finds a vote for another roll stops, naming priest and roll', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('two', ['alpha', 'beta'])
  hears(world, alpha)
  hears(world, beta)
  hears(world, alpha)
  world.killGod('two')
  world.startGod('one', ['alpha'])
  expect(world.god('one').status).toEqual({
    state: 'stopped',
    why:
      `alpha has voted for parliament ${'two'.padStart(32, '0')} of alpha (birth 0000000000000001), beta (birth 0000000000000002), ` +
      'which is another roll than the one to be founded here: start exactly those priests, or give all of them empty folders',
  })
})

test('P38: a vote for another roll that was given only after the hello stops a god too', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('pair', ['alpha', 'beta'])
  world.startGod('one', ['alpha'])
  hears(world, alpha)
  hears(world, beta)
  hears(world, alpha)
  world.beat('one')
  const tale = told(world, () => hears(world, alpha))
  expect(tale).toContain('god-one stops: alpha has voted for parliament')
  expect(world.votes.map((vote) => vote.founding.parliament)).toEqual(['pair'.padStart(32, '0')])
})

test('A priest under another birth makes the god begin anew', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('g', ['alpha', 'beta'])
  hears(world, beta)
  const tale = told(world, () => {
    world.wipe(beta)
    world.settle()
  })
  expect(tale).toContain('alpha hears god-g: NextFounding 2:god-g')
  expect(world.founding('beta')?.roll.map((seat) => seat.birth)).toEqual(['0000000000000001', '0000000000000003'])
})

test('A god that meets a founded priest joins that parliament; who lost its ledger becomes a learner of it', () => {
  const world = new FoundingWorld(['alpha', 'beta', 'gamma'])
  world.startGod('g', ['alpha', 'beta', 'gamma'])
  world.settle()
  world.killGod('g')
  world.wipe(gamma)
  const tale = told(world, () => {
    world.startGod('h', ['alpha', 'beta', 'gamma'])
    world.settle()
  })
  expect(tale).toBe(`
alpha meets god-h, founded
beta meets god-h, founded
gamma meets god-h
gamma hears god-h: Success, parliament g of alpha, beta, gamma
  gamma writes that it is founded
god-h hears gamma: Success, parliament g of alpha, beta, gamma
`)
  expect(world.founding('gamma')?.roll[2]?.birth).not.toBe(world.priest(gamma).me.birth)
})

test('P38: a god stops at a priest of a parliament without a seat for all it names', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('g', ['alpha'])
  world.settle()
  world.killGod('g')
  world.startGod('h', ['alpha', 'beta'])
  expect(world.god('h').status).toEqual({
    state: 'stopped',
    why:
      `alpha belongs to parliament ${'g'.padStart(32, '0')} of alpha, which has no seat for beta: ` +
      'name only priests of that parliament, or give alpha an empty folder',
  })
})

test('P38: a god stops at a priest whose folder is neither empty nor of a parliament', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.priest(beta).empty = false
  world.startGod('g', ['alpha', 'beta'])
  expect(world.god('g').status).toEqual({
    state: 'stopped',
    why:
      "beta's folder is not empty and holds no parliament that can be read, so nothing was founded: " +
      'put its ledger back, or give beta an empty folder',
  })
})

test('P4: of several votes the latest is carried on, in whatever order they are told', () => {
  for (const latest of [alpha, beta]) {
    const god = new Founder({ names: [alpha, beta], god: 'g', parliament: 'e'.padStart(32, '0'), alpha: 1 })
    const births = { alpha: birthOf('00000000000000aa'), beta: birthOf('00000000000000bb') }
    const seats = [alpha, beta].map((name) => ({
      name,
      incarnation: 1,
      birth: name === alpha ? births.alpha : births.beta,
      weight: 1,
    }))
    const law = { name: 'kv', version: 1 }
    for (const seat of seats) god.met({ ...seat, empty: true, founding: null, voted: null, law })
    god.received(alpha, { type: 'FoundingRefused', ballot: { round: 1, god: 'g' }, promised: { round: 7, god: 'y' } })
    god.beat()
    const ballot = { round: 8, god: 'g' }
    const [late, early] = [foundingOf('1', seats), foundingOf('2', seats)]
    const words = [alpha, beta].flatMap((name) => {
      const vote =
        name === latest
          ? { ballot: { round: 3, god: 'b' }, founding: late }
          : { ballot: { round: 3, god: 'a' }, founding: early }
      return god.received(name, { type: 'LastFoundingVote', ballot, vote })
    })
    expect(words.map((word) => word.message)).toEqual([
      { type: 'BeginFounding', ballot, founding: late },
      { type: 'BeginFounding', ballot, founding: late },
    ])
  }
})

test('Priests with different laws are not founded together', () => {
  const world = new FoundingWorld(['alpha', 'beta'])
  world.startGod('g', ['alpha', 'beta', 'gamma'])
  const hello = {
    name: gamma,
    incarnation: 1,
    birth: birthOf('00000000000000cc'),
    empty: true,
    founding: null,
    voted: null,
  }
  world.god('g').met({ ...hello, law: { name: 'mine', version: 2 } })
  expect(world.god('g').status).toEqual({
    state: 'stopped',
    why: 'alpha has the law kv 1 and gamma mine 2: start all priests with the same --law',
  })
})

test('A founded god knows strangers: of another parliament, or with a vote elsewhere and no seat here', () => {
  const world = new FoundingWorld(['alpha'])
  world.startGod('g', ['alpha'])
  const hello = {
    name: beta,
    incarnation: 1,
    birth: birthOf('00000000000000bb'),
    empty: true,
    law: { name: 'kv', version: 1 },
  }
  const other = foundingOf('0f', [{ name: beta, incarnation: 1, birth: hello.birth, weight: 1 }])
  expect(world.god('g').strangerTo({ ...hello, founding: other, voted: other })).toBeNull()
  world.settle()
  const sentence = `beta belongs to parliament ${other.parliament}, and this is ${'g'.padStart(32, '0')}`
  expect(world.god('g').strangerTo({ ...hello, founding: other, voted: other })).toBe(sentence)
  expect(world.god('g').strangerTo({ ...hello, founding: null, voted: other })).toBe(sentence)
  expect(world.god('g').strangerTo({ ...hello, founding: null, voted: null })).toBeNull()
})

test('A god that first meets a priest whose ledger is in doubt, then one with a parliament, joins that one (seed 700396)', () => {
  const world = new FoundingWorld([])
  world.startGod('g', ['alpha', 'beta'])
  const god = world.god('g')
  const law = { name: 'kv', version: 1 }
  const birth = birthOf('00000000000000aa')
  const inDoubt = { name: alpha, incarnation: 2, birth, empty: false, law, founding: null, voted: null }
  const founding = foundingOf('0f', [
    { name: alpha, incarnation: 1, birth: birthOf('0000000000000001'), weight: 1 },
    { name: beta, incarnation: 1, birth: birthOf('00000000000000bb'), weight: 1 },
  ])
  expect(god.met(inDoubt)).toEqual([])
  expect(god.status).toEqual({ state: 'waiting', missing: [beta] })
  const founded = { name: beta, incarnation: 1, birth: birthOf('00000000000000bb'), empty: false, law, voted: null }
  const message = { type: 'FoundingSuccess', founding }
  expect(god.met({ ...founded, founding })).toEqual([{ to: alpha, message }])
  // Had it had none either, nothing could have been founded.
  world.startGod('h', ['alpha', 'beta'])
  world.god('h').met(inDoubt)
  world.god('h').met({ ...founded, empty: true, founding: null })
  expect(world.god('h').status).toMatchObject({
    state: 'stopped',
    why: expect.stringContaining("alpha's folder is not empty and holds no parliament that can be read"),
  })
})
