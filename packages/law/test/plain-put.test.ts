import fc from 'fast-check'
import { deleteBody, putBody } from '../src/index.js'
import { readOperation } from '../src/key-value-forms.js'
import { plainKeyEnd, readPlainPut } from '../src/plain-put.js'
import { bytesOf } from './helpers.js'

const text = fc.string({
  unit: fc.oneof(fc.constantFrom(...'az09 _"\\\n\u007fé😀'), fc.string({ maxLength: 1 })),
  maxLength: 90,
})

test('a put is the same bytes and says the same, plain or not', () => {
  fc.assert(
    fc.property(text, text, fc.nat(700), (key, value, longer) => {
      fc.pre(key.length > 0)
      const put = { op: 'put', key, value: value + 'v'.repeat(longer) }
      const body = putBody(put.key, put.value)
      expect(Buffer.from(body).toString()).toBe(JSON.stringify(put))
      expect(readOperation(body)).toEqual(JSON.parse(JSON.stringify(put)))
    }),
  )
})

test('wherever a byte stands in a body, it is read as JSON has it', () => {
  const whole = bytesOf('{"op":"put","key":"key","value":"a value"}')
  for (let place = 0; place < whole.length; place++) {
    for (let byte = 0; byte < 256; byte++) {
      const body = whole.slice()
      body[place] = byte
      const put = readPlainPut(body)
      if (put !== null) expect([place, byte, put]).toEqual([place, byte, JSON.parse(Buffer.from(body).toString())])
    }
  }
})

test('bodies made one after the other do not touch each other', () => {
  const bodies = Array.from({ length: 500 }, (_, i) => putBody(`key-${i}`, `${i}`.repeat(1 + (i % 60))))
  // One that is given up half way leaves nothing behind either.
  putBody('k', `${'v'.repeat(60)}é`)
  expect(bodies.map((body) => readOperation(body))).toEqual(
    bodies.map((_, i) => ({ op: 'put', key: `key-${i}`, value: `${i}`.repeat(1 + (i % 60)) })),
  )
})

test.each([
  ['a delete', deleteBody('k')],
  ['an empty key', bytesOf('{"op":"put","key":"","value":"v"}')],
  ['a long key', bytesOf(`{"op":"put","key":"${'k'.repeat(1_025)}","value":"v"}`)],
  ['what follows', bytesOf('{"op":"put","key":"k","value":"v"} ')],
  ['an end that is the middle too', bytesOf('{"op":"put","key":"k","value":"}')],
  ['no bytes', new Uint8Array(0)],
])('%s is left to the parser', (_, body) => {
  expect(readPlainPut(body)).toBeNull()
})

test('the key of a body that stands behind something else', () => {
  const bytes = bytesOf('head{"op":"put","key":"key","value":"v"}')
  expect(plainKeyEnd(bytes, 4)).toBe('head{"op":"put","key":"key'.length)
})

test.each([
  [undefined, 'v'],
  ['k', undefined],
  ['k', 7],
  [{ length: 1 }, 'v'],
  ['', 'v'],
])('key %p with value %p is no body', (key, value) => {
  expect(() => putBody(key as string, value as string)).toThrow(RangeError)
})
