import { type Ballot, type Legislator, type Message, nameOf, type Run, type VoteRun } from '@paxon/synod'
import {
  DECREE_BYTES_MAX,
  decodePeerFrame,
  encodePeerFrame,
  HEAD_BYTES_MAX,
  MESSAGES_MAX,
  PEER_FRAME_BYTES_MAX,
  RUN_MAX,
} from '@paxon/wire'
import fc from 'fast-check'
import { Gathered } from '../src/gathered.js'
import { SharedFrames } from '../src/shared-frames.js'
import { carriedWeight, messageWeight } from '../src/weights.js'
import { ask, page } from './messenger-hall.js'

/** Everything as long as it may be written, or short. */
const numbers = fc.constantFrom(1, 1234, Number.MAX_SAFE_INTEGER)
const legislators: fc.Arbitrary<Legislator> = fc.record({
  name: fc.constantFrom(nameOf('a'), nameOf('z'.repeat(31))),
  incarnation: fc.constantFrom(1, 999_999_999),
})
const ballots: fc.Arbitrary<Ballot> = fc.record({ round: numbers, by: legislators })
const decrees = fc.constantFrom(0, 1, 9, 10, 99, 1_000, 12_345).map((length) => new Uint8Array(length))
const runs: fc.Arbitrary<Run> = fc.record({ from: numbers, decrees: fc.array(decrees, { maxLength: 20 }) })
const voteRuns: fc.Arbitrary<VoteRun> = fc.record({ from: numbers, decrees: fc.array(decrees), ballot: ballots })

const messages: fc.Arbitrary<Message> = fc.oneof(
  fc
    .record({ run: runs, ballot: ballots, quorum: fc.array(legislators, { maxLength: 31 }), upTo: numbers })
    .map(({ run, ...rest }): Message => ({ type: 'BeginBallot', ...rest, ...run })),
  fc.record({ run: runs, passedTo: numbers }).map(({ run, ...rest }): Message => ({ type: 'Page', ...rest, ...run })),
  fc.record({
    type: fc.constant('LastVote' as const),
    ballot: ballots,
    after: numbers,
    passedTo: numbers,
    from: numbers,
    to: fc.option(numbers),
    votes: fc.array(voteRuns),
    passed: fc.array(runs),
  }),
  fc.record({
    type: fc.constant('Refused' as const),
    ballot: ballots,
    of: fc.constantFrom('NextBallot' as const, 'BeginBallot' as const),
    promised: ballots,
    hears: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('AskAnswer' as const),
    round: numbers,
    role: fc.constant('legislator' as const),
    hears: fc.option(ballots),
    promised: fc.option(ballots),
    heldTo: numbers,
  }),
  fc.record({
    type: fc.constant('Beat' as const),
    ballot: ballots,
    beat: numbers,
    majority: fc.boolean(),
    upTo: numbers,
    batch: numbers,
  }),
  fc.record({
    type: fc.constant('BeatAnswer' as const),
    ballot: ballots,
    beat: numbers,
    stalled: fc.boolean(),
    heldTo: numbers,
    batch: numbers,
  }),
)

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)

const gather = (said: readonly Message[], carried: readonly Uint8Array[] = []): Gathered => {
  const gathered = new Gathered()
  for (const message of said) gathered.say(message)
  for (const bytes of carried) gathered.carry(bytes)
  return gathered
}

/** How long the head of a frame is: its first four bytes say so. */
const headBytes = ([first = new Uint8Array(4)]: readonly Uint8Array[]): number =>
  new DataView(first.buffer, first.byteOffset).getUint32(0, true)

