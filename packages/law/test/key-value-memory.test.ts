import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { getQuestion, KeyValueLaw, putBody, readGetAnswer } from '../src/index.js'

const MIB = 1024 * 1024

function heapMib(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed / MIB
}

test('P32: a key holds no memory of the values that it had', () => {
  const law = new KeyValueLaw()
  const keys = Array.from({ length: 64 }, (_, i) => `a key of some length ${i}`)
  const long = 'v'.repeat(MIB - 100)
  for (const [i, key] of keys.entries()) law.apply(putBody(key, long), 2 * i + 1)
  const withLong = heapMib()
  for (const [i, key] of keys.entries()) law.apply(putBody(key, 'short'), 200 + i)
  expect(withLong - heapMib()).toBeGreaterThan(56)
  const answer = readGetAnswer(law.query(getQuestion(keys[63] ?? '')))
  expect(answer).toEqual({ value: 'short', version: 263 })
})
