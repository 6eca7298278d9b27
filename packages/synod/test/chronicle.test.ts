import { type Ballot, brokenInvariants, Chronicle, type LastVote, legislatorText, nameOf } from '../src/index.js'
import { decreeOf } from './tale.js'

const [alpha, beta] = ['alpha', 'beta'].map((name) => ({ name: nameOf(name), incarnation: 1 }))
const by = (who: typeof alpha, round: number): Ballot => {
  if (who === undefined) throw new Error('nobody')
  return { round, by: who }
}
const quorum = [alpha, beta].flatMap((one) => one ?? [])
const X = decreeOf('x')

const chronicle = (numbers?: ReadonlySet<number>) =>
  new Chronicle({
    seatOf: (_, one) => legislatorText(one),
    isMajority: (_, priests) => priests.size > 1,
    isInOrder: true,
    isOwn: (priest, ballot) => priest === ballot.by.name,
    ...(numbers === undefined ? {} : { numbers }),
  })

const lastVote = (ballot: Ballot): LastVote => ({
  type: 'LastVote',
  ballot,
  after: 0,
  passedTo: 0,
  from: 1,
  to: null,
  votes: [],
  passed: [],
})

/** Alpha passes x as decree 1 with beta. @param unheard LastVotes of these do not arrive */
function passing(unheard: readonly string[] = [], numbers?: ReadonlySet<number>): Chronicle {
  const told = chronicle(numbers)
  const ballot = by(alpha, 1)
  told.durable('alpha', { type: 'LastTried', ballot })
  told.said('alpha', { type: 'NextBallot', ballot, after: 0 })
  for (const name of ['alpha', 'beta']) {
    told.durable(name, { type: 'NextBal', ballot })
    told.said(name, lastVote(ballot))
    if (!unheard.includes(name)) told.heard('alpha', name, lastVote(ballot))
  }
  told.said('alpha', { type: 'BeginBallot', ballot, from: 1, decrees: [X], quorum, upTo: 0 })
  told.durable('alpha', { type: 'Begun', ballot, from: 1, quorum })
  for (const name of ['alpha', 'beta']) {
    told.durable(name, { type: 'Voted', ballot, from: 1, decrees: [X] })
    told.said(name, { type: 'Voted', ballot, from: 1, to: 1 })
    told.heard('alpha', name, { type: 'Voted', ballot, from: 1, to: 1 })
  }
  told.said('alpha', { type: 'Success', ballot, upTo: 1 })
  return told
}

const broken = (told: Chronicle) => brokenInvariants(told.asOf(1)).map(({ invariant, text }) => `${invariant}: ${text}`)

describe('appendix: a chronicle of all that was said, heard and kept', () => {
  test('of a sound run keeps the whole invariant', () => {
    expect(broken(passing())).toEqual([])
    expect(passing().asOf(1)).toMatchObject({
      ballots: [{ decree: X, quorum: new Set(['alpha', 'beta']), voters: new Set(['alpha', 'beta']) }],
      priests: [{ outcome: X, slip: { status: 'polling', voters: new Set(['alpha', 'beta']) } }, { outcome: null }],
    })
  })

  test('I2: who tries the ballot of another first does not own it', () => {
    const told = passing()
    told.durable('gamma', { type: 'LastTried', ballot: by(beta, 2) })
    expect(broken(told)).toEqual(['I2: gamma tried 2:beta, which is not its own'])
  })

  test('I5: a quorum without a LastVote is found after the ballot was given up, and after a higher one was begun', () => {
    const why = ['I5: alpha polls in 1:alpha without the LastVote of beta']
    const told = passing(['beta'])
    expect(broken(told)).toEqual(why)
    told.said('alpha', { type: 'Failed', ballot: by(alpha, 1) })
    expect(broken(told)).toEqual(why)
    told.durable('alpha', { type: 'LastTried', ballot: by(alpha, 2) })
    told.said('alpha', { type: 'NextBallot', ballot: by(alpha, 2), after: 1 })
    expect(broken(told)).toEqual(why)
  })

  test('I7: a page, or a LastVote, of a decree that nobody has as passed', () => {
    const told = passing()
    told.said('beta', { type: 'Page', from: 1, decrees: [X], passedTo: 1 })
    expect(broken(told)).toEqual([])
    told.said('beta', { type: 'Page', from: 1, decrees: [decreeOf('y')], passedTo: 1 })
    expect(broken(told)).toEqual(['I7: Success was said of y, and nobody has it as passed'])
    const other = passing()
    other.said('gamma', { type: 'Page', from: 1, decrees: [decreeOf('y')], passedTo: 1 })
    expect(broken(other)).toEqual(['I1: no ballot succeeded with y, which gamma has as passed'])
  })

  test('I1: "passed up to" counts for what its author proposed in that ballot', () => {
    const told = passing()
    told.said('alpha', {
      type: 'BeginBallot',
      ballot: by(alpha, 1),
      from: 2,
      decrees: [decreeOf('y')],
      quorum,
      upTo: 2,
    })
    const found = brokenInvariants(told.asOf(2)).map(({ text }) => text)
    expect(found).toEqual(['no ballot succeeded with y, which alpha has as passed'])
  })

  test('I3: a vote that a ledger has no more', () => {
    const told = passing()
    told.hasAsPrevVote('beta', 1, null)
    expect(broken(told)).toEqual(['I3: beta has none as its latest vote, which was 1:alpha for x'])
  })

  test('B1: where records are missing the quorum that was noted before them says nothing of the votes behind them', () => {
    const told = passing()
    const ballot = by(alpha, 1)
    const vote = { type: 'Voted', ballot, from: 1, decrees: [X] } as const
    told.durable('alpha', { type: 'Begun', ballot, from: 1, quorum: quorum.slice(0, 1) })
    told.missing('alpha')
    told.durable('alpha', vote)
    expect(broken(told)).toEqual([])
    told.durable('alpha', { type: 'Begun', ballot, from: 1, quorum: quorum.slice(0, 1) })
    told.durable('alpha', vote)
    expect(broken(told)).toContain('I6: B1: two ballots have the number 1:alpha')
  })

  test('nothing is kept of numbers that are not asked for', () => {
    expect(passing([], new Set([2])).numbers).toEqual([])
    expect(passing([], new Set([1])).numbers).toEqual([1])
  })
})
