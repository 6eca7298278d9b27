import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeEnvelope, putBody } from '@paxon/law'
import type { Message } from '@paxon/synod'
import { openBookFile } from '../src/book-file.js'
import { Island } from './island.js'
import { ALPHA, BALLOT, BETA, Bench } from './loop-bench.js'

const PUT = encodeEnvelope({ kind: 'decree', session: 1, seq: 1, acked: 0, time: 5, body: putBody('x', '3') })
const PUT_JSON = { session: 1, seq: 1, acked: 0, time: 5, body: { op: 'put', key: 'x', value: '3' } }

const begin = (from: number, decrees: readonly Uint8Array[], upTo = 0): Message => ({
  type: 'BeginBallot',
  ballot: BALLOT,
  quorum: [ALPHA, BETA],
  upTo,
  from,
  decrees,
})

test('without a messagebook nothing is kept', () => {
  const bench = new Bench()
  bench.hear(begin(1, [PUT]))
  bench.turn()
  expect(bench.book).toEqual([])
})

test('a life as its messagebook tells it: what is heard before what it causes, what is said once it is durable', () => {
  const bench = new Bench({ book: 'whole' })
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
  bench.turn()
  // The promise is not durable yet.
  expect(bench.bookLines()).toEqual([
    {
      v: 1,
      seq: 1,
      at: 7,
      me: 'alpha',
      dir: 'sent',
      type: 'Entered',
      parliament: '0'.repeat(32),
      birth: ALPHA.birth,
      start: 1,
      learner: false,
      roll: ['alpha', 'beta', 'gamma'],
      alpha: 8,
      lastTried: null,
      nextBal: null,
      passedTo: 0,
    },
    line(2, 'received', 'NextBallot', { after: 0 }),
  ])
  bench.sync()
  bench.turn()
  expect(bench.bookLines()).toEqual([
    line(3, 'sent', 'LastVote', { after: 0, passedTo: 0, range: [1, null], votes: [], passed: [] }),
  ])
  bench.hear(begin(1, [PUT, new Uint8Array(0)]))
  bench.turn()
  expect(bench.bookLines()).toEqual([
    line(4, 'received', 'BeginBallot', {
      quorum: ['alpha', 'beta'],
      decrees: [
        [1, PUT_JSON],
        [2, null],
      ],
    }),
  ])
  bench.hear(begin(3, [PUT], 2))
  bench.sync()
  bench.turn()
  expect(bench.bookLines()).toEqual([
    line(5, 'received', 'BeginBallot', { quorum: ['alpha', 'beta'], decrees: [[3, PUT_JSON]] }),
    // What rode on it.
    line(6, 'received', 'Success', {
      upTo: 2,
      decrees: [
        [1, PUT_JSON],
        [2, null],
      ],
    }),
    // Its own ledger holds them.
    {
      ...line(7, 'sent', 'Success', {
        upTo: 2,
        decrees: [
          [1, PUT_JSON],
          [2, null],
        ],
      }),
      to: 'alpha',
    },
    line(8, 'sent', 'Voted', { numbers: [1, 2] }),
  ])
})

test('what is said stands in the book before the messenger has it, and a turn is one write', () => {
  const bench = new Bench({ book: 'whole' })
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
  bench.hear(begin(1, [PUT]))
  bench.turn()
  bench.sync()
  bench.turn()
  const written = bench.taken().filter((word) => word === 'book' || word === 'flush')
  expect(written).toEqual(['book', 'flush', 'book', 'flush'])
})

test('what is heard stands in the book before the ledger has what comes of it, and waits for nothing of which nothing came', () => {
  const bench = new Bench({ book: 'whole' })
  const { flush } = bench.ledger
  bench.ledger.flush = () => {
    bench.trace.push('ledger')
    flush.call(bench.ledger)
  }
  bench.hear(begin(1, [PUT]))
  bench.turn()
  expect(bench.taken().filter((word) => ['book', 'ledger'].includes(word))[0]).toBe('book')
  bench.sync()
  bench.turn()
  bench.taken()
  // A decree that has passed, and is in the ledger already.
  bench.hear({ type: 'Success', ballot: BALLOT, upTo: 1 })
  bench.hear({ type: 'Voted', ballot: BALLOT, from: 1, to: 1 })
  bench.turn()
  const words = bench.taken()
  expect(words.indexOf('book')).toBeGreaterThan(words.indexOf('flush'))
  expect(words.at(-1)).toBe('book')
  expect(bench.bookLines().map(({ type }) => type)).toEqual([
    'Entered',
    'BeginBallot',
    'Voted',
    'Success',
    'Success',
    'Voted',
  ])
})

test('a "passed up to" that says nothing new is no line', () => {
  const bench = new Bench({ book: 'whole' })
  bench.hear(begin(1, [PUT]))
  bench.hear({ type: 'Beat', ballot: BALLOT, beat: 1, majority: true, upTo: 1, batch: 0 })
  bench.hear({ type: 'Beat', ballot: BALLOT, beat: 2, majority: true, upTo: 1, batch: 0 })
  bench.turn()
  expect(bench.bookLines().map(({ type }) => type)).toEqual(['Entered', 'BeginBallot', 'Success'])
})

