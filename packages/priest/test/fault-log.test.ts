import { type Fault, ManualClock } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import { CLOSE } from '@paxon/wire'
import { FaultLog } from '../src/fault-log.js'
import { silentLog } from '../src/log.js'
import { Island } from './island.js'

const fault = (by: { peer?: string; remote?: string; code?: number; reason?: string } = {}): Fault => ({
  peer: by.peer === undefined ? null : nameOf(by.peer),
  remote: by.remote ?? '10.0.0.9:5000',
  code: by.code ?? CLOSE.BAD_FRAME,
  reason: by.reason ?? 'head: Invalid input',
  by: 'us',
})

function faults() {
  const clock = new ManualClock()
  const lines: string[] = []
  const log = new FaultLog({ ...silentLog, warn: (_fields, text) => void lines.push(text) }, clock)
  return { clock, lines, log }
}

test('P32: the first fault is told at once, the same ones after it as a count every 10 s, until there are none', () => {
  const { clock, lines, log } = faults()
  for (let port = 1; port <= 500; port++) log.tell(fault({ remote: `10.0.0.9:${port}`, reason: `the ${port}th` }))
  expect(lines).toEqual(['connection with 10.0.0.9:1 ended: the 1th'])
  clock.advance(9_999)
  expect(lines).toHaveLength(1)
  clock.advance(1)
  const count = '499 more of the same kind, the last: connection with 10.0.0.9:500 ended: the 500th'
  expect(lines.splice(0)).toEqual(['connection with 10.0.0.9:1 ended: the 1th', count])
  log.tell(fault())
  expect(lines).toEqual([])
  clock.advance(10_000)
  expect(lines.splice(0)).toEqual([expect.stringMatching(/^1 more of the same kind/)])
  clock.advance(10_000)
  expect(clock.pending).toBe(0)
  log.tell(fault())
  expect(lines).toHaveLength(1)
})

test('faults of other peers, hosts and codes are told at once too', () => {
  const { lines, log } = faults()
  const each = [fault(), fault({ remote: '10.0.0.8:1' }), fault({ code: CLOSE.LATE }), fault({ peer: 'beta' })]
  for (const one of [...each, ...each]) log.tell(one)
  expect(lines).toHaveLength(each.length)
})

test('P32: from ever new hosts no more than 256 kinds are told apart, and the rest are counted as one', () => {
  const { clock, lines, log } = faults()
  for (let host = 0; host < 10_000; host++) log.tell(fault({ remote: `10.0.${host >> 8}.${host & 255}:1` }))
  expect(lines).toHaveLength(257)
  expect(clock.pending).toBe(257)
  clock.advance(10_000)
  expect(lines.slice(257)).toEqual([expect.stringMatching(/^9743 more of other kinds, the last: /)])
  log.close()
  expect(clock.pending).toBe(0)
})

test('closed it tells what it has counted, and is silent and without a timer from then on', () => {
  const { clock, lines, log } = faults()
  for (let i = 0; i < 3; i++) log.tell(fault())
  log.close()
  log.tell(fault({ peer: 'gamma' }))
  expect(lines).toEqual([expect.stringMatching(/^connection with/), expect.stringMatching(/^2 more of the same kind/)])
  expect(clock.pending).toBe(0)
})

test('P32: a peer that is turned away again and again does not fill the log of a priest', async () => {
  const { island, beta } = await Island.ofTwoParliaments()
  await island.pass(9_000)
  expect(beta.log.filter((line) => line.startsWith('fault:')).length).toBeLessThanOrEqual(4)
})
