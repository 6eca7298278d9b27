import { ENVELOPE_HEAD_BYTES_MAX } from '@paxon/law'
import { ManualClock } from '@paxon/messenger'
import { DECREE_BYTES_MAX } from '@paxon/wire'
import { Gathering } from '../src/gathering.js'
import { Asking, BETA, Bench, GAMMA, inquiry, NO_BYTES, PARLIAMENT, petition, session } from './docket-bench.js'

test('a petition is proposed once this priest presides, and answered by its ruling', () => {
  const bench = new Bench()
  bench.ask(session(7))
  bench.docket.sendOn()
  expect(bench.events).toEqual([])
  bench.presidesNow()
  bench.docket.proposed(1, 1)
  bench.rule(1)
  expect(bench.citizen.told).toEqual(['7 answer as of 1'])
  bench.pass(5_000)
  bench.docket.end()
  expect(bench.citizen.told).toHaveLength(1)
})

test('no more petitions are given to the core than it has room for', () => {
  const bench = new Bench()
  bench.core.room = 2
  for (let id = 1; id <= 5; id++) bench.ask(session(id))
  bench.presidesNow()
  expect(bench.tags).toHaveLength(2)
  bench.core.room = 0
  bench.docket.sendOn()
  expect(bench.tags).toHaveLength(2)
})

test('until its deadline nobody presides: NO_PRESIDENT, none', () => {
  const bench = new Bench()
  for (const asked of [session(1), petition(2), inquiry(3), inquiry(4, 'decree')]) bench.ask(asked)
  bench.pass(999)
  expect(bench.citizen.told).toEqual([])
  bench.pass(1)
  expect(bench.citizen.told.sort()).toEqual([1, 2, 3, 4].map((id) => `${id} NO_PRESIDENT none`))
})

test('proposed or handed on, and not passed in time: OUTCOME_UNKNOWN; an inquiry: NO_MAJORITY, none', () => {
  for (const send of [(bench: Bench) => bench.presidesNow(), (bench: Bench) => bench.hearsNow(BETA)]) {
    const bench = new Bench()
    for (const asked of [session(1), petition(2), inquiry(3), inquiry(4, 'decree')]) bench.ask(asked)
    send(bench)
    bench.pass(1_000)
    expect(bench.citizen.told.sort()).toEqual([
      '1 OUTCOME_UNKNOWN unknown',
      '2 OUTCOME_UNKNOWN unknown',
      '3 NO_MAJORITY none',
      '4 OUTCOME_UNKNOWN unknown',
    ])
    bench.docket.end()
    expect(bench.citizen.replies).toHaveLength(4)
  }
})

test('what the core did not propose waits for the next president, what it abandoned may still pass', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.ask(session(2))
  bench.presidesNow()
  bench.docket.failed(1, 'unproposed')
  bench.docket.proposed(2, 1)
  bench.docket.failed(2, 'abandoned')
  expect(bench.citizen.told).toEqual(['2 OUTCOME_UNKNOWN unknown'])
  bench.core.presides = false
  bench.hearsNow(BETA)
  expect(bench.carried.flatMap(({ requests }) => requests)).toMatchObject([{ type: 'session' }])
  bench.rule(1)
  expect(bench.citizen.replies).toHaveLength(1)
})

test('P32: what the core turns down in a turn waits for the next one, and does not ask for one', () => {
  const bench = new Bench()
  bench.onStep = (event) => {
    if (event.type === 'Inquiry') bench.docket.failed(event.tag, 'unproposed')
  }
  bench.ask(inquiry(1))
  bench.turnsAskedFor = 0
  bench.presidesNow()
  bench.presidesNow()
  expect(bench.events).toHaveLength(2)
  expect(bench.turnsAskedFor).toBe(0)
})