test('of a ballot of its own: a line for each addressee, itself included, and what each is told has passed', () => {
  const bench = new Bench({ book: 'whole' })
  bench.preside()
  const lines = bench.bookLines().filter(({ dir, from }) => dir === 'sent' && from === 'alpha')
  const said = lines.map(({ type, to }) => `${type} to ${to}`)
  expect(said.slice(0, 4)).toEqual([
    'NextBallot to alpha',
    'NextBallot to beta',
    'NextBallot to gamma',
    'LastVote to alpha',
  ])
  expect(said).toContain('Voted to alpha')
  const success = lines.filter(({ type, to }) => type === 'Success' && to !== 'alpha')
  expect(success.map(({ to, upTo, decrees }) => [to, upTo, decrees])).toEqual([
    ['beta', 1, [[1, null]]],
    ['gamma', 1, [[1, null]]],
  ])
})

describe('the file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paxon-book-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('goes on where it ended, and ends a line that a death tore', () => {
    const path = join(folder, 'messagebook.jsonl')
    const first = openBookFile(path)
    expect(first.seq).toBe(0)
    first.append([Buffer.from('{"seq":1}\n{"seq":2}\n')])
    first.close()
    appendFileSync(path, '{"seq":3,"ty')
    const second = openBookFile(path)
    expect(second.seq).toBe(2)
    second.append([Buffer.from('{"seq":3}\n')])
    second.close()
    expect(readFileSync(path, 'utf8')).toBe('{"seq":1}\n{"seq":2}\n{"seq":3,"ty\n{"seq":3}\n')
    const third = openBookFile(path)
    expect(third.seq).toBe(3)
    third.close()
  })

  test('a last line longer than what is looked at first', () => {
    const path = join(folder, 'messagebook.jsonl')
    appendFileSync(path, `{"seq":8}\n{"seq":9,"value":"${'x'.repeat(200_000)}"}\n{"to`)
    const file = openBookFile(path)
    expect(file.seq).toBe(9)
    file.close()
  })
})

test('a book that cannot be written ends, and the priest goes on', () => {
  const bench = new Bench({ book: 'whole' })
  bench.breakBook()
  bench.hear(begin(1, [PUT]))
  bench.turn()
  bench.sync()
  bench.turn()
  expect(bench.said.map(({ type }) => type)).toContain('Voted')
  expect(bench.bookErrors).toEqual(['no space'])
})

/** A line between beta and alpha, whose book it is. */
function line(seq: number, dir: 'sent' | 'received', type: string, more: object) {
  const [from, to] = dir === 'sent' ? ['alpha', 'beta'] : ['beta', 'alpha']
  return { v: 1, seq, at: 7, me: 'alpha', dir, from, to, type, ballot: [1, 'beta'], ...more }
}

describe('the end of a book', () => {
  test('a loop that is stopped within a turn writes nothing more, in ledger or book', () => {
    const bench = new Bench({ book: 'whole' })
    const { loop, ledger } = bench
    bench.onTurnEnds = () => {
      loop.stop()
      bench.messagebook?.close()
      loop.step({ type: 'Received', from: BETA, message: begin(1, [PUT]) })
    }
    const given = ledger.append([])
    bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
    bench.turn()
    // The promise.
    expect(ledger.append([]) - given).toBe(1)
    expect(bench.book.map((one) => JSON.parse(one).type)).toEqual(['Entered', 'NextBallot'])
  })

  test('its file is closed once, and nothing is written after', () => {
    const bench = new Bench({ book: 'whole' })
    const { messagebook } = bench
    messagebook?.close()
    messagebook?.close()
    messagebook?.received(BETA, begin(1, [PUT]))
    messagebook?.flush()
    expect([bench.bookCloses, bench.book.filter((one) => one.includes('BeginBallot'))]).toEqual([1, []])
  })
})

test('a priest that left while its law was read from the ledger opens no book any more, which may be another’s by then', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const { follower: host } = island
  const citizen = island.citizen(island.president.name)
  citizen.hello()
  await citizen.session()
  await island.pass(200)
  void host.priest.leave()
  await island.until(() => host.end !== null)
  const { readLater } = host.disk
  const held: (() => void)[] = []
  host.disk.readLater = (...read) => void held.push(() => readLater.apply(host.disk, read))
  let books = 0
  const openBook = () => {
    books += 1
    return { seq: 0, at: () => 7, append: () => {}, close: () => {} }
  }
  void host.start({ messagebook: 'whole', openBookFile: openBook })
  await island.until(() => held.length > 0)
  void host.priest.leave()
  await island.until(() => host.end === 'left')
  for (const read of held.splice(0)) read()
  await island.pass(100)
  expect([held.length, books]).toEqual([0, 0])
})
