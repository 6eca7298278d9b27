import { createHash } from 'node:crypto'
import { decreeJson, KeyValueLaw } from '@paxon/law'
import { OLIVE_DAY } from '@paxon/synod'
import { audit, auditJson, auditProse } from '../src/index.js'
import { diskOf, type Island, learnt, NAMES, passedTo, put, SESSION, sound } from './audit-island.js'

type Line = Readonly<Record<string, unknown>>
type Books = Record<string, Line[]>
type Form = (decree: Uint8Array) => unknown

const WHOLE: Form = (decree) => decreeJson(decree, KeyValueLaw.NAME)
const DIGEST: Form = (decree) => createHash('sha256').update(decree).digest('hex')
const FIRST = [1, 'alpha']
const SECOND = [2, 'beta']
const [A, B, C] = [put(1, 'a'), put(2, 'b'), put(3, 'c')]
const PASSED = [SESSION, A, B, OLIVE_DAY, C]

/** What the priests of the sound ledgers say to each other. */
function booksOf(form: Form = WHOLE): Books {
  const birth = (i: number) => `${i + 1}`.repeat(16)
  const life = { parliament: 'p', start: 1, learner: false, roll: NAMES, alpha: 8, passedTo: 0 }
  const entered = (i: number) => ({ type: 'Entered', ...life, birth: birth(i), lastTried: null, nextBal: null })
  const books: Books = Object.fromEntries(NAMES.map((name, i) => [name, [entered(i)]]))
  const say = (from: string, to: string, message: Line) => {
    books[from]?.push({ dir: 'sent', from, to, ...message })
    if (from !== to) books[to]?.push({ dir: 'received', from, to, ...message })
  }
  const numbered = (from: number, ...decrees: Uint8Array[]) => decrees.map((decree, i) => [from + i, form(decree)])
  const lastVote = (of: unknown, after: number, votes: unknown[]) => ({
    type: 'LastVote',
    ballot: of,
    after,
    passedTo: after,
    range: [after + 1, null],
    votes,
    passed: [],
  })
  const begin = (of: unknown, quorum: string[], decrees: unknown) => ({
    type: 'BeginBallot',
    ballot: of,
    quorum,
    decrees,
  })
  const vote = (of: unknown, from: number, to: number) => ({ type: 'Voted', ballot: of, numbers: [from, to] })

  for (const to of ['alpha', 'gamma']) say('alpha', to, { type: 'NextBallot', ballot: FIRST, after: 0 })
  for (const from of ['alpha', 'gamma']) say(from, 'alpha', lastVote(FIRST, 0, []))
  for (const to of ['alpha', 'gamma']) say('alpha', to, begin(FIRST, ['alpha', 'gamma'], numbered(1, SESSION, A, B)))
  for (const from of ['alpha', 'gamma']) say(from, 'alpha', vote(FIRST, 1, 2))
  say('alpha', 'alpha', { type: 'Success', ballot: FIRST, upTo: 2, decrees: numbered(1, SESSION, A) })
  say('alpha', 'gamma', { type: 'Success', ballot: FIRST, upTo: 2, decrees: [] })
  for (const to of ['alpha', 'gamma']) say('gamma', to, vote(FIRST, 3, 3))
  for (const to of ['beta', 'gamma']) say('beta', to, { type: 'NextBallot', ballot: SECOND, after: 0 })
  say('beta', 'beta', lastVote(SECOND, 0, []))
  say('gamma', 'beta', lastVote(SECOND, 2, [[3, FIRST, form(B)]]))
  say('gamma', 'beta', { type: 'Page', ballot: null, passedTo: 2, decrees: numbered(1, SESSION, A) })
  for (const to of ['beta', 'gamma']) say('beta', to, begin(SECOND, ['beta', 'gamma'], numbered(3, B, OLIVE_DAY, C)))
  for (const from of ['beta', 'gamma']) say(from, 'beta', vote(SECOND, 3, 5))
  say('beta', 'alpha', { type: 'Page', ballot: null, passedTo: 5, decrees: numbered(3, ...PASSED.slice(2)) })
  return books
}

