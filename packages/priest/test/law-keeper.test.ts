import { encodeEnvelope, getQuestion, KeyValueLaw, LawBook } from '@paxon/law'
import { MemoryLedger } from '@paxon/ledger'
import { birthOf, type Decree, nameOf, type Seat } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { digestText } from '../src/digest-words.js'
import { endBy } from '../src/ending.js'
import { LawKeeper } from '../src/law-keeper.js'
import { silentLog } from '../src/log.js'
import { replay } from '../src/replay.js'

const seat = (name: string, digit: string): Seat => ({
  name: nameOf(name),
  incarnation: 1,
  birth: birthOf(digit.repeat(16)),
  weight: 1,
})
const ROLL = [seat('alpha', 'a'), seat('beta', 'b'), seat('gamma', 'c')] as const
const [ALPHA, BETA, GAMMA] = ROLL
const BALLOT = { round: 1, by: ALPHA }

/** What a citizen asks at level `decree`: it needs no session. */
const question: Decree = encodeEnvelope({ kind: 'inquire', time: 0, body: getQuestion('k') })

/** The key-value law, in which a test can make an answer wrong. */
class TwistedLaw extends KeyValueLaw {
  isTwisted = false

  override query(asked: Uint8Array): Uint8Array {
    return this.isTwisted ? new Uint8Array([1]) : super.query(asked)
  }
}

/** Alpha's keeper over a ledger that holds these decrees and knows that they have passed. */
class Bench {
  readonly law = new TwistedLaw()
  readonly book = new LawBook(this.law)
  readonly told: number[] = []
  readonly broken: Error[] = []
  readonly ledger: MemoryLedger
  readonly keeper: LawKeeper
  private calls: (() => void)[] = []
  private nowMs = 0

  constructor(decrees: readonly Decree[]) {
    const ledger = new MemoryLedger({ me: ALPHA, later: (call) => this.calls.push(call), now: () => 0 })
    this.ledger = ledger
    ledger.append([
      { type: 'Voted', ballot: BALLOT, from: 1, decrees },
      { type: 'PassedTo', number: decrees.length },
    ])
    ledger.flush()
    this.call()
    this.keeper = new LawKeeper({
      me: ALPHA.birth,
      lawName: 'key-value',
      book: this.book,
      beginning: this.book.snapshot(),
      ledger,
      roll: () => ROLL,
      log: silentLog,
      onDigests: () => {},
      onRuling: (number) => this.told.push(number),
      onState: () => {},
      onDoubt: () => {},
      onBroken: (error) => this.broken.push(error),
    })
  }

  /** What the ledger has to give comes. */
  call(): void {
    for (let i = 0; i < this.calls.length; i++) this.calls[i]?.()
    this.calls = []
  }

  apply(number: number, decree = question): void {
    if (this.keeper.apply(number, decree) !== null) this.told.push(number)
  }

  /** The law is at rest, and the others have come to other answers up to here. */
  disagree(upTo: number): void {
    this.keeper.tick(this.nowMs)
    this.nowMs += 1_000
    this.keeper.tick(this.nowMs)
    const theirs = new LawBook(new KeyValueLaw())
    for (let number = 1; number <= upTo; number++) theirs.apply(number, question)
    const digest = { number: upTo, decrees: digestText(theirs.decreesDigest), answers: digestText(theirs.digest) }
    for (const { birth } of [BETA, GAMMA]) this.keeper.heard(birth, [digest])
  }

  /** Its answers to 1 and 2 are wrong. */
  makeAnew(): void {
    this.law.isTwisted = true
    this.apply(1)
    this.apply(2)
    this.law.isTwisted = false
    this.disagree(2)
  }
}

function rebuilding(decrees: readonly Decree[]): Bench {
  const bench = new Bench(decrees)
  bench.makeAnew()
  return bench
}

test('a law that is made anew does not overtake what waits for the next turn to be carried out', () => {
  const bench = rebuilding([question, question, question])
  // 3 has passed and the ledger holds it, but its turn has not come.
  expect(bench.keeper.state).toBe('rebuilding')
  bench.call()
  expect(bench.keeper.state).toBe('good')
  expect(bench.told).toEqual([1, 2])
  bench.apply(3)
  expect(bench.told).toEqual([1, 2, 3])
  expect(bench.broken).toEqual([])
})

