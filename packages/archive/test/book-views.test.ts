import { encodeEnvelope } from '@paxon/law'
import { SimulatedDisk } from '@paxon/ledger'
import { bookFirst, bookJson, bookProse, openBook } from '../src/index.js'

const PUT = (value: string) => ({ session: 1, seq: 1, acked: 0, time: 5, body: { op: 'put', key: 'x', value } })
const ENTERED = {
  type: 'Entered',
  parliament: 'p',
  birth: '0'.repeat(16),
  start: 1,
  roll: ['gamma', 'alpha', 'beta.2'],
  alpha: 8,
  lastTried: null,
  nextBal: [2, 'beta'],
  passedTo: 4,
}

/** The lines of alpha's book, numbered. */
function bookOf(...lines: readonly (object | string)[]) {
  const disk = new SimulatedDisk({ random: () => 0.5, later: (call) => call() })
  disk.makeFolder('/island/alpha')
  const file = disk.create('/island/alpha/messagebook.jsonl')
  const text = lines.map((line, i) =>
    typeof line === 'string' ? line : JSON.stringify({ v: 1, seq: i + 1, at: 9, me: 'alpha', ...line }),
  )
  file.write(new TextEncoder().encode(text.join('\n')), 0)
  return openBook(disk, '/island/alpha')
}

const heard = (type: string, ballot: readonly [number, string] | null, more: object = {}, from = 'beta.2') => ({
  dir: 'received',
  from,
  to: 'alpha',
  type,
  ballot,
  ...more,
})
const said = (type: string, ballot: readonly [number, string] | null, more: object = {}, to = 'beta.2') => ({
  dir: 'sent',
  from: 'alpha',
  to,
  type,
  ballot,
  ...more,
})

const ALL = [
  ENTERED,
  said('NextBallot', [3, 'alpha'], { after: 4 }),
  heard('LastVote', [3, 'alpha'], {
    after: 4,
    passedTo: 4,
    range: [5, null],
    votes: [
      [5, [2, 'beta'], PUT('a,b')],
      [6, [1, 'gamma'], null],
    ],
    passed: [[7, PUT('c')]],
  }),
  heard('LastVote', [3, 'alpha'], { after: 4, passedTo: 4, range: [5, 9], votes: [], passed: [] }, 'gamma'),
  said('BeginBallot', [3, 'alpha'], {
    quorum: ['alpha', 'beta.2'],
    decrees: [
      [5, PUT('a,b')],
      [6, null],
    ],
  }),
  '{"seq":6,"torn',
  said('Voted', [3, 'alpha'], { numbers: [5, 6] }, 'alpha'),
  heard('Voted', [3, 'alpha'], { numbers: [5, 6] }),
  heard('Refused', [3, 'alpha'], { promised: [4, 'gamma'], of: 'BeginBallot' }, 'gamma'),
  heard('Refused', [3, 'alpha'], { promised: [4, 'gamma'], of: 'NextBallot' }, 'gamma'),
  heard('NextBallot', [4, 'gamma'], { after: 4 }, 'gamma'),
  heard('BeginBallot', [4, 'gamma'], { quorum: ['gamma', 'alpha'], decrees: [[8, PUT('say "d"')]] }, 'gamma'),
  heard('Success', [4, 'gamma'], { upTo: 8, decrees: [[8, PUT('e')]] }, 'gamma'),
  heard('Failed', [4, 'gamma'], {}, 'gamma'),
  said('Success', null, { upTo: 4, decrees: [[4, PUT('f')]] }, 'alpha'),
  heard('Page', null, { passedTo: 4, decrees: [[4, PUT('f')]] }),
] as const

