import { type Ballot, nameOf, noEffects } from '@paxon/synod'
import { DecreeLog } from '../src/decree-log.js'
import { HearingLog } from '../src/hearing-log.js'
import type { Log } from '../src/log.js'
import { StallLog } from '../src/stall-log.js'
import { UnreadableLog } from '../src/unreadable-log.js'

const lines: [Record<string, unknown>, string][] = []
beforeEach(() => {
  lines.length = 0
})
const tell = (fields: Readonly<Record<string, unknown>>, text: string) => void lines.push([fields, text])
const log: Log = { debug: tell, info: tell, warn: tell, error: tell }

const CONTENT = 'secret content'
const decree = new TextEncoder().encode(CONTENT)
const B: Ballot = { round: 3, by: { name: nameOf('beta'), incarnation: 1 } }

describe('a decree at debug', () => {
  const begun = (from: number, count: number) => ({
    to: nameOf('alpha'),
    message: {
      type: 'BeginBallot' as const,
      ballot: B,
      quorum: [],
      upTo: 0,
      from,
      decrees: Array<Uint8Array>(count).fill(decree),
    },
  })

  test('is told by its number from the petition to the answer, without its content', () => {
    const decrees = new DecreeLog(log)
    decrees.see({
      ...noEffects(),
      proposed: [{ tag: 7, number: 17 }],
      now: [begun(17, 1), begun(17, 1)],
      writes: [{ type: 'Voted', ballot: B, from: 17, decrees: [decree] }],
    })
    decrees.see({ ...noEffects(), passed: [{ number: 17, decree }] })
    expect(lines.map(([fields]) => fields)).toEqual([
      { event: 'proposed', decree: 17 },
      { event: 'begun', decree: 17, ballot: '3:beta' },
      { event: 'voted', decree: 17, ballot: '3:beta' },
      { event: 'passed', decree: 17 },
      { event: 'answered', decree: 17 },
    ])
    expect(JSON.stringify(lines)).not.toContain(CONTENT)
  })

  test('has a line of its own where several go together, and none for what is repeated', () => {
    const decrees = new DecreeLog(log)
    decrees.see({ ...noEffects(), now: [begun(4, 2)] })
    decrees.see({ ...noEffects(), now: [begun(4, 3)] })
    expect(lines.map(([{ decree: number }]) => number)).toEqual([4, 5, 6])
  })

  test('that is abandoned is nobody’s to answer when it passes all the same', () => {
    const decrees = new DecreeLog(log)
    decrees.see({ ...noEffects(), proposed: [{ tag: 1, number: 5 }] })
    decrees.see({ ...noEffects(), failed: [{ tag: 1, why: 'abandoned' }], passed: [{ number: 5, decree }] })
    expect(lines.map(([{ event }]) => event)).toEqual(['proposed', 'failed', 'passed'])
  })
})

describe('stalled', () => {
  const ledger = { syncingSince: null as number | null }
  beforeEach(() => {
    ledger.syncingSince = null
  })

  test('P25: a loop that stood still for half an election time is told once, with how long', () => {
    const stalls = new StallLog(log, ledger, 0)
    for (const now of [25, 50, 400, 425, 450]) stalls.tick(now)
    expect(lines).toEqual([
      [{ event: 'stalled', what: 'loop', ms: 325 }, 'stalled: the process or its loop stood still for 325 ms'],
    ])
  })

  test('P25: a sync that takes too long is told once, and the next such again', () => {
    const stalls = new StallLog(log, ledger, 0)
    ledger.syncingSince = 0
    for (let now = 25; now <= 500; now += 25) stalls.tick(now)
    ledger.syncingSince = 500
    for (let now = 525; now <= 1_000; now += 25) stalls.tick(now)
    expect(lines.map(([fields]) => fields)).toEqual([
      { event: 'stalled', what: 'disk', ms: 300 },
      { event: 'stalled', what: 'disk', ms: 300 },
    ])
  })

  test('nothing is told of a priest that keeps time', () => {
    const stalls = new StallLog(log, ledger, 0)
    for (let now = 25; now <= 2_000; now += 25) stalls.tick(now)
    expect(lines).toEqual([])
  })
})

test('whom a priest hears is told once for each change, and its own presidency not', () => {
  const own: Ballot = { round: 4, by: { name: nameOf('alpha'), incarnation: 1 } }
  const core = { hearsBallot: null as Ballot | null, presides: false }
  const hearing = new HearingLog(log, core)
  for (const [ballot, presides] of [
    [null, false],
    [B, false],
    [B, false],
    [null, false],
    [own, true],
    [B, false],
  ] as const) {
    core.hearsBallot = ballot
    core.presides = presides
    hearing.tick()
  }
  expect(lines).toEqual([
    [{ event: 'hears', president: 'beta', ballot: '3:beta' }, 'hears beta preside in 3:beta'],
    [{ event: 'hears none' }, 'hears no president'],
    [{ event: 'hears', president: 'beta', ballot: '3:beta' }, 'hears beta preside in 3:beta'],
  ])
})

test('P32: what cannot be read is told once each, a hundred times at most', () => {
  const unreadable = new UnreadableLog(log)
  const tellTwo = (i: number): void => {
    unreadable.tell(new Error(`decree ${i} cannot be read`))
    unreadable.tell(new Error('decree 1 cannot be read'))
  }
  for (let i = 1; i <= 3; i++) tellTwo(i)
  expect(lines.map(([{ why }]) => why)).toEqual([1, 2, 3].map((i) => `decree ${i} cannot be read`))
  for (let i = 4; i < 1_000; i++) tellTwo(i)
  expect(lines).toHaveLength(100)
})
