import fc from 'fast-check'
import { type Answered, Answers } from '../src/answers.js'

const answer = (number: number): Answered => ({ kind: 'answered', number, bytes: new Uint8Array(0) })
const step = fc.oneof(
  fc.record({ do: fc.constant('answer' as const), ahead: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.nat(5000)) }),
  fc.record({ do: fc.constant('acknowledge' as const), ahead: fc.oneof(fc.nat(20), fc.nat(3000)) }),
)

test('keeps what a Map would keep, near and far ahead of what is acknowledged', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const answers = new Answers()
      const model = new Map<number, Answered>()
      let acked = 0
      for (const [i, { do: what, ahead }] of steps.entries()) {
        const seq = acked + ahead
        if (what === 'acknowledge') {
          acked = seq
          answers.acknowledge(seq)
          for (const old of [...model.keys()]) if (old <= acked) model.delete(old)
        } else if (ahead > 0 && !model.has(seq)) {
          model.set(seq, answer(i))
          answers.set(seq, answer(i))
        }
        expect(answers.acked).toBe(acked)
        expect(answers.size).toBe(model.size)
        expect(answers.bytes).toBe(256 * model.size)
        expect(answers.entries()).toEqual([...model].sort(([a], [b]) => a - b))
        for (const near of [acked + 1, seq + 1, ...model.keys()]) expect(answers.get(near)).toEqual(model.get(near))
      }
    }),
  )
})

test('what is acknowledged late changes nothing', () => {
  const answers = new Answers()
  answers.set(7, answer(1))
  answers.acknowledge(5)
  answers.acknowledge(3)
  expect(answers.acked).toBe(5)
  expect(answers.get(7)).toEqual(answer(1))
})

test('a citizen may acknowledge the largest number there is', () => {
  const answers = new Answers()
  answers.set(2, answer(1))
  answers.set(5000, answer(2))
  answers.acknowledge(2 ** 53 - 2)
  answers.set(2 ** 53 - 1, answer(3))
  expect(answers.entries()).toEqual([[2 ** 53 - 1, answer(3)]])
  answers.acknowledge(2 ** 53 - 1)
  expect(answers.entries()).toEqual([])
})
