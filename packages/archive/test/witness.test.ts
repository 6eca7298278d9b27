import type { LedgerRecord } from '@paxon/synod'
import { Chronicle } from '../src/audit/chronicle.js'
import { Findings } from '../src/audit/violation.js'
import { Witness } from '../src/audit/witness.js'
import { ballot, begun, promised, put, tried, voted } from './audit-island.js'

const FIRST = ballot(1, 'alpha')
const THIRD = ballot(3, 'alpha')

/** What the ledger of alpha is found to say that it must not, and the quorum of decree 5; `missing`: damage took records. */
function testimony(...records: (LedgerRecord | 'missing')[]) {
  const witness = new Witness('alpha', { batch: 99, passedTo: 0 })
  witness.begin()
  for (const [i, record] of records.entries())
    if (record === 'missing') witness.missing()
    else witness.see({ record, batch: i + 1, page: '00000001.page', offset: 0 })
  const [chronicle, findings] = [new Chronicle(), new Findings()]
  witness.testify(0, chronicle, findings)
  return { falls: findings.listed.map(({ text }) => text), quorum: chronicle.of(5)[0]?.quorum?.length ?? null }
}

const start = [tried(FIRST), promised(FIRST), begun(FIRST, 1, 'alpha beta gamma')]

test('a vote rests on the quorum that was noted last', () => {
  expect(testimony(...start, voted(FIRST, 5, put(1, 'a')))).toEqual({ falls: [], quorum: 3 })
})

test('where records are missing a quorum from before them is not that of a vote behind them', () => {
  expect(testimony(...start, 'missing', voted(FIRST, 5, put(1, 'a')))).toEqual({ falls: [], quorum: null })
})

test('a quorum noted of a ballot that was not tried is a fall, unless the record of it may be missing', () => {
  const later = [begun(THIRD, 5, 'alpha beta'), voted(THIRD, 5, put(1, 'a'))]
  expect(testimony(...start, ...later).falls).toEqual([
    expect.stringContaining('notes a quorum of 3:alpha while it has 1:alpha in hand'),
  ])
  expect(testimony(...start, 'missing', ...later)).toEqual({ falls: [], quorum: 2 })
})