test('handed on with the time that is left, under a tag of this priest, and answered under the citizen’s id', () => {
  const bench = new Bench()
  bench.ask(petition(77))
  bench.clock.advance(300)
  bench.hearsNow(BETA)
  const [{ to, requests } = { to: '', requests: [] }] = bench.carried
  expect([to, requests[0]]).toMatchObject(['beta', { id: 1, left: 700, seq: 77 }])
  bench.docket.replied(GAMMA, { type: 'answer', id: 1, parliament: PARLIAMENT, decree: 9, by: GAMMA, body: NO_BYTES })
  expect(bench.citizen.told).toEqual([])
  const answer = { type: 'answer', id: 1, parliament: PARLIAMENT, decree: 9, by: BETA, body: NO_BYTES } as const
  bench.docket.replied(BETA, answer)
  bench.docket.replied(BETA, answer)
  expect(bench.citizen.told).toEqual(['77 answer as of 9'])
})

test('not handed on to a president that cannot be told anything', () => {
  const bench = new Bench()
  bench.connected = false
  bench.ask(session(1))
  bench.hearsNow(BETA)
  expect(bench.carried).toEqual([])
})

test('errors of the president are handed back with their outcome; NO_PRESIDENT means that another is waited for', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.ask(session(2))
  bench.hearsNow(BETA)
  const error = { type: 'error', message: '', outcome: 'none' } as const
  bench.docket.replied(BETA, { ...error, id: 1, code: 'NO_PRESIDENT' })
  bench.docket.replied(BETA, { ...error, id: 2, code: 'OVERLOADED' })
  expect(bench.citizen.told).toEqual(['2 OVERLOADED none'])
  bench.hearsNow(GAMMA)
  expect(bench.carried.at(-1)).toMatchObject({ to: 'gamma', requests: [{ type: 'session' }] })
})

test('the link to the president is lost: petitions may have passed, inquiries are asked again', () => {
  const bench = new Bench()
  for (const asked of [session(1), petition(2), inquiry(3), inquiry(4, 'decree')]) bench.ask(asked)
  bench.hearsNow(BETA)
  bench.docket.lost(GAMMA)
  expect(bench.citizen.told).toEqual([])
  bench.docket.lost(BETA)
  expect(bench.citizen.told.sort()).toEqual([
    '1 OUTCOME_UNKNOWN unknown',
    '2 OUTCOME_UNKNOWN unknown',
    '4 OUTCOME_UNKNOWN unknown',
  ])
  bench.hearsNow(GAMMA)
  expect(bench.carried.at(-1)).toMatchObject({ to: 'gamma', requests: [{ type: 'inquiry', level: 'linearizable' }] })
})

test('what a priest handed on is not handed on again: NO_PRESIDENT, none', () => {
  const bench = new Bench()
  const priest = new Asking(true)
  bench.ask(session(5), priest)
  bench.hearsNow(GAMMA)
  expect(bench.carried).toEqual([])
  expect(priest.told).toEqual(['5 NO_PRESIDENT none'])
})

test('many and large requests are handed on in parts that the other side can read', () => {
  const bench = new Bench()
  for (let id = 1; id <= 5_000; id++) bench.ask(petition(id))
  for (let id = 1; id <= 30; id++) bench.ask(petition(id, 1_000_000))
  bench.hearsNow(BETA)
  expect(bench.carried.flatMap(({ requests }) => requests)).toHaveLength(5_030)
  for (const { requests } of bench.carried) {
    expect(requests.reduce((sum, asked) => sum + ('body' in asked ? asked.body.length : 0), 0)).toBeLessThan(8_000_000)
  }
})

test('OVERLOADED beyond so many that wait, or so many bytes of them, and room again once they are gone', () => {
  for (const limits of [{ waitingMax: 3 }, { waitingBytesMax: 3 * 64 }]) {
    for (const level of ['linearizable', 'at-least'] as const) {
      const bench = new Bench(limits)
      for (let id = 1; id <= 4; id++) bench.ask(inquiry(id, level, 50))
      bench.docket.sendOn()
      expect(bench.citizen.told).toEqual(['4 OVERLOADED none'])
      bench.pass(1_000)
      expect(bench.citizen.replies).toHaveLength(4)
      bench.ask(inquiry(5, level, 50))
      expect(bench.citizen.replies).toHaveLength(4)
    }
  }
})

