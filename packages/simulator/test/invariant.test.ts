import {
  type Ballot,
  birthOf,
  type Decree,
  type Founding,
  type Identity,
  type LedgerRecord,
  type Message,
  nameOf,
} from '@paxon/synod'
import { Invariant } from '../src/checkers/invariant.js'
import { Verdict } from '../src/verdict.js'

const seat = (name: string, digit: string): Identity => ({
  name: nameOf(name),
  incarnation: 1,
  birth: birthOf(digit.repeat(16)),
})
const [alpha, beta, gamma] = [seat('alpha', '1'), seat('beta', '2'), seat('gamma', '3')]
const PRIESTS = [alpha, beta, gamma]
const founding: Founding = {
  parliament: '0f'.repeat(16),
  roll: PRIESTS.map((priest) => ({ ...priest, weight: 1 })),
  alpha: 8,
  law: { name: 'kv', version: 1 },
  format: 1,
}
const FIRST: Ballot = { round: 1, by: alpha }
const SECOND: Ballot = { round: 2, by: beta }
const X: Decree = new TextEncoder().encode('x')
const Y: Decree = new TextEncoder().encode('y')

interface Kept {
  readonly records: LedgerRecord[]
  /** Of decree 1; null: none. */
  readonly vote: { readonly ballot: Ballot; readonly decree: Decree } | null
  readonly passedTo: number
}

const lastVote = (ballot: Ballot, vote: Kept['vote'] = null): Message => {
  const votes = vote === null ? [] : [{ ballot: vote.ballot, from: 1, decrees: [vote.decree] }]
  return { type: 'LastVote', ballot, after: 0, passedTo: 0, from: 1, to: null, votes, passed: [] }
}
const begin = (ballot: Ballot, quorum: readonly Identity[], decree = X): Message => ({
  type: 'BeginBallot',
  ballot,
  quorum,
  from: 1,
  decrees: [decree],
  upTo: 0,
})
const promised = (ballot: Ballot): LedgerRecord => ({ type: 'NextBal', ballot })
const voted = (ballot: Ballot, decree = X): LedgerRecord => ({ type: 'Voted', ballot, from: 1, decrees: [decree] })

/** Alpha begins x as decree 1 and gamma alone votes; beta goes above it with gamma, is bound to x, and passes it. */
function sound() {
  const first = { ballot: FIRST, decree: X }
  const second = { ballot: SECOND, decree: X }
  const tried = (ballot: Ballot): LedgerRecord => ({ type: 'LastTried', ballot })
  const sent: [Identity, Message][] = [
    [alpha, { type: 'NextBallot', ballot: FIRST, after: 0 }],
    [gamma, lastVote(FIRST)],
    [alpha, begin(FIRST, [alpha, gamma])],
    [gamma, { type: 'Voted', ballot: FIRST, from: 1, to: 1 }],
    [beta, { type: 'NextBallot', ballot: SECOND, after: 0 }],
    [gamma, lastVote(SECOND, first)],
    [beta, begin(SECOND, [beta, gamma])],
    [gamma, { type: 'Voted', ballot: SECOND, from: 1, to: 1 }],
  ]
  const kept = new Map<Identity, Kept>([
    [alpha, { records: [tried(FIRST), promised(FIRST)], vote: null, passedTo: 0 }],
    [beta, { records: [tried(SECOND), promised(SECOND), voted(SECOND)], vote: second, passedTo: 1 }],
    [gamma, { records: [promised(FIRST), voted(FIRST), promised(SECOND), voted(SECOND)], vote: second, passedTo: 0 }],
  ])
  return { sent, kept }
}

function found({ sent, kept }: ReturnType<typeof sound>, wentBack: readonly Identity[] = []): string | null {
  const verdict = new Verdict(() => {})
  const invariant = new Invariant(verdict)
  for (const [who, message] of sent) invariant.wasSent(who, message)
  const testify = (who: Identity) => {
    const { records, vote, passedTo } = kept.get(who) ?? { records: [], vote: null, passedTo: 0 }
    invariant.holds(who, records, vote === null ? [] : [{ number: 1, ...vote, passed: passedTo > 0 }], passedTo)
  }
  for (const who of wentBack) {
    testify(who)
    invariant.wasPutBack(who.birth)
    kept.set(who, { records: [], vote: null, passedTo: 0 })
  }
  for (const who of PRIESTS) testify(who)
  invariant.check(founding, kept.get(beta)?.passedTo === 1 ? [X] : [])
  return verdict.why
}

