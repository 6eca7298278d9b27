import { type Message, OLIVE_DAY } from '@paxon/synod'
import fc from 'fast-check'
import {
  BadFrame,
  commonVersion,
  decodeGodMessage,
  decodeHello,
  decodePeerFrame,
  decodeProofMessage,
  decodeReplies,
  decodeRequests,
  encodeGodMessage,
  encodeHello,
  encodePeerFrame,
  encodeProofMessage,
  encodeReplies,
  encodeRequests,
  RUN_MAX,
} from '../src/index.js'
import {
  ballotOf,
  godMessage,
  joined,
  message,
  peerFrame,
  peerHello,
  proofMessage,
  reply,
  request,
} from './arbitraries.js'

test('olive-days at the end of a run take no room: the window behind a change of the roll is as long as the change', () => {
  const window = [new Uint8Array([1]), ...new Array<Uint8Array>(4_095).fill(OLIVE_DAY)]
  const page: Message = { type: 'Page', from: 8, decrees: window, passedTo: 7 }
  const [frame = new Uint8Array(0)] = encodePeerFrame({ messages: [page], carried: [] })
  expect(frame.length).toBeLessThan(100)
  expect(decodePeerFrame(frame).messages).toEqual([page])
})

test('each message of the protocol comes out of a frame as it went in', () => {
  fc.assert(
    fc.property(message, (said) => {
      expect(decodePeerFrame(joined(encodePeerFrame({ messages: [said], carried: [] })))).toEqual({
        messages: [said],
        carried: [],
      })
    }),
    { numRuns: 500 },
  )
})

test('a frame between priests keeps its messages, what it carries, and the order of both', () => {
  fc.assert(
    fc.property(peerFrame, (frame) => {
      expect(decodePeerFrame(joined(encodePeerFrame(frame)))).toEqual(frame)
    }),
  )
})

test('the hello of a peer comes out as it went in', () => {
  fc.assert(
    fc.property(peerHello, (hello) => {
      expect(decodeHello(joined(encodeHello(hello)))).toEqual(hello)
    }),
  )
})

test('what citizens ask and what they are told come out as they went in', () => {
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 6 }),
      fc.array(reply, { minLength: 1, maxLength: 6 }),
      (asked, told) => {
        // A body comes with its length beside it.
        expect(decodeRequests(joined(encodeRequests(asked)))).toMatchObject(asked)
        expect(decodeReplies(joined(encodeReplies(told)))).toMatchObject(told)
      },
    ),
  )
})

test("what is said at god's door comes out as it went in", () => {
  fc.assert(
    fc.property(godMessage, (said) => {
      expect(decodeGodMessage(joined(encodeGodMessage(said)))).toEqual(said)
    }),
  )
})

test('decrees lie behind the head as they are, short and long, side by side in memory and apart, and olive-days take nothing', () => {
  const sheet = Uint8Array.from({ length: 400 }, (_, i) => i)
  const parts = [sheet.subarray(0, 100), sheet.subarray(100, 200), new Uint8Array(0), sheet.subarray(200, 203)]
  const decrees = [...parts, sheet.subarray(300, 400), sheet.subarray(203, 303), Uint8Array.from(sheet.subarray(0, 90))]
  const page = { type: 'Page' as const, from: 1, decrees, passedTo: 1 }
  const frame = joined(encodePeerFrame({ messages: [page], carried: [] }))
  const behind = Buffer.concat(decrees)
  expect(frame.slice(-behind.length)).toEqual(new Uint8Array(behind))
})

test('a run of 65,536 olive-days is a frame of a few dozen bytes', () => {
  const decrees = new Array<Uint8Array>(RUN_MAX).fill(OLIVE_DAY)
  const page = { type: 'Page' as const, from: 1, decrees, passedTo: RUN_MAX }
  const frame = joined(encodePeerFrame({ messages: [page], carried: [] }))
  expect(frame.length).toBeLessThan(100)
  expect(decodePeerFrame(frame).messages).toEqual([page])
})

test('a frame may be a view into a larger buffer', () => {
  const said = { type: 'Voted' as const, ballot: ballotOf([3, 'alpha.2']), from: 1, to: 2 }
  const frame = joined(encodePeerFrame({ messages: [said], carried: [new Uint8Array([9])] }))
  const buffer = new Uint8Array(frame.length + 20).fill(255)
  buffer.set(frame, 7)
  expect(decodePeerFrame(buffer.subarray(7, 7 + frame.length))).toEqual({
    messages: [said],
    carried: [new Uint8Array([9])],
  })
})

test('the version spoken is the highest that both speak', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  fc.assert(
    fc.property(range, range, (theirs, ours) => {
      const speaks = ([low, high]: readonly [number, number], version: number) => low <= version && version <= high
      const both = [6, 5, 4, 3, 2, 1].filter((version) => speaks(theirs, version) && speaks(ours, version))
      expect(commonVersion(theirs, ours)).toBe(both[0] ?? null)
    }),
  )
})

test('a challenge and a proof come out as they went in, and nothing may stand behind them', () => {
  fc.assert(
    fc.property(proofMessage, (said) => {
      const frame = joined(encodeProofMessage(said))
      expect(decodeProofMessage(frame)).toEqual(said)
      expect(() => decodeProofMessage(joined([frame, new Uint8Array(1)]))).toThrow(BadFrame)
    }),
  )
})
