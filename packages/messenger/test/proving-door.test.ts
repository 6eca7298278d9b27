import { encodeProofMessage } from '@paxon/wire'
import fc from 'fast-check'
import { type Mac, nodeMac, UNPROVED_MAX } from '../src/index.js'
import { Comer, Gate, proofOf, SECRET } from './gate.js'

const NONCE = 'ab'.repeat(16)
const ASKED = 'a secret is asked for here: give it, --secret-file FILE'
const WRONG = 'the secret is another one than here: compare the two files'
const NOT_ASKED = 'no secret is asked for here: give this side yours too, --secret-file FILE, or none to both'
const words = Buffer.from('words')

describe('who knows the secret', () => {
  test('is let in at each door, and both hear each other', () => {
    const gate = new Gate()
    for (const door of ['peer', 'citizen', 'god'] as const) {
      const comer = gate.comer(SECRET, door)
      comer.say(words)
      gate.settle()
      expect(gate.inside.at(-1)?.door).toBe(door)
      expect(gate.frames.splice(0)).toEqual([new Uint8Array(words)])
      gate.inside.at(-1)?.connection.send([words])
      gate.settle()
      expect(comer.frames).toEqual([new Uint8Array(words)])
    }
    expect(gate.turnedAway).toEqual([])
    expect(gate.clock.pending).toBe(0)
  })

  test('waits for one round trip more than without a secret', () => {
    const inMs = (secret: string | null) => {
      const gate = new Gate(secret)
      gate.delayMs = 10
      const comer = gate.comer(secret)
      while (comer.connection === null) gate.clock.advance(1)
      return gate.clock.now()
    }
    expect([inMs(null), inMs(SECRET)]).toEqual([20, 40])
  })

  test('is let in though strangers come without end and say nothing, and those inside stay', () => {
    const gate = new Gate()
    const first = gate.comer(SECRET)
    const strangers = Array.from({ length: 3 * UNPROVED_MAX }, () => gate.stranger(NONCE))
    expect(gate.comer(SECRET).connection).not.toBeNull()
    expect(gate.inside.length).toBe(2)
    expect(first.closed).toBeNull()
    // The longest there had to go, the others have their time.
    expect(strangers.map(({ closed }) => closed === null)).toEqual([
      ...Array.from({ length: 2 * UNPROVED_MAX + 1 }, () => false),
      ...Array.from({ length: UNPROVED_MAX - 1 }, () => true),
    ])
  })

  test('is turned away where all places are taken, until one is free', () => {
    const gate = new Gate()
    const comers = [1, 2, 3].map(() => gate.comer(SECRET))
    expect(gate.comer(SECRET).failure).toEqual({
      kind: 'rejected',
      message: 'ws://gate:4700/peer: closed (4005: all places are taken)',
    })
    comers[0]?.connection?.close(1000, '')
    gate.settle()
    expect(gate.comer(SECRET).connection).not.toBeNull()
    expect(gate.turnedAway).toEqual([])
  })
})

