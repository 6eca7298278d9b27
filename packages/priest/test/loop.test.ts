import { OLIVE_DAY } from '@paxon/synod'
import { decodePeerFrame, encodePeerFrame } from '@paxon/wire'
import { TICK_MS } from '../src/index.js'
import { ALPHA, BALLOT, BETA, Bench } from './loop-bench.js'

test('P1: a promise and a vote leave only after their sync, and in the order in which they were made', () => {
  const bench = new Bench()
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
  bench.turn()
  expect(bench.taken()).toEqual(['step NextBallot', 'flush', 'turn ended'])
  bench.hear({
    type: 'BeginBallot',
    ballot: BALLOT,
    quorum: [ALPHA, BETA],
    upTo: 0,
    from: 1,
    decrees: [new Uint8Array(3)],
  })
  bench.turn()
  expect(bench.taken().filter((line) => line.includes(' to '))).toEqual([])
  bench.sync()
  bench.turn()
  expect(bench.taken()).toEqual(['step Synced', 'LastVote to beta', 'flush', 'turn ended'])
  bench.sync()
  bench.turn()
  expect(bench.taken()).toEqual(['step Synced', 'Voted to beta', 'flush', 'turn ended'])
})

test('what rests on nothing new does not overtake what the same sync lets go', () => {
  const bench = new Bench()
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
  bench.turn()
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 3 })
  bench.sync()
  bench.turn()
  expect(bench.said.filter(({ type }) => type === 'LastVote')).toMatchObject([
    { type: 'LastVote', after: 0 },
    { type: 'LastVote', after: 3 },
  ])
})

test('what asks for a turn within a turn, to have it end, asks for no other', () => {
  const bench = new Bench()
  bench.onTurnEnds = () => bench.loop.schedule()
  bench.loop.schedule()
  bench.turn()
  expect(bench.turns).toEqual([])
  bench.loop.schedule()
  expect(bench.turns).toHaveLength(1)
})

test('P1: what rests on a batch that was begun later waits for that one', () => {
  const bench = new Bench()
  bench.loop.write([{ type: 'Addresses', addresses: new Map() }])
  bench.turn()
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
  bench.turn()
  bench.taken()
  bench.sync()
  bench.turn()
  expect(bench.taken()).not.toContain('LastVote to beta')
  bench.sync()
  bench.turn()
  expect(bench.taken()).toContain('LastVote to beta')
})

test('P31: a decree is carried out once it has passed and this ledger holds it, and its number is told once', () => {
  const bench = new Bench()
  bench.hear({
    type: 'BeginBallot',
    ballot: BALLOT,
    quorum: [ALPHA, BETA],
    upTo: 0,
    from: 1,
    decrees: [new Uint8Array(3)],
  })
  bench.hear({ type: 'Success', ballot: BALLOT, upTo: 1 })
  bench.turn()
  expect(bench.taken()).not.toContain('ruling 1')
  bench.sync()
  bench.turn()
  expect(bench.taken().filter((line) => line.startsWith('ruling'))).toEqual(['ruling 1'])
})

/** Alpha has voted for decree 1, and hears at once that it has passed and of decree 2. */
function hearNext(bench: Bench): void {
  const begin = (from: number, upTo: number) =>
    bench.hear({ type: 'BeginBallot', ballot: BALLOT, quorum: [ALPHA, BETA], upTo, from, decrees: [new Uint8Array(3)] })
  begin(1, 0)
  bench.turn()
  bench.sync()
  bench.turn()
  bench.taken()
  begin(2, 1)
}

test('the next decree is on the disk, and its vote said, before the law carries out the last one', () => {
  const bench = new Bench()
  hearNext(bench)
  bench.turn()
  expect(bench.taken()).toEqual(['step BeginBallot', 'flush', 'flush', 'turn ended'])
  bench.sync()
  bench.turn()
  const synced = ['step Synced', 'Voted to beta', 'flush', 'ruling 1', 'step Applied', 'flush', 'turn ended']
  expect(bench.taken()).toEqual(synced)
})

test('P25: a sync that hangs holds the law up for one turn', () => {
  const bench = new Bench()
  hearNext(bench)
  bench.turn()
  bench.taken()
  bench.nowMs += TICK_MS
  bench.fire()
  bench.turn()
  expect(bench.taken()).toContain('ruling 1')
})

test("a president's law waits for no sync: citizens wait for it", () => {
  const bench = new Bench()
  bench.preside()
  const ballot = bench.core.lastTried
  if (ballot === null) throw new Error('alpha does not preside')
  const propose = (tag: number) =>
    bench.loop.post({ type: 'Petition', petitions: [{ decree: new Uint8Array(3), tag }] })
  propose(1)
  for (let turns = 0; turns < 2; turns++) {
    bench.turn()
    bench.sync()
  }
  bench.taken()
  propose(2)
  bench.hear({ type: 'Voted', ballot, from: 2, to: 2 })
  bench.turn()
  expect(bench.ledger.syncingSince).not.toBeNull()
  expect(bench.taken()).toContain('ruling 2')
})

test('P33: after a pause of 5 s the late tick comes before anything that waited', () => {
  const bench = new Bench()
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
  bench.nowMs += 5_000
  bench.hear({ type: 'Success', ballot: BALLOT, upTo: 0 })
  bench.turn()
  const events = bench.taken().filter((line) => /^(tick|step)/.test(line))
  expect(events).toEqual([`tick late ${5_000 - TICK_MS}`, 'step NextBallot', 'step Success'])
})

