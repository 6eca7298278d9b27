import fc from 'fast-check'
import {
  decreeJsonWords,
  deleteBody,
  KeyValueLaw,
  PUT_WORDS_HEAD_BYTES_MAX,
  putBody,
  writePutWords,
} from '../src/index.js'
import { bytesOf, inquiry, OLIVE_DAY, opening, petition } from './helpers.js'

/** The words that are written at `at`; null for none. */
function words(decree: Uint8Array, at = 3): string | null {
  const target = new Uint8Array(at + decree.length + PUT_WORDS_HEAD_BYTES_MAX)
  const end = writePutWords(target, at, decree)
  return end < 0 ? null : Buffer.from(target.subarray(at, end)).toString()
}

const json = (decree: Uint8Array) => decreeJsonWords(decree, KeyValueLaw.NAME)

test('a plain put is written as its JSON, wherever it lies', () => {
  const whole = fc.oneof(
    fc.maxSafeNat(),
    fc.constantFrom(0, 9, 10, 999_999_999, 1_000_000_000, Number.MAX_SAFE_INTEGER),
  )
  const text = fc.string({ unit: fc.constantFrom(...' !#azAZ09[]~{},:-'), minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(whole, whole, whole, whole, text, text, fc.nat(7), (session, seq, acked, time, key, value, offset) => {
      const decree = petition(session, seq, putBody(key, value), { acked, time })
      const there = new Uint8Array(offset + decree.length + 1)
      there.set(decree, offset)
      expect(words(there.subarray(offset, offset + decree.length))).toBe(json(decree))
    }),
  )
})

test('no byte that JSON writes otherwise is taken for plain, wherever in the value it stands', () => {
  for (let byte = 0; byte < 256; byte++) {
    for (let place = 0; place < 9; place++) {
      const body = putBody('k', 'v'.repeat(9))
      body[body.length - 2 - 9 + place] = byte
      const decree = petition(4, 2, body)
      const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      expect([byte, place, words(decree)]).toEqual([byte, place, isPlain ? json(decree) : null])
    }
  }
})

test.each([
  ['an olive-day', OLIVE_DAY],
  ['a session', opening(7)],
  ['an inquiry', inquiry(bytesOf('{"op":"put","key":"k","value":"v"}'), 7)],
  ['a delete', petition(4, 2, deleteBody('k'))],
  ['no key', petition(4, 2, bytesOf('{"op":"put","key":"","value":"v"}'))],
  ['more fields', petition(4, 2, bytesOf('{"op":"put","key":"k","value":"v","x":"y"}'))],
  ['a long key', petition(4, 2, bytesOf(`{"op":"put","key":"${'k'.repeat(1_025)}","value":"v"}`))],
  ['a long value', petition(4, 2, bytesOf(`{"op":"put","key":"k","value":"${'v'.repeat(1_048_577)}"}`))],
  ['a body that is cut off', petition(4, 2, bytesOf('{"op":"put","key":"k","value":"'))],
  ['an end that is the middle too', petition(4, 2, bytesOf('{"op":"put","key":"k","value":"}'))],
  ['what is escaped', petition(4, 2, putBody('k', 'say "v"'))],
  ['no envelope', new Uint8Array(3)],
])('%s is left to others', (_, decree) => {
  expect(words(decree)).toBeNull()
})

test('an empty value is a plain put too', () => {
  const decree = petition(4, 2, putBody('k', ''))
  expect(words(decree)).toBe(json(decree))
})