/** The sound run with what one priest kept, or what was sent, changed. */
const planted = (change: (run: ReturnType<typeof sound>) => void): string | null => {
  const run = sound()
  change(run)
  return found(run)
}
const keeps = (who: Identity, change: (kept: Kept) => Partial<Kept>) => (run: ReturnType<typeof sound>) => {
  const kept = run.kept.get(who)
  if (kept !== undefined) run.kept.set(who, { ...kept, ...change(kept) })
}

describe('appendix: I1 to I7 over a whole run', () => {
  test('hold for a sound one, and where a ledger goes back to nothing afterwards', () => {
    expect(found(sound())).toBeNull()
    expect(found(sound(), [gamma])).toBeNull()
    expect(found(sound(), [alpha, beta])).toBeNull()
  })

  test.each<[string, (run: ReturnType<typeof sound>) => void, RegExp]>([
    [
      'I1: passed without the votes of a majority',
      (run) => {
        run.sent.splice(7, 1)
        keeps(gamma, ({ records }) => ({ records: records.slice(0, 3), vote: { ballot: FIRST, decree: X } }))(run)
      },
      /^I1 for decree 1: no ballot succeeded with x, which 2{16} has as passed$/,
    ],
    [
      'I2: a ballot of another',
      keeps(gamma, ({ records }) => ({ records: [{ type: 'LastTried', ballot: { round: 3, by: beta } }, ...records] })),
      /^I2 .*: 3{16} tried 3:beta, which is not its own$/,
    ],
    [
      'I2: a ballot begun above the last that was tried',
      keeps(beta, ({ records }) => ({ records: [...records, { type: 'LastTried', ballot: { round: 1, by: beta } }] })),
      /^I2 .*: 2{16} has begun 2:beta and tried 1:beta last$/,
    ],
    ['I3: a vote that the ledger has no more', keeps(gamma, () => ({ vote: null })), /^I3 .*: 3{16} has none/],
    [
      'I3: a vote for another decree than was begun',
      keeps(gamma, () => ({ vote: { ballot: SECOND, decree: Y } })),
      /^I3 .*: 3{16} has 2:beta for y as its latest vote, which was 2:beta for x$/,
    ],
    [
      'I3: a promise below the vote',
      keeps(gamma, ({ records }) => ({ records: [...records, promised(FIRST)] })),
      /^I3 .*: 3{16} voted in 2:beta for x, above its promise 1:alpha$/,
    ],
    [
      'I7: a LastVote that hides a vote, of a priest that votes in that ballot later',
      (run) => run.sent.splice(5, 1, [gamma, lastVote(SECOND)]),
      /^I7 .*: 3{16} told none as its latest vote below 2:beta, which was 1:alpha for x$/,
    ],
    [
      'I4: a LastVote of a vote that was never cast',
      (run) =>
        run.sent.splice(1, 1, [
          gamma,
          lastVote(FIRST, { ballot: { round: 1, by: { ...alpha, incarnation: 0 } }, decree: Y }),
        ]),
      /^I4 .* rests 1:alpha on a LastVote, but 3{16} told/,
    ],
    [
      'I5: a quorum without a LastVote, in a ballot that was given up long ago',
      (run) => {
        run.sent.splice(1, 1)
        run.sent.push([alpha, { type: 'NextBallot', ballot: { round: 3, by: alpha }, after: 0 }])
        keeps(alpha, ({ records }) => ({
          records: [...records, { type: 'LastTried', ballot: { round: 3, by: alpha } }],
        }))(run)
      },
      /^I5 .*: 1{16} polls in 1:alpha without the LastVote of 3{16}$/,
    ],
    [
      'I6: B2, by a quorum that is no majority',
      (run) => run.sent.splice(6, 1, [beta, begin(SECOND, [beta])]),
      /^I6 .*B2/,
    ],
    [
      'I4, I6: B3, where a vote was never told',
      (run) => {
        run.sent.splice(5, 3, [gamma, lastVote(SECOND)], [beta, begin(SECOND, [beta, gamma], Y)])
        keeps(beta, ({ records }) => ({
          records: [...records.slice(0, 2), voted(SECOND, Y)],
          vote: { ballot: SECOND, decree: Y },
          passedTo: 0,
        }))(run)
        keeps(gamma, ({ records }) => ({ records: records.slice(0, 3), vote: { ballot: FIRST, decree: X } }))(run)
      },
      /^I[46] /,
    ],
    [
      'I2, I7: a ballot asked for that was not tried',
      keeps(beta, ({ records }) => ({ records: records.slice(1) })),
      /^I[27] /,
    ],
    [
      'I1, I5, I7: a vote told that no ledger holds',
      keeps(gamma, ({ records }) => ({ records: records.slice(0, 3), vote: { ballot: FIRST, decree: X } })),
      /^I[15] /,
    ],
  ])('%s', (_, change, why) => {
    expect(planted(change)).toMatch(why)
  })
})
