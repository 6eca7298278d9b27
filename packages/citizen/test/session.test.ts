import fc from 'fast-check'
import { Session } from '../src/session.js'

describe('Session', () => {
  test('acked is the largest number up to which all are settled', () => {
    const session = new Session(7)
    for (let i = 0; i < 4; i++) session.takeSeq()
    session.settle(2)
    expect(session.acked).toBe(0)
    session.settle(1)
    expect(session.acked).toBe(2)
    session.settle(4)
    expect(session.acked).toBe(2)
    session.settle(3)
    expect(session.acked).toBe(4)
  })

  test('has room while no more than 1,024 numbers are above acked', () => {
    const session = new Session(7)
    for (let i = 1; i <= 1024; i++) {
      expect(session.hasRoom).toBe(true)
      expect(session.takeSeq()).toBe(i)
    }
    expect(session.hasRoom).toBe(false)
    session.settle(2)
    expect(session.hasRoom).toBe(false)
    session.settle(1)
    expect(session.hasRoom).toBe(true)
  })

  test('settled in any order, acked is what a naive count says', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 0 }), (order) => {
        const session = new Session(1)
        for (let i = 0; i < 8; i++) session.takeSeq()
        const settled = new Set<number>()
        for (const seq of order) {
          session.settle(seq)
          settled.add(seq)
          let naive = 0
          while (settled.has(naive + 1)) naive++
          expect(session.acked).toBe(naive)
        }
      }),
    )
  })
})
