import type { LedgerRecord } from '@paxon/synod'
import { audit, auditProse, figure } from '../src/index.js'
import {
  ballot,
  begun,
  diskOf,
  FOUNDING,
  founded,
  type Island,
  learnt,
  passedTo,
  promised,
  put,
  sound,
  tried,
  voted,
} from './audit-island.js'

const FIRST = ballot(1, 'alpha')
const SECOND = ballot(2, 'beta')

/** What an audit of these ledgers finds, as `check decree: text`. */
function found(island: Island): string[] {
  const report = audit(diskOf(island), '/island')
  if (report === null) throw new Error('there was nothing to check')
  return report.violations.map(({ check, decree, text }) => `${check} ${decree ?? '-'}: ${text}`)
}

/** The sound island with the records of one priest changed. */
function planted(name: string, change: (records: LedgerRecord[]) => void): Island {
  const island = sound()
  const records = island[name]
  if (records === undefined) throw new Error(`there is no ${name}`)
  change(records)
  return island
}

/** Puts another record in the place of the one record like this. */
function replace(records: LedgerRecord[], old: LedgerRecord, ...by: LedgerRecord[]): void {
  const at = records.findIndex((record) => JSON.stringify(record) === JSON.stringify(old))
  if (at < 0) throw new Error('there is no such record')
  records.splice(at, 1, ...by)
}

test('sound ledgers: all is well, and the evidence says how much there was', () => {
  const report = audit(diskOf(sound()), '/island')
  expect(report).toMatchObject({
    passedTo: 5,
    checked: { priests: 3, ballots: 6, decrees: 5, votes: 12, promises: 5 },
    unknownQuorums: 0,
    violations: [],
  })
  expect([...(report === null ? [] : auditProse(report))].filter((line) => line.includes('✓'))).toHaveLength(11)
})

test('nothing to check: no folder, no ledger, no founding', () => {
  expect(audit(diskOf({}), '/island')).toBeNull()
  expect(audit(diskOf({ alpha: [] }), '/island')).toBeNull()
})

describe('a fault planted in the files is found:', () => {
  test('two decrees passed under one number', () => {
    const island = planted('alpha', (of) => {
      of[8] = learnt(4, put(9, 'other'), put(3, 'c'))
    })
    expect(found(island)).toContain('agreement 4: two decrees have passed under one number')
  })

  test('a decree known as passed that no ledger holds', () => {
    const island = sound()
    for (const records of Object.values(island)) records.push(passedTo(6))
    expect(found(island)).toEqual(['no gaps 6: it is known to have passed, and no ledger holds it'])
  })

  test('B1: two decrees in one ballot', () => {
    const island = planted('gamma', (of) => {
      of[2] = voted(FIRST, 1, put(8, 'other'))
    })
    expect(found(island)).toContain('B1 1: two ballots have the number 1:alpha')
  })

  test('B1: a ballot that is begun by another than its author', () => {
    const island = planted('beta', (of) => replace(of, tried(SECOND), tried(ballot(1, 'gamma')), tried(SECOND)))
    expect(found(island)).toEqual(['never back -: the ledger of beta begins 1:gamma, which is not its own'])
  })

  test('B2: quorums without a priest in common', () => {
    const island = planted('beta', (of) => replace(of, begun(SECOND, 3, 'beta gamma'), begun(SECOND, 3, 'beta')))
    expect(found(island)).toEqual(
      expect.arrayContaining([
        'B2 3: the quorum of 2:beta, beta, is no majority of the 3 on the roll',
        'B2 3: the quorums of 1:alpha and 2:beta have no priest in common',
      ]),
    )
  })

  test('B3: another decree than the latest that its quorum voted in', () => {
    const island = sound()
    for (const name of ['beta', 'gamma']) {
      const records = island[name] ?? []
      for (const [i, record] of records.entries())
        if (record.type === 'Voted' && record.ballot.round === 2 && record.from === 3)
          records[i] = { ...record, decrees: [put(2, 'other'), ...record.decrees.slice(1)] }
    }
    const [first, ...others] = found(island)
    expect(first).toBe('B3 3: 2:beta has another decree than 1:alpha, the latest that its quorum voted in')
    expect(others).toContain('B3 3: 2:beta has another decree than 1:alpha, in which a majority had voted')
  })

  test('B3, of a ballot of which no ledger tells the quorum', () => {
    const third = ballot(3, 'alpha')
    const island = planted('gamma', (of) => of.push(voted(third, 3, put(7, 'other'))))
    expect(found(island)).toContain('B3 3: 3:alpha has another decree than 2:beta, in which a majority had voted')
  })

  test('a promise that went back', () => {
    const island = planted('gamma', (of) => of.push(promised(FIRST)))
    expect(found(island)).toEqual(['never back -: the ledger of gamma promises 1:alpha after it had promised 2:beta'])
  })

  test('a vote below a promise', () => {
    const island = planted('gamma', (of) => of.push(voted(FIRST, 6, put(4, 'd'))))
    expect(found(island)).toContain('never back -: the ledger of gamma votes in 1:alpha after it had promised 2:beta')
  })

  test('a ballot that was tried before', () => {
    const island = planted('beta', (of) => of.push(tried(SECOND)))
    expect(found(island)).toEqual(['never back -: the ledger of beta begins 2:beta after it had begun 2:beta'])
  })

  test('a quorum noted for a ballot that is not in hand', () => {
    const island = planted('beta', (of) => of.push(begun(FIRST, 6, 'beta gamma')))
    expect(found(island)).toEqual([
      'never back -: the ledger of beta notes a quorum of 1:alpha while it has 2:beta in hand',
    ])
  })

  test('passed numbers that fell', () => {
    const island = planted('beta', (of) => of.push(passedTo(4)))
    expect(found(island)).toEqual(['never back -: the ledger of beta knows 4 as passed after it had known 5'])
  })

  test('a passed decree that no majority voted for', () => {
    const island = planted('gamma', (of) => {
      replace(of, voted(SECOND, 3, put(2, 'b'), new Uint8Array(0), put(3, 'c')), voted(SECOND, 3, put(2, 'b')))
      of.splice(-1, 0, learnt(4, new Uint8Array(0), put(3, 'c')))
    })
    expect(found(island)).toEqual([
      'held by a majority 4: passed, and in no ballot a majority voted for it',
      'held by a majority 5: passed, and in no ballot a majority voted for it',
    ])
  })

  test('a passed decree that one priest alone holds', () => {
    const island = planted('gamma', (of) => {
      replace(
        of,
        voted(SECOND, 3, put(2, 'b'), new Uint8Array(0), put(3, 'c')),
        voted(SECOND, 3, put(2, 'b'), new Uint8Array(0)),
      )
    })
    const alpha = island.alpha ?? []
    replace(alpha, learnt(4, new Uint8Array(0), put(3, 'c')), learnt(4, new Uint8Array(0)))
    expect(found(island)).toContain('held by a majority 5: held by beta only, of 3 on the roll')
  })

  test('a petition carried out as one thing and repeated as another', () => {
    const island = sound()
    for (const records of Object.values(island)) {
      const again = put(3, 'other', 0)
      records.push(records === island.alpha ? learnt(6, again) : voted(SECOND, 6, again), passedTo(6))
    }
    expect(found(island)).toEqual(['exactly once 6: petition 3 of session 1 asks for one thing as 5, for another as 6'])
  })

  test('two foundings', () => {
    const island = planted('gamma', (of) => {
      of[0] = founded({ ...FOUNDING, alpha: 9 })
    })
    expect(found(island)).toEqual(['founding 0: alpha and gamma belong to different foundings'])
  })

  test('bytes that were changed', () => {
    const disk = diskOf(sound())
    const page = disk.list('/island/gamma/ledger')?.findLast((name) => name.endsWith('.page'))
    const path = `/island/gamma/ledger/${page}`
    const bytes = disk.read(path, 0, disk.size(path))
    const at = Buffer.from(bytes).lastIndexOf('"ballot":[2,"beta"]')
    disk.flip(path, at + 12, 1)
    expect(audit(disk, '/island')?.violations).toMatchObject([
      { check: 'ledger', text: expect.stringMatching(/^the ledger of gamma cannot be believed: 0000\d+\.page at /) },
    ])
  })
})

