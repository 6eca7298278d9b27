import { figureOf } from '../src/index.js'
import { FIGURE_1 } from './figure-1.js'

/** As the paper prints them: ballots by their numbers alone, decrees as text. */
const AS_PRINTED = {
  ballotText: ({ ballot }: (typeof FIGURE_1)[number]) => `${ballot.round}`,
  decreeText: ({ decree }: (typeof FIGURE_1)[number]) => new TextDecoder().decode(decree),
}

describe('ballots printed as Figure 1 of section 2.1', () => {
  test('Figure 1 itself', () => {
    expect(figureOf(FIGURE_1, AS_PRINTED).join('\n')).toBe(
      `
ballot  decree  quorum and [voters]
2       α        Α   Β   Γ  [Δ]
5       β        Α   Β  [Γ]      Ε
14      α           [Β]      Δ  [Ε]
27      β       [Α]     [Γ] [Δ]      succeeded
29      β           [Β]  Γ   Δ
`.trim(),
    )
  })

  test('by the short texts of ballots and decrees; who voted from outside of the quorum is in round brackets', () => {
    const [first] = FIGURE_1
    if (first === undefined) throw new Error('the figure is empty')
    const quorum = new Set(['alpha', 'beta'])
    const decree = new TextEncoder().encode('x')
    const figure = figureOf([{ ...first, decree, quorum, voters: new Set(['beta', 'gamma']) }], {
      hasSucceeded: ({ voters }) => voters.size > 1,
    })
    expect(figure).toEqual([
      'ballot   decree  quorum and [voters]',
      '2:alpha  x        alpha  [beta] (gamma)  succeeded',
    ])
  })

  test('where nobody tells the quorum there are its voters, and a question mark for its author', () => {
    const [first] = FIGURE_1
    if (first === undefined) throw new Error('the figure is empty')
    const priests = ['alpha', 'beta', 'gamma']
    const unknown = { ...first, quorum: null, voters: new Set(['gamma']) }
    expect(figureOf([unknown], { decreeText: () => 'x', priests })).toEqual([
      'ballot   decree  quorum and [voters]',
      '2:alpha  x        ?             [gamma]',
    ])
  })

  test('of no ballots there is the heading alone', () => {
    expect(figureOf([])).toEqual(['ballot  decree  quorum and [voters]'])
  })
})
