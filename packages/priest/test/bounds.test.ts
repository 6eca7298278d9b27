import type { CitizenReply } from '@paxon/wire'
import { lifeOf, PriestAsker } from '../src/forwarding.js'
import { Remembered } from '../src/remembered.js'
import { BETA, Bench, inquiry, petition, session } from './docket-bench.js'
import { Bench as LoopBench } from './loop-bench.js'

const KIB = 1024

test('P32: so many requests are handed on at once, and so many bytes; the rest waits, and one more is OVERLOADED', () => {
  for (const [limits, bytes] of [
    [{ waitingMax: 3 }, 0],
    [{ waitingBytesMax: 3 * (100 + 64) }, 100],
  ] as const) {
    const bench = new Bench(limits)
    bench.core.hearsPresident = BETA
    for (let id = 1; id <= 7; id++) {
      bench.ask(petition(id, bytes))
      bench.docket.sendOn()
    }
    expect(bench.carried.flatMap(({ requests }) => requests)).toHaveLength(3)
    expect(bench.citizen.told).toEqual(['7 OVERLOADED none'])
    bench.docket.replied(BETA, { type: 'error', id: 1, code: 'SESSION_FULL', message: '', outcome: 'none' })
    bench.docket.sendOn()
    expect(bench.carried.flatMap(({ requests }) => requests)).toHaveLength(4)
  }
})

test('P32: what is proposed at once is given to the core in steps of a MiB, each with what room it leaves', () => {
  const bench = new Bench()
  for (let id = 1; id <= 10; id++) bench.ask(petition(id, 400 * KIB))
  bench.onStep = () => {
    bench.core.room -= 30
  }
  bench.presidesNow()
  const steps = bench.events.flatMap((event) => (event.type === 'Petition' ? [event.petitions.length] : []))
  expect(steps).toEqual([3, 3, 3, 1])
})

test('P32: who does not take its replies gets no more answers: inquiries are OVERLOADED, petitions may have passed', () => {
  const bench = new Bench()
  bench.ask(session(1))
  bench.presidesNow()
  bench.docket.proposed(1, 1)
  bench.citizen.isFull = true
  bench.ask(inquiry(2, 'local'))
  bench.docket.sendOn()
  bench.docket.ruled(1, { kind: 'answered', number: 1, bytes: new Uint8Array(1) })
  expect(bench.citizen.told).toEqual(['2 OVERLOADED none', '1 OUTCOME_UNKNOWN unknown'])
  bench.citizen.isFull = false
  bench.ask(inquiry(3, 'local'))
  bench.docket.sendOn()
  expect(bench.citizen.told).toContain('3 answer as of 0')
})

test('P32: another priest is one that takes its replies slowly too', () => {
  let buffered = 0
  const carrier = { carry: () => {}, bufferedBytes: () => buffered }
  const asker = new PriestAsker(BETA, lifeOf('00000000000000aa'), carrier, () => {})
  const answer: CitizenReply = {
    type: 'answer',
    id: 1,
    parliament: '0'.repeat(32),
    decree: 1,
    by: BETA,
    body: new Uint8Array(KIB * KIB),
  }
  for (let n = 0; n < 4; n++) asker.reply(answer)
  expect(asker.isFull).toBe(true)
  asker.flush()
  expect(asker.isFull).toBe(false)
  buffered = 5 * KIB * KIB
  expect(asker.isFull).toBe(true)
})

test('P32: one page at a time is read for a peer, however often it asks, and none while it has not taken the last', () => {
  const bench = new LoopBench()
  let reads = 0
  let answer: () => void = () => {}
  bench.ledger.read = (after, _, done) => {
    reads += 1
    answer = () => done({ from: after + 1, decrees: [] }, null)
  }
  for (let n = 0; n < 1_000; n++) bench.hear({ type: 'PageWanted', after: 0 })
  bench.turn()
  expect(reads).toBe(1)
  answer()
  bench.turn()
  expect(bench.said.filter(({ type }) => type === 'Page')).toHaveLength(1)
  bench.bufferedBytes = 2 * KIB * KIB
  bench.hear({ type: 'PageWanted', after: 0 })
  bench.turn()
  expect(reads).toBe(1)
  bench.bufferedBytes = 0
  bench.hear({ type: 'PageWanted', after: 0 })
  bench.turn()
  expect(reads).toBe(2)
})

test('P32: of 64 births the last batch is remembered, of those heard last', () => {
  const remembered = new Remembered('a'.repeat(16))
  const birth = (n: number) => `${n}`.padStart(16, '0') as Parameters<Remembered['heard']>[0]
  for (let n = 0; n < 1_000; n++) remembered.met(birth(n), { life: 'life', start: 1, batch: n })
  expect(remembered.all()).toHaveLength(64)
  expect(remembered.all()[0]).toEqual([birth(936), 'life', 1, 936, 0])
})