/** What the invariant finds in these ledgers and books. */
function found(books: Books, island: Island = sound()): string[] {
  const disk = diskOf(island)
  for (const [name, lines] of Object.entries(books)) {
    const text = lines.map((line, i) => `${JSON.stringify({ v: 1, seq: i + 1, at: 9, me: name, ...line })}\n`).join('')
    disk.create(`/island/${name}/messagebook.jsonl`).write(new TextEncoder().encode(text), 0)
  }
  const report = audit(disk, '/island', { trace: true })
  if (report === null) throw new Error('there was nothing to check')
  return report.violations.filter(({ check }) => check === 'invariant').map(({ decree, text }) => `${decree} ${text}`)
}

/** The sound books with what one says changed, in all books that have it. */
function changed(is: (line: Line) => boolean, change: (line: Line) => readonly Line[]): Books {
  const books = booksOf()
  const lines = (of: Line[]) => of.flatMap((line) => (is(line) ? change(line) : [line]))
  return Object.fromEntries(Object.entries(books).map(([name, of]) => [name, lines(of)]))
}

const isFrom = (from: string, type: string, of: unknown) => (line: Line) =>
  line.from === from && line.type === type && JSON.stringify(line.ballot) === JSON.stringify(of)

/** The sound island with one record of this priest taken out or changed. */
function without(name: string, type: string, round: number, from?: number): Island {
  const island = sound()
  const of = (island[name] ?? []).filter((record) => {
    const isOf = record.type === type && 'ballot' in record && record.ballot.round === round
    return !(isOf && (from === undefined || ('from' in record && record.from === from)))
  })
  return { ...island, [name]: of }
}

