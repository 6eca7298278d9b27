import { casBody, deleteBody, encodeEnvelope, getQuestion, KeyValueLaw, putBody } from '@paxon/law'
import { type Ledger, openLedger, SimulatedDisk } from '@paxon/ledger'
import { birthOf, type Founding, type LedgerRecord, nameOf, OLIVE_DAY } from '@paxon/synod'
import { type LedgerFormat, ledgerLines, openArchive } from '../src/index.js'

const ALPHA = nameOf('alpha')
const BIRTH = birthOf('00000000000000aa')
const FOUNDING: Founding = {
  parliament: '0f'.repeat(16),
  roll: [{ name: ALPHA, incarnation: 1, birth: BIRTH, weight: 1 }],
  alpha: 4_096,
  law: { name: KeyValueLaw.NAME, version: 1 },
  format: 1,
}
const BALLOT = { round: 3, by: { name: ALPHA, incarnation: 1 } }

const decree = (seq: number, body: Uint8Array) =>
  encodeEnvelope({ kind: 'decree', session: 1, seq, acked: seq - 1, time: 10 * seq, body })

const RECORDS: LedgerRecord[] = [
  { type: 'FoundingVoted', ballot: { round: 1, god: 'g' }, founding: FOUNDING },
  { type: 'Founded', founding: FOUNDING },
  { type: 'LastTried', ballot: BALLOT },
  {
    type: 'Voted',
    ballot: BALLOT,
    from: 1,
    decrees: [
      encodeEnvelope({ kind: 'session', time: 5 }),
      decree(1, putBody('x', 'one, "two"\nthree')),
      decree(2, casBody('x', { ifAbsent: true, to: 'fo"ur' })),
      OLIVE_DAY,
    ],
  },
  { type: 'Learnt', from: 5, decrees: [decree(3, deleteBody('x\ny'))] },
  {
    type: 'Voted',
    ballot: BALLOT,
    from: 6,
    decrees: [encodeEnvelope({ kind: 'inquire', time: 40, body: getQuestion('x') })],
  },
  { type: 'PassedTo', number: 5 },
]

/** A disk with the ledger of alpha in /island/alpha, left open as by a living priest. */
function diskWith(records: readonly LedgerRecord[]): SimulatedDisk {
  const queue: (() => void)[] = []
  const later = (call: () => void) => void queue.push(call)
  const disk = new SimulatedDisk({ random: () => 0.5, later })
  const run = () => {
    for (let call = queue.shift(); call !== undefined; call = queue.shift()) call()
  }
  let ledger: Ledger | null = null
  openLedger(
    { disk, folder: '/island/alpha', name: ALPHA, drawBirth: () => BIRTH, now: () => 0, later, pageBytes: 64 * 1024 },
    (result) => {
      if (result.ok) ledger = result.ledger
    },
  )
  run()
  const opened = ledger as Ledger | null
  if (opened === null) throw new Error('the ledger was not opened')
  opened.append(records)
  opened.flush()
  run()
  return disk
}

const print = (disk: SimulatedDisk, format: LedgerFormat): string[] => [
  ...ledgerLines(openArchive(disk, '/island/alpha'), format),
]

test('A ledger of a living priest as prose', () => {
  expect(print(diskWith(RECORDS), 'prose').join('\n')).toBe(`\
The ledger of alpha (birth 00000000000000aa, start 1).
Parliament ${'0f'.repeat(16)} of alpha, with the law ${KeyValueLaw.NAME} 1 and up to 4096 decrees under way.
Last tried 3:alpha; next ballot 3:alpha; passed up to 5; held up to 5.
Decree 1, voted for in 3:alpha, passed: session
Decree 2, voted for in 3:alpha, passed: put x one, "two"
three
Decree 3, voted for in 3:alpha, passed: cas x fo"ur
Decree 4, voted for in 3:alpha, passed: olive-day
Decree 5, learnt, passed: delete x
y
Decree 6, voted for in 3:alpha, not known to have passed: inquire x`)
})

test('A ledger as JSON: who it belongs to and what it must not forget, then a line a decree', () => {
  const [head, ...decrees] = print(diskWith(RECORDS), 'json').map((line) => JSON.parse(line))
  expect(head).toMatchObject({
    parliament: FOUNDING.parliament,
    name: 'alpha',
    incarnation: 1,
    birth: BIRTH,
    founding: FOUNDING,
    lastTried: [3, 'alpha'],
    nextBal: [3, 'alpha'],
    passedTo: 5,
    heldTo: 5,
    law: { name: KeyValueLaw.NAME, version: 1 },
  })
  const empty = { session: null, seq: null, acked: null }
  expect(decrees).toEqual([
    { decree: 1, ballot: [3, 'alpha'], value: { ...empty, time: 5, body: { op: 'session' } }, passed: true },
    {
      decree: 2,
      ballot: [3, 'alpha'],
      value: { session: 1, seq: 1, acked: 0, time: 10, body: { op: 'put', key: 'x', value: 'one, "two"\nthree' } },
      passed: true,
    },
    {
      decree: 3,
      ballot: [3, 'alpha'],
      value: { session: 1, seq: 2, acked: 1, time: 20, body: { op: 'cas', key: 'x', to: 'fo"ur', ifAbsent: true } },
      passed: true,
    },
    { decree: 4, ballot: [3, 'alpha'], value: null, passed: true },
    {
      decree: 5,
      ballot: null,
      value: { session: 1, seq: 3, acked: 2, time: 30, body: { op: 'delete', key: 'x\ny' } },
      passed: true,
    },
    {
      decree: 6,
      ballot: [3, 'alpha'],
      value: { ...empty, time: 40, body: { op: 'inquire', key: 'x' } },
      passed: false,
    },
  ])
})

test('A ledger in the form of the first program: what passed, quoted as RFC 4180 says', () => {
  expect(print(diskWith(RECORDS), 'first').join('\n')).toBe(`\
ballot,decree
1,session
2,"put x one, ""two""
three"
3,"cas x fo""ur"
4,olive-day
5,"delete x
y"`)
})

test('An unfounded ledger is printed too', () => {
  expect(print(diskWith([]), 'prose')[1]).toBe('It belongs to no parliament yet.')
  const [head] = print(diskWith([]), 'json').map((line) => JSON.parse(line))
  expect(head).toMatchObject({
    parliament: null,
    founding: null,
    lastTried: null,
    nextBal: null,
    passedTo: 0,
    law: null,
  })
  expect(print(diskWith([]), 'first')).toEqual(['ballot,decree'])
})

test('Where there is no ledger, one sentence says what to name', () => {
  const disk = diskWith(RECORDS)
  expect(() => openArchive(disk, '/island')).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: 'there is no ledger in /island: there is one in /island/alpha',
    }),
  )
  expect(() => openArchive(disk, '/elsewhere')).toThrow(
    'there is no ledger in /elsewhere: name the folder of a priest, such as ./island/elsewhere',
  )
})
