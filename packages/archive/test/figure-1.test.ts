import { type LedgerRecord, OLIVE_DAY } from '@paxon/synod'
import { FIGURE_1 } from '../../synod/test/figure-1.js'
import { audit, figure } from '../src/index.js'
import {
  ballot,
  begun,
  diskOf,
  FIVE,
  FOUNDING,
  founded,
  passedTo,
  promised,
  put,
  rollOf,
  tried,
  voted,
} from './audit-island.js'

const LETTERS = ['Α', 'Β', 'Γ', 'Δ', 'Ε']
const DECREES: Readonly<Record<string, Uint8Array>> = { α: put(1, 'α'), β: put(1, 'β') }
/** The decree that the ballots are about. */
const NUMBER = 1

/** The ledgers of five priests who held the ballots of Figure 1. @param changed another decree of a ballot than the figure's */
function ledgers(changed: Readonly<Record<number, string>> = {}): Record<string, LedgerRecord[]> {
  const first = founded({ ...FOUNDING, roll: rollOf(FIVE) })
  const records = Object.fromEntries(FIVE.map((name): [string, LedgerRecord[]] => [name, [first]]))
  const nameOf = (letter: string): string => FIVE[LETTERS.indexOf(letter)] ?? ''
  for (const one of FIGURE_1) {
    const { round } = one.ballot
    const [quorum, voters] = [[...(one.quorum ?? [])].map(nameOf), [...one.voters].map(nameOf)]
    // Some voter called for it: the figure does not tell.
    const [author = ''] = voters
    const of = ballot(round, author)
    const decree = DECREES[changed[round] ?? new TextDecoder().decode(one.decree)] ?? OLIVE_DAY
    records[author]?.push(tried(of))
    for (const name of quorum) records[name]?.push(promised(of))
    records[author]?.push(begun(of, NUMBER, quorum.join(' ')))
    for (const name of voters) records[name]?.push(voted(of, NUMBER, decree))
  }
  records.alpha?.push(passedTo(NUMBER))
  return records
}

test('Figure 1 in the ledgers of five priests passes the audit, and is drawn as it was read', () => {
  const disk = diskOf(ledgers())
  expect(audit(disk, '/island')).toMatchObject({ checked: { priests: 5, ballots: 5 }, violations: [] })
  expect(figure(disk, '/island', NUMBER).join('\n')).toBe(
    `
Decree 1, passed: put x β
ballot    decree   quorum and [voters]
2:delta   put x α   alpha   beta   gamma  [delta]
5:gamma   put x β   alpha   beta  [gamma]          epsilon
14:beta   put x α          [beta]          delta  [epsilon]
27:alpha  put x β  [alpha]        [gamma] [delta]            succeeded
29:beta   put x β          [beta]  gamma   delta
`.trim(),
  )
})

/** Another decree in a ballot, and what is told of it first: in 5 the later ballot that rests on its vote breaks B3. */
test.each([
  [5, 'α', '27:alpha has another decree than 5:gamma'],
  [14, 'β', '14:beta has another decree than 2:delta'],
  [27, 'α', '27:alpha has another decree than 5:gamma'],
  [29, 'α', '29:beta has another decree than 27:alpha'],
])('with another decree in ballot %i (%s) B3 is broken: %s', (round, decree, told) => {
  const report = audit(diskOf(ledgers({ [round]: decree })), '/island')
  const [first] = report?.violations.filter(({ check }) => check === 'B3') ?? []
  expect(first?.text).toBe(`${told}, the latest that its quorum voted in`)
})
