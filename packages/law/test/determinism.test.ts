import fc from 'fast-check'
import { Chain } from '../src/chain.js'
import { casBody, deleteBody, getQuestion, KeyValueLaw, type Law, LawBook, putBody } from '../src/index.js'
import { bytesOf, CountingLaw, inquiry, OLIVE_DAY, opening, Parliament, petition, put } from './helpers.js'

const key = fc.constantFrom('a', 'b', '10', '9', '__proto__', '\ud800', 'é')
const value = fc.constantFrom('1', '1e21', '0.1', '\udfff', '')
const body = fc.oneof(
  fc.tuple(key, value).map(([k, v]) => putBody(k, v)),
  key.map(deleteBody),
  fc.tuple(key, value, value).map(([k, v, to]) => casBody(k, { if: v, to })),
  fc.tuple(key, fc.integer({ min: 1, max: 40 })).map(([k, ifVersion]) => casBody(k, { ifVersion, to: 'new' })),
  fc.uint8Array({ maxLength: 10 }),
)
const decree = fc.oneof(
  fc
    .tuple(fc.nat(4), fc.nat(20), fc.nat(10), fc.nat(100), body)
    .map(([session, seq, acked, time, each]) => petition(session, seq, each, { acked, time })),
  fc.nat(100).map(opening),
  key.map((k) => inquiry(getQuestion(k))),
  fc.constant(OLIVE_DAY),
  fc.uint8Array({ maxLength: 10 }),
)

describe.each<[string, () => Law]>([
  ['key-value', () => new KeyValueLaw()],
  ['counting', () => new CountingLaw()],
])('P22: the %s law', (_, make) => {
  test('applied twice, once restored half way: equal digests and snapshots at each number', () => {
    fc.assert(
      fc.property(fc.array(decree, { maxLength: 40 }), fc.nat(40), (decrees, half) => {
        const first = new Parliament(make())
        let second = new LawBook(make())
        for (const [index, each] of [opening(), opening(), ...decrees].entries()) {
          if (index === half) {
            const saved = second.snapshot()
            second = new LawBook(make())
            second.restore(saved)
          }
          first.pass(each)
          second.apply(index + 1, each)
          expect(second.digest).toBe(first.book.digest)
        }
        expect(second.snapshot()).toEqual(first.book.snapshot())
      }),
      { numRuns: 200 },
    )
  })
})

test('P22: the order in which keys came does not show in a snapshot', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3, unit: 'binary' }), { maxLength: 12 }),
      (keys) => {
        const [forward, backward] = [keys, keys.toReversed()].map((order) => {
          const law = new KeyValueLaw()
          for (const each of order) law.apply(putBody(each, each), 7)
          return law.snapshot()
        })
        expect(forward).toEqual(backward)
      },
    ),
  )
})

test('P22: numbers are written out in full, also the largest', () => {
  const law = new KeyValueLaw()
  law.apply(putBody('k', '1e21'), Number.MAX_SAFE_INTEGER)
  expect(Buffer.from(law.query(getQuestion('k'))).toString()).toBe('{"value":"1e21","version":9007199254740991}')
  const copy = new KeyValueLaw()
  copy.restore(law.snapshot())
  expect(copy.snapshot()).toEqual(law.snapshot())
})

test('P22: a law that depends on something else than its decrees is seen by its digest at that very number', () => {
  class Personal extends CountingLaw {
    private readonly who: string
    constructor(who: string) {
      super()
      this.who = who
    }
    override apply(decree: Uint8Array, number: number, time: number): Uint8Array {
      return number === 3 ? bytesOf(this.who) : super.apply(decree, number, time)
    }
  }
  const [a, b] = [new Parliament(new Personal('a')), new Parliament(new Personal('b'))]
  const equal = [opening(), petition(1, 1, 'x'), petition(1, 2, 'x'), petition(1, 3, 'x'), OLIVE_DAY].map((each) => {
    a.pass(each)
    b.pass(each)
    return a.book.digest === b.book.digest
  })
  expect(equal).toEqual([true, true, false, false, false])
})

test('P22: digest and snapshot of a known history, on every machine and engine', () => {
  const parliament = new Parliament(new KeyValueLaw())
  parliament.passAll([
    opening(10),
    put(1, 1, 'a', 'é'),
    put(1, 1, 'a', 'é'),
    OLIVE_DAY,
    petition(1, 2, casBody('a', { if: 'é', to: '\ud800' }), { acked: 1, time: 20 }),
    inquiry(getQuestion('a')),
    petition(9, 1, 'no session'),
    bytesOf('no envelope'),
  ])
  expect(parliament.book.digest).toBe('1993b0bfeb07442c')
  expect(parliament.book.decreesDigest).toBe('0d907b27fe73fa25')
  const whole = (value: number) => value.toString(16).padStart(14, '0')
  const answer = '{"ok":true,"value":"\\ud800","version":5}'
  const head = ['01', whole(8), whole(20), whole(0x1993b0bf), whole(0xeb07442c), whole(0x0d907b27), whole(0xfe73fa25)]
  const sessions = [1, 1, 1, 1, 2, 5, answer.length].map(whole)
  const hex = (text: string) => Buffer.from(text).toString('hex')
  expect(Buffer.from(parliament.book.snapshot()).toString('hex')).toBe(
    [
      ...head,
      ...sessions,
      hex(answer),
      whole(13),
      hex('[[[1,[]]],[]]'),
      hex('["key-value",1]\n["a","\\ud800",5]\n'),
    ].join(''),
  )
})

describe('the chain', () => {
  const chained = (...inputs: (number | Uint8Array)[]) => {
    const chain = new Chain()
    for (const input of inputs) typeof input === 'number' ? chain.addNumber(input) : chain.addBytes(input)
    return chain.text
  }

  test('different inputs give different texts: each bit, each length, where one ends and the next begins', () => {
    const texts = [
      ...[0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].map((number) => chained(number)),
      ...Array.from({ length: 9 }, (_, i) => chained(new Uint8Array(i + 1))),
      ...Array.from({ length: 64 }, (_, bit) => {
        const bytes = new Uint8Array(8)
        bytes[bit >> 3] = 1 << (bit & 7)
        return chained(bytes)
      }),
      chained(bytesOf('ab'), bytesOf('c')),
      chained(bytesOf('a'), bytesOf('bc')),
      chained(1, 2),
      chained(2, 1),
    ]
    expect(new Set(texts).size).toBe(texts.length)
    for (const text of texts) expect(text).toMatch(/^[0-9a-f]{16}$/)
  })

  test('goes on from its words', () => {
    const chain = new Chain()
    chain.addBytes(bytesOf('so far'))
    const copy = new Chain()
    copy.words = chain.words
    for (const each of [chain, copy]) each.addNumber(5)
    expect(copy.text).toBe(chain.text)
  })
})
