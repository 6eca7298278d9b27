import fc from 'fast-check'
import {
  casBody,
  deleteBody,
  getQuestion,
  isRefusal,
  KEY_BYTES_MAX,
  KeyValueLaw,
  putBody,
  readCasAnswer,
  readDeleteAnswer,
  readGetAnswer,
  readPutAnswer,
  VALUE_BYTES_MAX,
} from '../src/index.js'
import { readOperation } from '../src/key-value-forms.js'
import { bytesOf, inquireOf, jsonOf, textOf } from './helpers.js'

describe('the JSON that CONTRACTS.md fixes', () => {
  test('put, get, delete', () => {
    const law = new KeyValueLaw()
    expect(textOf(putBody('k', 'v'))).toBe('{"op":"put","key":"k","value":"v"}')
    expect(textOf(law.apply(putBody('k', 'v'), 17))).toBe('{"version":17}')
    expect(textOf(getQuestion('k'))).toBe('{"op":"get","key":"k"}')
    expect(textOf(law.query(getQuestion('k')))).toBe('{"value":"v","version":17}')
    expect(textOf(deleteBody('k'))).toBe('{"op":"delete","key":"k"}')
    expect(textOf(law.apply(deleteBody('k'), 18))).toBe('{"deleted":true}')
    expect(textOf(law.apply(deleteBody('k'), 19))).toBe('{"deleted":false}')
    expect(textOf(law.query(getQuestion('k')))).toBe('{"value":null,"version":null}')
  })

  test('cas', () => {
    const law = new KeyValueLaw()
    const cas = (number: number, body: Uint8Array) => textOf(law.apply(body, number))
    expect(textOf(casBody('k', { if: 'a', to: 'b' }))).toBe('{"op":"cas","key":"k","to":"b","if":"a"}')
    expect(cas(1, casBody('k', { if: 'a', to: 'b' }))).toBe('{"ok":false,"value":null,"version":null}')
    expect(cas(2, casBody('k', { ifVersion: 1, to: 'b' }))).toBe('{"ok":false,"value":null,"version":null}')
    expect(cas(3, casBody('k', { ifAbsent: true, to: 'a' }))).toBe('{"ok":true,"value":"a","version":3}')
    expect(cas(4, casBody('k', { ifAbsent: true, to: 'b' }))).toBe('{"ok":false,"value":"a","version":3}')
    expect(cas(5, casBody('k', { if: 'x', to: 'b' }))).toBe('{"ok":false,"value":"a","version":3}')
    expect(cas(6, casBody('k', { if: 'a', to: 'b' }))).toBe('{"ok":true,"value":"b","version":6}')
    expect(cas(7, casBody('k', { ifVersion: 3, to: 'c' }))).toBe('{"ok":false,"value":"b","version":6}')
    expect(cas(8, casBody('k', { ifVersion: 6, to: 'c' }))).toBe('{"ok":true,"value":"c","version":8}')
    expect(inquireOf(law, 'k')).toEqual({ value: 'c', version: 8 })
  })
})

test('answers are read back; a refusal is told apart; other bytes are a RangeError', () => {
  const law = new KeyValueLaw()
  expect(readPutAnswer(law.apply(putBody('k', 'v'), 1))).toEqual({ version: 1 })
  expect(readCasAnswer(law.apply(casBody('k', { if: 'v', to: 'w' }), 2))).toEqual({ ok: true, value: 'w', version: 2 })
  expect(readGetAnswer(law.query(getQuestion('k')))).toEqual({ value: 'w', version: 2 })
  expect(readDeleteAnswer(law.apply(deleteBody('k'), 3))).toEqual({ deleted: true })
  for (const read of [readPutAnswer, readDeleteAnswer, readCasAnswer, readGetAnswer]) {
    expect(isRefusal(read(law.apply(bytesOf('?'), 4)))).toBe(true)
    expect(isRefusal(read(law.query(bytesOf('?'))))).toBe(true)
    for (const other of ['', '{}', 'null', '[1]', '{"version":"1"}', '{"ok":1,"value":null}'])
      expect(() => read(bytesOf(other))).toThrow(RangeError)
  }
  expect(isRefusal({ version: 1 })).toBe(false)
})

