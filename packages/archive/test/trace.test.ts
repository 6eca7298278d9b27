import { SimulatedDisk } from '@paxon/ledger'
import { Findings } from '../src/audit/violation.js'
import { openBooks, replay } from '../src/trace/replay-books.js'

type Line = Readonly<Record<string, unknown>>
type Books = Record<string, Line[]>

const D = (value: string) => ({ session: 1, seq: 1, acked: 0, time: 5, body: { op: 'put', key: 'x', value } })
const B1 = [1, 'alpha']
const B2 = [2, 'beta']
const NAMES = ['alpha', 'beta', 'gamma']

const entered = (more: Line = {}): Line => ({
  type: 'Entered',
  parliament: 'p',
  birth: '1'.repeat(16),
  start: 1,
  learner: false,
  roll: NAMES,
  alpha: 8,
  lastTried: null,
  nextBal: null,
  passedTo: 0,
  ...more,
})

const nextBallot = (ballot: Line | unknown, after = 0): Line => ({ type: 'NextBallot', ballot, after })
const lastVote = (ballot: unknown, votes: unknown[] = [], passedTo = 0, more: Line = {}): Line => ({
  type: 'LastVote',
  ballot,
  after: 0,
  passedTo,
  range: [1, null],
  votes,
  passed: [],
  ...more,
})
const beginBallot = (ballot: unknown, quorum: string[], decrees: unknown[]): Line => ({
  type: 'BeginBallot',
  ballot,
  quorum,
  decrees,
})
const voted = (ballot: unknown, from: number, to = from): Line => ({ type: 'Voted', ballot, numbers: [from, to] })
const success = (ballot: unknown, upTo: number, decrees: unknown[] = []): Line => ({
  type: 'Success',
  ballot,
  upTo,
  decrees,
})

/** Says this from one to another: in the sender's book, and in the hearer's unless it is the same or it is lost. */
function say(books: Books, from: string, to: string, message: Line, lost = false): void {
  books[from]?.push({ dir: 'sent', from, to, ...message })
  if (from !== to && !lost) books[to]?.push({ dir: 'received', from, to, ...message })
}

/**
 * Alpha passes decree 1 with gamma, beta hearing nothing, and begins decree 2, which gamma alone votes for; beta goes above it
 * with gamma, is bound to decree 2, and passes it and decree 3.
 */
function sound(): Books {
  const books: Books = Object.fromEntries(NAMES.map((name) => [name, [entered()]]))
  say(books, 'alpha', 'alpha', nextBallot(B1))
  say(books, 'alpha', 'gamma', nextBallot(B1))
  say(books, 'alpha', 'alpha', lastVote(B1))
  say(books, 'gamma', 'alpha', lastVote(B1))
  for (const to of ['beta', 'gamma'])
    say(books, 'alpha', to, beginBallot(B1, ['alpha', 'gamma'], [[1, D('a')]]), to === 'beta')
  say(books, 'gamma', 'alpha', voted(B1, 1))
  say(books, 'alpha', 'alpha', voted(B1, 1))
  say(books, 'alpha', 'alpha', success(B1, 1, [[1, D('a')]]))
  say(books, 'alpha', 'gamma', success(B1, 1, [[1, D('a')]]))
  say(books, 'gamma', 'gamma', success(B1, 1, [[1, D('a')]]))
  say(books, 'alpha', 'gamma', beginBallot(B1, ['alpha', 'gamma'], [[2, D('b')]]))
  say(books, 'gamma', 'alpha', voted(B1, 2), true)
  say(books, 'beta', 'beta', nextBallot(B2))
  for (const to of ['alpha', 'gamma']) say(books, 'beta', to, nextBallot(B2), to === 'alpha')
  say(books, 'beta', 'beta', lastVote(B2))
  say(books, 'gamma', 'beta', lastVote(B2, [[2, B1, D('b')]], 1, { passed: [] }))
  say(books, 'gamma', 'beta', { type: 'Page', ballot: null, passedTo: 1, decrees: [[1, D('a')]] })
  say(books, 'beta', 'beta', success(null, 1, [[1, D('a')]]))
  say(
    books,
    'beta',
    'gamma',
    beginBallot(
      B2,
      ['beta', 'gamma'],
      [
        [2, D('b')],
        [3, null],
      ],
    ),
  )
  say(books, 'beta', 'beta', voted(B2, 2, 3))
  say(books, 'gamma', 'beta', voted(B2, 2, 3))
  say(
    books,
    'beta',
    'gamma',
    success(B2, 3, [
      [2, D('b')],
      [3, null],
    ]),
  )
  say(
    books,
    'beta',
    'beta',
    success(B2, 3, [
      [2, D('b')],
      [3, null],
    ]),
  )
  say(
    books,
    'gamma',
    'gamma',
    success(B2, 3, [
      [2, D('b')],
      [3, null],
    ]),
  )
  say(books, 'alpha', 'beta', { type: 'Failed', ballot: B1 })
  // Alpha dies, comes back and is told.
  books.alpha?.push(entered({ start: 2, lastTried: B1, nextBal: B1, passedTo: 1 }))
  say(books, 'beta', 'alpha', {
    type: 'Page',
    ballot: null,
    passedTo: 3,
    decrees: [
      [2, D('b')],
      [3, null],
    ],
  })
  say(
    books,
    'alpha',
    'alpha',
    success(null, 3, [
      [2, D('b')],
      [3, null],
    ]),
  )
  return books
}

