import {
  type Ballot,
  type BallotJson,
  birthOf,
  type Legislator,
  type Message,
  nameOf,
  parseBallot,
  type Run,
} from '@paxon/synod'
import fc from 'fast-check'
import {
  type CitizenReply,
  type CitizenRequest,
  ERROR_CODES,
  type ErrorCode,
  type FrameParts,
  type GodMessage,
  LAW_STATES,
  LEVELS,
  type PeerFrame,
  type PeerHello,
  type ProofMessage,
  STATES,
} from '../src/index.js'

/** Whatever the types allow to be said, at the edges of its ranges more often than chance would have it. */

export const joined = (parts: FrameParts): Uint8Array => new Uint8Array(Buffer.concat(parts))

const number = fc.oneof(fc.nat(9), fc.maxSafeNat(), fc.constantFrom(0, 2 ** 31, 2 ** 32, 2 ** 53 - 1))
const positive = number.map((n) => Math.max(1, n))
const hex = (digits: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits }).map((all) => all.join(''))

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/).map(nameOf)
const birth = hex(16).map(birthOf)
const parliament = hex(32)
const incarnation = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 999_999_999 }))
const legislator = fc.record<Legislator>({ name, incarnation })
const ballot = fc.record<Ballot>({ round: positive, by: legislator })
const decree = fc.uint8Array({ maxLength: 20 })

/** Decrees whose last number is still a number. */
const run = fc
  .record({ from: positive, decrees: fc.oneof(fc.array(decree, { maxLength: 6 }), olives(), windows()) })
  .map(({ from, decrees }): Run => ({ from: Math.min(from, 2 ** 53 - decrees.length - 1), decrees }))

function olives() {
  return fc.nat(40).map((count) => new Array<Uint8Array>(count).fill(new Uint8Array(0)))
}

/** Decrees, and olive-days behind them. */
function windows() {
  return fc.tuple(fc.array(decree, { maxLength: 3 }), olives()).map(([first, rest]) => [...first, ...rest])
}

const type = <T extends string>(text: T) => fc.constant(text)

export const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: type('NextBallot'), ballot, after: number }),
  fc.record({
    type: type('LastVote'),
    ballot,
    after: number,
    passedTo: number,
    from: number,
    to: fc.option(number),
    votes: fc.array(
      fc.tuple(run, ballot).map(([votes, of]) => ({ ...votes, ballot: of })),
      { maxLength: 4 },
    ),
    passed: fc.array(run, { maxLength: 4 }),
  }),
  fc
    .tuple(
      run,
      fc.record({ type: type('BeginBallot'), ballot, quorum: fc.array(legislator, { maxLength: 31 }), upTo: number }),
    )
    .map(([decrees, rest]) => ({ ...rest, ...decrees })),
  fc.record({ type: type('Voted'), ballot, from: number, to: number }),
  fc.record({ type: type('Success'), ballot, upTo: number }),
  fc.record({
    type: type('Refused'),
    ballot,
    of: fc.constantFrom('NextBallot' as const, 'BeginBallot' as const, 'Beat' as const),
    promised: ballot,
    hears: fc.boolean(),
  }),
  fc.record({ type: type('Failed'), ballot }),
  fc.record({ type: type('Beat'), ballot, beat: number, majority: fc.boolean(), upTo: number, batch: number }),
  fc.record({ type: type('BeatAnswer'), ballot, beat: number, stalled: fc.boolean(), heldTo: number, batch: number }),
  fc.record({ type: type('Ask'), round: number, heldTo: number }),
  fc.record({
    type: type('AskAnswer'),
    round: number,
    role: fc.constantFrom('legislator' as const, 'learner' as const),
    hears: fc.option(ballot),
    promised: fc.option(ballot),
    heldTo: number,
  }),
  fc.record({ type: type('Handover'), ballot, heldTo: number }),
  fc.record({ type: type('PageWanted'), after: number }),
  fc.record({ type: type('SeatWanted'), heldTo: number }),
  fc.tuple(run, number).map(([decrees, passedTo]) => ({ type: 'Page' as const, passedTo, ...decrees })),
)

export const peerFrame: fc.Arbitrary<PeerFrame> = fc.record({
  messages: fc.array(message, { maxLength: 5 }),
  carried: fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 3 }),
})

const url = fc.string({ maxLength: 300 })
const address = fc.record({ peer: url, citizens: url })
const lawName = fc.record({ name: fc.string({ minLength: 1, maxLength: 200 }), version: positive })
const founding = fc.record({
  parliament,
  roll: fc.array(fc.record({ name, incarnation, birth, weight: positive }), { minLength: 1, maxLength: 31 }),
  alpha: fc.integer({ min: 1, max: 65_536 }),
  law: lawName,
  format: positive,
})
const versions = fc.tuple(positive, positive)
const addresses = fc.dictionary(name, address, { maxKeys: 5, noNullPrototype: true })

