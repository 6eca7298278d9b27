import { ParliamentError } from '@paxon/wire'
import { keyIsLinearizable } from '../src/checkers/objects.js'
import type { Call, Ended, Reply, Wish } from '../src/history.js'

const answered = (reply: Omit<Reply, 'decree'>): Ended => ({ kind: 'answered', reply: { decree: 0, ...reply } })
const unknown: Ended = { kind: 'unknown', error: new ParliamentError('OUTCOME_UNKNOWN', 'no answer came') }
const none: Ended = { kind: 'none', error: new ParliamentError('NO_PRESIDENT', 'nothing was proposed') }

const call = (began: number, at: number, wish: Wish, how: Ended): Call => ({
  wish,
  by: 'c1',
  began,
  seen: 0,
  ended: { at, how },
})
const put = (began: number, at: number, token: string, how: Ended = answered({})): Call =>
  call(began, at, { kind: 'put', key: 'k', token }, how)
const get = (began: number, at: number, value: string | null, level: 'linearizable' | 'local' = 'linearizable'): Call =>
  call(began, at, { kind: 'get', key: 'k', level }, answered({ value }))
const cas = (began: number, at: number, expected: string | null, token: string, how: Ended): Call =>
  call(began, at, { kind: 'cas', key: 'k', token, expected, ifVersion: null }, how)
const del = (began: number, at: number, how: Ended): Call => call(began, at, { kind: 'delete', key: 'k' }, how)
const add = (began: number, at: number, amount: number, how: Ended): Call =>
  call(began, at, { kind: 'add', key: 'n', amount, token: `${began}` }, how)
const total = (began: number, at: number, value: number, decree = 0): Call =>
  call(began, at, { kind: 'total', key: 'n', level: 'linearizable' }, { kind: 'answered', reply: { decree, value } })

const judge = (...calls: Call[]) => keyIsLinearizable(calls, new Map())

describe('histories of a register that are linearizable', () => {
  it.each<[string, Call[]]>([
    ['nothing', []],
    ['one after another', [put(1, 2, 'a'), get(3, 4, 'a'), del(5, 6, answered({ changed: true })), get(7, 8, null)]],
    ['a get beside a put sees the old value', [put(1, 2, 'a'), put(3, 6, 'b'), get(4, 5, 'a')]],
    ['a get beside a put sees the new value', [put(1, 2, 'a'), put(3, 6, 'b'), get(4, 5, 'b')]],
    ['two puts at once in the order that gets tell', [put(1, 4, 'a'), put(2, 3, 'b'), get(5, 6, 'a')]],
    ['an unknown put that took effect', [put(1, 2, 'a', unknown), get(3, 4, 'a')]],
    ['an unknown put that took effect late', [put(1, 2, 'a', unknown), get(3, 4, null), get(5, 6, 'a')]],
    ['an unknown put that never took effect', [put(1, 2, 'a', unknown), get(3, 4, null)]],
    ['an unknown delete', [put(1, 2, 'a'), del(3, 4, unknown), get(5, 6, 'a'), get(7, 8, null)]],
    [
      'unknown puts, seen by nobody, found by as many deletes',
      [
        put(1, 2, 'a', unknown),
        put(3, 4, 'b', unknown),
        del(5, 6, answered({ changed: true })),
        del(7, 8, answered({ changed: true })),
      ],
    ],
    [
      'an unknown cas that took effect, and a cas of its value',
      [
        put(1, 2, 'a'),
        cas(3, 4, 'a', 'b', unknown),
        get(5, 6, 'a'),
        cas(7, 8, 'b', 'c', answered({ changed: true, value: 'c' })),
      ],
    ],
    ['an unknown cas that never matched', [put(1, 2, 'a'), cas(3, 4, 'z', 'b', unknown), get(5, 6, 'a')]],
    ['a cas that matched', [cas(1, 2, null, 'a', answered({ changed: true, value: 'a' })), get(3, 4, 'a')]],
    [
      'a cas that did not',
      [put(1, 2, 'a'), cas(3, 4, 'z', 'b', answered({ changed: false, value: 'a' })), get(5, 6, 'a')],
    ],
    ['an old value at level local', [put(1, 2, 'a'), put(3, 4, 'b'), get(5, 6, 'a', 'local')]],
    ['a put without effect', [put(1, 2, 'a'), put(3, 4, 'b', none), get(5, 6, 'a')]],
    [
      'an unknown put of which only an unknown cas tells, whose value was seen (seed 5066)',
      [put(1, 2, 'a', unknown), cas(3, 4, 'a', 'b', unknown), get(5, 6, 'b')],
    ],
    [
      'an unseen put over a value, then a delete',
      [put(1, 2, 'a'), put(3, 4, 'b', unknown), del(5, 6, answered({ changed: true })), get(7, 8, null)],
    ],
    [
      'an unseen cas of nothing, found by a delete',
      [cas(1, 2, null, 'a', unknown), get(3, 4, null), del(5, 6, answered({ changed: true }))],
    ],
    [
      'the same over two unknown cas',
      [put(1, 2, 'a', unknown), cas(3, 4, 'b', 'c', unknown), cas(5, 6, 'a', 'b', unknown), get(7, 8, 'c')],
    ],
  ])('%s', (_name, calls) => expect(judge(...calls)).toBe('yes'))
})

