import fc from 'fast-check'
import {
  type Ballot,
  ballotText,
  birthOf,
  compareBallots,
  decreeText,
  type Identity,
  type LastVote,
  LastVotes,
  nameOf,
  Roll,
  type Seat,
} from '../src/index.js'
import { decreeOf } from './tale.js'

const seats: Seat[] = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map((name, i) => ({
  name: nameOf(name),
  incarnation: 1,
  birth: birthOf(`${i + 1}`.padStart(16, '0')),
  weight: 1,
}))
const roll = new Roll(seats)
const everyone = seats.reduce((set, seat) => set | roll.seatOf(seat), 0)
const inHand = ballotOf(9, 0)

function seatOf(index: number): Seat {
  const seat = seats[index]
  if (seat === undefined) throw new Error(`no seat ${index}`)
  return seat
}

function ballotOf(round: number, by: number): Ballot {
  return { round, by: { name: seatOf(by).name, incarnation: 1 } }
}

function page(part: Partial<LastVote>): LastVote {
  return { type: 'LastVote', ballot: inHand, after: 0, passedTo: 0, from: 1, to: null, votes: [], passed: [], ...part }
}

/** In each ballot there is one decree. */
const voteFor1 = (ballot: Ballot) =>
  page({ votes: [{ ballot, from: 1, decrees: [decreeOf(`of ${ballotText(ballot)}`)] }] })

describe('P4: B3 takes the vote of the highest ballot', () => {
  test('over all sets of votes of three priests in four ballots, among each quorum', () => {
    const ballots = [null, ballotOf(1, 0), ballotOf(1, 1), ballotOf(2, 0), ballotOf(3, 2)]
    for (const a of ballots)
      for (const b of ballots)
        for (const c of ballots)
          for (let quorum = 0; quorum < 8; quorum++) {
            const votes = [a, b, c]
            const lastVotes = new LastVotes()
            for (const [i, vote] of votes.entries()) lastVotes.add(seatOf(i), vote === null ? page({}) : voteFor1(vote))
            const counted = votes.flatMap((vote, i) => (vote !== null && (quorum & (1 << i)) !== 0 ? [vote] : []))
            const latest = counted.sort(compareBallots).pop()
            const choice = lastVotes.chooseByB3(1, roll, quorum)
            expect(choice && decreeText(choice)).toBe(latest === undefined ? null : `of ${ballotText(latest)}`)
          }
  })

  test('where the commonest would be another', () => {
    const lastVotes = new LastVotes()
    for (const i of [0, 1, 2]) lastVotes.add(seatOf(i), voteFor1(ballotOf(1, 0)))
    lastVotes.add(seatOf(3), voteFor1(ballotOf(2, 4)))
    const choice = lastVotes.chooseByB3(1, roll, everyone)
    expect(choice && decreeText(choice)).toBe('of 2:epsilon')
  })
})

describe('P3: a LastVote counts once for each legislator', () => {
  test('three times the same is one of three', () => {
    const lastVotes = new LastVotes()
    for (let i = 0; i < 3; i++) lastVotes.add(seatOf(0), page({}))
    expect(roll.members(lastVotes.covering(1, roll))).toEqual([seatOf(0)])
  })

  test('another birth or incarnation under the name is nobody on the roll', () => {
    const lastVotes = new LastVotes()
    const other: Identity = { ...seatOf(0), birth: birthOf('00000000000000ff') }
    lastVotes.add(other, voteFor1(ballotOf(1, 0)))
    expect(lastVotes.covering(1, roll)).toBe(0)
    expect(lastVotes.chooseByB3(1, roll, everyone)).toBeNull()
  })
})

describe('P37: a LastVote in pages covers only what its pages speak for', () => {
  test('a number of which the page has not come is not covered, nor what follows it', () => {
    const lastVotes = new LastVotes()
    lastVotes.add(
      seatOf(0),
      page({ from: 1, to: 2, votes: [{ ballot: ballotOf(1, 0), from: 1, decrees: [decreeOf('x')] }] }),
    )
    expect(lastVotes.covering(2, roll)).toBe(roll.seatOf(seatOf(0)))
    expect(lastVotes.coveringOnwards(2, roll)).toBe(0)
    expect(lastVotes.covering(3, roll)).toBe(0)
    expect(lastVotes.isWhole(seatOf(0))).toBe(false)
    lastVotes.add(seatOf(0), page({ from: 3 }))
    expect(lastVotes.coveringOnwards(3, roll)).toBe(roll.seatOf(seatOf(0)))
    expect(lastVotes.isWhole(seatOf(0))).toBe(true)
  })

  test('up to its own passedTo a LastVote says nothing of what its author voted for', () => {
    const lastVotes = new LastVotes()
    lastVotes.add(seatOf(0), page({ passedTo: 4 }))
    expect([4, 5].map((number) => lastVotes.covering(number, roll) !== 0)).toEqual([false, true])
    expect(lastVotes.highest).toBe(4)
  })

  /** A LastVote cut into pages at random, as one priest makes it while its passedTo moves. */
  const making = fc.record({
    passedTo: fc.integer({ min: 0, max: 4 }),
    cuts: fc.uniqueArray(fc.integer({ min: 2, max: 6 }), { maxLength: 3 }),
    arrive: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  })

  test('whatever pages of whatever makings arrive: who covers a number has told its vote for it', () => {
    const votes = fc.array(fc.option(fc.integer({ min: 1, max: 3 })), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(votes, fc.array(making, { minLength: 1, maxLength: 3 }), (rounds, makings) => {
        const lastVotes = new LastVotes()
        for (const { passedTo, cuts, arrive } of makings) {
          const starts = [1, ...cuts.sort((a, b) => a - b)]
          for (const [i, from] of starts.entries()) {
            if (arrive[i] !== true) continue
            const next = starts[i + 1]
            const to = next === undefined ? null : next - 1
            const listed = rounds.flatMap((round, index) => {
              const number = index + 1
              if (round === null || number <= passedTo || number < from || (to !== null && number > to)) return []
              return [{ ballot: ballotOf(round, 0), from: number, decrees: [decreeOf(`of ${round}`)] }]
            })
            lastVotes.add(seatOf(0), page({ passedTo, from, to, votes: listed }))
          }
        }
        for (const [index, round] of rounds.entries()) {
          const covering = lastVotes.covering(index + 1, roll)
          const choice = lastVotes.chooseByB3(index + 1, roll, covering)
          if (covering !== 0) expect(choice && decreeText(choice)).toBe(round === null ? null : `of ${round}`)
        }
        const end = lastVotes.coveringOnwards(7, roll) !== 0
        expect(end).toBe(makings.some(({ cuts, arrive }) => arrive[cuts.length] === true))
      }),
    )
  })
})