test('A messagebook as prose, a line for each message', () => {
  expect([...bookProse(bookOf(...ALL))].join('\n')).toBe(`\
1  alpha enters the chamber of gamma, alpha, beta.2: last tried -, next ballot 2:beta, passed up to 4
2  to beta.2: NextBallot 3:alpha for all after 4
3  from beta.2: LastVote for 3:alpha, speaking of 5 and all after, passed up to 4: votes: 5 put x a,b in 2:beta, 6 olive-day in 1:gamma; passed: 7 put x c
4  from gamma: LastVote for 3:alpha, speaking of 5 to 9, passed up to 4: no votes
5  to beta.2: BeginBallot 3:alpha on 5 put x a,b, 6 olive-day; it rests on alpha, beta.2
7  alpha itself: Voted in 3:alpha for 5 to 6
8  from beta.2: Voted in 3:alpha for 5 to 6
9  from gamma: Refused BeginBallot 3:alpha: 4:gamma is promised
10  from gamma: Refused NextBallot 3:alpha: 4:gamma is promised
11  from gamma: NextBallot 4:gamma for all after 4
12  from gamma: BeginBallot 4:gamma on 8 put x say "d"; it rests on gamma, alpha
13  from gamma: Success in 4:gamma: passed up to 8, which is 8 put x e
14  from gamma: Failed 4:gamma
15  alpha itself: its ledger holds as passed, learnt: 4 put x f
16  from beta.2: Page of passed decrees, 4 put x f`)
})

test('As the first program wrote it: what was received, all seven codes, ballots as numbers that rise', () => {
  // Of three: alpha is 0, beta 1, gamma 2.
  expect([...bookFirst(bookOf(...ALL))].join('\n')).toBe(`\
from,code,ballot,decree
beta,1,7,"put x a,b"
beta,1,5,olive-day
gamma,1,-1,-1
beta,2,9,"put x a,b"
beta,2,9,olive-day
gamma,3,9,-1
gamma,1,14,-1
gamma,2,14,"put x say ""d"""
gamma,3,14,put x e
gamma,4,14,-1`)
})

test('As JSON: the lines that can be read, as they stand there', () => {
  const lines = [...bookJson(bookOf(...ALL))]
  expect(lines).toHaveLength(ALL.length - 1)
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ seq: 3, type: 'LastVote', range: [5, null] })
})

test('Digests stand in the place of decrees, and that of an olive-day is known', () => {
  const olive = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const book = bookOf(
    ENTERED,
    heard('BeginBallot', [4, 'gamma'], {
      quorum: [],
      decrees: [
        [8, 'ab'],
        [9, olive],
      ],
    }),
  )
  expect([...bookFirst(book)].slice(1)).toEqual(['beta,2,14,ab', 'beta,2,14,olive-day'])
})

test('A beat that is refused has a type of its own; a decree of a law of its own says what kind of envelope it is', () => {
  const session = Buffer.from(encodeEnvelope({ kind: 'session', time: 5 })).toString('base64')
  const book = bookOf(
    heard('RefusedBeat', [1, 'alpha'], { promised: [2, 'gamma'] }),
    heard('Page', null, { passedTo: 4, decrees: [[4, { b64: session }]] }),
  )
  expect([...bookProse(book)]).toEqual([
    '1  from beta.2: Refused Beat 1:alpha: 2:gamma is promised',
    '2  from beta.2: Page of passed decrees, 4 session',
  ])
  expect([...bookFirst(book)]).toEqual(['from,code,ballot,decree'])
})

test('Lines of later types are skipped', () => {
  expect([...bookProse(bookOf(heard('Later', [1, 'beta']), heard('Failed', [1, 'beta'])))]).toEqual([
    '2  from beta.2: Failed 1:beta',
  ])
})

test('Where no messagebook is kept, one sentence says how to have one', () => {
  const disk = new SimulatedDisk({ random: () => 0.5, later: (call) => call() })
  expect(() => openBook(disk, '/island/alpha')).toThrow(
    'there is no messagebook in /island/alpha: a priest keeps one that was started with --messagebook (also of `up`)',
  )
})
