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
  const before = heapMib()
  const keys = Array.from({ length: 64 }, (_, i) => `a key of some length ${i}`)
  const long = 'v'.repeat(MIB - 100)
  for (const [i, key] of keys.entries()) law.apply(putBody(key, long), 2 * i + 1)
  expect(heapMib() - before).toBeGreaterThan(60)
  for (const [i, key] of keys.entries()) law.apply(putBody(key, 'short'), 200 + i)
  expect(heapMib() - before).toBeLessThan(8)
  const answer = readGetAnswer(law.query(getQuestion(keys[63] ?? '')))
  expect(answer).toEqual({ value: 'short', version: 263 })
})
