import { BrokenLawError, SESSIONS_MAX, UNACKED_ANSWERS_MAX } from '../src/index.js'
import { bytesOf, CountingLaw, inquiry, OLIVE_DAY, opening, Parliament, petition, textOf } from './helpers.js'

function founded() {
  const law = new CountingLaw()
  const parliament = new Parliament(law)
  return { law, parliament, book: parliament.book }
}
const answered = (number: number, text: string) => ({ kind: 'answered', number, bytes: bytesOf(text) })

describe('petitions', () => {
  test('a session has the number of the decree that opened it', () => {
    const { parliament, book } = founded()
    parliament.pass(OLIVE_DAY)
    expect(parliament.pass(opening())).toEqual({ kind: 'session', number: 2 })
    expect(parliament.pass(petition(2, 1, 'a'))).toEqual(answered(3, '1:3:0:a'))
    expect(book.sessionCount).toBe(1)
  })

  test('P10: a retry is carried out once, and answered with its first number and answer', () => {
    const { law, parliament } = founded()
    parliament.pass(opening())
    const first = parliament.pass(petition(1, 1, 'a'))
    parliament.pass(petition(1, 2, 'b'))
    expect(first).toEqual(answered(2, '1:2:0:a'))
    expect(parliament.pass(petition(1, 1, 'a'))).toEqual(first)
    expect(parliament.pass(petition(1, 1, 'a', { time: 99 }))).toEqual(first)
    expect(law.count).toBe(2)
  })

  test('P10: petitions that overtake each other are each carried out once', () => {
    const { law, parliament } = founded()
    parliament.pass(opening())
    const third = parliament.pass(petition(1, 3, 'c'))
    const first = parliament.pass(petition(1, 1, 'a'))
    expect([third, first]).toEqual([answered(2, '1:2:0:c'), answered(3, '2:3:0:a')])
    expect(parliament.pass(petition(1, 3, 'c'))).toEqual(third)
    expect(parliament.pass(petition(1, 1, 'a'))).toEqual(first)
    expect(law.count).toBe(2)
  })

  test('P10: what was acknowledged is never carried out again, even if it never was', () => {
    const { law, parliament } = founded()
    parliament.pass(opening())
    parliament.pass(petition(1, 1, 'a'))
    parliament.pass(petition(1, 5, 'e', { acked: 3 }))
    expect(parliament.pass(petition(1, 1, 'a'))).toEqual({ kind: 'acknowledged' })
    expect(parliament.pass(petition(1, 2, 'b'))).toEqual({ kind: 'acknowledged' })
    expect(parliament.pass(petition(1, 3, 'c'))).toEqual({ kind: 'acknowledged' })
    expect(parliament.pass(petition(1, 6, 'f', { acked: 6 }))).toEqual({ kind: 'acknowledged' })
    expect(law.count).toBe(2)
  })

  test('P10: a late petition with a lower acked brings nothing back', () => {
    const { parliament } = founded()
    parliament.pass(opening())
    parliament.passAll([petition(1, 1, 'a'), petition(1, 2, 'b', { acked: 1 })])
    expect(parliament.pass(petition(1, 3, 'c', { acked: 0 })).kind).toBe('answered')
    expect(parliament.pass(petition(1, 1, 'a', { acked: 0 }))).toEqual({ kind: 'acknowledged' })
  })

  test('sessions do not share their answers', () => {
    const { parliament } = founded()
    parliament.passAll([opening(), opening()])
    expect(parliament.pass(petition(1, 1, 'a'))).toEqual(answered(3, '1:3:0:a'))
    expect(parliament.pass(petition(2, 1, 'a'))).toEqual(answered(4, '2:4:0:a'))
  })

  test('a petition in a session that never was is not carried out', () => {
    const { law, parliament } = founded()
    parliament.pass(opening())
    for (const session of [0, 2, 9]) expect(parliament.pass(petition(session, 1, 'a'))).toEqual({ kind: 'ended' })
    expect(law.count).toBe(0)
  })
})

describe('what changes nothing', () => {
  test('an olive-day', () => {
    const { law, parliament, book } = founded()
    expect(parliament.pass(OLIVE_DAY)).toEqual({ kind: 'olive-day' })
    expect([law.count, book.number, book.time]).toEqual([0, 1, 0])
  })

  test('bytes that are no envelope', () => {
    const { law, parliament, book } = founded()
    expect(parliament.pass(bytesOf('no envelope at all'))).toEqual({ kind: 'unreadable' })
    expect([law.count, book.number, book.time]).toEqual([0, 1, 0])
  })

  test('an inquiry: answered from the law as of exactly its number', () => {
    const { parliament, book } = founded()
    parliament.passAll([opening(), petition(1, 1, 'a')])
    expect(parliament.pass(inquiry(bytesOf('how many')))).toEqual(answered(3, '1?how many'))
    parliament.pass(petition(1, 2, 'b'))
    expect(textOf(book.inquire(bytesOf('now')))).toBe('2?now')
  })
})

test('time never falls, is taken from every kind of envelope, and stands still on olive-days', () => {
  const { parliament, book } = founded()
  const times = [
    opening(5),
    OLIVE_DAY,
    inquiry(bytesOf(''), 8),
    petition(1, 1, 'a', { time: 7 }),
    petition(1, 2, 'b', { time: 9 }),
    petition(99, 1, 'no session', { time: 10 }),
  ].map((decree) => {
    parliament.pass(decree)
    return book.time
  })
  expect(times).toEqual([5, 5, 8, 8, 9, 10])
  expect(parliament.pass(petition(1, 3, 'c', { time: 1 }))).toEqual(answered(7, '3:7:10:c'))
})