test('a body that no peer would read as a decree is TOO_LARGE, and never proposed', () => {
  const bench = new Bench()
  bench.ask(petition(1, DECREE_BYTES_MAX))
  bench.ask(petition(2, DECREE_BYTES_MAX - ENVELOPE_HEAD_BYTES_MAX))
  bench.presidesNow()
  expect(bench.citizen.told).toEqual(['1 TOO_LARGE none'])
  const sizes = bench.events
    .flatMap((event) => (event.type === 'Petition' ? event.petitions : []))
    .map((p) => p.decree.length)
  expect(sizes).toEqual([DECREE_BYTES_MAX])
})

test('a disk that is nearly full refuses petitions and answers inquiries', () => {
  const bench = new Bench()
  bench.diskFull = true
  for (const asked of [session(1), petition(2), inquiry(3, 'local')]) bench.ask(asked)
  bench.docket.sendOn()
  expect(bench.citizen.told).toEqual(['1 DISK_FULL none', '2 DISK_FULL none', '3 answer as of 0'])
})

test('local: from the law as it is at the end of the turn, or BEHIND what the citizen has seen', () => {
  const bench = new Bench()
  bench.rule(1)
  bench.ask(inquiry(1, 'local', 1))
  bench.ask(inquiry(2, 'local', 2))
  bench.docket.sendOn()
  expect(bench.citizen.told).toEqual(['1 answer as of 1', '2 BEHIND none'])
})

test('at-least: once the law has got there, or BEHIND at the deadline', () => {
  const bench = new Bench()
  bench.ask(inquiry(1, 'at-least', 2))
  bench.ask(inquiry(2, 'at-least', 3))
  bench.docket.sendOn()
  bench.rule(1)
  bench.rule(2)
  expect(bench.citizen.told).toEqual(['1 answer as of 2'])
  bench.pass(1_000)
  expect(bench.citizen.told).toEqual(['1 answer as of 2', '2 BEHIND none'])
})

test('P7: a confirmed inquiry waits for our own law, and for what the citizen has seen', () => {
  const bench = new Bench()
  bench.ask(inquiry(1))
  bench.ask(inquiry(2, 'linearizable', 3))
  bench.presidesNow()
  bench.docket.confirmed(1, 2)
  bench.docket.confirmed(2, 2)
  bench.rule(1)
  expect(bench.citizen.told).toEqual([])
  bench.rule(2)
  expect(bench.citizen.told).toEqual(['1 answer as of 2'])
  bench.rule(3)
  expect(bench.citizen.told).toEqual(['1 answer as of 2', '2 answer as of 3'])
})

test('what the law says of a petition becomes the code that the citizen gets', () => {
  const rulings = [
    ['ended', 'SESSION_ENDED unknown'],
    ['full', 'SESSION_FULL none'],
    ['acknowledged', 'OUTCOME_UNKNOWN unknown'],
    ['unreadable', 'BAD_REQUEST unknown'],
    ['olive-day', 'BAD_REQUEST unknown'],
  ] as const
  for (const [kind, told] of rulings) {
    const bench = new Bench()
    bench.ask(petition(1))
    bench.presidesNow()
    bench.docket.proposed(1, 4)
    bench.docket.ruled(4, { kind })
    expect(bench.citizen.told).toEqual([`1 ${told}`])
  }
})

test('P10: a retry is answered with the number of its first execution', () => {
  const bench = new Bench()
  bench.ask(petition(1))
  bench.presidesNow()
  bench.docket.proposed(1, 8)
  bench.docket.ruled(8, { kind: 'answered', number: 5, bytes: NO_BYTES })
  expect(bench.citizen.told).toEqual(['1 answer as of 5'])
})

test('proposed again under another number, it is answered by that one', () => {
  const bench = new Bench()
  bench.ask(petition(1))
  bench.presidesNow()
  bench.docket.proposed(1, 4)
  bench.docket.proposed(1, 6)
  bench.docket.ruled(4, { kind: 'olive-day' })
  expect(bench.citizen.told).toEqual([])
  bench.docket.ruled(6, { kind: 'answered', number: 6, bytes: NO_BYTES })
  expect(bench.citizen.told).toEqual(['1 answer as of 6'])
})