test('P33: timers that burst after a pause are one late tick, and none that follows is late', () => {
  const bench = new Bench()
  bench.nowMs += 5_000
  bench.hear({ type: 'Success', ballot: BALLOT, upTo: 0 })
  bench.fire()
  bench.fire()
  bench.turn()
  bench.nowMs += TICK_MS
  bench.fire()
  expect(bench.taken().filter((line) => line.startsWith('tick'))).toEqual([
    `tick late ${5_000 - TICK_MS}`,
    'tick late 0',
  ])
})

test('ticks come every 25 ms, each with the end of a turn', () => {
  const bench = new Bench()
  for (let ms = 0; ms < 100; ms++) {
    bench.nowMs += 1
    bench.fire()
    bench.turn()
  }
  const trace = bench.taken()
  expect(trace.filter((line) => line === 'tick late 0')).toHaveLength(100 / TICK_MS)
  expect(trace.filter((line) => line === 'turn ended')).toHaveLength(100 / TICK_MS)
})

test('all events of a turn leave in one flush', () => {
  const bench = new Bench()
  for (let i = 0; i < 5; i++) bench.hear({ type: 'Success', ballot: BALLOT, upTo: 0 })
  expect(bench.turns).toHaveLength(1)
  bench.turn()
  expect(bench.taken().filter((line) => line === 'flush')).toHaveLength(1)
  expect(bench.turns).toHaveLength(0)
})

test('what a listener asks for at the end of a turn is done in it, and what follows from that in the next', () => {
  const bench = new Bench()
  bench.onTurnEnds = () => {
    bench.onTurnEnds = () => {}
    bench.loop.step({ type: 'Petition', petitions: [{ decree: new Uint8Array(1), tag: 7 }] })
  }
  bench.loop.schedule()
  bench.turn()
  expect(bench.taken()).toEqual(['step Petition', 'failed 7 unproposed', 'flush', 'turn ended'])
})

test('after stop nothing is stepped, said or ticked, whatever was under way', () => {
  const bench = new Bench()
  bench.hear({ type: 'NextBallot', ballot: BALLOT, after: 0 })
  bench.turn()
  bench.taken()
  bench.hear({ type: 'Success', ballot: BALLOT, upTo: 0 })
  bench.loop.stop()
  bench.turn()
  bench.sync()
  bench.loop.schedule()
  bench.turn()
  bench.nowMs += 1_000
  bench.fire()
  expect(bench.taken()).toEqual([])
  expect(bench.timers).toEqual([])
})

test('whatever throws in a turn or a tick is told once, and nothing goes on after it', () => {
  for (const where of ['turn', 'tick']) {
    const bench = new Bench()
    const fail = () => {
      throw new Error(`broken in a ${where}`)
    }
    if (where === 'turn') bench.onTurnEnds = fail
    else bench.onTick = fail
    bench.nowMs += TICK_MS
    bench.fire()
    bench.loop.schedule()
    bench.turn()
    expect(bench.broken.map(({ message }) => message)).toEqual([`broken in a ${where}`])
    expect(bench.taken()).not.toContain('flush')
    expect(bench.timers).toEqual([])
    bench.hear({ type: 'Success', ballot: BALLOT, upTo: 0 })
    bench.turn()
    expect(bench.taken()).toEqual([])
  }
})

test('in a quiet parliament three of four ticks are left out, and none once anything but a beat happens', () => {
  const bench = new Bench()
  bench.core.step({ type: 'Tick', chance: 0.5, lateMs: 0, stalledMs: 0 }, bench.nowMs)
  const hear = () => bench.hear({ type: 'Beat', ballot: BALLOT, beat: 1, majority: true, upTo: 0, batch: 1 })
  const ticksIn = (ms: number) => {
    bench.taken()
    for (const end = bench.nowMs + ms; bench.nowMs < end; ) {
      bench.nowMs += TICK_MS
      if (bench.nowMs % 100 === 0) hear()
      bench.fire()
      bench.turn()
      bench.sync()
      bench.turn()
    }
    return bench.taken().filter((line) => line.startsWith('tick'))
  }
  hear()
  ticksIn(500)
  expect(ticksIn(400)).toEqual(new Array(4).fill('tick late 0'))
  bench.loop.post({ type: 'Inquiry', tag: 1 })
  expect(ticksIn(200).length).toBeGreaterThanOrEqual(7)
})

test('a page of olive-days has no more of them than a frame may have decrees (simulator seed 5002810)', () => {
  const bench = new Bench()
  bench.ledger.read = (after, _maxBytes, done) =>
    done({ from: after + 1, decrees: new Array(70_000).fill(OLIVE_DAY) }, null)
  bench.hear({ type: 'PageWanted', after: 0 })
  bench.turn()
  const page = bench.said.find(({ type }) => type === 'Page')
  expect(page).toMatchObject({ from: 1 })
  expect(() =>
    decodePeerFrame(encodePeerFrame({ messages: page === undefined ? [] : [page], carried: [] })[0] ?? NOTHING),
  ).not.toThrow()
  expect(page?.type === 'Page' && page.decrees.length).toBe(16_384)
})

const NOTHING = new Uint8Array(0)