test('a repeated petition that was carried out once is no violation', () => {
  const island = sound()
  for (const records of Object.values(island)) {
    const again = put(3, 'c', 0)
    records.push(records === island.alpha ? learnt(6, again) : voted(SECOND, 6, again), passedTo(6))
  }
  expect(found(island)).toEqual([])
})

test('ledgers that are not here may hold what these do not', () => {
  const { alpha, gamma } = sound()
  expect(found({ alpha: alpha ?? [], gamma: gamma ?? [] })).toEqual([])
})

test('a violation is told with who holds what, in which page', () => {
  const island = planted('alpha', (of) => {
    of[8] = learnt(4, put(9, 'other'), put(3, 'c'))
  })
  const report = audit(diskOf(island), '/island')
  expect([...(report === null ? [] : auditProse(report))].filter((line) => line.startsWith('      '))).toEqual([
    expect.stringMatching(/^ {6}alpha learnt as passed put x other \(0000\d+\.page at \d+\)$/),
    '      alpha knows it as passed',
    expect.stringMatching(/^ {6}beta notes that 2:beta rests on beta, gamma from 3 on \(0000\d+\.page at \d+\)$/),
    expect.stringMatching(/^ {6}beta voted in 2:beta for olive-day \(0000\d+\.page at \d+\)$/),
    '      beta knows it as passed',
    expect.stringMatching(/^ {6}gamma voted in 2:beta for olive-day \(0000\d+\.page at \d+\)$/),
    '      gamma knows it as passed',
  ])
})

test('the ballots for a decree, drawn as Figure 1 of the paper', () => {
  const disk = diskOf(sound())
  expect(figure(disk, '/island', 3).join('\n')).toBe(`\
Decree 3, passed: put x b
ballot   decree   quorum and [voters]
1:alpha  put x b  [alpha]        [gamma]  succeeded
2:beta   put x b          [beta] [gamma]  succeeded`)
  expect(() => figure(disk, '/island', 9)).toThrow('no ledger in /island has a ballot for decree 9')
})

test('the figure tells who voted from outside of a quorum, and that no ledger tells a quorum', () => {
  const island = planted('alpha', (of) =>
    replace(of, begun(FIRST, 1, 'alpha gamma'), begun(ballot(7, 'alpha'), 1, 'alpha')),
  )
  island.gamma?.push(voted(ballot(3, 'beta'), 6, put(4, 'd')))
  island.beta?.push(
    tried(ballot(3, 'beta')),
    begun(ballot(3, 'beta'), 6, 'alpha beta'),
    voted(ballot(3, 'beta'), 6, put(4, 'd')),
  )
  expect(figure(diskOf(island), '/island', 3).slice(2)).toEqual([
    '1:alpha  put x b  [alpha]        [gamma]  succeeded',
    '2:beta   put x b          [beta] [gamma]  succeeded',
    '?: no ledger tells on whose LastVotes this ballot rests',
  ])
  expect(figure(diskOf(island), '/island', 6).slice(2)).toEqual([
    '3:beta  put x d   alpha  [beta] (gamma)  succeeded',
    '(name): voted, and is not of the quorum',
  ])
})
