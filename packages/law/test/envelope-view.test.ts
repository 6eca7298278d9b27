import fc from 'fast-check'
import {
  casBody,
  decreeJson,
  decreeJsonWords,
  decreeText,
  deleteBody,
  encodeEnvelope,
  getQuestion,
  KeyValueLaw,
  putBody,
} from '../src/index.js'
import { bytesOf, inquiry, OLIVE_DAY, opening, petition } from './helpers.js'

const json = (decree: Uint8Array, law = 'key-value') => JSON.stringify(decreeJson(decree, law))

test.each([
  ['put', putBody('k', 'v'), '{"op":"put","key":"k","value":"v"}', 'put k v'],
  ['delete', deleteBody('k'), '{"op":"delete","key":"k"}', 'delete k'],
  ['cas if', casBody('k', { if: 'a', to: 'b' }), '{"op":"cas","key":"k","to":"b","if":"a"}', 'cas k b'],
  [
    'cas ifVersion',
    casBody('k', { ifVersion: 3, to: 'b' }),
    '{"op":"cas","key":"k","to":"b","ifVersion":3}',
    'cas k b',
  ],
  [
    'cas ifAbsent',
    casBody('k', { ifAbsent: true, to: 'b' }),
    '{"op":"cas","key":"k","to":"b","ifAbsent":true}',
    'cas k b',
  ],
  ['a body that the law refuses', bytesOf('?'), '{"b64":"Pw=="}', 'b64 Pw=='],
])('a petition: %s', (_, body, bodyJson, text) => {
  const decree = petition(4, 2, body, { acked: 1, time: 99 })
  expect(json(decree)).toBe(`{"session":4,"seq":2,"acked":1,"time":99,"body":${bodyJson}}`)
  expect(decreeText(decree, 'key-value')).toBe(text)
})

test.each([
  ['session', opening(7), '{"op":"session"}', 'session'],
  ['inquire', inquiry(getQuestion('k'), 7), '{"op":"inquire","key":"k"}', 'inquire k'],
  ['a question that the law refuses', inquiry(bytesOf('?'), 7), '{"op":"inquire","b64":"Pw=="}', 'inquire b64 Pw=='],
])('what needs no session: %s', (_, decree, bodyJson, text) => {
  expect(json(decree)).toBe(`{"session":null,"seq":null,"acked":null,"time":7,"body":${bodyJson}}`)
  expect(decreeText(decree, 'key-value')).toBe(text)
})

test('an olive-day is null', () => {
  expect(decreeJson(OLIVE_DAY, 'key-value')).toBeNull()
  expect(decreeText(OLIVE_DAY, 'key-value')).toBe('olive-day')
})

test('the bodies of another law are base64, even if they could be read', () => {
  const decree = petition(4, 2, putBody('k', 'v'))
  const b64 = Buffer.from(putBody('k', 'v')).toString('base64')
  expect(json(decree, 'mine')).toBe(`{"session":4,"seq":2,"acked":0,"time":0,"body":{"b64":"${b64}"}}`)
  expect(decreeText(decree, 'mine')).toBe(`b64 ${b64}`)
  const question = Buffer.from(getQuestion('k')).toString('base64')
  expect(json(inquiry(getQuestion('k')), 'mine')).toContain(`{"op":"inquire","b64":"${question}"}`)
  expect(decreeText(inquiry(getQuestion('k')), 'mine')).toBe(`inquire b64 ${question}`)
  expect(decreeText(opening(), 'mine')).toBe('session')
})

test('any bytes can be shown; what is no envelope as base64 of all of it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes) => {
      bytes[0] = 0
      const b64 = Buffer.from(bytes).toString('base64')
      expect(decreeJson(bytes, 'key-value')).toEqual({ b64 })
      expect(decreeText(bytes, 'key-value')).toBe(`b64 ${b64}`)
    }),
  )
})

test('the words of a decree are its JSON, with or without a parser', () => {
  const of = (body: Uint8Array) => encodeEnvelope({ kind: 'decree', session: 3, seq: 2, acked: 1, time: 9, body })
  const bodies = ['put k v', 'put k "v"', 'put é 𝄞'].map((text) => {
    const [, key = '', value = ''] = text.split(' ')
    return putBody(key, value)
  })
  const odd = ['{"op":"put","key":"","value":"v"}', '{"op":"put","key":"k","value":"v","x":1}', 'no JSON', '\ud800']
  for (const decree of [
    ...[...bodies, ...odd.map((text) => new TextEncoder().encode(text)), deleteBody('k')].map(of),
    encodeEnvelope({ kind: 'session', time: 1 }),
    new Uint8Array(0),
    new Uint8Array(3),
  ])
    for (const law of [KeyValueLaw.NAME, 'other'])
      expect(decreeJsonWords(decree, law)).toBe(JSON.stringify(decreeJson(decree, law)))
})
