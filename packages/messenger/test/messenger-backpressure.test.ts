import { CLOSE } from '@paxon/wire'
import { MESSENGER_LIMITS, type MessengerLimits } from '../src/index.js'
import { ALPHA, ask, BETA, GAMMA, Hall, page } from './messenger-hall.js'

const KIB = 1024
const MIB = 1024 * KIB

/** Alpha speaks to a beta that it can still reach, until it is cut off. */
function speaker(limits: Partial<MessengerLimits> = {}) {
  const hall = new Hall()
  const alpha = hall.priest(ALPHA, { limits })
  const beta = hall.priest(BETA)
  alpha.knows(BETA)
  hall.settle()
  alpha.forget()
  return { hall, alpha, beta, buffered: () => alpha.messenger.bufferedBytes(BETA) }
}

describe('backpressure', () => {
  test('P32: to a peer that takes nothing no more decrees are said than the limit; the rest is dropped and counted', () => {
    const { hall, alpha, buffered } = speaker()
    hall.hub.cut(ALPHA, BETA)
    for (let number = 1; number <= 100; number++) {
      alpha.messenger.carry(BETA, new Uint8Array(100 * KIB))
      alpha.say(BETA, page(number, 400 * KIB))
    }
    expect(buffered()).toBeLessThanOrEqual(8 * MIB)
    expect(buffered()).toBeGreaterThan(7 * MIB)
    expect(alpha.dropped.overloaded).toBeGreaterThan(150)
    expect(alpha.messenger.isConnected(BETA)).toBe(true)
  })

  test('P32: the limit holds within one flush too', () => {
    const { hall, alpha, buffered } = speaker()
    hall.hub.cut(ALPHA, BETA)
    alpha.say(BETA, ...Array.from({ length: 20 }, (_, i) => page(i + 1, MIB)))
    expect(buffered()).toBeLessThanOrEqual(8 * MIB)
    expect(alpha.dropped.overloaded).toBe(13)
  })

  test('a flush of which nothing is left is no frame', () => {
    const { hall, alpha } = speaker()
    hall.hub.cut(ALPHA, BETA)
    for (let number = 1; number <= 10; number++) alpha.say(BETA, page(number, MIB))
    expect(alpha.sent.length).toBe(7)
  })

  test('P20: small messages still pass where decrees are held back, and decrees again once the peer has taken some', () => {
    const { hall, alpha, beta, buffered } = speaker()
    hall.hub.cut(ALPHA, BETA)
    for (let number = 1; number <= 8; number++) alpha.say(BETA, page(number, MIB))
    const before = buffered()
    alpha.say(BETA, page(9, MIB), ask(1), page(10, MIB))
    expect(buffered()).toBeGreaterThan(before)
    hall.hub.mend(ALPHA, BETA)
    hall.settle()
    alpha.say(BETA, page(11, MIB))
    hall.settle()
    expect(beta.heard.map((message) => (message.type === 'Page' ? message.from : message.type))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 'Ask', 11],
    ])
  })

  test('P32: beyond the second limit the peer counts as dead: its connection is terminated, and dialed again', () => {
    const { hall, alpha, beta, buffered } = speaker()
    hall.hub.cut(ALPHA, BETA)
    for (let number = 1; number <= 100; number++) alpha.say(BETA, page(number, MIB / 4))
    let most = 0
    for (let round = 1; round < 1_000 && alpha.messenger.isConnected(BETA); round++) {
      alpha.say(BETA, ...Array.from({ length: 100 }, () => ask(round)))
      most = Math.max(most, buffered())
    }
    expect(most).toBeGreaterThan(8 * MIB)
    expect(most).toBeLessThanOrEqual(9 * MIB)
    expect(alpha.faults).toMatchObject([{ peer: BETA, by: 'us', code: CLOSE.OVERLOADED }])
    expect(alpha.news).toEqual([])
    hall.settle()
    expect(alpha.news).toEqual(['lost beta'])
    hall.hub.mend(ALPHA, BETA)
    hall.pass(2_000)
    alpha.say(BETA, ask(1))
    hall.settle()
    expect(alpha.news).toEqual(['lost beta', 'met beta out'])
    expect(beta.heard.at(-1)).toEqual(ask(1))
  })

  test('a peer that takes nothing for 10 s is given up', () => {
    const { hall, alpha } = speaker()
    hall.hub.cut(ALPHA, BETA)
    for (let beat = 1; beat < 200; beat++) {
      alpha.say(BETA, ask(beat))
      hall.pass(50)
    }
    expect(alpha.messenger.isConnected(BETA)).toBe(true)
    hall.pass(100)
    expect(alpha.messenger.isConnected(BETA)).toBe(false)
    expect(alpha.faults).toMatchObject([{ peer: BETA, by: 'us', code: CLOSE.OVERLOADED }])
    expect(alpha.news[0]).toBe('lost beta')
  })

  test('P20: a peer that takes little is not given up, though something is buffered all the time', () => {
    const { hall, alpha } = speaker()
    for (let round = 1; round < 20; round++) {
      hall.hub.cut(ALPHA, BETA)
      alpha.say(BETA, page(round, 10 * KIB))
      hall.pass(4_000)
      hall.hub.mend(ALPHA, BETA)
      hall.settle()
    }
    expect(alpha.news).toEqual([])
    expect(alpha.faults).toEqual([])
  })

  test('a peer with nothing buffered may be silent for ever, and no timer runs for it', () => {
    const { hall, alpha } = speaker()
    alpha.say(BETA, ask(1))
    hall.pass(60_000)
    expect(alpha.messenger.isConnected(BETA)).toBe(true)
    expect(hall.clock.pending).toBe(0)
  })

  test('one slow peer takes nothing from the others', () => {
    const hall = new Hall()
    const [alpha, , gamma] = hall.met(ALPHA, BETA, GAMMA)
    hall.hub.cut(ALPHA, BETA)
    for (let number = 1; number <= 20; number++) {
      const same = page(number, MIB)
      alpha?.messenger.send(BETA, same)
      alpha?.messenger.send(GAMMA, same)
      alpha?.messenger.flush()
      hall.settle()
    }
    expect(gamma?.heard.length).toBe(20)
    expect(alpha?.dropped.overloaded).toBe(13)
  })

  test('limits that contradict each other are refused', () => {
    const make = (limits: Partial<MessengerLimits>) => () => new Hall().priest(ALPHA, { limits })
    expect(make({ bufferedBytesMax: MIB })).toThrow(RangeError)
    expect(make({ decreesBufferedBytesMax: 17 * MIB, bufferedBytesMax: 20 * MIB })).toThrow(RangeError)
    expect(make({ pauseMaxMs: 1 })).toThrow(RangeError)
    expect(make(MESSENGER_LIMITS)).not.toThrow()
  })
})
