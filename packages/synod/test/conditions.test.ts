import fc from 'fast-check'
import {
  type BallotOnRecord,
  breaches,
  breachesOfB1,
  breachesOfB2,
  breachesOfB3,
  nameOf,
  succeeded,
} from '../src/index.js'
import { FIGURE_1 } from './figure-1.js'
import { decreeOf } from './tale.js'

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']
const author = { name: nameOf('alpha'), incarnation: 1 }

/** A ballot of the round by alpha; priests by their first letters. */
function ballot(round: number, decree: string, quorum: string, voters: string): BallotOnRecord {
  const priests = (letters: string) => new Set(names.filter((name) => letters.includes(name.charAt(0))))
  return { ballot: { round, by: author }, decree: decreeOf(decree), quorum: priests(quorum), voters: priests(voters) }
}

/** The figure's priests by the letters that {@link ballot} reads, its decrees as a and b. */
const LETTERS: Record<string, string> = { Α: 'a', Β: 'b', Γ: 'g', Δ: 'd', Ε: 'e' }
const lettersOf = (priests: ReadonlySet<string> | null) =>
  [...(priests ?? [])].map((priest) => LETTERS[priest] ?? '').join('')
const figure1 = FIGURE_1.map((b) =>
  ballot(
    b.ballot.round,
    new TextDecoder().decode(b.decree) === 'α' ? 'a' : 'b',
    lettersOf(b.quorum),
    lettersOf(b.voters),
  ),
)

describe('2.1: the conditions on the set of all ballots', () => {
  test('Figure 1 keeps all three, and ballot 27 alone succeeds', () => {
    expect(breaches(FIGURE_1)).toEqual([])
    expect(FIGURE_1.filter(succeeded).map((b) => b.ballot.round)).toEqual([27])
    expect(breaches(figure1)).toEqual([])
    expect(figure1.filter(succeeded).map((b) => b.ballot.round)).toEqual([27])
  })

  test('Figure 1 with one thing changed breaks the condition that it should', () => {
    const changed = (round: number, b: BallotOnRecord) => figure1.map((old) => (old.ballot.round === round ? b : old))
    const texts = (ballots: BallotOnRecord[]) => breaches(ballots).map((breach) => `${breach.condition} ${breach.text}`)
    expect(texts(changed(5, ballot(2, 'b', 'abge', 'g')))).toContain('B1 two ballots have the number 2:alpha')
    expect(texts(changed(14, ballot(14, 'a', 'e', 'e')))).toContain(
      'B2 the quorums of 2:alpha and 14:alpha have no priest in common',
    )
    expect(texts(changed(27, ballot(27, 'a', 'agd', 'agd')))).toEqual([
      'B3 27:alpha has another decree than 5:alpha, the latest that its quorum voted in',
      'B3 29:alpha has another decree than 27:alpha, the latest that its quorum voted in',
    ])
  })

  test('B3 asks for the latest vote of the quorum, not for the commonest', () => {
    const ballots = [ballot(1, 'a', 'abgde', 'abg'), ballot(2, 'b', 'gde', 'd')]
    expect(breachesOfB3([...ballots, ballot(3, 'b', 'abd', '')])).toHaveLength(1)
    expect(breachesOfB3([...ballots, ballot(3, 'b', 'abd', '')])[0]?.between[1].ballot.round).toBe(2)
    expect(
      breachesOfB3([ballot(1, 'a', 'abg', 'abg'), ballot(2, 'a', 'abg', ''), ballot(3, 'b', 'abd', '')]),
    ).toHaveLength(1)
  })
})

test('B2 and B3 are not judged where nobody tells the quorum, and such a ballot counts as an earlier one', () => {
  const unknown = { ...ballot(2, 'b', '', 'abg'), quorum: null }
  expect(breaches([ballot(1, 'a', 'abg', 'abg'), unknown])).toEqual([])
  expect(breaches([unknown, ballot(3, 'a', 'abg', '')]).map(({ condition }) => condition)).toEqual(['B3'])
  expect(succeeded(unknown)).toBe(false)
})

describe('B1, B2 and B3 say what naive second versions say', () => {
  const priests = fc.subarray(names).map((list) => new Set(list))
  const record: fc.Arbitrary<BallotOnRecord> = fc.record({
    ballot: fc.record({ round: fc.integer({ min: 1, max: 5 }), by: fc.constant(author) }),
    decree: fc.constantFrom('a', 'b', 'c').map(decreeOf),
    quorum: priests,
    voters: priests,
  })
  const sets = fc.array(record, { maxLength: 6 })

  test('B1', () => {
    fc.assert(
      fc.property(sets, (ballots) => {
        const numbers = new Set(ballots.map((b) => b.ballot.round))
        expect(breachesOfB1(ballots).length === 0).toBe(numbers.size === ballots.length)
      }),
    )
  })

  test('B2', () => {
    fc.assert(
      fc.property(sets, (ballots) => {
        let holds = true
        for (let i = 0; i < ballots.length; i++)
          for (let j = 0; j < i; j++) {
            const [a, b] = [ballots[i], ballots[j]]
            if (names.every((name) => !(a?.quorum?.has(name) && b?.quorum?.has(name)))) holds = false
          }
        expect(breachesOfB2(ballots).length === 0).toBe(holds)
      }),
    )
  })

  test('B3', () => {
    fc.assert(
      fc.property(fc.uniqueArray(record, { selector: (b) => b.ballot.round, maxLength: 6 }), (ballots) => {
        const holds = ballots.every((ballot) => {
          const votes = [...(ballot.quorum ?? [])].flatMap((priest) => ballots.filter((b) => b.voters.has(priest)))
          const earlier = votes.filter((b) => b.ballot.round < ballot.ballot.round)
          const latest = earlier.sort((a, b) => b.ballot.round - a.ballot.round)[0]
          return latest === undefined || latest.decree.join() === ballot.decree.join()
        })
        expect(breachesOfB3(ballots).length === 0).toBe(holds)
      }),
    )
  })

  test('Theorem 1: where the conditions hold, no two ballots succeed with different decrees', () => {
    const majorities = fc.subarray(names, { minLength: 3 }).map((list) => new Set(list))
    const some = fc.uniqueArray(fc.record({ ...fields(record), quorum: majorities }), {
      selector: (b) => b.ballot.round,
      maxLength: 4,
    })
    let held = 0
    fc.assert(
      fc.property(some, (ballots) => {
        if (breaches(ballots).length > 0) return
        held += 1
        expect(new Set(ballots.filter(succeeded).map((b) => b.decree.join())).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
    expect(held).toBeGreaterThan(50)
  })

  function fields(of: fc.Arbitrary<BallotOnRecord>) {
    return {
      ballot: of.map((b) => b.ballot),
      decree: of.map((b) => b.decree),
      voters: of.map((b) => b.voters),
    }
  }
})