describe('who does not', () => {
  test('is told at once that it is another one; so is whoever listens, once a host', () => {
    const gate = new Gate()
    for (let at = 0; at < 3; at++)
      expect(gate.comer('shut sesame, please', 'peer', 'somewhere').failure).toEqual({
        kind: 'unproved',
        message: `ws://gate:4700/peer: ${WRONG}`,
      })
    expect(gate.clock.now()).toBe(0)
    gate.comer('shut sesame, please', 'peer', 'elsewhere')
    expect(gate.turnedAway).toEqual([
      { door: 'peer', remote: 'somewhere', code: 4008, reason: WRONG },
      { door: 'peer', remote: 'elsewhere', code: 4008, reason: WRONG },
    ])
    expect(gate.inside).toEqual([])
  })

  test('is not told of without end, from however many hosts it comes', () => {
    const gate = new Gate()
    const come = () => {
      for (let at = 0; at < 70; at++) gate.comer('shut sesame, please')
      return gate.turnedAway.splice(0).length
    }
    expect([come(), come()]).toEqual([64, 0])
    gate.clock.advance(60_000)
    expect([come(), come()]).toEqual([64, 0])
  })

  test('is told that one is asked for, where it has none', () => {
    const gate = new Gate()
    const comer = gate.comer(null, 'citizen')
    expect(comer.closed).toEqual({ code: 4008, reason: ASKED })
    expect(gate.turnedAway).toMatchObject([{ door: 'citizen', reason: ASKED }])
    expect(gate.inside).toEqual([])
  })

  test('and who has one where none is asked for: both are told', () => {
    const gate = new Gate(null)
    expect(gate.comer(SECRET, 'god').failure).toEqual({
      kind: 'unproved',
      message: `ws://gate:4700/god: ${NOT_ASKED}`,
    })
    expect(gate.turnedAway).toMatchObject([{ door: 'god', code: 4008, reason: NOT_ASKED }])
    expect(gate.inside).toEqual([])
    expect(gate.comer(null).connection).not.toBeNull()
    expect(gate.inside.length).toBe(1)
  })

  test('has 3 s, and one try', () => {
    const gate = new Gate()
    const mute = gate.stranger(NONCE)
    const guesser = gate.stranger(NONCE)
    guesser.prove('00'.repeat(32))
    guesser.prove(proofOf('peer', 'dialler', NONCE, guesser.challenge))
    gate.settle()
    expect(guesser.closed).toEqual({ code: 4008, reason: WRONG })
    gate.clock.advance(2_999)
    expect(mute.closed).toBeNull()
    gate.clock.advance(1)
    expect(mute.closed).toEqual({ code: 4004, reason: 'no proof of the secret in 3000 ms' })
    expect(gate.inside).toEqual([])
    gate.clock.advance(10_000)
    expect(gate.clock.pending).toBe(0)
  })

  test('is ended when it says more than a proof has', () => {
    const gate = new Gate()
    const big = gate.stranger(NONCE)
    big.say(new Uint8Array(1_025))
    gate.settle()
    expect(big.closed).toMatchObject({ code: 1006 })
    expect(gate.clock.pending).toBe(0)
  })

  test('learns nothing to guess by: there is a nonce, and no proof before its own', () => {
    const gate = new Gate()
    const stranger = gate.stranger(NONCE)
    stranger.prove('00'.repeat(32))
    gate.settle()
    expect(stranger.said).toEqual([{ type: 'challenge', nonce: expect.stringMatching(/^[0-9a-f]{32}$/) }])
  })

  test('names a nonce, and a good one', () => {
    const gate = new Gate()
    for (const nonce of ['', 'xy'.repeat(16), NONCE.toUpperCase(), `${NONCE}00`])
      expect(gate.stranger(nonce).closed).toEqual({ code: 4001, reason: 'no nonce' })
  })

  test('no byte of it gets to a door, whatever it says in whatever order', () => {
    fc.assert(
      fc.property(
        fc.option(fc.constant(NONCE), { nil: undefined }),
        fc.constantFrom('peer' as const, 'citizen' as const, 'god' as const),
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 2_000 }),
            fc.constantFrom('challenge', 'proof').map((type) => {
              const message = type === 'proof' ? { type, mac: '00'.repeat(32) } : { type, nonce: NONCE }
              return Buffer.concat(encodeProofMessage(message as never))
            }),
          ),
          { maxLength: 6 },
        ),
        (nonce, door, frames) => {
          const gate = new Gate()
          const stranger = gate.stranger(nonce, door)
          for (const frame of frames) stranger.say(frame)
          gate.clock.advance(5_000)
          expect([gate.inside, gate.frames]).toEqual([[], []])
          expect(stranger.closed).not.toBeNull()
        },
      ),
    )
  })
})

describe('a proof', () => {
  test('of the connection is what opens it', () => {
    const gate = new Gate()
    const stranger = gate.stranger(NONCE)
    stranger.prove(proofOf('peer', 'dialler', NONCE, stranger.challenge))
    gate.settle()
    expect(gate.inside.length).toBe(1)
    expect(stranger.said[1]).toEqual({ type: 'proof', mac: proofOf('peer', 'listener', NONCE, stranger.challenge) })
  })

  test.each([
    ['of another door', (nonce: string) => proofOf('citizen', 'dialler', NONCE, nonce)],
    ['of the other side', (nonce: string) => proofOf('peer', 'listener', NONCE, nonce)],
    ['of another connection', () => proofOf('peer', 'dialler', NONCE, 'cd'.repeat(16))],
    ['with the nonces exchanged', (nonce: string) => proofOf('peer', 'dialler', nonce, NONCE)],
    ['with another nonce of its own', (nonce: string) => proofOf('peer', 'dialler', 'cd'.repeat(16), nonce)],
  ])('%s opens nothing', (_what, proof) => {
    const gate = new Gate()
    const stranger = gate.stranger(NONCE)
    stranger.prove(proof(stranger.challenge))
    gate.settle()
    expect(stranger.closed).toEqual({ code: 4008, reason: WRONG })
    expect(gate.inside).toEqual([])
  })

  test('that was heard once opens nothing again', () => {
    const gate = new Gate()
    const first = gate.stranger(NONCE)
    const proof = proofOf('peer', 'dialler', NONCE, first.challenge)
    first.prove(proof)
    gate.settle()
    const second = gate.stranger(NONCE)
    second.prove(proof)
    gate.settle()
    expect(second.closed).toEqual({ code: 4008, reason: WRONG })
    expect(gate.inside.length).toBe(1)
  })
})

