import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeEnvelope } from '@paxon/law'
import type { Opened } from '@paxon/ledger'
import { birthOf, nameOf, nothingInscribed } from '@paxon/synod'
import type { PeerHello } from '@paxon/wire'
import fc from 'fast-check'
import { peerMet } from '../src/hello.js'
import { EXIT_INVARIANT, EXIT_LEDGER } from '../src/index.js'
import { ParliamentTime } from '../src/parliament-time.js'
import { Remembered } from '../src/remembered.js'
import { split } from '../src/split.js'
import { stoppedError, stoppedFile } from '../src/stopped.js'

const birth = (n: number) => birthOf(n.toString(16).padStart(16, '0'))
const hello: PeerHello = {
  type: 'hello',
  versions: [1, 1],
  name: nameOf('beta'),
  incarnation: 1,
  birth: birth(7),
  founding: null,
  law: { name: 'kv', version: 1 },
  alpha: null,
  start: 1,
  life: 'f'.repeat(16),
  batch: 1,
  remembers: [],
  addresses: {},
}
const at = (time: number) => encodeEnvelope({ kind: 'session', time })

test('P42: the largest batch of each birth is remembered, that of its last life apart from those before', () => {
  const remembered = new Remembered('a'.repeat(16))
  remembered.heard(birth(3), 7)
  remembered.met(birth(1), { life: 'first', start: 1, batch: 3 })
  for (const batch of [9, 4]) remembered.heard(birth(1), batch)
  remembered.met(birth(2), { life: 'only', start: 4, batch: 1 })
  expect(remembered.all()).toEqual([
    [birth(1), 'first', 1, 9, 0],
    [birth(2), 'only', 4, 1, 0],
  ])
  remembered.met(birth(2), { life: 'only', start: 4, batch: 2 })
  remembered.met(birth(1), { life: 'second', start: 2, batch: 9 })
  remembered.heard(birth(1), 12)
  const last = [
    [birth(2), 'only', 4, 2, 0],
    [birth(1), 'second', 2, 12, 9],
  ]
  expect(remembered.all()).toEqual(last)
  // The hello of a life that is gone was late (simulator seed 3002408).
  remembered.met(birth(1), { life: 'first', start: 1, batch: 5 })
  expect(remembered.all()).toEqual(last)
})

test('P42: what a peer remembers of this life is compared with it as it goes on, the rest with where it began', () => {
  const inscribed = nothingInscribed()
  const me = { name: nameOf('alpha'), incarnation: 1, birth: birth(1) }
  const opened: Opened = { case: 'whole', findings: [], me, parliament: null, start: 3, batch: 7, inscribed }
  const life = 'a'.repeat(16)
  const met = (...entries: PeerHello['remembers']) => {
    const { remembers, remembersBefore, remembersLater } = peerMet({ ...hello, remembers: entries }, { opened, life })
    return [remembers, remembersBefore, remembersLater]
  }
  expect(met()).toEqual([0, 0, false])
  expect(met([birth(2), life, 3, 9, 8])).toEqual([0, 0, false])
  expect(met([birth(1), life, 3, 9, 8])).toEqual([9, 8, false])
  expect(met([birth(1), 'b'.repeat(16), 2, 9, 8])).toEqual([0, 9, false])
  // Each start is counted in the ledger: another life of this one was lost with what came after the copy.
  expect(met([birth(1), 'b'.repeat(16), 3, 6, 5])).toEqual([0, 6, true])
})

test('P32: no more births are remembered than a hello may tell; those heard longest ago are forgotten', () => {
  const remembered = new Remembered('a'.repeat(16))
  remembered.met(birth(0), { life: 'life', start: 1, batch: 100 })
  for (let n = 1; n < 200; n++) {
    remembered.met(birth(n), { life: 'life', start: 1, batch: n })
    remembered.heard(birth(0), 7)
  }
  expect(remembered.all()).toHaveLength(64)
  expect(remembered.all()).toContainEqual([birth(0), 'life', 1, 100, 0])
  expect(remembered.all()).toContainEqual([birth(199), 'life', 1, 199, 0])
})