test.each([0, 1, 3])('decrees are carried out number by number: after 1 comes 2, not %d', (number) => {
  const { parliament, book } = founded()
  parliament.pass(OLIVE_DAY)
  expect(() => book.apply(number, OLIVE_DAY)).toThrow(RangeError)
  expect(book.number).toBe(1)
})

describe('bounds', () => {
  test(`a petition beyond ${UNACKED_ANSWERS_MAX} unacknowledged answers is not carried out until some are acknowledged`, () => {
    const { law, parliament } = founded()
    parliament.pass(opening())
    for (let seq = 1; seq <= UNACKED_ANSWERS_MAX; seq++)
      expect(parliament.pass(petition(1, seq, 'x')).kind).toBe('answered')
    const next = UNACKED_ANSWERS_MAX + 1
    expect(parliament.pass(petition(1, next, 'y'))).toEqual({ kind: 'full' })
    expect(parliament.pass(petition(1, 7, 'x'))).toEqual(answered(8, '7:8:0:x'))
    expect(law.count).toBe(UNACKED_ANSWERS_MAX)
    expect(parliament.pass(petition(1, next, 'y', { acked: 1 })).kind).toBe('answered')
    expect(parliament.pass(petition(1, next + 1, 'z', { acked: 1 }))).toEqual({ kind: 'full' })
  })

  test('acknowledging far ahead empties a session whose seqs have wide gaps', () => {
    const { parliament } = founded()
    parliament.pass(opening())
    for (let i = 1; i <= UNACKED_ANSWERS_MAX; i++) parliament.pass(petition(1, i * 1e9, 'x'))
    expect(parliament.pass(petition(1, 5e15, 'y', { acked: UNACKED_ANSWERS_MAX * 1e9 })).kind).toBe('answered')
    for (let i = 1; i < UNACKED_ANSWERS_MAX; i++)
      expect(parliament.pass(petition(1, 5e15 + i, 'z')).kind).toBe('answered')
    expect(parliament.pass(petition(1, 6e15, 'z'))).toEqual({ kind: 'full' })
  })

  test(`session ${SESSIONS_MAX + 1} ends the longest unused one`, () => {
    const { parliament, book } = founded()
    for (let i = 0; i < SESSIONS_MAX; i++) parliament.pass(opening())
    parliament.pass(petition(1, 1, 'used, so 2 is the longest unused'))
    parliament.pass(petition(3, 1, 'full, ended or repeated: any petition is a use'))
    const newest = parliament.pass(opening())
    expect(book.sessionCount).toBe(SESSIONS_MAX)
    expect(parliament.pass(petition(2, 1, 'x'))).toEqual({ kind: 'ended' })
    expect(parliament.pass(petition(1, 2, 'x')).kind).toBe('answered')
    parliament.pass(opening())
    expect(parliament.pass(petition(4, 1, 'x'))).toEqual({ kind: 'ended' })
    expect(parliament.pass(petition(3, 2, 'x')).kind).toBe('answered')
    if (newest.kind !== 'session') throw new Error('not opened')
    expect(parliament.pass(petition(newest.number, 1, 'x')).kind).toBe('answered')
  })
})

describe('a law that breaks its contract is named, and believed no more', () => {
  class Breaking extends CountingLaw {
    override apply(decree: Uint8Array, number: number, time: number): Uint8Array {
      if (textOf(decree) === 'throw') throw new TypeError('oh')
      if (textOf(decree) === 'promise') return Promise.resolve() as unknown as Uint8Array
      return super.apply(decree, number, time)
    }
    override query(question: Uint8Array): Uint8Array {
      if (textOf(question) === 'throw') throw new TypeError('oh')
      return super.query(question)
    }
  }
  const broken = (decree: Uint8Array) => {
    const parliament = new Parliament(new Breaking())
    parliament.pass(opening())
    const before = parliament.book.snapshot()
    const attempt = () => parliament.book.apply(2, decree)
    return { book: parliament.book, attempt, before }
  }

  test.each([
    ['throws at a decree', petition(1, 1, 'throw'), 'the law counting (version 1) threw at decree 2'],
    ['throws at an inquiry', inquiry(bytesOf('throw')), 'the law counting (version 1) threw at an inquiry at decree 2'],
    [
      'answers a promise',
      petition(1, 1, 'promise'),
      'the law counting (version 1) gave an answer that is no Uint8Array at decree 2',
    ],
  ])('%s', (_, decree, message) => {
    const { book, attempt, before } = broken(decree)
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(BrokenLawError)
    expect(() => book.apply(2, OLIVE_DAY)).toThrow(BrokenLawError)
    expect(() => book.inquire(bytesOf('x'))).toThrow(BrokenLawError)
    expect(() => book.snapshot()).toThrow(BrokenLawError)
    book.restore(before)
    expect(book.apply(2, OLIVE_DAY)).toEqual({ kind: 'olive-day' })
  })

  test('what it threw is the cause', () => {
    try {
      broken(petition(1, 1, 'throw')).attempt()
      throw new Error('it did not throw')
    } catch (error) {
      if (!(error instanceof BrokenLawError)) throw error
      expect(error.number).toBe(2)
      expect(error.cause).toEqual(new TypeError('oh'))
    }
  })
})