test.each([
  [Uint8Array.of(0xff), 'not a JSON object in UTF-8'],
  ['', 'not a JSON object in UTF-8'],
  ['"put"', 'not a JSON object in UTF-8'],
  ['null', 'not a JSON object in UTF-8'],
  ['{"op":"put","key":"k","value":"v"', 'not a JSON object in UTF-8'],
  ['\ufeff{"op":"put","key":"k","value":"v"}', 'not a JSON object in UTF-8'],
  ['{"op":"get","key":"k"}', 'not an operation of this law: "op" is none of put, delete, cas'],
  ['[]', 'not an operation of this law: "op" is none of put, delete, cas'],
  ['{"op":"put","key":"","value":"v"}', 'the key is not a string of 1 to 1024 bytes in UTF-8'],
  ['{"op":"put","value":"v"}', 'the key is not a string of 1 to 1024 bytes in UTF-8'],
  ['{"op":"delete","key":7}', 'the key is not a string of 1 to 1024 bytes in UTF-8'],
  ['{"op":"put","key":"k"}', 'a value is not a string of up to 1048576 bytes in UTF-8'],
  ['{"op":"put","key":"k","value":1}', 'a value is not a string of up to 1048576 bytes in UTF-8'],
  ['{"op":"cas","key":"k","if":"a"}', 'a value is not a string of up to 1048576 bytes in UTF-8'],
  ['{"op":"cas","key":"k","to":"b","if":1}', 'a value is not a string of up to 1048576 bytes in UTF-8'],
  ['{"op":"cas","key":"k","to":"b"}', /^a cas has one condition/],
  ['{"op":"cas","key":"k","to":"b","if":"a","ifAbsent":true}', /^a cas has one condition/],
  ['{"op":"cas","key":"k","to":"b","if":"a","ifVersion":1}', /^a cas has one condition/],
  ['{"op":"cas","key":"k","to":"b","ifAbsent":false}', /^a cas has one condition/],
  ['{"op":"cas","key":"k","to":"b","ifVersion":0}', /^a cas has one condition/],
  ['{"op":"cas","key":"k","to":"b","ifVersion":1.5}', /^a cas has one condition/],
  ['{"op":"cas","key":"k","to":"b","ifVersion":"1"}', /^a cas has one condition/],
])('refused, and nothing is changed: %p', (body, reason) => {
  const law = new KeyValueLaw()
  law.apply(putBody('k', 'a'), 1)
  const before = law.snapshot()
  const answer = jsonOf(law.apply(typeof body === 'string' ? bytesOf(body) : body, 2))
  expect(answer).toEqual({
    refused: typeof reason === 'string' ? reason : expect.stringMatching(reason),
  })
  expect(law.snapshot()).toEqual(before)
})

test('a question that is none is refused', () => {
  const law = new KeyValueLaw()
  expect(jsonOf(law.query(putBody('k', 'v')))).toEqual({ refused: 'not a question to this law: "op" is not get' })
  expect(jsonOf(law.query(bytesOf('{"op":"get"}')))).toEqual({ refused: expect.stringMatching(/^the key/) })
  expect(jsonOf(law.query(bytesOf('get')))).toEqual({ refused: 'not a JSON object in UTF-8' })
})

describe('limits, counted in bytes of UTF-8, in builders and in the law', () => {
  const keys: [string, boolean][] = [
    ['k'.repeat(KEY_BYTES_MAX), true],
    ['k'.repeat(KEY_BYTES_MAX + 1), false],
    ['é'.repeat(KEY_BYTES_MAX / 2), true],
    [`${'é'.repeat(KEY_BYTES_MAX / 2)}k`, false],
    ['😀'.repeat(KEY_BYTES_MAX / 4), true],
    [`${'😀'.repeat(KEY_BYTES_MAX / 4)}k`, false],
    ['\u20ac'.repeat(341), true],
    ['\u20ac'.repeat(342), false],
    ['\ud800'.repeat(341), true],
    ['\ud800'.repeat(342), false],
    ['', false],
  ]
  test.each(keys)('key %#', (key, allowed) => {
    const law = new KeyValueLaw()
    for (const op of [
      { op: 'put', key, value: 'v' },
      { op: 'cas', key, to: 'v', if: 'w' },
      { op: 'delete', key },
    ])
      expect('refused' in (jsonOf(law.apply(bytesOf(JSON.stringify(op)), 1)) as object)).toBe(!allowed)
    expect('refused' in (jsonOf(law.query(bytesOf(JSON.stringify({ op: 'get', key })))) as object)).toBe(!allowed)
    for (const build of [
      () => putBody(key, 'v'),
      () => deleteBody(key),
      () => getQuestion(key),
      () => casBody(key, { ifAbsent: true, to: 'v' }),
    ]) {
      if (allowed) expect(build).not.toThrow()
      else expect(build).toThrow(RangeError)
    }
  })

  test.each([
    ['v'.repeat(VALUE_BYTES_MAX), true],
    ['v'.repeat(VALUE_BYTES_MAX + 1), false],
    ['é'.repeat(VALUE_BYTES_MAX / 2), true],
    [`${'é'.repeat(VALUE_BYTES_MAX / 2)}v`, false],
  ])('value %#', (value, allowed) => {
    const law = new KeyValueLaw()
    for (const op of [
      { op: 'put', key: 'k', value },
      { op: 'cas', key: 'k', to: value, if: 'w' },
      { op: 'cas', key: 'k', to: 'w', if: value },
    ])
      expect('refused' in (jsonOf(law.apply(bytesOf(JSON.stringify(op)), 1)) as object)).toBe(!allowed)
    for (const build of [
      () => putBody('k', value),
      () => casBody('k', { if: value, to: 'v' }),
      () => casBody('k', { ifAbsent: true, to: value }),
    ]) {
      if (allowed) expect(build).not.toThrow()
      else expect(build).toThrow(RangeError)
    }
  })

  test('a cas is not built with two conditions', () => {
    const both = { if: 'a', ifAbsent: true, to: 'b' } as const
    expect(() => casBody('k', both)).toThrow(RangeError)
  })
})