export const peerHello: fc.Arbitrary<PeerHello> = fc.record({
  type: type('hello'),
  versions,
  name,
  incarnation,
  birth,
  founding: fc.option(founding),
  law: lawName,
  alpha: fc.option(positive),
  start: number,
  batch: number,
  life: birth,
  remembers: fc.array(fc.tuple(birth, birth, number, number, number), { maxLength: 64 }),
  addresses,
})

const body = fc.uint8Array({ maxLength: 30 })
const left = fc.integer({ min: 0, max: 3_600_000 })

export const request: fc.Arbitrary<CitizenRequest> = fc.oneof(
  fc.record({ type: type('hello'), versions, parliament: fc.option(parliament), seen: number }),
  fc.record({ type: type('session'), id: number, left }),
  fc.record({ type: type('petition'), id: number, session: positive, seq: positive, acked: number, left, body }),
  fc.record({ type: type('inquiry'), id: number, level: fc.constantFrom(...LEVELS), seen: number, left, body }),
  fc.record({ type: type('status'), id: number }),
)

const status = fc.record({
  name,
  incarnation: positive,
  url,
  present: fc.boolean(),
  state: fc.constantFrom(...STATES),
  role: fc.constantFrom('legislator' as const, 'learner' as const),
  why: fc.option(fc.string()),
  president: fc.option(name),
  ballot: fc.option(ballot.map((b): [number, string] => [b.round, b.by.name])),
  passed: number,
  applied: number,
  law: fc.option(
    fc.record({
      state: fc.constantFrom(...LAW_STATES),
      decrees: fc.constantFrom('0123456789abcdef', 'f'.repeat(16)),
      answers: fc.constantFrom('0123456789abcdef', '0'.repeat(16)),
    }),
  ),
  lag: number,
  ledgerBytes: number,
  rss: number,
  pid: number,
})

export const reply: fc.Arbitrary<CitizenReply> = fc.oneof(
  fc.record({
    type: type('welcome'),
    version: number,
    parliament: fc.option(parliament),
    name,
    president: fc.option(name),
    priests: fc.dictionary(name, url, { maxKeys: 5, noNullPrototype: true }),
  }),
  fc.record({ type: type('answer'), id: number, parliament, decree: number, by: name, body }),
  fc.record({
    type: type('error'),
    id: number,
    code: fc.constantFrom(...(Object.keys(ERROR_CODES) as ErrorCode[])),
    message: fc.string(),
    outcome: fc.constantFrom('none' as const, 'unknown' as const),
  }),
  fc.record({ type: type('status'), id: number, status }),
)

const foundingBallot = fc.record({ round: positive, god: fc.string({ minLength: 1, maxLength: 64 }) })

export const godMessage: fc.Arbitrary<GodMessage> = fc.oneof(
  fc.record({ type: type('NextFounding'), ballot: foundingBallot }),
  fc.record({
    type: type('LastFoundingVote'),
    ballot: foundingBallot,
    vote: fc.option(fc.record({ ballot: foundingBallot, founding })),
  }),
  fc.record({ type: type('FoundingRefused'), ballot: foundingBallot, promised: foundingBallot }),
  fc.record({ type: type('BeginFounding'), ballot: foundingBallot, founding }),
  fc.record({ type: type('FoundingVoted'), ballot: foundingBallot }),
  fc.record({ type: type('FoundingSuccess'), founding }),
  fc.record({
    type: type('hello'),
    versions,
    name,
    incarnation,
    birth,
    empty: fc.boolean(),
    founding: fc.option(founding),
    voted: fc.option(founding),
    law: lawName,
    address,
    pid: number,
  }),
  fc.record({ type: type('addresses'), addresses }),
  fc.record({ type: type('leave'), all: fc.boolean() }),
  fc.record({ type: type('absent') }),
  fc.record({ type: type('present') }),
  fc.record({ type: type('presence'), present: fc.boolean() }),
  fc.record({
    type: type('command'),
    command: fc.constantFrom('down' as const, 'absent' as const, 'present' as const),
  }),
  fc.record({ type: type('command'), command: fc.constant('absent' as const), name }),
  fc.record({ type: type('done'), error: fc.option(fc.string()) }),
)

/** Reads a ballot as it is written in frames. @throws when the test wrote none */
export function ballotOf(json: BallotJson): Ballot {
  const parsed = parseBallot(json)
  if (parsed === null) throw new Error(`${String(json)} is no ballot`)
  return parsed
}

export const proofMessage: fc.Arbitrary<ProofMessage> = fc.oneof(
  hex(32).map((nonce) => ({ type: 'challenge' as const, nonce })),
  hex(64).map((mac) => ({ type: 'proof' as const, mac })),
)
