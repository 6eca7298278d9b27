import fc from 'fast-check'
import {
  type Ballot,
  type BallotOnRecord,
  type BrokenInvariant,
  breachesOfI1,
  breachesOfI2,
  breachesOfI3,
  breachesOfI4,
  breachesOfI5,
  breachesOfI6,
  breachesOfI7,
  brokenInvariants,
  type MessageOnRecord,
  nameOf,
  type PriestOnRecord,
  type SynodOnRecord,
} from '../src/index.js'
import { BasicProtocol } from './basic-protocol.js'
import { decreeOf } from './tale.js'

/** A state that the protocol comes to by what it chooses of all that is enabled. */
const reached = fc.array(fc.nat({ max: 9_999 }), { minLength: 5, maxLength: 100, size: 'max' }).map((choices) => {
  const protocol = new BasicProtocol()
  for (const choice of choices) protocol.act(choice)
  return protocol
})

const NEVER = decreeOf('of no ballot')
const LATE: Ballot = { round: 99, by: { name: nameOf('alpha'), incarnation: 1 } }

/** One change of a state by a fault; null where the state has nothing that the fault could strike. */
type Plant = (state: SynodOnRecord) => SynodOnRecord | null

/** The first priest for which this gives another, put in its place. */
const inPriest =
  (change: (priest: PriestOnRecord) => Partial<PriestOnRecord> | null): Plant =>
  (state) => {
    const priest = state.priests.find((p) => change(p) !== null)
    if (priest === undefined) return null
    return { ...state, priests: state.priests.map((p) => (p === priest ? { ...p, ...change(p) } : p)) }
  }

const inBallot =
  (change: (ballot: BallotOnRecord) => Partial<BallotOnRecord> | null): Plant =>
  (state) => {
    const ballot = state.ballots.find((b) => change(b) !== null)
    if (ballot === undefined) return null
    return { ...state, ballots: state.ballots.map((b) => (b === ballot ? { ...b, ...change(b) } : b)) }
  }

const said =
  (make: (state: SynodOnRecord) => MessageOnRecord | null): Plant =>
  (state) => {
    const message = make(state)
    return message === null ? null : { ...state, messages: [...state.messages, message] }
  }

const without = (set: ReadonlySet<string>, one: string) => new Set([...set].filter((other) => other !== one))

const FAULTS: readonly [invariant: BrokenInvariant['invariant'], what: string, plant: Plant][] = [
  ['I1', 'an outcome that no ballot had', inPriest(({ outcome }) => (outcome === null ? null : { outcome: NEVER }))],
  [
    'I1',
    'an outcome of a ballot without enough votes',
    (state) => {
      const ballot = state.ballots.find(
        (b) => !state.ballots.some((o) => o.decree.join() === b.decree.join() && state.isMajority(o.voters)),
      )
      return ballot === undefined ? null : inPriest(() => ({ outcome: ballot.decree }))(state)
    },
  ],
  [
    'I2',
    'a ballot of another tried',
    inPriest(({ name, lastTried }) => (name === 'alpha' ? null : lastTried && { lastTried: LATE })),
  ],
  [
    'I2',
    'a ballot that was begun and is forgotten',
    inPriest(({ slip }) => (slip.status === 'polling' ? { lastTried: null, slip: { status: 'idle' } } : null)),
  ],
  [
    'I2',
    'a ballot that is begun twice',
    inPriest(({ slip }) => (slip.status === 'polling' ? { slip: { ...slip, status: 'trying' } } : null)),
  ],
  [
    'I3',
    'a vote forgotten',
    inPriest(({ prevVote, outcome }) => (prevVote !== null && outcome === null ? { prevVote: null } : null)),
  ],
  [
    'I3',
    'a vote for another decree',
    inPriest(({ prevVote }) => prevVote && { prevVote: { ...prevVote, decree: NEVER } }),
  ],
  ['I3', 'a vote above the promise', inPriest(({ prevVote }) => prevVote && { nextBal: null })],
  [
    'I4',
    'a vote below a promise that a LastVote was given in',
    (state) => {
      const silent = state.priests.flatMap(({ slip }) =>
        slip.status !== 'trying' ? [] : slip.prevVotes.flatMap(({ by, vote }) => (vote === null ? by : [])),
      )
      if (silent.length === 0) return null
      const ballot = { round: 1, by: { name: nameOf('a'), incarnation: 1 } }
      const quorum = new Set(state.priests.map(({ name }) => name))
      return { ...state, ballots: [...state.ballots, { ballot, decree: NEVER, quorum, voters: new Set(silent) }] }
    },
  ],
  [
    'I4',
    'a promise forgotten that a LastVote was given in',
    (state) => {
      const whose = state.priests.flatMap(({ slip }) =>
        slip.status === 'idle' ? [] : slip.prevVotes.map(({ by }) => by),
      )[0]
      return whose === undefined ? null : inPriest(({ name }) => (name === whose ? { nextBal: null } : null))(state)
    },
  ],
  [
    'I5',
    'a quorum without the LastVote of one',
    inPriest(({ slip }) =>
      slip.status === 'polling' ? { slip: { ...slip, prevVotes: slip.prevVotes.slice(1) } } : null,
    ),
  ],
  [
    'I5',
    'a vote counted that was not cast',
    (state) => {
      const polling = state.priests.find(({ slip }) => slip.status === 'polling')
      const ballot = state.ballots.find((b) => b.ballot === polling?.lastTried)
      if (polling?.slip.status !== 'polling' || ballot === undefined || ballot.voters.size === state.priests.length)
        return null
      const slip = { ...polling.slip, voters: new Set(state.priests.map(({ name }) => name)) }
      return inPriest(({ name }) => (name === polling.name ? { slip } : null))(state)
    },
  ],
  [
    'I5',
    'another decree polled for than begun',
    inPriest(({ slip }) => (slip.status === 'polling' ? { slip: { ...slip, decree: NEVER } } : null)),
  ],
  [
    'I6',
    'a ballot number used twice',
    (state) =>
      state.ballots.length === 0 ? null : { ...state, ballots: [...state.ballots, ...state.ballots.slice(0, 1)] },
  ],
  [
    'I6',
    'a quorum that is no majority',
    inBallot(({ quorum }) => ({ quorum: new Set([...(quorum ?? [])].slice(0, 1)) })),
  ],
  [
    'I6',
    'another decree than that of the latest vote of the quorum',
    (state) => {
      const voted = state.ballots.find(({ voters }) => voters.size > 0)
      if (voted === undefined) return null
      const quorum = new Set(state.priests.map(({ name }) => name))
      return {
        ...state,
        ballots: [...state.ballots, { ballot: LATE, decree: NEVER, quorum, voters: new Set<string>() }],
      }
    },
  ],
  ['I7', 'a NextBallot that was not tried', said(() => ({ type: 'NextBallot', ballot: LATE }))],
  [
    'I7',
    'a LastVote that leaves out a vote',
    (state) => {
      const [voter] = state.ballots.flatMap(({ voters }) => [...voters])
      if (voter === undefined) return null
      const promised = inPriest(({ name }) => (name === voter ? { nextBal: LATE } : null))(state) ?? state
      return said(() => ({ type: 'LastVote', ballot: LATE, by: voter, vote: null }))(promised)
    },
  ],
  [
    'I7',
    'a promise forgotten that a LastVote told of',
    (state) => {
      const told = state.messages.find(({ type }) => type === 'LastVote')
      if (told?.type !== 'LastVote') return null
      return inPriest(({ name }) => (name === told.by ? { nextBal: null } : null))(state)
    },
  ],
  [
    'I7',
    'a BeginBallot for another decree',
    said(({ ballots }) =>
      ballots[0] === undefined ? null : { type: 'BeginBallot', ballot: ballots[0].ballot, decree: NEVER },
    ),
  ],
  [
    'I7',
    'a Voted without a vote',
    (state) => {
      const message = state.messages.find(({ type }) => type === 'Voted')
      if (message?.type !== 'Voted') return null
      return inBallot(({ ballot, voters }) =>
        ballot === message.ballot ? { voters: without(voters, message.by) } : null,
      )(state)
    },
  ],
  ['I7', 'a Success of what nobody has as passed', said(() => ({ type: 'Success', decree: NEVER }))],
]