test('parliament time is whole, never falls over changes of president, and goes on from the largest time in any decree', () => {
  const term = fc.record({
    law: fc.nat(1_000),
    above: fc.array(fc.nat(1_000)),
    passing: fc.array(fc.double({ min: 0, max: 50, noNaN: true })),
  })
  fc.assert(
    fc.property(fc.array(term), (terms) => {
      let now = 0
      let last = 0
      const time = new ParliamentTime({ now: () => now, after: () => () => {} })
      for (const { law, above, passing } of terms) {
        time.presides(law, [...above.map(at), new Uint8Array([9, 9]), new Uint8Array(0)])
        for (const ms of [0, ...passing]) {
          now += ms
          const read = time.now()
          expect(Number.isSafeInteger(read)).toBe(true)
          expect(read).toBeGreaterThanOrEqual(Math.max(last, law, ...above))
          last = read
        }
        // Another presides for a while.
        now += 1_000
      }
    }),
  )
})

test('parliament time stands still while another presides', () => {
  let now = 100
  const time = new ParliamentTime({ now: () => now, after: () => () => {} })
  time.presides(5, [])
  now = 110
  expect(time.now()).toBe(15)
  now = 9_999
  time.presides(20, [at(30)])
  expect(time.now()).toBe(30)
})

test('split keeps all in order, and no part has more than a frame can hold', () => {
  const reply = fc.nat(3_000_000).map((size) => ({
    type: 'answer' as const,
    id: size,
    parliament: '',
    decree: 1,
    by: 'a' as never,
    body: new Uint8Array(size),
  }))
  fc.assert(
    fc.property(fc.array(reply, { maxLength: 12 }), (replies) => {
      const parts = split(replies)
      expect(parts.flat()).toEqual(replies)
      for (const part of parts) {
        expect(part.length).toBeGreaterThan(0)
        const before = part.slice(0, -1).reduce((sum, { body }) => sum + body.length, 0)
        expect(before).toBeLessThan(2 * 1024 * 1024)
      }
    }),
    { numRuns: 20 },
  )
  const many = new Array(5_000).fill({ type: 'error', id: 1, code: 'OVERLOADED', message: '', outcome: 'none' })
  expect(split(many).map((part) => part.length)).toEqual([1_024, 1_024, 1_024, 1_024, 904])
})

describe('STOPPED.json', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stopped-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is there once left, in a folder that may have to be made, and gone once removed', () => {
    const note = stoppedFile(join(folder, 'alpha'))
    expect(note.read()).toBeNull()
    note.leave({ exit: EXIT_LEDGER, why: 'the disk' })
    expect(stoppedFile(join(folder, 'alpha')).read()).toEqual({ exit: EXIT_LEDGER, why: 'the disk' })
    note.remove()
    note.remove()
    expect(note.read()).toBeNull()
  })

  test('that cannot be read still says: do not start', () => {
    for (const text of ['', '{"exit":', '[]', 'null', '{"exit":74}']) {
      writeFileSync(join(folder, 'STOPPED.json'), text)
      expect(stoppedFile(folder).read()).toEqual({ exit: EXIT_INVARIANT, why: 'STOPPED.json cannot be read' })
    }
  })

  test('that cannot be written is passed over: the exit code has to say it', () => {
    writeFileSync(join(folder, 'file'), '')
    const note = stoppedFile(join(folder, 'file'))
    expect(() => note.leave({ exit: EXIT_LEDGER, why: 'x' })).not.toThrow()
  })

  test('becomes the error of a start over it, with the code of the exit', () => {
    expect(stoppedError({ exit: EXIT_LEDGER, why: 'the disk' })).toMatchObject({ code: 'LEDGER_FAILED' })
    expect(stoppedError({ exit: EXIT_INVARIANT, why: 'B2' })).toMatchObject({
      code: 'INVARIANT_BROKEN',
      message: expect.stringMatching(/B2.*--resume/),
    })
  })
})