describe('histories of a register that are not', () => {
  it.each<[string, Call[]]>([
    ['P7: a stale get', [put(1, 2, 'a'), put(3, 4, 'b'), get(5, 6, 'a')]],
    ['a lost put', [put(1, 2, 'a'), get(3, 4, null)]],
    ['a value that nobody wrote', [get(1, 2, 'a')]],
    ['a value before it was written', [get(1, 2, 'a'), put(3, 4, 'a')]],
    ['two gets in turn that see new, then old', [put(1, 2, 'a'), put(3, 8, 'b'), get(4, 5, 'b'), get(6, 7, 'a')]],
    ['an unknown put undone', [put(1, 2, 'a'), put(3, 4, 'b', unknown), get(5, 6, 'b'), get(7, 8, 'a')]],
    ['an unknown put before it began', [get(1, 2, 'a'), put(3, 4, 'a', unknown)]],
    ['a put without effect that had one', [put(1, 2, 'a', none), get(3, 4, 'a')]],
    [
      'a cas that matched what was not there',
      [put(1, 2, 'a'), cas(3, 4, 'z', 'b', answered({ changed: true, value: 'b' }))],
    ],
    ['a cas that should have matched', [put(1, 2, 'a'), cas(3, 4, 'a', 'b', answered({ changed: false, value: 'a' }))]],
    [
      'two cas that both matched',
      [
        put(1, 2, 'a'),
        cas(3, 6, 'a', 'b', answered({ changed: true, value: 'b' })),
        cas(4, 5, 'a', 'c', answered({ changed: true, value: 'c' })),
      ],
    ],
    ['a delete of what was not there', [del(1, 2, answered({ changed: true }))]],
    ['a delete undone', [put(1, 2, 'a'), del(3, 4, answered({ changed: true })), get(5, 6, 'a')]],
    ['a put executed twice', [put(1, 2, 'a'), put(3, 4, 'b'), get(5, 6, 'b'), get(7, 8, 'a')]],
    [
      'P10: a put executed again behind a delete',
      [put(1, 2, 'a'), del(3, 4, answered({ changed: true })), put(5, 6, 'b'), get(7, 8, 'a')],
    ],
    [
      'one unknown delete that took effect twice',
      [put(1, 2, 'a'), del(3, 4, unknown), get(5, 6, null), put(7, 8, 'b'), get(9, 10, null)],
    ],
    [
      'one unknown put, seen by nobody, found by two deletes',
      [put(1, 2, 'a', unknown), del(3, 4, answered({ changed: true })), del(5, 6, answered({ changed: true }))],
    ],
    [
      'an unseen cas of a value, of which a second delete would have to find something',
      [
        put(1, 2, 'a'),
        cas(3, 4, 'a', 'b', unknown),
        del(5, 6, answered({ changed: true })),
        del(7, 8, answered({ changed: true })),
      ],
    ],
    [
      'an unseen put and an unseen cas of nothing, found by three deletes',
      [
        put(1, 2, 'a', unknown),
        cas(3, 4, null, 'b', unknown),
        del(5, 6, answered({ changed: true })),
        del(7, 8, answered({ changed: true })),
        del(9, 10, answered({ changed: true })),
      ],
    ],
    [
      'an unknown cas that took effect on what was not there',
      [put(1, 2, 'a'), cas(3, 4, 'z', 'b', unknown), get(5, 6, 'b')],
    ],
    [
      'an unknown cas that must have gone between two gets of the same',
      [put(1, 2, 'a'), get(3, 4, 'a'), cas(5, 6, 'a', 'b', unknown), get(7, 8, 'a'), get(9, 10, 'b'), get(11, 12, 'a')],
    ],
    [
      'an unknown put that an unknown cas found before it began',
      [cas(1, 2, 'a', 'b', unknown), get(3, 4, 'b'), put(5, 6, 'a', unknown)],
    ],
    ['a cas without effect that had one', [put(1, 2, 'a'), cas(3, 4, 'a', 'b', none), get(5, 6, 'b')]],
    ['a delete without effect that had one', [put(1, 2, 'a'), del(3, 4, none), get(5, 6, null)]],
    ['a delete that found nothing where something was', [put(1, 2, 'a'), del(3, 4, answered({ changed: false }))]],
  ])('%s', (_name, calls) => expect(judge(...calls)).toBe('no'))
})

