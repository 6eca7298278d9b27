import fc from 'fast-check'
import {
  BadFrame,
  decodeGodMessage,
  decodeHello,
  decodePeerFrame,
  decodeProofMessage,
  decodeReplies,
  decodeRequests,
  encodeFrame,
  encodeGodMessage,
  encodeHello,
  encodePeerFrame,
  encodeProofMessage,
  encodeReplies,
  encodeRequests,
} from '../src/index.js'
import { godMessage, joined, peerFrame, peerHello, proofMessage, reply, request } from './arbitraries.js'

const DOORS = {
  hello: decodeHello,
  peer: decodePeerFrame,
  requests: decodeRequests,
  replies: decodeReplies,
  god: decodeGodMessage,
  proof: decodeProofMessage,
} as const

/** Every door takes the frame or throws BadFrame; anything else thrown fails the test. */
function isBoundedBy(frame: Uint8Array): void {
  for (const decode of Object.values(DOORS)) {
    try {
      decode(frame)
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error
      expect(error.message).not.toBe('')
    }
  }
}

const frameOf = (head: unknown, ...bytes: Uint8Array[]): Uint8Array => joined(encodeFrame(head, bytes))
const withHead = (json: string, behind: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const head = new TextEncoder().encode(json)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, head.length, true)
  return joined([length, head, behind])
}

const whole = fc.oneof(
  peerFrame.map((frame) => joined(encodePeerFrame(frame))),
  peerHello.map((hello) => joined(encodeHello(hello))),
  request.map((asked) => joined(encodeRequests([asked]))),
  reply.map((told) => joined(encodeReplies([told]))),
  godMessage.map((said) => joined(encodeGodMessage(said))),
  proofMessage.map((said) => joined(encodeProofMessage(said))),
)

test('any bytes are decoded or are a bad frame', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isBoundedBy), { numRuns: 300 })
})

test('any JSON as a head is decoded or is a bad frame', () => {
  const head = fc.oneof(
    fc.json({ maxDepth: 5 }),
    fc.jsonValue().map((value) => JSON.stringify([value])),
  )
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 20 }), (json, behind) => isBoundedBy(withHead(json, behind))),
    { numRuns: 300 },
  )
})

test('frames with a byte changed, cut or longer are decoded or are bad frames', () => {
  fc.assert(
    fc.property(
      whole,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.uint8Array({ maxLength: 9 }),
      (frame, at, bits, more) => {
        const place = at % frame.length
        isBoundedBy(frame.map((byte, index) => (index === place ? byte ^ bits : byte)))
        isBoundedBy(frame.subarray(0, place))
        isBoundedBy(joined([frame, more]))
      },
    ),
    { numRuns: 300 },
  )
})

/** Values that have broken readers of JSON before. */
const WORD = JSON.stringify('word')
const ODD = [
  '-1',
  '0.5',
  '1e999',
  '-0',
  String(2 ** 53),
  '1e300',
  'null',
  'true',
  WORD,
  '{}',
  '[]',
  '[[[]]]',
  '"__proto__"',
]

test('P33: frames with any one value put in the place of another are decoded or are bad frames', () => {
  fc.assert(
    fc.property(whole, fc.nat(), fc.constantFrom(...ODD), (frame, at, odd) => {
      const headEnd = 4 + new DataView(frame.buffer, frame.byteOffset).getUint32(0, true)
      const json = new TextDecoder().decode(frame.subarray(4, headEnd))
      const values = [...json.matchAll(/(?<=[:[,])(?:-?\d+|"[^"\\]*"|true|false|null)(?=[\]},])/g)]
      const value = values[at % Math.max(1, values.length)]
      if (value?.index === undefined) return
      const mended = json.slice(0, value.index) + odd + json.slice(value.index + value[0].length)
      isBoundedBy(withHead(mended, frame.subarray(headEnd)))
    }),
    { numRuns: 500 },
  )
})

test('deep nesting is a bad frame', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"messages":', '}'],
    ['{"x":[', ']}'],
  ] as const) {
    const depth = 100_000
    isBoundedBy(withHead(open.repeat(depth) + close.repeat(depth)))
    isBoundedBy(withHead(open.repeat(depth)))
    isBoundedBy(withHead(`{"messages":[],"later":${open.repeat(depth)}1${close.repeat(depth)}}`))
  }
})

test('P33: numbers that are not whole or reach 2^53 are refused', () => {
  const voted = (to: string) => withHead(`{"messages":[{"type":"Voted","ballot":[1,"alpha"],"from":1,"to":${to}}]}`)
  expect(decodePeerFrame(voted(String(2 ** 53 - 1))).messages).toHaveLength(1)
  for (const to of ['1.5', '-1', '9007199254740992', '1e300', '1e999', '"1"', 'null']) {
    expect(() => decodePeerFrame(voted(to))).toThrow(BadFrame)
  }
  const ballot = (round: string) => withHead(`{"messages":[{"type":"Failed","ballot":[${round},"alpha"]}]}`)
  for (const round of ['0', '-1', '1.5', '9007199254740992', '1e999']) {
    expect(() => decodePeerFrame(ballot(round))).toThrow(BadFrame)
  }
})

test('P33: a run does not go beyond the last number there is', () => {
  const last = 2 ** 53 - 1
  const page = (from: number, count: object) =>
    frameOf({ messages: [{ type: 'Page', passedTo: 0, from, ...count }] }, new Uint8Array(2))
  expect(decodePeerFrame(page(last - 2, { lengths: [1, 1] })).messages).toHaveLength(1)
  expect(() => decodePeerFrame(page(last, { lengths: [1, 1] }))).toThrow(BadFrame)
  expect(() => decodePeerFrame(frameOf({ messages: [{ type: 'Page', passedTo: 0, from: last, olive: 2 }] }))).toThrow(
    BadFrame,
  )
})

