import {
  birthOf,
  decreeText,
  type LedgerRecord,
  type Message,
  messageText,
  nameOf,
  noticeText,
  recordText,
} from '../src/index.js'
import { decreeOf } from './tale.js'

const alpha = { name: nameOf('alpha'), incarnation: 1 }
const beta = { name: nameOf('beta'), incarnation: 2 }
const ballot = { round: 3, by: alpha }
const higher = { round: 4, by: beta }
const decrees = (...texts: string[]) => texts.map(decreeOf)

test('A decree is shown as text where it is short and printable', () => {
  expect(decreeText(decreeOf(''))).toBe('olive-day')
  expect(decreeText(decreeOf('put k v'))).toBe('put k v')
  expect(decreeText(decreeOf('x'.repeat(41)))).toBe('41 bytes')
  expect(decreeText(Uint8Array.of(1, 2))).toBe('2 bytes')
})

test('Each message has one short text', () => {
  const messages: Message[] = [
    { type: 'NextBallot', ballot, after: 7 },
    { type: 'LastVote', ballot, after: 7, passedTo: 8, from: 8, to: null, votes: [], passed: [] },
    {
      type: 'LastVote',
      ballot,
      after: 7,
      passedTo: 8,
      from: 8,
      to: 11,
      votes: [{ ballot: higher, from: 9, decrees: decrees('x', 'y') }],
      passed: [{ from: 11, decrees: decrees('z') }],
    },
    { type: 'BeginBallot', ballot, quorum: [alpha, beta], upTo: 8, from: 9, decrees: decrees('a', 'b', 'c', 'd', 'e') },
    { type: 'Voted', ballot, from: 9, to: 12 },
    { type: 'Success', ballot, upTo: 9 },
    { type: 'Refused', ballot, of: 'NextBallot', promised: higher, hears: false },
    { type: 'Refused', ballot, of: 'Beat', promised: higher, hears: true },
    { type: 'Failed', ballot },
    { type: 'Beat', ballot, beat: 5, majority: true, upTo: 9, batch: 2 },
    { type: 'Beat', ballot, beat: 6, majority: false, upTo: 9, batch: 2 },
    { type: 'BeatAnswer', ballot, beat: 5, stalled: true, heldTo: 9, batch: 2 },
    { type: 'Ask', round: 1, heldTo: 9 },
    { type: 'AskAnswer', round: 1, role: 'learner', hears: null, promised: ballot, heldTo: 4 },
    { type: 'AskAnswer', round: 1, role: 'legislator', hears: higher, promised: ballot, heldTo: 4 },
    { type: 'Handover', ballot, heldTo: 9 },
    { type: 'PageWanted', after: 4 },
    { type: 'Page', from: 5, decrees: decrees(''), passedTo: 9 },
    { type: 'Page', from: 5, decrees: [], passedTo: 4 },
  ]
  expect(`\n${messages.map(messageText).join('\n')}\n`).toBe(`
NextBallot 3:alpha, after 7
LastVote 3:alpha, for 8 on; passed up to 8; no vote
LastVote 3:alpha, for 8-11; passed up to 8; voted in 4:beta.2 for 9-10 x, y; passed 11 z
BeginBallot 3:alpha: 9-13 a, b, c, d, …; quorum alpha beta.2; passed up to 8
Voted 3:alpha: 9-12
Success 3:alpha: passed up to 9
Refused NextBallot 3:alpha: promised 4:beta.2
Refused Beat 3:alpha: promised 4:beta.2, and hears it
Failed 3:alpha
Beat 5 of 3:alpha; passed up to 9
Beat 6 of 3:alpha, without a majority; passed up to 9
BeatAnswer 5 of 3:alpha, holds up to 9, stalled
Ask 1, holds up to 9
AskAnswer 1, a learner, hears nobody, holds up to 4
AskAnswer 1, hears 4:beta.2, holds up to 4
Handover 3:alpha
PageWanted after 4
Page: 5 olive-day; passed up to 9
Page: nothing; passed up to 4
`)
})

test('Each record and each notice has one short text', () => {
  const founding = {
    parliament: 'f'.repeat(32),
    roll: [{ ...alpha, birth: birthOf('0'.repeat(16)), weight: 1 }],
    alpha: 3,
    law: { name: 'kv', version: 1 },
    format: 1,
  }
  const records: LedgerRecord[] = [
    { type: 'LastTried', ballot },
    { type: 'NextBal', ballot },
    { type: 'Voted', ballot, from: 1, decrees: decrees('x') },
    { type: 'Learnt', from: 1, decrees: decrees('x', 'y') },
    { type: 'PassedTo', number: 2 },
    { type: 'Begun', ballot, from: 3, quorum: [alpha, beta] },
    { type: 'FoundingPromised', ballot: { round: 1, god: 'g' } },
    { type: 'FoundingVoted', ballot: { round: 1, god: 'g' }, founding },
    { type: 'Founded', founding },
    { type: 'Addresses', addresses: new Map([[alpha.name, { peer: 'ws://a', citizens: 'ws://a' }]]) },
    { type: 'Doubted', why: 'beta remembers more' },
  ]
  const notices = [
    noticeText({ event: 'stood', ballot }),
    noticeText({ event: 'presides', ballot }),
    noticeText({ event: 'resigned', ballot, why: 'it leaves' }),
    noticeText({ event: 'refused', ballot, promised: higher, by: beta.name }),
    noticeText({ event: 'caught up', heldTo: 4 }),
    noticeText({ event: 'in doubt', why: 'beta remembers more' }),
    noticeText({ event: 'left' }),
  ]
  expect(`\n${[...records.map(recordText), ...notices].join('\n')}\n`).toBe(`
lastTried 3:alpha
nextBal 3:alpha
vote in 3:alpha for 1 x
learnt 1-2 x, y
passed up to 2
begun 3:alpha from 3 by the LastVotes of alpha beta.2
founding promise 1:god-g
founding vote in 1:god-g for parliament ffffffffffffffffffffffffffffffff
founded: parliament ffffffffffffffffffffffffffffffff
addresses of alpha
in doubt: beta remembers more
stands in 3:alpha
presides in 3:alpha
resigns 3:alpha: it leaves
was refused in 3:alpha by beta, who promised 4:beta.2
has caught up: holds up to 4
is in doubt: beta remembers more
has left the chamber
`)
})