describe('histories of a counter', () => {
  it('are linearizable where each addition counts once', () => {
    expect(judge(add(1, 4, 2, answered({ value: 5 })), add(2, 3, 3, answered({ value: 3 })), total(5, 6, 5))).toBe(
      'yes',
    )
    expect(judge(add(1, 2, 2, unknown), total(3, 4, 0), total(5, 6, 2))).toBe('yes')
  })

  it('P10: are not where one counts twice', () => {
    expect(judge(add(1, 2, 2, answered({ value: 2 })), total(3, 4, 4))).toBe('no')
    expect(judge(add(1, 2, 2, unknown), total(3, 4, 2), total(5, 6, 4))).toBe('no')
  })

  it('are not where two are told the same total', () => {
    expect(judge(add(1, 4, 2, answered({ value: 2 })), add(2, 3, 2, answered({ value: 2 })))).toBe('no')
  })

  describe('of which 45 additions of nine amounts are unknown (seed 9112380)', () => {
    const lost = Array.from({ length: 45 }, (_, i) => add(2 * i, 2 * i + 1, 1 + (i % 9), unknown))
    const found = [20, 45, 50, 60].map((value, i) => total(100 + 2 * i, 101 + 2 * i, value))

    it('are where they make up what was told', () => {
      expect(judge(...lost, ...found)).toBe('yes')
    })

    it('are not where a total is told that is past', () => {
      expect(judge(...lost, ...found, total(200, 201, 59))).toBe('no')
    })

    it('are not where a total is told that they do not make up: 18 of them are 90', () => {
      expect(judge(...lost.slice(0, 18), ...found, total(200, 201, 90))).toBe('yes')
      expect(judge(...lost.slice(0, 18), ...found, total(200, 201, 91))).toBe('no')
    })

    it('are found in the order that the decrees tell, however many there are', () => {
      const many = Array.from({ length: 400 }, (_, i) => add(2 * i, 2 * i + 1, 1 + ((i * 37) % 211), unknown))
      let sum = 0
      const guesses = new Map<string, number>()
      const told = many.flatMap(({ wish }, i) => {
        if (i % 2 === 1 || wish.kind !== 'add') return []
        sum += wish.amount
        guesses.set(wish.token, 4 * i)
        return i % 40 === 0 ? [total(1_000 + 2 * i, 1_001 + 2 * i, sum, 4 * i + 1)] : []
      })
      expect(keyIsLinearizable([...many, ...told], guesses)).toBe('yes')
    })
  })
})
