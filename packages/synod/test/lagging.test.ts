import type { Chamber } from './chamber.js'
import { presidedOver } from './presided-over.js'

describe('a priest far behind', () => {
  /** alpha presides; gamma missed so many decrees that it lags. */
  function lagging(options: ConstructorParameters<typeof Chamber>[0] = {}): Chamber {
    const chamber = presidedOver({ alpha: 8, ...options })
    for (let n = 0; n < 30; n++) {
      chamber.petition('alpha', 'x')
      chamber.drop('alpha', 'gamma')
      chamber.vote('alpha', 'beta')
    }
    beats(chamber, 3)
    chamber.drop(null, null)
    return chamber
  }

  /** So many beats, and what is answered to them. */
  function beats(chamber: Chamber, count: number): void {
    for (let n = 0; n < count; n++) {
      chamber.wait(50)
      chamber.tick('alpha')
      for (const name of chamber.names.slice(1)) {
        if (!chamber.isPresent(name)) continue
        chamber.deliverAll('alpha', name, 'Beat')
        chamber.deliverAll(name, 'alpha', 'BeatAnswer')
      }
    }
  }

  const told = (chamber: Chamber) => {
    chamber.drop(null, null)
    chamber.petition('alpha', 'new')
    const names = chamber.names.filter((name) => chamber.letters('alpha', name, 'BeginBallot').length > 0)
    chamber.vote('alpha', 'beta')
    return names
  }

  test('P20: is told no new decree, and is once it has caught up by pages', () => {
    const chamber = lagging()
    expect(told(chamber)).toEqual(['beta'])
    chamber.live(
      3_000,
      () => 0.5,
      () => chamber.core('gamma').heldTo === chamber.core('alpha').heldTo,
    )
    beats(chamber, 3)
    expect(told(chamber)).toEqual(['beta', 'gamma'])
  })

  test('P20: is told all the same where there is no majority without it', () => {
    const chamber = lagging()
    chamber.crash('beta')
    beats(chamber, 3)
    expect(told(chamber)).toContain('gamma')
  })

  test('P20: asks for a page again only after twice the time that the last one took from the same priest', () => {
    const chamber = lagging()
    const asked = () => chamber.letters('gamma', 'alpha', 'PageWanted').length
    const later = (ms: number) => {
      for (let n = 0; n < ms; n += 50) {
        chamber.wait(50)
        chamber.deliverAll('alpha', 'gamma', 'Beat')
        chamber.tick('alpha')
        chamber.tick('gamma')
      }
    }
    // beta does not answer, and alpha takes 700 ms.
    chamber.cut('beta', 'gamma')
    later(200)
    while (asked() === 0) later(50)
    const page = (ms: number) => {
      later(ms)
      chamber.deliver('gamma', 'alpha', 'PageWanted')
      chamber.settle('alpha')
      chamber.drop('gamma', null, 'PageWanted')
      chamber.deliver('alpha', 'gamma', 'Page')
      chamber.settle('gamma')
    }
    page(700)
    expect(asked()).toBe(1)
    later(1_000)
    expect(asked()).toBe(1)
    expect(chamber.letters('gamma', 'beta', 'PageWanted')).toEqual([])
    later(1_500)
    expect(chamber.letters('gamma', null, 'PageWanted').length).toBeGreaterThan(1)
  })
})