const PREDICATES = {
  I1: breachesOfI1,
  I2: breachesOfI2,
  I3: breachesOfI3,
  I4: breachesOfI4,
  I5: breachesOfI5,
  I6: breachesOfI6,
  I7: breachesOfI7,
}

describe('appendix: the invariant by which the basic protocol is consistent', () => {
  test('I1 to I7 hold after every action of the basic protocol', () => {
    let cast = 0
    let passed = 0
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9_999 }), { minLength: 40, maxLength: 120, size: 'max' }), (choices) => {
        const protocol = new BasicProtocol()
        for (const choice of choices) {
          protocol.act(choice)
          expect(brokenInvariants(protocol)).toEqual([])
        }
        cast += protocol.votesCast > 0 ? 1 : 0
        passed += protocol.priests.some(({ outcome }) => outcome !== null) ? 1 : 0
      }),
    )
    expect(cast).toBeGreaterThan(20)
    expect(passed).toBeGreaterThan(3)
  })

  test('a ballot that was in hand earlier is judged as one in hand', () => {
    let struck = 0
    fc.assert(
      fc.property(reached, (state) => {
        const polling = state.priests.filter(({ slip }) => slip.status === 'polling')
        struck += polling.length
        expect(brokenInvariants({ ...state, earlier: polling })).toEqual([])
        const faulty = polling.map((priest) => ({ ...priest, slip: { ...priest.slip, decree: NEVER, prevVotes: [] } }))
        expect(breachesOfI5({ ...state, earlier: faulty })).toHaveLength(polling.length)
        const fellBack = { ...state, priests: state.priests.map((priest) => ({ ...priest, nextBal: null })) }
        const idle = fellBack.priests.map((priest) => ({ ...priest, slip: { status: 'idle' as const } }))
        if (polling.length > 0) expect(breachesOfI4({ ...fellBack, priests: idle, earlier: polling })).not.toEqual([])
      }),
      { numRuns: 150 },
    )
    expect(struck).toBeGreaterThan(0)
  })

  test('LastVotes of those whose ledgers are not known are not judged', () => {
    fc.assert(
      fc.property(reached, (state) => {
        const [first] = state.priests
        const others = state.priests.filter((priest) => priest !== first).map((p) => ({ ...p, outcome: null }))
        const messages = state.messages.filter(({ type }) => type === 'LastVote')
        const forgotten = state.ballots.map((b) => ({ ...b, voters: without(b.voters, first?.name ?? '') }))
        const known = { ...state, priests: others, messages, ballots: forgotten }
        expect([...breachesOfI4(known), ...breachesOfI7(known)]).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test.each(FAULTS)('%s notices %s', (invariant, _, plant) => {
    let struck = 0
    fc.assert(
      fc.property(reached, (state) => {
        const faulty = plant(state)
        if (faulty === null) return
        struck += 1
        expect(PREDICATES[invariant](faulty)).not.toEqual([])
        expect(brokenInvariants(faulty).map((breach) => breach.invariant)).toContain(invariant)
      }),
      { numRuns: 150, endOnFailure: true },
    )
    expect(struck).toBeGreaterThan(0)
  })
})