describe('appendix: I1 to I7 over ledgers and messagebooks', () => {
  test.each([
    ['whole', WHOLE],
    ['as digests', DIGEST],
  ])('hold for a sound run, its books %s', (_, form) => {
    expect(found(booksOf(form))).toEqual([])
  })

  test('hold where some books have digests, which cannot be compared', () => {
    expect(found({ ...booksOf(), beta: booksOf(DIGEST).beta ?? [] })).toEqual([])
  })

  test('the report says for how many numbers, and without books which of them', () => {
    const report = audit(diskOf(sound()), '/island')
    expect(report?.judged).toBe(5)
    expect([...(report === null ? [] : auditProse(report))]).toContain(
      '  ✓ invariant: I1, I2 and I3 of the appendix hold for 5 decree numbers',
    )
  })

  test.each([
    [
      'no messagebook',
      [],
      'there are no messagebooks to replay: priests keep them that are started with --messagebook',
    ],
    ['one without a line', ['alpha'], 'there is no line to replay in the messagebooks, of which there are 1'],
  ])('where there is %s, the report says so, and speaks of the ledgers alone', (_, names, why) => {
    const disk = diskOf(sound())
    for (const name of names) disk.create(`/island/${name}/messagebook.jsonl`)
    const report = audit(disk, '/island', { trace: true })
    if (report === null) throw new Error('there was nothing to check')
    const prose = [...auditProse(report)]
    expect(prose.filter((line) => line.includes('trace'))).toEqual([`  – trace: ${why}`])
    expect(prose).toContain('  ✓ invariant: I1, I2 and I3 of the appendix hold for 5 decree numbers')
    expect(auditJson(report)).toMatchObject({ ok: true, checked: { books: names.length, lines: 0 }, violations: [] })
  })

  test('I2: a ballot was begun that its author has not tried', () => {
    const island = without('beta', 'LastTried', 2)
    const [first] = found({}, island)
    expect(first).toBe('3 I2: beta has begun 2:beta and tried - last')
  })

  test('I7: a LastVote leaves out a vote, though its author votes in that ballot later', () => {
    const books = changed(isFrom('gamma', 'LastVote', SECOND), (line) => [{ ...line, votes: [] }])
    expect(found(books)).toEqual([
      expect.stringMatching(/^3 I7: gamma told none as its latest vote below 2:beta, which was 1:alpha for /),
    ])
  })

  test('but not one that is said again when it was asked for the vote', () => {
    const books = booksOf()
    const said = (books.gamma ?? []).filter((line) => isFrom('gamma', 'LastVote', SECOND)(line))
    books.gamma?.push(...said.map((line) => ({ ...line, votes: [] })))
    expect(found(books)).toEqual([])
  })

  test('I4, I7: a promise was told that the ledger has no more', () => {
    const books = booksOf()
    const ballot = [9, 'beta']
    const votes = PASSED.slice(2).map((decree, i) => [3 + i, SECOND, WHOLE(decree)])
    const [said = {}] = (books.gamma ?? []).filter((line) => isFrom('gamma', 'LastVote', SECOND)(line))
    const lastVote = { ...said, ballot, votes }
    books.beta?.push({ dir: 'sent', from: 'beta', to: 'gamma', type: 'NextBallot', ballot, after: 5 })
    books.beta?.push({ ...lastVote, dir: 'received' })
    books.gamma?.push(lastVote)
    expect(found(books).filter((text) => text.startsWith('3'))).toEqual([
      '3 I4: beta rests 9:beta on a LastVote, but the promise of gamma to 9:beta is gone: it is 2:beta',
      '3 I7: the promise of gamma to 9:beta is gone: it is 2:beta',
    ])
  })

  test('I7: a ballot was asked for that its author has not tried', () => {
    const books = booksOf()
    books.beta?.push({ dir: 'sent', from: 'beta', to: 'gamma', type: 'NextBallot', ballot: [9, 'beta'], after: 4 })
    expect(found(books)).toEqual(['5 I7: NextBallot 9:beta was sent and not tried'])
  })

  test('I5: a ballot was begun without the LastVote of one of its quorum', () => {
    const books = booksOf()
    books.beta = (books.beta ?? []).filter((line) => !isFrom('gamma', 'LastVote', SECOND)(line))
    expect(found(books)).toEqual([3, 4, 5].map((n) => `${n} I5: beta polls in 2:beta without the LastVote of gamma`))
  })

  test('I5: the quorum that a president told is not the one that its ledger notes', () => {
    const books = changed(isFrom('beta', 'BeginBallot', SECOND), (line) => [{ ...line, quorum: ['alpha', 'beta'] }])
    expect(found(books)[0]).toBe('3 I5: beta polls in 2:beta without the LastVote of alpha')
  })

  test('I5, I7: a vote was told and counted that no ledger holds', () => {
    const island = without('gamma', 'Voted', 2)
    expect(found(booksOf(), island)).toEqual(
      expect.arrayContaining([
        '5 I5: beta polls in 2:beta as it is not on record',
        '5 I7: gamma said that it voted in 2:beta, and its vote is not on record',
      ]),
    )
  })

  test('I7: a LastVote tells another decree than the ledger voted for', () => {
    const books = changed(isFrom('gamma', 'LastVote', SECOND), (line) => [{ ...line, votes: [[3, FIRST, WHOLE(C)]] }])
    expect(found(books).filter((text) => text.startsWith('3 I7: gamma told 1:alpha for'))).toHaveLength(1)
  })

  test('I1, I7: a page gives a decree that did not pass', () => {
    const books = changed(
      (line) => line.from === 'beta' && line.type === 'Page',
      (line) => [{ ...line, decrees: [[5, WHOLE(A)]] }],
    )
    expect(found(books)).toEqual([
      expect.stringMatching(/^5 I7: Success was said of \d+ bytes, and nobody has it as passed$/),
    ])
  })

  test('not for lives of a ledger that was lost, nor for one that is not here', () => {
    const books = booksOf()
    const [first = {}, ...lines] = books.gamma ?? []
    const forgetful = { ...sound(), gamma: [...(sound().gamma ?? []).slice(0, 1), learnt(1, ...PASSED), passedTo(5)] }
    expect(found(books, forgetful)).not.toEqual([])
    expect(found({ gamma: [first, ...lines] }, forgetful)).not.toEqual([])
    expect(found({ gamma: [{ ...first, birth: '9'.repeat(16) }, ...lines] }, forgetful)).toEqual([])
    const { alpha = [], beta = [] } = sound()
    expect(found({ alpha: books.alpha ?? [], beta: books.beta ?? [] }, { alpha, beta })).toEqual([])
  })
})
