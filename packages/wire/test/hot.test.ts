import fc from 'fast-check'
import { decodeFrame } from '../src/frame.js'
import { hotWords } from '../src/hot.js'
import { decodePeerFrame, decodeReplies, decodeRequests, encodeFrame, encodePeerFrame } from '../src/index.js'
import { joined, message } from './arbitraries.js'

/** What may stand where something else should. */
const odd = fc.oneof(
  fc.constantFrom(
    null,
    true,
    '',
    'alpha',
    'alpha.2',
    'Alpha',
    -1,
    0,
    -0,
    1,
    0.5,
    2 ** 53,
    2 ** 53 - 1,
    1_200_001,
    3_600_001,
  ),
  fc.constantFrom([], [1], [1, 'alpha'], [0, 'alpha'], [1, 'alpha', 2], ['alpha'], new Array(32).fill('alpha'), {}),
  fc.jsonValue(),
)
const BALLOT = [3, 'alpha.2']
const PLAIN = {
  Voted: { type: 'Voted', ballot: BALLOT, from: 1, to: 2 },
  BeginBallot: {
    type: 'BeginBallot',
    ballot: BALLOT,
    quorum: ['alpha', 'beta.2'],
    upTo: 4,
    from: 5,
    lengths: [1, 0, 2],
  },
  Beat: { type: 'Beat', ballot: BALLOT, beat: 1, majority: true, upTo: 2, batch: 3 },
  BeatAnswer: { type: 'BeatAnswer', ballot: BALLOT, beat: 1, stalled: false, heldTo: 2, batch: 3 },
  olives: { type: 'BeginBallot', ballot: BALLOT, quorum: [], upTo: 4, from: 5, olive: 3 },
  petitions: { type: 'petitions', session: 1, acked: 2, left: 3, ids: [4, 5], seqs: [6, 7], bytes: [1, 2] },
  answers: { type: 'answers', parliament: 'a'.repeat(32), by: 'alpha', ids: [4, 5], decrees: [6, 7], bytes: [1, 2] },
}

/** A head with one field changed, left out or added. */
const changed = (head: object) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(head), 'olive', 'later', '__proto__'), fc.option(odd, { nil: undefined }))
    .map(([field, value]) => ({ ...head, [field]: value }))

const BODY = new Uint8Array([1, 2, 3])

/** What a decoder gives, or `refused`. */
function of<T>(decode: (frame: Uint8Array) => T, head: unknown): T | 'refused' {
  try {
    return decode(joined(encodeFrame(head, [BODY])))
  } catch {
    return 'refused'
  }
}

/** A second message, of a kind that is always left to the schema, makes it read the first one too. */
const first = <T>(all: readonly T[] | 'refused'): readonly T[] | 'refused' =>
  all === 'refused' ? all : all.slice(0, 1)

test('a message between priests that is checked by hand is what the schema makes of it', () => {
  const messages = (frame: Uint8Array) => decodePeerFrame(frame).messages
  const check = (head: object) =>
    expect(of(messages, { messages: [head] })).toEqual(
      first(of(messages, { messages: [head, { type: 'PageWanted', after: 1 }] })),
    )
  for (const head of [PLAIN.BeginBallot, PLAIN.olives, PLAIN.Voted, PLAIN.Beat, PLAIN.BeatAnswer])
    fc.assert(
      fc.property(changed(head), (other) => check(other)),
      { examples: [[head]], numRuns: 400 },
    )
  expect(of(messages, { messages: [PLAIN.BeginBallot] })).toHaveLength(1)
})

test('a message between priests that is put into words by hand is what JSON.stringify makes of it', () => {
  let byHand = 0
  fc.assert(
    fc.property(message, (said) => {
      const words = hotWords(said, [])
      if (words === null) return
      byHand += 1
      // Two messages are never put into words by hand.
      const both = joined(encodePeerFrame({ messages: [said, said], carried: [] }))
      expect(decodeFrame(both).head).toEqual({ messages: [JSON.parse(words), JSON.parse(words)] })
      expect(JSON.stringify(JSON.parse(words))).toBe(words)
    }),
    { numRuns: 1_000 },
  )
  expect(byHand).toBeGreaterThan(50)
})

test('a head that is not ASCII has the length of its bytes', () => {
  for (const text of ['', 'plain', 'æ', 'a€b', '🏛️ of Paxos', 'é'.repeat(500)]) {
    const frame = joined(encodeFrame({ text }, [BODY]))
    expect(decodeFrame(frame)).toEqual({ head: { text }, bytes: BODY })
  }
})

test('petitions and answers that are checked by hand are what the schema makes of them', () => {
  const asked = (head: object, ...more: object[]) => of(decodeRequests, [head, ...more])
  const told = (head: object, ...more: object[]) => of(decodeReplies, [head, ...more])
  const error = { type: 'error', id: 1, code: 'OVERLOADED', message: '', outcome: 'none' }
  const but = <T>(all: readonly T[] | 'refused') => (all === 'refused' ? all : all.slice(0, -1))
  fc.assert(
    fc.property(changed(PLAIN.petitions), (head) => {
      expect(asked(head)).toEqual(but(asked(head, { type: 'status', id: 1 })))
    }),
    { numRuns: 400 },
  )
  fc.assert(
    fc.property(changed(PLAIN.answers), (head) => {
      expect(told(head)).toEqual(but(told(head, error)))
    }),
    { numRuns: 400 },
  )
  expect(asked(PLAIN.petitions)).toHaveLength(2)
  expect(told(PLAIN.answers)).toHaveLength(2)
})
