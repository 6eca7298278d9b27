import { encodeEnvelope } from '@paxon/law'
import { type Birth, birthOf, type Founding, type Identity, type Message, nameOf, type Seat } from '@paxon/synod'
import { Foundings } from '../src/checkers/foundings.js'
import { PutBack } from '../src/checkers/put-back.js'
import { lastRoll, rollObjection } from '../src/checkers/rolls.js'
import { Seats } from '../src/checkers/seats.js'
import { Verdict } from '../src/verdict.js'

const quiet = () => new Verdict(() => {})
const birth = (digit: number): Birth => birthOf(`${digit}`.padStart(16, '0'))
const who = (name: string, of: number, incarnation = 1): Identity => ({
  name: nameOf(name),
  incarnation,
  birth: birth(of),
})
const seat = (name: string, of: number): Seat => ({ ...who(name, of), weight: 1 })
const founding = (parliament: string, ...roll: Seat[]): Founding => ({
  parliament,
  roll,
  alpha: 2,
  law: { name: 'witness', version: 1 },
  format: 1,
})
const ROLL = [seat('alpha', 1), seat('beta', 2), seat('gamma', 3)]
const readmit = (name: string, of: number) => encodeEnvelope({ kind: 'readmit', name, birth: birth(of) })

describe('P38: foundings', () => {
  it('are one over one set of priests', () => {
    const verdict = quiet()
    const foundings = new Foundings(verdict)
    foundings.hasPassed(founding('p', ...ROLL), 'alpha')
    foundings.hasPassed(founding('p', ...[...ROLL].reverse()), 'beta')
    foundings.hasPassed(founding('q', seat('alpha', 7), seat('delta', 4)), 'delta')
    expect(verdict.why).toBeNull()
    foundings.hasPassed(founding('r', seat('beta', 2)), 'beta')
    expect(verdict.why).toBe('beta has a seat in two parliaments: p (alpha) and r (beta)')
  })

  it('say the same wherever they are told', () => {
    const verdict = quiet()
    const foundings = new Foundings(verdict)
    foundings.hasPassed(founding('p', ...ROLL), 'alpha')
    foundings.hasPassed({ ...founding('p', ...ROLL), alpha: 3 }, 'beta')
    expect(verdict.why).toContain('was founded as one in alpha, as another in beta')
  })
})

describe('P17: seats', () => {
  const ballot = (by: Identity, round = 1) => ({ round, by })
  const next = (by: Identity, round = 1): Message => ({ type: 'NextBallot', ballot: ballot(by, round), after: 0 })
  const voted = (by: Identity): Message => ({ type: 'Voted', ballot: ballot(by), from: 5, to: 5 })

  it('are needed to promise, vote and preside, and given by a decree that a majority voted for', () => {
    const verdict = quiet()
    const seats = new Seats(verdict, 3)
    seats.founded(ROLL)
    const [alpha, beta] = [who('alpha', 1), who('beta', 2)]
    const decrees = [readmit('gamma', 9)]
    seats.wasSent(alpha, { type: 'BeginBallot', ballot: ballot(alpha), from: 5, decrees, quorum: [], upTo: 4 })
    seats.wasSent(beta, voted(alpha))
    seats.wasSent(who('gamma', 9), voted(alpha))
    expect(verdict.why).toBeNull()
    seats.wasSent(who('beta', 8), voted(alpha))
    expect(verdict.why).toBe(`beta (birth ${birth(8)}) sent a Voted, and has no seat`)
  })

  it('are not given by a decree that nobody voted for', () => {
    const verdict = quiet()
    const seats = new Seats(verdict, 3)
    seats.founded(ROLL)
    const alpha = who('alpha', 1)
    const decrees = [readmit('gamma', 9)]
    seats.wasSent(alpha, { type: 'BeginBallot', ballot: ballot(alpha), from: 5, decrees, quorum: [], upTo: 4 })
    seats.wasSent(who('gamma', 9), voted(alpha))
    expect(verdict.why).toContain('sent a Voted, and has no seat')
  })

  it('P41: no incarnation has two births', () => {
    const verdict = quiet()
    const seats = new Seats(verdict, 3)
    seats.founded([...ROLL, seat('gamma', 9)])
    seats.wasSent(who('gamma', 3), next(who('gamma', 3)))
    seats.wasSent(who('gamma', 9, 2), next(who('gamma', 9, 2), 2))
    expect(verdict.why).toBeNull()
    seats.wasSent(who('gamma', 9), next(who('gamma', 9), 3))
    expect(verdict.why).toContain('gamma began ballots as birth')
  })
})

describe('rolls', () => {
  it('P41: each readmission is the next incarnation, and a birth has a seat once', () => {
    const decrees = [readmit('gamma', 9), new Uint8Array(0), readmit('gamma', 8), readmit('gamma', 9)]
    const roll = lastRoll(founding('p', ...ROLL), decrees)
    expect(rollObjection(roll, [who('alpha', 1), who('gamma', 8, 3)])).toBeNull()
    expect(rollObjection(roll, [who('gamma', 9, 2)])).toContain('gamma says that it is gamma.2')
  })
})

describe('P42: a ledger that was put back', () => {
  const alpha = who('alpha', 1)
  const answer: Message = { type: 'Voted', ballot: { round: 1, by: who('beta', 2) }, from: 1, to: 1 }

  function begin(): { verdict: Verdict; putBack: PutBack; unnoticed: string[] } {
    const verdict = quiet()
    const putBack = new PutBack(verdict, 3)
    const unnoticed: string[] = []
    putBack.onUnnoticed = ({ name }) => unnoticed.push(name)
    putBack.began(alpha.birth)
    putBack.opened(alpha.birth, 0)
    return { verdict, putBack, unnoticed }
  }

  it('says nothing once a peer remembered more', () => {
    const { verdict, putBack, unnoticed } = begin()
    putBack.toldBatch(alpha.birth, 5)
    putBack.heardBatch(alpha.birth, 'beta', 6, 10)
    putBack.wasSent(alpha, answer)
    expect(verdict.why).toContain('alpha sent a Voted though a peer remembers more')
    expect(unnoticed).toEqual([])
  })

  it.each([
    ['remembers no more', 5, 10],
    ['came too late', 6, 900],
  ])('is taken away where the peer %s', (_, remembers, atMs) => {
    const { verdict, putBack, unnoticed } = begin()
    putBack.toldBatch(alpha.birth, 5)
    putBack.heardBatch(alpha.birth, 'beta', remembers, atMs)
    putBack.wasSent(alpha, answer)
    expect(verdict.why).toBeNull()
    expect(unnoticed).toEqual(['alpha'])
  })
})
