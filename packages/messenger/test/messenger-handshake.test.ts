import { birthOf, nameOf } from '@paxon/synod'
import { CLOSE, encodePeerFrame } from '@paxon/wire'
import { ALPHA, ask, BETA, GAMMA, Hall, helloOf, StrangeDoor, urlOf } from './messenger-hall.js'

const OTHER_BIRTH = birthOf('0123456789abcdef')

describe('handshake', () => {
  test('both sides say hello, the one that dialed first, and each is met by the other in both directions', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const beta = hall.priest(BETA)
    alpha.knows(ALPHA, BETA)
    hall.settle()
    expect(alpha.news).toEqual(['met beta out'])
    expect(beta.news).toEqual(['met alpha in'])
    beta.knows(ALPHA, BETA)
    hall.settle()
    expect(alpha.news).toEqual(['met beta out', 'met beta in'])
    expect(beta.news).toEqual(['met alpha in', 'met alpha out'])
    expect(alpha.messenger.connectedNames()).toEqual([BETA])
  })

  test('hello is asked anew for each handshake', () => {
    const hall = new Hall()
    const door = new StrangeDoor(hall, BETA, helloOf(BETA))
    const alpha = hall.priest(ALPHA)
    alpha.knows(BETA)
    hall.settle()
    alpha.hello = helloOf(ALPHA, { batch: 7 })
    door.newest.terminate()
    hall.pass(100)
    expect(door.hellos.map((hello) => hello.batch)).toEqual([0, 7])
  })

  test('the acceptor says no word to one whose hello it does not accept', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    alpha.verdict = { code: CLOSE.WRONG_PARLIAMENT, reason: 'another parliament' }
    const stranger = hall.stranger(ALPHA)
    stranger.greet(helloOf(BETA))
    hall.settle()
    expect(stranger.heard).toEqual([])
    expect(stranger.closed).toEqual(alpha.verdict)
    expect(alpha.news).toEqual([])
    expect(alpha.faults).toEqual([{ peer: BETA, remote: 'stranger', by: 'us', ...alpha.verdict }])
  })

  test('a dialed peer whose hello is not accepted is not met, and both sides know why', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const beta = hall.priest(BETA)
    alpha.verdict = { code: CLOSE.WRONG_PARLIAMENT, reason: 'another law' }
    alpha.knows(BETA)
    hall.settle()
    expect(alpha.news).toEqual(['lost beta'])
    expect(alpha.messenger.isConnected(BETA)).toBe(false)
    expect(alpha.faults).toMatchObject([{ peer: BETA, by: 'us', reason: 'another law' }])
    expect(beta.faults).toMatchObject([
      { peer: ALPHA, by: 'them', code: CLOSE.WRONG_PARLIAMENT, reason: 'another law' },
    ])
  })

  test('no version in common closes the connection, whichever side finds out', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const stranger = hall.stranger(ALPHA)
    stranger.greet(helloOf(BETA, { versions: [2, 3] }))
    hall.settle()
    expect(stranger.closed).toEqual({ code: CLOSE.VERSION, reason: 'speaks versions 2-3, here 1-1' })

    const door = new StrangeDoor(hall, BETA, helloOf(BETA, { versions: [2, 3] }))
    alpha.knows(BETA)
    hall.settle()
    expect(door.closed).toMatchObject([{ code: CLOSE.VERSION }])
    expect(alpha.news).toEqual(['lost beta'])
    expect(alpha.judged).toEqual([])
  })

  test('P18: swapped addresses: a priest that answers at the address of another is not taken for it', () => {
    const hall = new Hall()
    const [alpha, beta, gamma] = [ALPHA, BETA, GAMMA].map((name) => hall.priest(name))
    alpha?.messenger.setAddresses(
      new Map([
        [BETA, urlOf(GAMMA)],
        [GAMMA, urlOf(BETA)],
      ]),
    )
    hall.settle()
    expect(alpha?.messenger.connectedNames()).toEqual([])
    expect(alpha?.faults.map(({ code, reason }) => ({ code, reason }))).toEqual([
      { code: CLOSE.WRONG_PARLIAMENT, reason: 'gamma answers at the address of beta' },
      { code: CLOSE.WRONG_PARLIAMENT, reason: 'beta answers at the address of gamma' },
    ])
    expect([beta?.faults[0]?.by, gamma?.faults[0]?.by]).toEqual(['them', 'them'])
  })

  test('P18: one that calls itself by the name of this priest is refused', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const stranger = hall.stranger(ALPHA)
    stranger.greet(helloOf(ALPHA, { birth: OTHER_BIRTH }))
    hall.settle()
    expect(stranger.closed?.code).toBe(CLOSE.WRONG_PARLIAMENT)
    expect(alpha.judged).toEqual([])
  })

  test('P18: a second process with the name of one that is heard: the priest is told of both, and only its word replaces', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const first = hall.stranger(ALPHA, 'first')
    first.greet(helloOf(BETA))
    hall.settle()
    alpha.verdict = { code: CLOSE.WRONG_PARLIAMENT, reason: 'two are called beta' }
    const second = hall.stranger(ALPHA, 'second')
    second.greet(helloOf(BETA, { birth: OTHER_BIRTH }))
    hall.settle()
    expect(alpha.judged.map(({ hello, heard }) => [hello.birth, heard?.birth])).toEqual([
      [helloOf(BETA).birth, undefined],
      [OTHER_BIRTH, helloOf(BETA).birth],
    ])
    expect(first.closed).toBeNull()
    expect(second.closed).toEqual(alpha.verdict)

    alpha.verdict = null
    const third = hall.stranger(ALPHA, 'third')
    third.greet(helloOf(BETA, { birth: OTHER_BIRTH }))
    hall.settle()
    expect(first.closed?.code).toBe(CLOSE.REPLACED)
    third.connection.send(encodePeerFrame({ messages: [ask(1)], carried: [] }))
    hall.settle()
    expect(alpha.frames.map(({ from }) => from)).toEqual([{ name: BETA, incarnation: 1, birth: OTHER_BIRTH }])
  })

  test('a newer connection of the same priest replaces the older one', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const older = hall.stranger(ALPHA)
    older.greet(helloOf(BETA))
    hall.settle()
    const newer = hall.stranger(ALPHA)
    newer.greet(helloOf(BETA))
    hall.settle()
    older.connection.send(encodePeerFrame({ messages: [ask(1)], carried: [] }))
    newer.connection.send(encodePeerFrame({ messages: [ask(2)], carried: [] }))
    hall.settle()
    expect(older.closed?.code).toBe(CLOSE.REPLACED)
    expect(newer.closed).toBeNull()
    expect(alpha.heard).toEqual([ask(2)])
    expect(alpha.news).toEqual(['met beta in', 'met beta in'])
    expect(alpha.faults).toEqual([])
  })

  test('one that has gone is not heard any more', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const gone = hall.stranger(ALPHA)
    gone.greet(helloOf(BETA))
    hall.settle()
    gone.connection.terminate()
    hall.settle()
    hall.stranger(ALPHA).greet(helloOf(BETA))
    hall.settle()
    expect(alpha.judged.map(({ heard }) => heard)).toEqual([null, null])
  })

  test('nothing reaches the priest before the hello was judged, nor ever of one that was refused', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const frame = encodePeerFrame({ messages: [ask(1)], carried: [] })
    const hasty = hall.stranger(ALPHA, 'hasty')
    hasty.connection.send(frame)
    hasty.greet(helloOf(BETA))
    hasty.connection.send(frame)
    hall.settle()
    alpha.verdict = { code: CLOSE.WRONG_PARLIAMENT, reason: 'no' }
    const refused = hall.stranger(ALPHA, 'refused')
    refused.greet(helloOf(BETA))
    refused.connection.send(frame)
    hall.settle()
    expect(hasty.closed?.code).toBe(CLOSE.BAD_FRAME)
    expect(refused.closed?.code).toBe(CLOSE.WRONG_PARLIAMENT)
    expect(alpha.frames).toEqual([])
    expect(alpha.news).toEqual([])
  })

  test('one that says no hello is closed in time, on either side; one that did stays', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA, { limits: { handshakeMs: 100 } })
    const silent = hall.stranger(ALPHA, 'silent')
    const prompt = hall.stranger(ALPHA, 'prompt')
    prompt.greet(helloOf(GAMMA))
    const mute = new StrangeDoor(hall, BETA, null)
    alpha.knows(BETA)
    hall.pass(99)
    expect([silent.closed, prompt.closed, mute.closed]).toEqual([null, null, []])
    hall.pass(1)
    const late = { code: CLOSE.LATE, reason: 'no hello in 100 ms' }
    expect([silent.closed, prompt.closed, mute.closed]).toEqual([late, null, [late]])
    expect(alpha.news).toEqual(['met gamma in', 'lost beta'])
    expect(alpha.faults.map((fault) => fault.peer)).toEqual([null, BETA])
  })

  test('P32: only so many may keep their hello to themselves; a place is free again when one says it or goes', () => {
    const hall = new Hall()
    hall.priest(ALPHA, { limits: { unprovedMax: 2 } })
    const first = hall.stranger(ALPHA, 'first')
    const second = hall.stranger(ALPHA, 'second')
    expect(hall.stranger(ALPHA, 'third').closed?.code).toBe(CLOSE.OVERLOADED)
    first.greet(helloOf(BETA))
    hall.settle()
    expect(hall.stranger(ALPHA, 'fourth').closed).toBeNull()
    second.connection.terminate()
    hall.settle()
    expect(hall.stranger(ALPHA, 'fifth').closed).toBeNull()
    expect(hall.stranger(ALPHA, 'sixth').closed?.code).toBe(CLOSE.OVERLOADED)
  })

  test('P32: of 128 that have said hello none is sent away, and one more does not come in', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const inside = Array.from({ length: 128 }, (_, i) => {
      const stranger = hall.stranger(ALPHA)
      stranger.greet(helloOf(nameOf(`peer-${i}`)))
      hall.settle()
      return stranger
    })
    expect(() => hall.stranger(ALPHA)).toThrow('nobody lets a stranger in')
    expect(inside.filter(({ closed }) => closed !== null)).toEqual([])
    expect(alpha.judged).toHaveLength(128)
    inside[0]?.connection.terminate()
    hall.settle()
    expect(hall.stranger(ALPHA).closed).toBeNull()
  })
})
