import { Chamber } from './chamber.js'

/** Ms of the beats of alpha within so long, others answering. */
function beats(chamber: Chamber, ms: number): number[] {
  const at: number[] = []
  for (const end = chamber.now + ms; chamber.now < end; ) {
    chamber.wait(10)
    for (const name of chamber.names) chamber.tick(name)
    if (chamber.letters('alpha', 'beta', 'Beat').length > 0) at.push(chamber.now)
    chamber.settleAll()
  }
  return at
}

const gaps = (at: readonly number[]) => at.slice(1).map((ms, i) => ms - (at[i] ?? 0))

describe('a quiet parliament', () => {
  test('after an election time in which nothing passed it has a beat every 150 ms, and nobody else stands', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta', 'gamma'])
    chamber.settleAll()
    expect(gaps(beats(chamber, 500)).every((gap) => gap === 50)).toBe(true)
    beats(chamber, 400)
    expect(gaps(beats(chamber, 3_000)).every((gap) => gap === 150)).toBe(true)
    expect(chamber.presidents()).toEqual(['alpha'])
    expect(chamber.core('gamma').hearsPresident).toBe('alpha')
  })

  test('the first petition brings back a beat every 50 ms', () => {
    const chamber = new Chamber({ silent: true })
    chamber.preside('alpha', ['beta', 'gamma'])
    chamber.settleAll()
    beats(chamber, 1_000)
    chamber.petition('alpha', 'x')
    expect(gaps(beats(chamber, 400)).every((gap) => gap === 50)).toBe(true)
  })
})
