import { encodeEnvelope, getQuestion, KeyValueLaw, LawBook } from '@paxon/law'
import { MemoryLedger } from '@paxon/ledger'
import { birthOf, type Decree, nameOf, type Seat } from '@paxon/synod'
import { digestText } from '../src/digest-words.js'
import { LawKeeper } from '../src/law-keeper.js'
import { silentLog } from '../src/log.js'

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
  readonly keeper: LawKeeper
  private calls: (() => void)[] = []
  private nowMs = 0

  constructor(decrees: readonly Decree[]) {
    const ledger = new MemoryLedger({ me: ALPHA, later: (call) => this.calls.push(call), now: () => 0 })
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
}

/** Alpha's law is being made anew: its answers to 1 and 2 were wrong. */
function rebuilding(decrees: readonly Decree[]): Bench {
  const bench = new Bench(decrees)
  bench.law.isTwisted = true
  bench.apply(1)
  bench.apply(2)
  bench.law.isTwisted = false
  bench.disagree(2)
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
