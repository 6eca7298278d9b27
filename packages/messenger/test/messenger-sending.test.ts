import type { Message } from '@paxon/synod'
import { CLOSE, encodePeerFrame, MESSAGES_MAX } from '@paxon/wire'
import { NETWORK_CLOSE } from '../src/index.js'
import { ALPHA, ask, BETA, GAMMA, Hall, helloOf, page, StrangeDoor } from './messenger-hall.js'

const MIB = 1024 * 1024

describe('sending', () => {
  test('what a turn gathers for a peer is one frame, in order, and comes from the identity that said hello', () => {
    const hall = new Hall()
    const [alpha, beta] = hall.met(ALPHA, BETA)
    alpha?.messenger.send(BETA, ask(1))
    alpha?.messenger.send(BETA, page(7, 100))
    alpha?.messenger.carry(BETA, new Uint8Array([1, 2, 3]))
    alpha?.messenger.send(BETA, ask(2))
    hall.settle()
    expect(beta?.frames).toEqual([])
    alpha?.messenger.flush()
    alpha?.messenger.flush()
    hall.settle()
    expect(beta?.frames).toEqual([
      {
        from: { name: ALPHA, incarnation: 1, birth: helloOf(ALPHA).birth },
        frame: { messages: [ask(1), page(7, 100), ask(2)], carried: [new Uint8Array([1, 2, 3])] },
      },
    ])
  })

  test('frames arrive in the order in which they were flushed, each way', () => {
    const hall = new Hall()
    const [alpha, beta] = hall.met(ALPHA, BETA)
    for (let round = 1; round <= 100; round++) {
      alpha?.say(BETA, ask(round))
      beta?.say(ALPHA, ask(1000 + round))
    }
    hall.settle()
    expect(beta?.heard).toEqual(Array.from({ length: 100 }, (_, i) => ask(i + 1)))
    expect(alpha?.heard).toEqual(Array.from({ length: 100 }, (_, i) => ask(i + 1001)))
  })

  test('what several peers are told alike is encoded once, what differs is not', () => {
    const hall = new Hall()
    const delta = BETA.replace('beta', 'delta') as typeof BETA
    const [alpha] = hall.met(ALPHA, BETA, GAMMA, delta)
    const same = page(1, 1000)
    for (const name of [BETA, GAMMA, delta]) alpha?.messenger.send(name, same)
    alpha?.messenger.send(delta, ask(1))
    alpha?.messenger.flush()
    const [first, second, third] = alpha?.sent.map(({ parts }) => parts) ?? []
    expect(first).toBe(second)
    expect(third).not.toBe(first)

    alpha?.say(BETA, same)
    const again = alpha?.sent.at(-1)?.parts
    expect(again).not.toBe(first)
    expect(again).toEqual(first)
  })

  test('messages that are equal but not the same are not taken for each other', () => {
    const hall = new Hall()
    const [alpha, beta, gamma] = hall.met(ALPHA, BETA, GAMMA)
    alpha?.messenger.send(BETA, ask(1))
    alpha?.messenger.send(GAMMA, ask(2))
    alpha?.messenger.flush()
    const same = ask(3)
    for (const name of [BETA, GAMMA]) alpha?.messenger.send(name, same)
    alpha?.messenger.carry(BETA, new Uint8Array([1]))
    alpha?.messenger.carry(GAMMA, new Uint8Array([2]))
    alpha?.messenger.flush()
    hall.settle()
    expect(beta?.heard).toEqual([ask(1), ask(3)])
    expect(gamma?.heard).toEqual([ask(2), ask(3)])
    expect(beta?.frames[1]?.frame.carried).toEqual([new Uint8Array([1])])
    expect(gamma?.frames[1]?.frame.carried).toEqual([new Uint8Array([2])])
  })

  test('what is said to a peer that is not connected, or was lost before the flush, is dropped and counted', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    alpha.say(BETA, ask(1))
    alpha.knows(BETA)
    alpha.say(BETA, ask(2))
    alpha.messenger.carry(BETA, new Uint8Array([1]))
    hall.settle()
    expect(alpha.dropped.unconnected).toBe(3)

    const beta = hall.priest(BETA)
    hall.pass(1_000)
    alpha.messenger.send(BETA, ask(4))
    beta.network.kill()
    hall.settle()
    alpha.messenger.flush()
    beta.listen()
    hall.pass(1_000)
    alpha.say(BETA, ask(5))
    hall.settle()
    expect(alpha.dropped.unconnected).toBe(4)
    expect(beta.heard).toEqual([ask(5)])
  })

  test('what is heard needs no connection the other way', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const beta = hall.priest(BETA)
    alpha.knows(BETA)
    hall.settle()
    alpha.say(BETA, ask(1))
    beta.say(ALPHA, ask(2))
    hall.settle()
    expect(beta.heard).toEqual([ask(1)])
    expect(alpha.heard).toEqual([])
    expect(beta.messenger.isConnected(ALPHA)).toBe(false)
  })

  test('P33: more messages than a frame may hold are several frames', () => {
    const hall = new Hall()
    const [alpha, beta] = hall.met(ALPHA, BETA)
    const many: Message[] = Array.from({ length: MESSAGES_MAX + 5 }, (_, i) => ask(i + 1))
    alpha?.say(BETA, ...many)
    hall.settle()
    expect(beta?.frames.length).toBeGreaterThan(1)
    expect(beta?.heard).toEqual(many)
    expect(beta?.faults).toEqual([])
  })

  test('P33: a message that no frame could hold is dropped and reported, and the connection goes on', () => {
    const hall = new Hall()
    const [alpha, beta] = hall.met(ALPHA, BETA)
    alpha?.messenger.carry(BETA, new Uint8Array(9 * MIB))
    alpha?.say(BETA, page(1, 9 * MIB), ask(1))
    hall.settle()
    expect(beta?.frames.map(({ frame }) => frame)).toEqual([{ messages: [ask(1)], carried: [] }])
    expect(alpha?.dropped).toEqual({ unconnected: 0, overloaded: 0, tooLarge: 2 })
    expect(alpha?.faults.map(({ peer, code, by }) => ({ peer, code, by }))).toEqual([
      { peer: BETA, code: NETWORK_CLOSE.TOO_LARGE, by: 'us' },
      { peer: BETA, code: NETWORK_CLOSE.TOO_LARGE, by: 'us' },
    ])
  })

  test('a frame that cannot be read ends that connection, with a reason and a count, and no other', () => {
    const hall = new Hall()
    const [alpha, beta] = hall.met(ALPHA, BETA)
    const bad = hall.stranger(ALPHA)
    bad.greet(helloOf(GAMMA))
    hall.settle()
    bad.connection.send([new Uint8Array([9, 9, 9, 9, 9])])
    bad.connection.send(encodePeerFrame({ messages: [ask(1)], carried: [] }))
    hall.settle()
    expect(bad.closed).toEqual({ code: CLOSE.BAD_FRAME, reason: 'the head is longer than the frame' })
    expect(alpha?.faults).toEqual([
      { peer: GAMMA, remote: 'stranger', by: 'us', code: CLOSE.BAD_FRAME, reason: 'the head is longer than the frame' },
    ])
    expect(alpha?.frames).toEqual([])
    beta?.say(ALPHA, ask(2))
    hall.settle()
    expect(alpha?.heard).toEqual([ask(2)])
    expect(alpha?.messenger.isConnected(BETA)).toBe(true)
  })

  test('one whose frame could not be read may come back', () => {
    const hall = new Hall()
    const [alpha] = hall.met(ALPHA, BETA)
    const bad = hall.stranger(ALPHA)
    bad.greet(helloOf(GAMMA))
    bad.connection.send([new Uint8Array(3)])
    hall.settle()
    const better = hall.stranger(ALPHA)
    better.greet(helloOf(GAMMA))
    better.connection.send(encodePeerFrame({ messages: [ask(1)], carried: [] }))
    hall.settle()
    expect(alpha?.heard).toEqual([ask(1)])
    expect(alpha?.judged.map(({ heard }) => heard)).toEqual([null, null])
  })

  test('one that is dialed may say hello and no more', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const door = new StrangeDoor(hall, BETA, helloOf(BETA))
    alpha.knows(BETA)
    hall.settle()
    door.newest.send(encodePeerFrame({ messages: [ask(1)], carried: [] }))
    hall.settle()
    expect(door.closed).toMatchObject([{ code: CLOSE.BAD_FRAME }])
    expect(alpha.news).toEqual(['met beta out', 'lost beta'])
    expect(alpha.frames).toEqual([])
  })
})
