import { encodeEnvelope, KeyValueLaw, putBody } from '@paxon/law'
import { type Message, nothingInscribed } from '@paxon/synod'
import { Messagebook } from '../src/messagebook.js'
import { ALPHA, BALLOT, BETA } from './loop-bench.js'

/**
 * The lines that other programs read: names, types and order of fields are fixed. A field may be added, which is then added
 * here; none may change or go.
 */

const PUT = encodeEnvelope({ kind: 'decree', session: 1, seq: 1, acked: 0, time: 5, body: putBody('x', '3') })
const PUT_WORDS = '{"session":1,"seq":1,"acked":0,"time":5,"body":{"op":"put","key":"x","value":"3"}}'
const NO_BYTES = new Uint8Array(0)
const HEARD = '"me":"alpha","dir":"received","from":"beta","to":"alpha"'
const COMMON = `{"v":1,"seq":2,"at":7,${HEARD}`

/** What alpha's book says, a text for each line, the first being that of its entrance. */
function linesOf(write: (book: Messagebook) => void): string[] {
  const texts: string[] = []
  const roll = [ALPHA, BETA].map((seat) => ({ ...seat, weight: 1 }))
  const book = new Messagebook({
    file: { seq: 0, at: () => 7, append: (parts) => void texts.push(Buffer.concat(parts).toString()), close: () => {} },
    form: 'whole',
    founding: { parliament: '0'.repeat(32), roll, alpha: 8, law: { name: KeyValueLaw.NAME, version: 1 }, format: 1 },
    inscribed: nothingInscribed(),
    start: 1,
    core: { me: ALPHA, nextBal: BALLOT, lastTried: null, passedTo: 4, roll, learnerBecause: null },
    onFailed: (error) => {
      throw error
    },
  })
  write(book)
  book.flush()
  return texts.join('').split('\n').slice(0, -1)
}

test.each<[Message, string]>([
  [{ type: 'NextBallot', ballot: BALLOT, after: 4 }, '"type":"NextBallot","ballot":[1,"beta"],"after":4}'],
  [
    {
      type: 'LastVote',
      ballot: BALLOT,
      after: 4,
      passedTo: 4,
      from: 5,
      to: null,
      votes: [{ ballot: BALLOT, from: 5, decrees: [PUT, NO_BYTES] }],
      passed: [{ from: 7, decrees: [PUT] }],
    },
    // `from` and `to` of every line are names, so the numbers that a page speaks for have a field of their own.
    `"type":"LastVote","ballot":[1,"beta"],"after":4,"passedTo":4,"range":[5,null],"votes":[[5,[1,"beta"],${PUT_WORDS}],[6,[1,"beta"],null]],"passed":[[7,${PUT_WORDS}]]}`,
  ],
  [
    {
      type: 'BeginBallot',
      ballot: BALLOT,
      quorum: [ALPHA, BETA],
      upTo: 0,
      from: 5,
      decrees: [PUT, NO_BYTES, NO_BYTES],
    },
    `"type":"BeginBallot","ballot":[1,"beta"],"quorum":["alpha","beta"],"decrees":[[5,${PUT_WORDS}],[6,null],[7,null]]}`,
  ],
  [{ type: 'Voted', ballot: BALLOT, from: 5, to: 6 }, '"type":"Voted","ballot":[1,"beta"],"numbers":[5,6]}'],
  [{ type: 'Success', ballot: BALLOT, upTo: 0 }, '"type":"Success","ballot":[1,"beta"],"upTo":0,"decrees":[]}'],
  [
    { type: 'Refused', ballot: BALLOT, of: 'NextBallot', promised: BALLOT, hears: true },
    '"type":"Refused","ballot":[1,"beta"],"promised":[1,"beta"],"of":"NextBallot"}',
  ],
  [
    { type: 'Refused', ballot: BALLOT, of: 'BeginBallot', promised: BALLOT, hears: true },
    '"type":"Refused","ballot":[1,"beta"],"promised":[1,"beta"],"of":"BeginBallot"}',
  ],
  // A type of its own: `of` has two values.
  [
    { type: 'Refused', ballot: BALLOT, of: 'Beat', promised: BALLOT, hears: true },
    '"type":"RefusedBeat","ballot":[1,"beta"],"promised":[1,"beta"]}',
  ],
  [{ type: 'Failed', ballot: BALLOT }, '"type":"Failed","ballot":[1,"beta"]}'],
  [
    { type: 'Page', from: 5, decrees: [PUT], passedTo: 9 },
    `"type":"Page","ballot":null,"passedTo":9,"decrees":[[5,${PUT_WORDS}]]}`,
  ],
])('the line of %o', (message, words) => {
  expect(linesOf((book) => book.received(BETA, message))[1]).toBe(`${COMMON},${words}`)
})

test('the line of an entrance', () => {
  expect(linesOf(() => {})).toEqual([
    `{"v":1,"seq":1,"at":7,"me":"alpha","dir":"sent","type":"Entered","parliament":"${'0'.repeat(32)}","birth":"${ALPHA.birth}","start":1,"learner":false,"roll":["alpha","beta"],"alpha":8,"lastTried":null,"nextBal":[1,"beta"],"passedTo":4}`,
  ])
})

test('a line for each addressee, and one for what rode on a message; names are with incarnation', () => {
  const ballot = { round: 2, by: { ...BETA, incarnation: 3 } }
  const voted = { type: 'Voted', ballot, from: 5, to: 5 } as const
  const lines = linesOf((book) => {
    book.stepped({ ...NOTHING, writes: [{ type: 'Voted', ballot, from: 5, decrees: [PUT] }] })
    book.sent(BETA.name, voted)
    book.sent(ALPHA.name, voted)
    book.received(BETA, { type: 'Beat', ballot, beat: 1, majority: true, upTo: 5, batch: 0 })
    book.stepped({ ...NOTHING, passed: [{ number: 5, decree: PUT }] })
  })
  const said = (seq: number, to: string) =>
    `{"v":1,"seq":${seq},"at":7,"me":"alpha","dir":"sent","from":"alpha","to":"${to}"`
  expect(lines.slice(1)).toEqual([
    `${said(2, 'beta')},"type":"Voted","ballot":[2,"beta.3"],"numbers":[5,5]}`,
    `${said(3, 'alpha')},"type":"Voted","ballot":[2,"beta.3"],"numbers":[5,5]}`,
    `{"v":1,"seq":4,"at":7,${HEARD},"type":"Success","ballot":[2,"beta.3"],"upTo":5,"decrees":[[5,${PUT_WORDS}]]}`,
    `${said(5, 'alpha')},"type":"Success","ballot":[2,"beta.3"],"upTo":5,"decrees":[[5,${PUT_WORDS}]]}`,
  ])
})

const NOTHING = { writes: [], passed: [] }