function replayed(books: Books): string[] {
  const disk = new SimulatedDisk({ random: () => 0.5, later: (call) => call() })
  for (const [name, lines] of Object.entries(books)) {
    disk.makeFolder(`/island/${name}`)
    const text = lines.map((line, i) => `${JSON.stringify({ v: 1, seq: i + 1, at: 9, me: name, ...line })}\n`).join('')
    disk.create(`/island/${name}/messagebook.jsonl`).write(new TextEncoder().encode(text), 0)
  }
  const findings = new Findings()
  replay(openBooks(disk, '/island'), findings)
  return findings.listed.map(({ text }) => text)
}

/** The sound books with what one says changed, in all books that have it. */
function planted(is: (line: Line) => boolean, change: (line: Line) => readonly Line[]): string[] {
  const books = sound()
  for (const [name, lines] of Object.entries(books))
    books[name] = lines.flatMap((line) => (is(line) ? change(line) : [line]))
  return replayed(books)
}

const isFrom = (from: string, type: string, ballot: unknown) => (line: Line) =>
  line.from === from && line.type === type && JSON.stringify(line.ballot) === JSON.stringify(ballot)

test('a sound run, with a president that dies and one that is bound by its votes', () => {
  expect(replayed(sound())).toEqual([])
})

test('what was held once may be held again after a restart that lost the record of it (simulator seed 9705520)', () => {
  const books = sound()
  books.beta?.push(entered({ start: 2, nextBal: B2, lastTried: B2, passedTo: 0 }))
  say(books, 'beta', 'beta', success(null, 1, [[1, D('a')]]))
  expect(replayed(books)).toEqual([])
})