describe('somebody dialled who does not know the secret', () => {
  test('gets no connection by throwing back what it is sent', () => {
    const gate = new Gate()
    gate.impostor('mirror', (connection, said) => {
      if (said === null) connection.send(encodeProofMessage({ type: 'challenge', nonce: connection.nonce ?? '' }))
      else connection.send(encodeProofMessage(said))
    })
    const comer = gate.dials('mirror', SECRET)
    gate.settle()
    expect(comer.connection).toBeNull()
    expect(comer.failure).toEqual({
      kind: 'unproved',
      message: 'ws://mirror:4700/peer: you do not know the secret that you ask for',
    })
  })

  test('gets none by leaving out a step, or by saying nothing', () => {
    const gate = new Gate()
    gate.impostor('hasty', (connection, said) => {
      if (said === null) connection.send(encodeProofMessage({ type: 'proof', mac: '00'.repeat(32) }))
    })
    expect(gate.dials('hasty', SECRET).failure?.message).toContain('4001: proof comes out of turn')
    gate.impostor('rude', (connection, said) => {
      if (said === null) connection.send([words])
    })
    expect(gate.dials('rude', SECRET).failure).toMatchObject({ kind: 'rejected' })
    gate.impostor('mute', () => {})
    const comer = gate.dials('mute', SECRET)
    gate.clock.advance(1_000)
    expect(comer.failure).toEqual({
      kind: 'unreachable',
      message: 'ws://mute:4700/peer: closed (4004: no proof in 1000 ms)',
    })
  })

  test('what comes behind a proof that takes time to check, and an end, come in order once it has been checked', () => {
    const gate = new Gate()
    const checks: (() => void)[] = []
    const slow: Mac = (key, bytes, done) => {
      checks.push(() => nodeMac(key, bytes, done))
    }
    const comer = new Comer()
    gate.impostor('hasty', (connection, said) => {
      const nonce = 'cd'.repeat(16)
      if (said === null) connection.send(encodeProofMessage({ type: 'challenge', nonce }))
      else {
        const mac = proofOf('peer', 'listener', connection.nonce ?? '', nonce)
        connection.send(encodeProofMessage({ type: 'proof', mac }))
        connection.send([words])
        connection.close(4006, 'absent')
      }
    })
    const network = gate.network('slow', SECRET, slow)
    network.dial({ url: 'ws://hasty:4700', door: 'peer', timeoutMs: 1_000, maxFrameBytes: 1_000 }, comer.done)
    for (let at = 0; at < 5; at++) {
      gate.settle()
      // Until the last of the three is done: the door's key, its own proof, the listener's.
      if (checks.length > 0) expect([comer.connection, comer.failure]).toEqual([null, null])
      checks.shift()?.()
    }
    expect(comer.failure).toBeNull()
    expect(comer.frames).toEqual([new Uint8Array(words)])
    expect(comer.closed).toEqual({ code: 4006, reason: 'absent' })
    expect(gate.clock.pending).toBe(0)
  })

  test('is told nothing after the dial was given up', () => {
    const gate = new Gate()
    const heard: unknown[] = []
    gate.impostor('mute', (_connection, said) => {
      if (said !== null) heard.push(said)
    })
    const done = jest.fn()
    const dial = { url: 'ws://mute:4700', door: 'peer' as const, timeoutMs: 1_000, maxFrameBytes: 1_000 }
    const giveUp = gate.network('comer', SECRET).dial(dial, done)
    gate.settle()
    giveUp()
    gate.clock.advance(5_000)
    expect(done).not.toHaveBeenCalled()
    expect(heard).toEqual([])
    expect(gate.clock.pending).toBe(0)
  })
})