describe('weights', () => {
  test('no message and no frame is ever heavier than it was taken for', () => {
    fc.assert(
      fc.property(
        fc.array(messages, { maxLength: 5 }),
        fc.array(decrees.filter((d) => d.length > 0)),
        (said, carried) => {
          const head = headBytes(encodePeerFrame({ messages: said, carried }))
          const weights = [...said.map(messageWeight), ...carried.map(carriedWeight)]
          expect(head - 32).toBeLessThanOrEqual(weights.reduce((sum, weight) => sum + weight.head, 0))
          expect(sizeOf(encodePeerFrame({ messages: said, carried }))).toBeLessThanOrEqual(gather(said, carried).bytes)
        },
      ),
    )
  })

  test('nor is anything at its longest', () => {
    const by = { name: nameOf('z'.repeat(31)), incarnation: 999_999_999 }
    const ballot = { round: Number.MAX_SAFE_INTEGER, by }
    const from = Number.MAX_SAFE_INTEGER
    const longest: Message[] = [
      page(from, DECREE_BYTES_MAX),
      { type: 'Page', from, passedTo: from, decrees: new Array(RUN_MAX).fill(new Uint8Array(1)) },
      { type: 'BeginBallot', from, ballot, quorum: new Array(31).fill(by), upTo: from, decrees: [] },
      {
        type: 'LastVote',
        ballot,
        after: from,
        passedTo: from,
        from,
        to: from,
        votes: new Array(100).fill({ from, ballot, decrees: [new Uint8Array(DECREE_BYTES_MAX)] }),
        passed: [],
      },
      { type: 'Refused', ballot, of: 'BeginBallot', promised: ballot, hears: false },
    ]
    for (const message of longest) {
      const size = sizeOf(encodePeerFrame({ messages: [message], carried: [] }))
      expect(size).toBeLessThanOrEqual(gather([message]).bytes)
    }
  })

  test('many olive-days weigh as little as they are', () => {
    const run: Message = { type: 'Page', from: 1, passedTo: 1, decrees: new Array(RUN_MAX).fill(new Uint8Array(0)) }
    expect(gather([run]).bytes).toBeLessThan(1_000)
  })
})

describe('frames', () => {
  const framesOf = (gathered: Gathered) => new SharedFrames().of(gathered)
  const read = (gathered: Gathered) =>
    framesOf(gathered).map((parts) => decodePeerFrame(new Uint8Array(Buffer.concat(parts))))

  test('P33: no frame is over a limit, and nothing is lost or moved by splitting', () => {
    const carried = Array.from({ length: 3_000 }, (_, i) => new Uint8Array(7_000).fill(i))
    const said = Array.from({ length: 3_000 }, (_, i) => page(i + 1, 3_000))
    const gathered = gather(said, carried)
    for (const parts of framesOf(gathered)) {
      expect(headBytes(parts)).toBeLessThanOrEqual(HEAD_BYTES_MAX)
      expect(sizeOf(parts)).toBeLessThanOrEqual(PEER_FRAME_BYTES_MAX)
    }
    const frames = read(gathered)
    for (const frame of frames) expect(frame.messages.length + frame.carried.length).toBeLessThanOrEqual(MESSAGES_MAX)
    const inOrder = (message: Message, index: number) => message.type === 'Page' && message.from === index + 1
    expect(frames.flatMap((frame) => frame.messages).every(inOrder)).toBe(true)
    expect(frames.flatMap((frame) => frame.carried).map((bytes) => bytes[0])).toEqual(carried.map((bytes) => bytes[0]))
  })

  test('P33: however small what is carried, no frame holds more of it than may be', () => {
    const frames = read(
      gather(
        [],
        Array.from({ length: MESSAGES_MAX + 1 }, () => new Uint8Array(1)),
      ),
    )
    expect(frames.map((frame) => frame.carried.length)).toEqual([MESSAGES_MAX, 1])
  })

  test('as few frames as may be', () => {
    expect(read(gather(Array.from({ length: 1_000 }, (_, i) => ask(i)))).length).toBe(1)
    expect(read(gather(Array.from({ length: 15 }, (_, i) => page(i + 1, 1_048_576)))).length).toBe(1)
    expect(read(gather(Array.from({ length: 30 }, (_, i) => page(i + 1, 1_048_576)))).length).toBe(2)
  })
})
