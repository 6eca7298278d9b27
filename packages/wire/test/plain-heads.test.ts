import fc from 'fast-check'
import { decodeReplies, decodeRequests, encodeReplies, encodeRequests } from '../src/index.js'
import { AnswersReader, plainPetitions } from '../src/plain-heads.js'
import { utf8 } from '../src/utf8.js'
import { joined } from './arbitraries.js'

const LEFT_MS_MAX = 3_600_000
const PARLIAMENT = 'a'.repeat(32)
const BODY = new Uint8Array([1, 2, 3])
const PETITIONS = '[{"type":"petitions","session":7,"acked":0,"left":5000,"ids":[4,51],"seqs":[6,70],"bytes":[1,2]}]'
const ANSWERS = `[{"type":"answers","parliament":"${PARLIAMENT}","by":"alpha","ids":[4,51],"decrees":[60,7],"bytes":[1,2]}]`

function frameOf(words: string): Uint8Array {
  const head = utf8(words)
  const frame = new Uint8Array(4 + head.length + BODY.length)
  new DataView(frame.buffer).setUint32(0, head.length, true)
  frame.set(head, 4)
  frame.set(BODY, 4 + head.length)
  return frame
}

/** What a decoder gives, or why it refuses. */
function of<T>(decode: (frame: Uint8Array) => T, words: string): T | string {
  try {
    return decode(frameOf(words))
  } catch (error) {
    return String(error)
  }
}

/** A space is the same JSON, and is always left to it. */
const byJson = <T>(decode: (frame: Uint8Array) => T, words: string): T | string => of(decode, ` ${words}`)

const bit = fc.constantFrom(
  '0',
  '00',
  '-0',
  '1',
  '9',
  '1e2',
  '.5',
  ',',
  ',,',
  ']',
  '}',
  '"',
  ' ',
  '\\',
  '\u0000',
  'é',
  '1'.repeat(17),
)
/** Words with a part of them left out, doubled, or with something else in its place. */
const twisted = (words: string) =>
  fc
    .tuple(
      fc.nat(words.length),
      fc.nat(3),
      fc.oneof(
        fc.constant(''),
        bit,
        fc.nat(words.length).map((at) => words.slice(at, at + 3)),
      ),
    )
    .map(([at, left, other]) => words.slice(0, at) + other + words.slice(at + left))

test('petitions and answers that are read byte by byte are what JSON and the schema make of them', () => {
  for (const [decode, words] of [
    [decodeRequests, PETITIONS],
    [decodeReplies, ANSWERS],
  ] as const) {
    // What answers begin with is learnt from the first.
    expect(of<unknown>(decode, words)).toHaveLength(2)
    expect(of<unknown>(decode, words)).toEqual(byJson<unknown>(decode, words))
    fc.assert(
      fc.property(twisted(words), (other) => {
        expect(of<unknown>(decode, other)).toEqual(byJson<unknown>(decode, other))
      }),
      { numRuns: 5_000 },
    )
  }
})

test('the plain form is read byte by byte, and no other', () => {
  const reader = new AnswersReader()
  const petitions = (words: string) => plainPetitions(utf8(words), 0, utf8(words).length, LEFT_MS_MAX)
  const answers = (words: string) => reader.read(utf8(words), 0, utf8(words).length)
  expect(petitions(PETITIONS)).toEqual(JSON.parse(PETITIONS)[0])
  expect(answers(ANSWERS)).toBe(null)
  reader.learn(JSON.parse(ANSWERS)[0])
  expect(answers(ANSWERS)).toEqual(JSON.parse(ANSWERS)[0])
  expect(answers(ANSWERS.replace('alpha', 'alphb'))).toBe(null)
  for (const [from, to] of [
    ['7', '0'],
    ['7', '07'],
    ['5000', String(LEFT_MS_MAX + 1)],
    ['[6,70]', '[6]'],
    ['[6,70]', '[6,0]'],
    ['[4,51]', '[]'],
    ['51', '9'.repeat(16)],
    ['[1,2]', '[1,2'],
    [']}]', ']}] '],
  ] as const)
    expect(petitions(PETITIONS.replace(from, to))).toBe(null)
  for (const [from, to] of [
    ['[60,7]', '[60]'],
    ['[1,2]', '[1,2,3]'],
    ['51', '051'],
  ] as const)
    expect(answers(ANSWERS.replace(from, to))).toBe(null)
})

test('one petition and one answer are put into words as many are', () => {
  const whole = fc.oneof(fc.nat(20), fc.maxSafeNat())
  const body = fc.uint8Array({ maxLength: 9 })
  const petition = fc.record({
    type: fc.constant('petition' as const),
    id: whole,
    session: whole.map((n) => Math.max(1, n)),
    seq: whole.map((n) => Math.max(1, n)),
    acked: whole,
    left: fc.nat(LEFT_MS_MAX),
    body,
  })
  fc.assert(
    fc.property(petition, (one) => {
      const frame = joined(encodeRequests([one]))
      expect(decodeRequests(frame)).toEqual([one])
      expect(wordsIn(frame)).toBe(JSON.stringify(JSON.parse(wordsIn(frame))))
      expect(keysIn(wordsIn(frame))).toEqual(keysIn(wordsIn(joined(encodeRequests([one, one])))))
    }),
  )
  const answer = fc.record({
    type: fc.constant('answer' as const),
    id: whole,
    parliament: fc.constant(PARLIAMENT),
    decree: whole,
    by: fc.constantFrom('alpha', 'beta-2') as fc.Arbitrary<never>,
    body,
  })
  fc.assert(
    fc.property(answer, (one) => {
      const frame = joined(encodeReplies([one]))
      expect(decodeReplies(frame)).toEqual([one])
      expect(wordsIn(frame)).toBe(JSON.stringify(JSON.parse(wordsIn(frame))))
      expect(keysIn(wordsIn(frame))).toEqual(keysIn(wordsIn(joined(encodeReplies([one, one])))))
    }),
  )
})

const wordsIn = (frame: Uint8Array): string =>
  new TextDecoder().decode(frame.subarray(4, 4 + new DataView(frame.buffer, frame.byteOffset).getUint32(0, true)))

const keysIn = (words: string): string[] => Object.keys(JSON.parse(words)[0])