const odd = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
  '\udc00\ud800',
  '\u0000',
  '"',
  '\\',
  '\n',
  '😀',
)
const anyKey = fc.oneof(odd, fc.string({ minLength: 1, maxLength: 5, unit: 'binary' }), fc.constantFrom('a', 'b'))
const anyValue = fc.oneof(odd, fc.string({ maxLength: 90, unit: 'binary' }), fc.constantFrom('x', 'y'))
const anyCommand = fc.oneof(
  fc.record({ op: fc.constant('put'), key: anyKey, value: anyValue }),
  fc.record({ op: fc.constant('delete'), key: anyKey }),
  fc.record({ op: fc.constant('if'), key: anyKey, value: anyValue, to: anyValue }),
  fc.record({ op: fc.constant('ifVersion'), key: anyKey, ifVersion: fc.integer({ min: 1, max: 20 }), to: anyValue }),
  fc.record({ op: fc.constant('ifAbsent'), key: anyKey, to: anyValue }),
)

test('as a naive law that searches a list, with odd keys, restored after each decree', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 20 }), (commands) => {
      let law = new KeyValueLaw()
      let list: { key: string; value: string; version: number }[] = []
      const find = (key: string) => list.find((entry) => entry.key === key)
      const write = (key: string, value: string, version: number) => {
        list = [...list.filter((entry) => entry.key !== key), { key, value, version }]
      }
      const view = (key: string) => ({ value: find(key)?.value ?? null, version: find(key)?.version ?? null })
      commands.forEach((command, index) => {
        const number = index + 1
        const { key } = command
        if (command.op === 'put') {
          expect(readPutAnswer(law.apply(putBody(key, command.value), number))).toEqual({ version: number })
          write(key, command.value, number)
        } else if (command.op === 'delete') {
          const deleted = find(key) !== undefined
          expect(readDeleteAnswer(law.apply(deleteBody(key), number))).toEqual({ deleted })
          list = list.filter((entry) => entry.key !== key)
        } else {
          const change =
            command.op === 'if'
              ? { if: command.value, to: command.to }
              : command.op === 'ifVersion'
                ? { ifVersion: command.ifVersion, to: command.to }
                : ({ ifAbsent: true, to: command.to } as const)
          const ok =
            command.op === 'if'
              ? find(key)?.value === command.value
              : command.op === 'ifVersion'
                ? find(key)?.version === command.ifVersion
                : find(key) === undefined
          if (ok) write(key, command.to, number)
          expect(readCasAnswer(law.apply(casBody(key, change), number))).toEqual({ ok, ...view(key) })
        }
        const snapshot = law.snapshot()
        law = new KeyValueLaw()
        law.restore(snapshot)
        expect(law.snapshot()).toEqual(snapshot)
        for (const entry of list) expect(inquireOf(law, entry.key)).toEqual(view(entry.key))
        expect(inquireOf(law, key)).toEqual(view(key))
      })
    }),
    { numRuns: 300 },
  )
})

