import { encodeEnvelope, putBody } from '@paxon/law'
import {
  type Ballot,
  birthOf,
  type Decree,
  type Inscribed,
  type Legislator,
  NumberMap,
  nameOf,
  nothingInscribed,
} from '@paxon/synod'
import { type LawState, ParliamentError, type PriestStatus } from '@paxon/wire'
import { Agreement } from '../src/checkers/agreement.js'
import { Ballots } from '../src/checkers/ballots.js'
import { checkDigests } from '../src/checkers/digests.js'
import { ToldToOthers } from '../src/checkers/told.js'
import { Truth } from '../src/checkers/truth.js'
import type { Call, Ended, Wish } from '../src/history.js'
import { Verdict } from '../src/verdict.js'
import { addBody } from '../src/witness-law.js'

const alpha: Legislator = { name: nameOf('alpha'), incarnation: 1 }
const beta: Legislator = { name: nameOf('beta'), incarnation: 1 }
const ballot = (round: number, by = alpha): Ballot => ({ round, by })
const text = (from: string): Decree => new TextEncoder().encode(from)
const quiet = () => new Verdict(() => {})

describe('digests', () => {
  const status = (name: string, applied: number, digit: string, state: LawState = 'good'): PriestStatus => ({
    name: nameOf(name),
    incarnation: 1,
    url: '',
    present: true,
    role: 'legislator',
    state: 'legislator',
    why: null,
    president: null,
    ballot: null,
    passed: applied,
    applied,
    law: { state, decrees: '0'.repeat(16), answers: digit.repeat(16) },
    lag: 0,
    ledgerBytes: 0,
    rss: 0,
    pid: 1,
  })

  it('P21, P22: are equal at equal numbers, and no law was found wrong', () => {
    const of = (...statuses: PriestStatus[]) => {
      const verdict = quiet()
      checkDigests(statuses, verdict)
      return verdict.why
    }
    expect(of(status('alpha', 7, '1'), status('beta', 7, '1'), status('gamma', 6, '2'))).toBeNull()
    expect(of(status('alpha', 7, '1'), status('beta', 7, '2'))).toMatch(/^at decree 7 the digests of alpha are/)
    expect(of(status('alpha', 7, '1', 'rebuilding'))).toMatch(/^the law of alpha is rebuilding/)
  })
})

describe('agreement', () => {
  it('is one decree a number, wherever it is seen', () => {
    const verdict = quiet()
    const agreement = new Agreement(verdict)
    agreement.hasPassed(1, text('x'), 'alpha')
    agreement.hasPassed(1, text('x'), 'beta')
    agreement.hasPassed(2, text('y'), 'alpha')
    expect(verdict.why).toBeNull()
    agreement.hasPassed(1, text('y'), 'gamma')
    expect(verdict.why).toBe('two decrees passed as number 1: one in alpha, another in gamma')
  })

  it('P10: is broken by a petition that is carried out twice, not by a replay', () => {
    const verdict = quiet()
    const agreement = new Agreement(verdict)
    agreement.wasExecuted(4, text('x'), 'x', 'alpha')
    agreement.wasExecuted(4, text('x'), 'x', 'alpha')
    expect(verdict.why).toBeNull()
    agreement.wasExecuted(6, text('x'), 'x', 'alpha')
    expect(verdict.why).toContain('carried out the petition x as decree 6: it was decree 4 before')
  })

  it('is broken by laws that carry out different decrees', () => {
    const verdict = quiet()
    const agreement = new Agreement(verdict)
    agreement.wasExecuted(4, text('x'), null, 'alpha')
    agreement.wasExecuted(4, text('y'), null, 'beta')
    expect(verdict.why).toContain('decree 4 was carried out as one in alpha, as another in beta')
  })
})

describe('P2: ballots', () => {
  const begin = (number: Ballot, from: number, ...decrees: Decree[]) =>
    ({ type: 'BeginBallot', ballot: number, from, decrees, quorum: [], upTo: 0 }) as const

  it('have one owner', () => {
    const verdict = quiet()
    const ballots = new Ballots(verdict)
    ballots.wasSent(alpha, { type: 'NextBallot', ballot: ballot(3), after: 0 })
    expect(verdict.why).toBeNull()
    ballots.wasSent(beta, { type: 'NextBallot', ballot: ballot(3), after: 0 })
    expect(verdict.why).toBe('beta began ballot 3:alpha')
  })

  it('have one decree a number', () => {
    const verdict = quiet()
    const ballots = new Ballots(verdict)
    ballots.wasSent(alpha, begin(ballot(3), 1, text('x'), text('y')))
    ballots.wasSent(alpha, begin(ballot(3), 2, text('y')))
    ballots.wasSent(alpha, begin(ballot(4), 2, text('z')))
    expect(verdict.why).toBeNull()
    ballots.wasSent(alpha, begin(ballot(3), 2, text('z')))
    expect(verdict.why).toBe('ballot 3:alpha has two decrees for number 2')
  })

  it('are voted in only for what they proposed', () => {
    const verdict = quiet()
    const ballots = new Ballots(verdict)
    ballots.wasSent(alpha, begin(ballot(3), 1, text('x')))
    ballots.wasSent(beta, { type: 'Voted', ballot: ballot(3), from: 1, to: 1 })
    expect(verdict.why).toBeNull()
    ballots.wasSent(beta, { type: 'Voted', ballot: ballot(3), from: 1, to: 2 })
    expect(verdict.why).toBe('beta voted for decree 2 in ballot 3:alpha, which did not propose one')
  })
})

