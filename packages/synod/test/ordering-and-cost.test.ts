import { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'

describe('3.2.1: decree ordering', () => {
  test('if A passed before B was proposed, A has the lower number, whoever presides', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.vote('alpha', 'beta')
    chamber.petition('alpha', 'A')
    chamber.vote('alpha', 'beta')
    expect(chamber.law('alpha')).toEqual(['olive-day', 'A'])
    chamber.crash('alpha')
    chamber.drop(null, null)
    const chance = chanceOf(1)
    chamber.live(5_000, chance, () => chamber.presidents().length > 0)
    const [president] = chamber.presidents()
    if (president === undefined) throw new Error('nobody presides')
    chamber.petition(president, 'B')
    chamber.live(5_000, chance, () => chamber.law('beta').includes('B'))
    expect(chamber.law('beta').filter((text) => text !== 'olive-day')).toEqual(['A', 'B'])
  })
})

describe('3.2.2: cost', () => {
  /** Letters arrive in waves, each a message delay. @returns the number of waves until `until` */
  function delays(chamber: Chamber, until: () => boolean): number {
    for (let waves = 1; waves < 100; waves++) {
      for (const letter of [...chamber.pool]) chamber.arrive(letter, false)
      for (const name of chamber.names) chamber.settle(name)
      if (until()) return waves
      for (const name of chamber.presidents()) chamber.tick(name)
    }
    throw new Error('it takes for ever')
  }

  test.each([3, 5])(
    'among %i priests: a decree takes three message delays and 3(N-1) messages, as no next one follows',
    (priests) => {
      const chamber = new Chamber({ priests, silent: true })
      chamber.preside('alpha', chamber.names.slice(1))
      chamber.vote('alpha', ...chamber.names.slice(1))
      chamber.tick('alpha')
      chamber.settleAll()
      chamber.sent.clear()
      chamber.petition('alpha', 'x')
      chamber.settle('alpha')
      expect(delays(chamber, () => chamber.names.every((name) => chamber.law(name).includes('x')))).toBe(3)
      expect(Object.fromEntries(chamber.sent)).toEqual({
        BeginBallot: priests - 1,
        Voted: priests - 1,
        Success: priests - 1,
      })
    },
  )

  test.each([3, 5])('among %i priests: 2(N-1) messages a decree where Success rides', (priests) => {
    const chamber = new Chamber({ priests, silent: true })
    chamber.preside('alpha', chamber.names.slice(1))
    chamber.vote('alpha', ...chamber.names.slice(1))
    chamber.tick('alpha')
    chamber.settleAll()
    chamber.sent.clear()
    for (let i = 0; i < 10; i++) {
      chamber.petition('alpha', `x${i}`)
      chamber.settleAll()
    }
    expect(chamber.law('alpha')).toHaveLength(11)
    expect(Object.fromEntries(chamber.sent)).toEqual({ BeginBallot: 10 * (priests - 1), Voted: 10 * (priests - 1) })
    expect(chamber.law('beta')).toHaveLength(10)
  })

  test('many petitions together are one message', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta', 'gamma'])
    chamber.vote('alpha', 'beta', 'gamma')
    chamber.sent.clear()
    chamber.petition('alpha', ...Array.from({ length: 50 }, (_, i) => `x${i}`))
    chamber.settleAll()
    expect(chamber.law('alpha')).toHaveLength(51)
    expect([chamber.sent.get('BeginBallot'), chamber.sent.get('Voted')]).toEqual([2, 2])
  })

  test('so is all that the LastVotes bind a new president to (simulator seed 800275)', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta'])
    chamber.petition('alpha', ...Array.from({ length: 50 }, (_, i) => `x${i}`))
    chamber.deliverAll('alpha', 'beta', 'BeginBallot')
    chamber.settle('beta')
    chamber.crash('alpha')
    chamber.drop(null, null)
    chamber.sent.clear()
    chamber.preside('gamma', ['beta'])
    expect(chamber.sent.get('BeginBallot')).toBe(2)
    chamber.vote('gamma', 'beta')
    expect(chamber.core('gamma').passedTo).toBe(51)
    expect(chamber.sent.get('Voted')).toBe(1)
  })
})