describe('a planted fault of the protocol is found:', () => {
  test("a ballot that is another's", () => {
    expect(planted(isFrom('beta', 'NextBallot', B2), (line) => [{ ...line, ballot: [2, 'gamma'] }])[0]).toMatch(
      /^line 2 of beta is no step that it was allowed: step 1: 2:gamma is another's$/,
    )
  })

  test('a ballot begun twice over a restart', () => {
    const books = sound()
    say(books, 'alpha', 'gamma', nextBallot(B1))
    expect(replayed(books)[0]).toMatch(/^line 17 of alpha .*step 1: it had tried 1:alpha before$/)
  })

  test('a promise forgotten by a restart', () => {
    const books = sound()
    books.gamma?.push(entered({ nextBal: B1, passedTo: 3 }))
    expect(replayed(books)[0]).toMatch(/of gamma .*indelible ink: it had promised 2:beta$/)
  })

  test('a LastVote that nobody asked for', () => {
    const books = sound()
    say(books, 'gamma', 'alpha', lastVote([3, 'alpha'], [], 3))
    expect(replayed(books)[0]).toMatch(/of gamma .*step 2: nobody has asked for it$/)
  })

  test('a LastVote that hides a vote', () => {
    const found = planted(isFrom('gamma', 'LastVote', B2), (line) => [{ ...line, votes: [] }])
    expect(found[0]).toMatch(/of gamma .*step 2: it hides its vote for 2 in 1:alpha$/)
  })

  test('a LastVote with another decree than it had voted for', () => {
    const found = planted(isFrom('gamma', 'LastVote', B2), (line) => [{ ...line, votes: [[2, B1, D('z')]] }])
    expect(found).toContainEqual(
      expect.stringMatching(/of gamma .*step 2: it had voted for another decree as 2 in 1:alpha$/),
    )
  })

  test('a LastVote with a vote that was never asked for', () => {
    const votes = [
      [2, B1, D('b')],
      [7, B1, D('z')],
    ]
    const found = planted(isFrom('gamma', 'LastVote', B2), (line) => [{ ...line, votes }])
    expect(found[0]).toMatch(/of gamma .*step 2: nobody had asked it to vote for 7 in 1:alpha$/)
  })

  test('a LastVote below a promise', () => {
    const books = sound()
    say(books, 'alpha', 'gamma', nextBallot(B1))
    say(books, 'gamma', 'alpha', lastVote(B1, [], 3))
    expect(replayed(books)).toContainEqual(expect.stringMatching(/of gamma .*step 2: it had promised 2:beta$/))
  })

  test('a BeginBallot without the LastVotes of a majority', () => {
    const found = planted(isFrom('beta', 'BeginBallot', B2), (line) => [{ ...line, quorum: ['alpha', 'beta'] }])
    expect(found[0]).toMatch(/of beta .*step 3: it has no LastVote of alpha that speaks of decree 2$/)
  })

  test('a BeginBallot that rests on a minority', () => {
    const found = planted(isFrom('beta', 'BeginBallot', B2), (line) => [{ ...line, quorum: ['beta'] }])
    expect(found[0]).toMatch(/of beta .*B2: 1 of 3 are no majority$/)
  })

  test('a BeginBallot that names another quorum to one than to another', () => {
    const found = planted(
      (line) => isFrom('alpha', 'BeginBallot', B1)(line) && line.to === 'gamma',
      (line) => [{ ...line, quorum: ['alpha'] }],
    )
    expect(found[0]).toMatch(/of alpha .*step 3: it had begun decree 1 on the LastVotes of alpha gamma$/)
  })

  test('a BeginBallot with a decree that B3 does not allow', () => {
    const found = planted(isFrom('beta', 'BeginBallot', B2), (line) => [
      {
        ...line,
        decrees: [
          [2, D('z')],
          [3, null],
        ],
      },
    ])
    expect(found[0]).toMatch(/of beta .*B3: gamma had voted in 1:alpha for another decree as 2$/)
  })

  test('P40: a BeginBallot for a number that no page of a LastVote speaks of', () => {
    const found = planted(isFrom('gamma', 'LastVote', B2), (line) => [{ ...line, range: [1, 2] }])
    expect(found[0]).toMatch(/of beta .*step 3: it has no LastVote of gamma that speaks of decree 3$/)
  })

  test('B1: two decrees for one number in one ballot', () => {
    const found = planted(isFrom('beta', 'BeginBallot', B2), (line) => [line, { ...line, decrees: [[3, D('z')]] }])
    expect(found[0]).toMatch(/of beta .*B1: it had begun decree 3 with another decree in this ballot$/)
  })

  test('P5: a vote below a promise', () => {
    const books = sound()
    say(books, 'alpha', 'gamma', beginBallot(B1, ['alpha', 'gamma'], [[4, D('d')]]))
    say(books, 'gamma', 'alpha', voted(B1, 4))
    expect(replayed(books)).toContainEqual(expect.stringMatching(/of gamma .*step 4: it had promised 2:beta$/))
  })

  test('a vote that nobody asked for', () => {
    const found = planted(isFrom('gamma', 'Voted', B2), (line) => [{ ...line, numbers: [2, 4] }])
    expect(found).toContainEqual(
      expect.stringMatching(/of gamma .*step 4: nobody had asked it to vote for 4 in this ballot$/),
    )
  })

  test('a Success before a majority has voted', () => {
    const found = planted(isFrom('gamma', 'Voted', B2), () => [])
    expect(found[0]).toMatch(/of beta .*step 5: of 3 only beta had voted for decree 2$/)
  })

  test('P1: a president that counts its own vote before its ledger holds it', () => {
    const found = planted(
      (line) => isFrom('alpha', 'Voted', B1)(line) && line.to === 'alpha',
      () => [],
    )
    expect(found[0]).toMatch(/of alpha .*step 6: nothing had told it that 1 has passed$/)
  })

  test('P36: a decree held as passed by the word of another ballot than that of the vote', () => {
    const found = planted(
      (line) => isFrom('gamma', 'Success', B2)(line) && line.to === 'gamma',
      (line) => [{ ...line, ballot: B1, decrees: [[2, D('b')]] }],
    )
    expect(found[0]).toMatch(/of gamma .*step 6: nothing had told it that 2 has passed$/)
  })

  test('two that hold different decrees', () => {
    const found = planted(
      (line) => line.to === 'alpha' && (line.type === 'Page' || line.ballot === null),
      (line) => [
        {
          ...line,
          decrees: [
            [2, D('z')],
            [3, null],
          ],
        },
      ],
    )
    expect(found).toContainEqual(expect.stringMatching(/agreement: alpha holds another decree as 2$/))
  })

  test('a ballot that goes on after it was given up', () => {
    const books = sound()
    say(books, 'beta', 'alpha', { type: 'Failed', ballot: B2 })
    say(books, 'beta', 'gamma', beginBallot(B2, ['beta', 'gamma'], [[4, D('d')]]))
    expect(replayed(books)[0]).toMatch(/of beta .*it had given this ballot up$/)
  })

  test('a refusal for a promise that was never asked for', () => {
    const books = sound()
    say(books, 'gamma', 'beta', { type: 'Refused', ballot: B2, promised: [9, 'alpha'], of: 'BeginBallot' })
    expect(replayed(books)[0]).toMatch(/of gamma .*step 2: it never met the ballot that it says it promised$/)
  })

  test('something heard that was never said', () => {
    const books = sound()
    books.gamma?.push({ dir: 'received', from: 'alpha', to: 'gamma', ...nextBallot([3, 'alpha']) })
    expect(replayed(books)[0]).toMatch(/of gamma .*alpha has not said this$/)
  })

  test.each([
    ['lost with its ledger', { learner: true }],
    ['kept from later on', { start: 3, passedTo: 3 }],
  ])('but not by a book that was %s', (_, more) => {
    const books = sound()
    books.beta = [entered(more)]
    expect(replayed(books)).toEqual([])
  })
})