describe('P1: what was told to others', () => {
  const birth = birthOf('00000000000000aa')
  const opened = (inscribed: Partial<Inscribed>, of = birth): string | null => {
    const verdict = quiet()
    const told = new ToldToOthers(verdict)
    told.wasSent(birth, { type: 'NextBallot', ballot: ballot(2), after: 0 })
    told.wasSent(birth, {
      type: 'LastVote',
      ballot: ballot(5),
      after: 0,
      passedTo: 0,
      from: 1,
      to: null,
      votes: [],
      passed: [],
    })
    told.wasSent(birth, { type: 'Voted', ballot: ballot(3), from: 1, to: 2 })
    told.wasOpened(of, { ...nothingInscribed(), ...inscribed }, 'alpha')
    return verdict.why
  }
  const entries = (...ballots: (Ballot | null)[]) =>
    new NumberMap(ballots.map((voted, place) => [place + 1, { ballot: voted, decree: text('x') }]))
  const whole = { lastTried: ballot(2), nextBal: ballot(5), entries: entries(ballot(3), ballot(3)) }

  it('is found again', () => {
    expect(opened(whole)).toBeNull()
    expect(opened({ ...whole, nextBal: ballot(6), entries: entries(ballot(4), null) })).toBeNull()
    expect(opened({ ...whole, entries: new NumberMap(), writtenTo: 2 })).toBeNull()
  })

  it('is missed: a promise', () => {
    expect(opened({ ...whole, nextBal: ballot(4) })).toBe(
      'alpha said that it promised ballot 5:alpha, and its ledger has 4:alpha',
    )
  })

  it('is missed: a ballot tried', () => {
    expect(opened({ ...whole, lastTried: null })).toBe('alpha said that it tried ballot 2:alpha, and its ledger has -')
  })

  it('is missed: a vote, or one of a higher ballot', () => {
    expect(opened({ ...whole, entries: entries(ballot(3)) })).toContain('voted for decree 2 in ballot 3:alpha')
    expect(opened({ ...whole, entries: entries(ballot(3), ballot(2)) })).toContain('and its ledger has 2:alpha')
  })

  it('binds no other birth', () => {
    expect(opened({}, birthOf('00000000000000bb'))).toBeNull()
  })
})

describe('the truth of the ledgers', () => {
  const session = 1
  const petition = (seq: number, body: Uint8Array) =>
    encodeEnvelope({ kind: 'decree', session, seq, acked: 0, time: 0, body })
  const truth = () =>
    new Truth([
      encodeEnvelope({ kind: 'session', time: 0 }),
      petition(1, putBody('k0', 'a')),
      petition(2, addBody('n0', 2, 'x')),
      petition(1, putBody('k0', 'a')),
      petition(3, putBody('k0', 'b')),
    ])
  const why = (wish: Wish, ended: Ended, seen = 0): string | null => {
    const verdict = quiet()
    const call: Call = { wish, by: 'c1', began: 1, seen, ended: { at: 2, how: ended } }
    truth().check([call], verdict)
    return verdict.why
  }
  const get: Wish = { kind: 'get', key: 'k0', level: 'local' }
  const put: Wish = { kind: 'put', key: 'k0', token: 'a' }

  it('knows as which decree each petition was carried out first', () => {
    expect([...truth().executedAs]).toEqual([
      ['a', 2],
      ['x', 3],
      ['b', 5],
    ])
  })

  it('bears out what citizens were told', () => {
    expect(why(put, { kind: 'answered', reply: { decree: 2, version: 2 } })).toBeNull()
    expect(why(get, { kind: 'answered', reply: { decree: 4, value: 'a', version: 2 } })).toBeNull()
    expect(
      why({ kind: 'total', key: 'n0', level: 'local' }, { kind: 'answered', reply: { decree: 2, value: 0 } }),
    ).toBeNull()
  })

  it.each<[string, Wish, Ended, number, string]>([
    [
      'an acknowledged petition under another number',
      put,
      { kind: 'answered', reply: { decree: 4, version: 4 } },
      0,
      'it is decree 2',
    ],
    [
      'an acknowledged petition that no ledger has',
      { ...put, token: 'z' },
      { kind: 'answered', reply: { decree: 2, version: 2 } },
      0,
      'it is decree (none)',
    ],
    [
      'a petition said to be without effect',
      put,
      { kind: 'none', error: new ParliamentError('NO_PRESIDENT', 'nothing was proposed') },
      0,
      'said to be without effect, and it is decree 2',
    ],
    [
      'a value that was another as of that decree',
      get,
      { kind: 'answered', reply: { decree: 5, value: 'a', version: 2 } },
      0,
      'as of decree 5',
    ],
    [
      'a law that goes back',
      get,
      { kind: 'answered', reply: { decree: 4, value: 'a', version: 2 } },
      5,
      'had seen decree 5',
    ],
  ])('refutes %s', (_name, wish, ended, seen, expected) => expect(why(wish, ended, seen)).toContain(expected))
})