test('lengths that lie are refused: too long, too short, and so long that sums break', () => {
  const page = (...lengths: number[]) =>
    frameOf({ messages: [{ type: 'Page', passedTo: 0, from: 1, lengths }] }, new Uint8Array(10))
  expect(decodePeerFrame(page(4, 6)).messages).toHaveLength(1)
  for (const lengths of [[4, 7], [4, 5], [], [1_200_000]])
    expect(() => decodePeerFrame(page(...lengths))).toThrow(BadFrame)
  const petition = (bytes: number) =>
    frameOf(
      [{ type: 'petitions', session: 1, acked: 0, left: 1, ids: [1], seqs: [1], bytes: [bytes] }],
      new Uint8Array(10),
    )
  expect(decodeRequests(petition(10))).toHaveLength(1)
  for (const bytes of [9, 11, 2 ** 53 - 1]) expect(() => decodeRequests(petition(bytes))).toThrow(BadFrame)
  const carried = (...lengths: number[]) => frameOf({ messages: [], carried: lengths }, new Uint8Array(10))
  for (const lengths of [[11], [9], [0, 10], [2 ** 53 - 1, 10]]) {
    expect(() => decodePeerFrame(carried(...lengths))).toThrow(BadFrame)
  }
})

test('columns of petitions and answers that do not fit one another, or hold anything but whole numbers, are refused', () => {
  const petitions = { type: 'petitions', session: 1, acked: 0, left: 1, ids: [1, 2], seqs: [1, 2], bytes: [4, 6] }
  const answers = { type: 'answers', parliament: '0'.repeat(32), by: 'a', ids: [1, 2], decrees: [1, 2], bytes: [4, 6] }
  const asked = (changed: object) => decodeRequests(frameOf([{ ...petitions, ...changed }], new Uint8Array(10)))
  const told = (changed: object) => decodeReplies(frameOf([{ ...answers, ...changed }], new Uint8Array(10)))
  expect(asked({})).toHaveLength(2)
  expect(told({})).toHaveLength(2)
  const bad = [
    [],
    [1],
    [1, 2, 3],
    [1, -1],
    [1, 0.5],
    [1, 2 ** 53],
    [1, '2'],
    [1, null],
    [1, [2]],
    '12',
    { 0: 1, 1: 2 },
    7,
  ]
  for (const column of bad) {
    for (const name of ['ids', 'seqs', 'bytes']) expect(() => asked({ [name]: column })).toThrow(BadFrame)
    for (const name of ['ids', 'decrees', 'bytes']) expect(() => told({ [name]: column })).toThrow(BadFrame)
  }
  expect(() => asked({ ids: undefined })).toThrow(BadFrame)
  expect(() => asked({ seqs: [0, 1] })).toThrow(BadFrame)
  const none = { ids: [], seqs: [], decrees: [], bytes: [] }
  expect(() => decodeRequests(frameOf([{ ...petitions, ...none }]))).toThrow(BadFrame)
  expect(() => decodeReplies(frameOf([{ ...answers, ...none }]))).toThrow(BadFrame)
})

test('a frame whose first four bytes say more than it has is refused', () => {
  for (const length of [9, 0xffff_ffff]) {
    const frame = new Uint8Array(12)
    new DataView(frame.buffer).setUint32(0, length, true)
    expect(() => decodePeerFrame(frame)).toThrow('longer than the frame')
  }
  for (let length = 0; length < 4; length++) expect(() => decodePeerFrame(new Uint8Array(length))).toThrow(BadFrame)
})

test('a head that is not UTF-8 is refused', () => {
  const frame = withHead('"....."')
  frame[6] = 0xff
  expect(() => decodePeerFrame(frame)).toThrow('the head is not JSON')
})

test('__proto__ as a key changes no object and is not taken for an own field', () => {
  const proto = '"__proto__":{"type":"leave","all":true,"polluted":true}'
  expect(() => decodeGodMessage(withHead(`{${proto}}`))).toThrow(BadFrame)
  const said = decodeGodMessage(
    withHead(
      `{"type":"addresses","addresses":{${proto.replace('"type"', '"peer":"p","citizens":"c","type"')}},${proto}}`,
    ),
  )
  if (said.type !== 'addresses') throw new Error('it was taken for another message')
  expect(Object.getPrototypeOf(said.addresses)).toBe(Object.prototype)
  expect('polluted' in said || 'polluted' in said.addresses || 'polluted' in {}).toBe(false)
})

test('fields that a later version may add are tolerated, and not handed on', () => {
  const later = { later: { is: ['better'] } }
  expect(
    decodePeerFrame(frameOf({ messages: [{ type: 'Ask', round: 1, heldTo: 2, ...later }], ...later })).messages,
  ).toEqual([{ type: 'Ask', round: 1, heldTo: 2 }])
  expect(decodeRequests(frameOf([{ type: 'status', id: 7, ...later }]))).toEqual([{ type: 'status', id: 7 }])
  expect(decodeGodMessage(frameOf({ type: 'absent', ...later }))).toEqual({ type: 'absent' })
})

test('an unknown type is a bad frame that names the place', () => {
  expect(() => decodePeerFrame(frameOf({ messages: [{ type: 'Veto' }] }))).toThrow('messages.0.type')
  expect(() => decodeRequests(frameOf([{ type: 'answers' }]))).toThrow(BadFrame)
  expect(() => decodeReplies(frameOf([{ type: 'petitions' }]))).toThrow(BadFrame)
})