test('any bytes and any JSON get an answer, as decree and as question', () => {
  const fields = fc.record(
    {
      op: fc.constantFrom('put', 'delete', 'cas', 'get', 1),
      key: fc.oneof(anyKey, fc.jsonValue()),
      value: fc.jsonValue(),
      to: fc.oneof(anyValue, fc.jsonValue()),
      if: fc.jsonValue(),
      ifVersion: fc.jsonValue(),
      ifAbsent: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 50 }),
    fc.json().map(bytesOf),
    fields.map((each) => bytesOf(JSON.stringify(each))),
  )
  const law = new KeyValueLaw()
  let number = 0
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      number++
      expect(typeof jsonOf(law.apply(bytes, number))).toBe('object')
      expect(typeof jsonOf(law.query(bytes))).toBe('object')
    }),
    { numRuns: 2000 },
  )
})

test('deeply nested JSON is refused, however deep, and does not run out of stack', () => {
  const deep = bytesOf(`{"op":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)
  expect(jsonOf(new KeyValueLaw().apply(deep, 1))).toEqual({ refused: expect.stringMatching(/^not an operation/) })
})

describe('snapshots', () => {
  test('are lines of JSON, by code units of the key', () => {
    const law = new KeyValueLaw()
    ;['b', 'a', '\uffff', '😀', '\n'].forEach((key, index) => {
      law.apply(putBody(key, `v${index}`), index + 1)
    })
    expect(textOf(law.snapshot())).toBe(
      '["key-value",1]\n["\\n","v4",5]\n["a","v1",2]\n["b","v0",1]\n["😀","v3",4]\n["\uffff","v2",3]\n',
    )
  })

  test.each([
    ['', 'head'],
    ['["key-value",2]\n', 'head'],
    ['["key-value",1]', 'cut off'],
    ['["key-value",1]\n["a","v",1]', 'cut off'],
    ['["key-value",1]\n["a","v"]\n', 'form'],
    ['["key-value",1]\n["a",1,1]\n', 'form'],
    ['["key-value",1]\n["a","v",0]\n', 'form'],
    ['["key-value",1]\n["a","v",1\n', 'form'],
    ['["key-value",1]\n{}\n', 'form'],
    ['["key-value",1]\n["a","v",1]\n["a","v",2]\n', 'order'],
    ['["key-value",1]\n["b","v",1]\n["a","v",2]\n', 'order'],
  ])('%j is none: RangeError, and the law is as before', (text, why) => {
    const law = new KeyValueLaw()
    law.apply(putBody('k', 'v'), 1)
    const before = law.snapshot()
    expect(() => law.restore(bytesOf(text))).toThrow(RangeError)
    expect(() => law.restore(bytesOf(text))).toThrow(why)
    expect(law.snapshot()).toEqual(before)
  })
})

test('a put that is written and read without a parser is what a parser makes of it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', '"', '\\', '\u0000', '\ud800', '\u2028', 'é'),
  )
  fc.assert(
    fc.property(text, text, (key, value) => {
      fc.pre(key.length > 0)
      const json = JSON.stringify({ op: 'put', key, value })
      expect(new TextDecoder().decode(putBody(key, value))).toBe(json)
      expect(readOperation(putBody(key, value))).toEqual({ op: 'put', ...JSON.parse(json) })
    }),
  )
  const raw = (body: string) => readOperation(new TextEncoder().encode(body))
  expect(raw('{"op":"put","key":"a\u0001","value":""}')).toBe('not a JSON object in UTF-8')
  expect(raw('{"op":"put","key":"","value":""}')).toContain('the key')
  expect(raw('{"op":"put","key":"a","value":"b"}x')).toBe('not a JSON object in UTF-8')
  expect(raw('{"op":"put","key":"a\\u0062","value":"b"}')).toEqual({ op: 'put', key: 'ab', value: 'b' })
})

test('the answer to a put is read without a parser only where that makes no difference', () => {
  const read = (text: string) => readPutAnswer(new TextEncoder().encode(text))
  for (const version of [1, 9, 10, 123_456, 2 ** 53 - 1]) expect(read(`{"version":${version}}`)).toEqual({ version })
  expect(read('{"version":1e3}')).toEqual({ version: 1000 })
  expect(read('{"version": 5 }')).toEqual({ version: 5 })
  for (const wrong of [
    '{"version":}',
    '{"version":0}',
    '{"version":01}',
    '{"version":9007199254740992}',
    '{"version":1}}',
    '{"version":-1}',
  ])
    expect(() => read(wrong)).toThrow(RangeError)
})