test('a law that cannot be made anew, since the ledger does not give its decrees, ends the priest with LEDGER_FAILED', () => {
  const bench = new Bench([question, question, question])
  const unreadable = new ParliamentError('LEDGER_FAILED', 'decree 1 cannot be read from 00000001.page: EIO')
  bench.ledger.read = (after, _, done) => done({ from: after + 1, decrees: [] }, unreadable)
  bench.makeAnew()
  expect(bench.broken).toEqual([unreadable])
  expect(endBy(unreadable)).toEqual([74, 'LEDGER_FAILED', unreadable.message])
  // It is asked no more.
  bench.broken.length = 0
  bench.apply(3)
  bench.keeper.tick(10_000)
  expect(bench.broken).toEqual([])
})

test.each(['EMFILE', 'ENFILE', 'ENOMEM'])(
  'that there is no file or memory left just now ends no priest: the law is made anew later (%s)',
  (code) => {
    const bench = new Bench([question, question, question])
    const { ledger } = bench
    const cause = Object.assign(new Error(code), { code })
    ledger.read = (after, _, done) =>
      done({ from: after + 1, decrees: [] }, new ParliamentError('LEDGER_FAILED', code, 'none', { cause }))
    bench.makeAnew()
    Reflect.deleteProperty(ledger, 'read')
    bench.keeper.tick(10_000)
    bench.call()
    expect(bench.broken).toEqual([])
    expect(bench.keeper.state).toBe('good')
  },
)

test('a broken law ends the priest with INVARIANT_BROKEN, and says where', () => {
  const error = new Error('the law is broken', { cause: new Error('no olives') })
  expect(endBy(error)).toEqual([
    70,
    'INVARIANT_BROKEN',
    expect.stringMatching(/broken[\s\S]+caused by [\s\S]+no olives/),
  ])
})

test('replay: a ledger that does not give what it holds is LEDGER_FAILED, whatever the disk says', () => {
  const { ledger } = new Bench([])
  const unreadable = new ParliamentError('LEDGER_FAILED', 'decree 1 cannot be read from 00000001.page: EIO')
  const ends: unknown[] = []
  const attempt = (error: ParliamentError | null): void => {
    ledger.read = (after, _, done) => done({ from: after + 1, decrees: [] }, error)
    replay(ledger, new LawBook(new KeyValueLaw()), 3, (end) => ends.push(end))
  }
  attempt(unreadable)
  attempt(null)
  expect(ends).toEqual([unreadable, expect.objectContaining({ code: 'LEDGER_FAILED' })])
})

test('what passes while the law is made anew is told once, in the order of the numbers', () => {
  const bench = rebuilding([question, question, question])
  bench.apply(3)
  expect(bench.told).toEqual([1, 2])
  bench.call()
  expect(bench.keeper.state).toBe('good')
  expect(bench.told).toEqual([1, 2, 3])
  expect(bench.keeper.number).toBe(3)
})

test('P32: of what passes while the law is made anew the last is kept, 128 to 256 MiB of it, and nothing that is carried out', () => {
  const bench = rebuilding([question, question, question])
  const tail = () => {
    const anew = Reflect.get(bench.keeper, 'rebuilding')
    return (Reflect.get(anew, 'tail') as { readonly decree: Decree }[]).map(({ decree }) => decree.length)
  }
  bench.apply(3)
  const long = new Uint8Array(1024 * 1024)
  for (let number = 4; number < 1_000; number++) bench.apply(number, long)
  const mebibytes = Math.round(tail().reduce((sum, length) => sum + length, 0) / long.length)
  expect(mebibytes).toBeGreaterThanOrEqual(128)
  expect(mebibytes).toBeLessThanOrEqual(256)
  // The ledger gives 1 to 3; what follows is not in it here, and is still wanted.
  bench.call()
  expect(bench.told).toEqual([1, 2, 3])
})

test('P32: what was carried out while the law is made anew is kept no longer', () => {
  const bench = rebuilding([question, question])
  for (let number = 3; number < 100; number++) bench.apply(number)
  // A decree that passed and did not come: the rest of them wait for it.
  for (let number = 101; number < 110; number++) bench.apply(number)
  const anew = Reflect.get(bench.keeper, 'rebuilding')
  bench.call()
  expect(bench.book.number).toBe(99)
  expect((Reflect.get(anew, 'tail') as { readonly number: number }[]).map(({ number }) => number)).toEqual([
    101, 102, 103, 104, 105, 106, 107, 108, 109,
  ])
})