test('P32: what a citizen asked that has gone is forgotten, wherever it waits', () => {
  const bench = new Bench({ waitingMax: 1 })
  bench.ask(inquiry(1))
  bench.ask(inquiry(2, 'at-least', 9))
  bench.docket.sendOn()
  bench.citizen.gone = true
  bench.pass(0)
  const next = new Asking()
  bench.ask(inquiry(3), next)
  bench.ask(inquiry(4, 'at-least', 9), next)
  expect(next.told).toEqual([])
})

test('while petitions gather behind a batch under way, inquiries are begun all the same; then they are proposed together', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.presidesNow()
  expect(bench.tags).toEqual([1])
  bench.docket.proposed(1, 1)
  bench.ask(session(2))
  bench.ask(inquiry(3))
  bench.docket.sendOn()
  bench.ask(session(4))
  bench.docket.sendOn()
  expect(bench.events.slice(1).map(({ type }) => type)).toEqual(['Inquiry'])
  bench.isSyncing = true
  bench.docket.ruled(1, { kind: 'session', number: 1 })
  bench.docket.sendOn()
  expect(bench.events).toHaveLength(2)
  bench.isSyncing = false
  bench.docket.sendOn()
  expect(bench.events.slice(2)).toMatchObject([{ type: 'Petition', petitions: [{}, {}] }])
})

test('petitions that gather have a turn after four ms, though nothing passes and nobody asks', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.presidesNow()
  bench.docket.proposed(1, 1)
  bench.ask(session(2))
  bench.docket.sendOn()
  const { turnsAskedFor } = bench
  bench.clock.advance(3)
  expect(bench.turnsAskedFor).toBe(turnsAskedFor)
  bench.clock.advance(1)
  expect(bench.turnsAskedFor).toBe(turnsAskedFor + 1)
  bench.docket.sendOn()
  expect(bench.tags).toEqual([1, 2])
})

test('after the end nothing asks for a turn', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.presidesNow()
  bench.docket.proposed(1, 1)
  bench.ask(session(2))
  bench.docket.sendOn()
  bench.docket.end()
  const { turnsAskedFor } = bench
  bench.clock.advance(10_000)
  expect(bench.turnsAskedFor).toBe(turnsAskedFor)
})

test('the four ms count from what was proposed, not from a turn in which there was no room', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.presidesNow()
  bench.docket.proposed(1, 1)
  bench.core.room = 0
  bench.ask(session(2))
  bench.clock.advance(8)
  bench.docket.sendOn()
  bench.core.room = 1
  bench.clock.advance(1)
  bench.docket.sendOn()
  expect(bench.tags).toEqual([1, 2])
})

test('a petition whose time ends before a president could propose it: NO_MAJORITY, none', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.presidesNow()
  bench.docket.proposed(1, 1)
  bench.ask({ ...session(2), left: 2 })
  bench.docket.sendOn()
  bench.pass(3)
  expect(bench.citizen.told).toEqual(['2 NO_MAJORITY none'])
})

test('P25: petitions gather behind a batch under way for four ms, and behind a hung sync no longer', () => {
  const clock = new ManualClock()
  const gathering = new Gathering(clock, () => {})
  const after = (ms: number, isUnderWay: boolean) => {
    clock.advance(ms)
    return gathering.goesOn(isUnderWay)
  }
  expect(after(0, false)).toBe(false)
  expect(after(0, true)).toBe(true)
  expect(after(3.5, true)).toBe(true)
  expect(after(0, false)).toBe(false)
  expect(after(3.5, true)).toBe(true)
  expect(after(0.5, true)).toBe(false)
  expect(after(0, true)).toBe(true)
})

test('the end: whatever may pass is unknown, the rest certainly did not, and all get their reply', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.ask(inquiry(2))
  bench.presidesNow()
  bench.core.presides = false
  for (const asked of [session(3), inquiry(4), inquiry(5, 'at-least', 9), inquiry(6, 'local')]) bench.ask(asked)
  bench.docket.end()
  bench.docket.end()
  expect(bench.citizen.told.sort()).toEqual([
    '1 OUTCOME_UNKNOWN unknown',
    '2 NO_PRESIDENT none',
    '3 NO_PRESIDENT none',
    '4 NO_PRESIDENT none',
    '5 NO_PRESIDENT none',
    '6 NO_PRESIDENT none',
  ])
})
