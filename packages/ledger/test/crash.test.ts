import type { LedgerRecord } from '@paxon/synod'
import fc from 'fast-check'
import type { Ledger } from '../src/index.js'
import { ballot, bytesOf, FOUNDING, learnt, Machine, Model, passedTo, plain, promised, voted } from './kit.js'

/** Records given to a ledger in batches, and what it said of them. */
interface Written {
  readonly given: LedgerRecord[]
  /** The largest position that was reported synced. */
  synced: number
}

/** Gives the batches one after the other, each flushed when the one before is synced, until the disk stops. */
function writeAll(machine: Machine, ledger: Ledger, batches: readonly (readonly LedgerRecord[])[]): Written {
  const written: Written = { given: [], synced: 0 }
  ledger.onSynced = (position) => {
    written.synced = position
  }
  for (const records of batches) {
    written.given.push(...records)
    ledger.append(records)
    ledger.flush()
    machine.queue.run()
  }
  return written
}

/** The ledger must hold all that was reported synced, and besides it nothing but whole batches that were given after. */
function expectHeld(
  machine: Machine,
  ledger: Ledger,
  before: readonly LedgerRecord[],
  written: Written,
): LedgerRecord[] {
  const found = JSON.stringify(plain(ledger.opened.inscribed))
  for (let count = written.synced; count <= written.given.length; count++) {
    const records = [...before, ...written.given.slice(0, count)]
    const model = new Model(records)
    if (JSON.stringify(plain(model.sum)) !== found) continue
    expect(machine.readAll(ledger)).toEqual(model.decrees())
    return records
  }
  throw new Error(`synced up to ${written.synced} of ${written.given.length}, but found ${found}`)
}

const SCRIPT: readonly (readonly LedgerRecord[])[] = [
  [{ type: 'Founded', founding: FOUNDING }, promised(1)],
  [voted(1, 1, 'a', 'b', 'x'.repeat(3_000))],
  [passedTo(2), voted(1, 4, 'd')],
  [promised(2), voted(2, 3, 'y'.repeat(9_000), 'D')],
  [passedTo(4), { type: 'LastTried', ballot: ballot(3) }],
  [learnt(5, 'e'.repeat(9_000), 'f'), passedTo(6)],
  [voted(3, 7, 'g'.repeat(9_000)), passedTo(7), voted(3, 8, 'h')],
]

/** Runs the script, stops the process after so many steps of the disk, ends it one way or another, and opens again twice. */
function crashAt(steps: number, seed: number, end: (machine: Machine) => void): 'ended before' | 'went through' {
  const machine = new Machine(seed, 16 * 1024)
  machine.write(machine.open(), { type: 'NextBal', ballot: ballot(1, 'before') })
  const before: LedgerRecord[] = [{ type: 'NextBal', ballot: ballot(1, 'before') }]
  machine.kill()
  machine.disk.operationsLeft = steps
  const result = machine.tryOpen()
  const written = result?.ok === true ? writeAll(machine, result.ledger, SCRIPT) : { given: [], synced: 0 }
  end(machine)
  const ledger = machine.open()
  expect(['whole', 'torn']).toContain(ledger.opened.case)
  const held = expectHeld(machine, ledger, before, written)
  // What was read back may be answered for now: it must outlast the machine, whatever was synced before.
  machine.crash()
  const again = machine.open()
  expect(['whole', 'torn']).toContain(again.opened.case)
  expectHeld(machine, again, held, { given: [], synced: 0 })
  return written.synced === SCRIPT.flat().length ? 'went through' : 'ended before'
}

/** More than any of these runs takes. */
const STEPS_MAX = 300

describe('a crash at every step of the disk', () => {
  const ends: Record<string, (machine: Machine) => void> = {
    'P1, P19: the machine goes down': (machine) => machine.crash(),
    'P35: the process dies, the machine goes down after the next start': (machine) => machine.kill(),
  }
  test.each(Object.entries(ends))('%s', (_, end) => {
    for (const seed of [1, 2, 3]) {
      let steps = 0
      while (steps < STEPS_MAX && crashAt(steps, seed * 1_000 + steps, end) === 'ended before') steps += 1
      expect(steps).toBeGreaterThan(30)
      expect(steps).toBeLessThan(STEPS_MAX)
    }
  })
})

describe('P24: a sync that failed', () => {
  test('is reported once, nothing is written after it, and it is never tried again', () => {
    const machine = new Machine()
    const ledger = machine.open()
    machine.write(ledger, promised(1))
    const failures: unknown[] = []
    const synced: number[] = []
    ledger.onFailed = (error) => failures.push(error.code)
    ledger.onSynced = (position) => synced.push(position)
    machine.disk.failNextSync()
    ledger.append([promised(2)])
    ledger.flush()
    // Gathered while the sync is under way that will fail.
    ledger.append([promised(3)])
    machine.queue.run()
    const { operations } = machine.disk
    ledger.flush()
    ledger.append([promised(4)])
    ledger.flush()
    machine.queue.run()
    expect(failures).toEqual(['EIO'])
    expect(synced).toEqual([])
    expect(machine.disk.operations).toBe(operations)
    expect(ledger.syncingSince).toBeNull()
    ledger.close(() => failures.push('closed'))
    machine.queue.run()
    expect(failures).toEqual(['EIO', 'closed'])
  })

  test('at any sync, then a restart that answers on, then the unsynced dropped: nothing answered is missing', () => {
    for (let syncs = 0; syncs < STEPS_MAX; syncs++) {
      const machine = new Machine(syncs, 16 * 1024)
      const sync = { count: 0 }
      const ledger = machine.open()
      const create = machine.disk.create.bind(machine.disk)
      let isFailed = false
      ledger.onFailed = () => {
        isFailed = true
      }
      const failAfter = (): void => {
        if (sync.count++ === syncs) machine.disk.failNextSync()
      }
      const syncFolder = machine.disk.syncFolder.bind(machine.disk)
      machine.disk.syncFolder = (folder, done) => {
        failAfter()
        syncFolder(folder, done)
      }
      machine.disk.create = (path) => {
        const file = create(path)
        return {
          ...file,
          sync: (done) => {
            failAfter()
            file.sync(done)
          },
          fill: (from, to, done) => {
            failAfter()
            file.fill(from, to, done)
          },
        }
      }
      const written = writeAll(machine, ledger, SCRIPT)
      if (!isFailed) return expect(syncs).toBeGreaterThan(5)
      Object.assign(machine.disk, { create, syncFolder })
      machine.kill()
      const held = expectHeld(machine, machine.open(), [], written)
      machine.crash()
      const again = machine.open()
      expect(again.opened.case).toMatch(/^(whole|torn)$/)
      expectHeld(machine, again, held, { given: [], synced: 0 })
    }
    throw new Error('the script never went through')
  })
})

test('P33: short writes write everything all the same', () => {
  const machine = new Machine(7, 16 * 1024)
  machine.disk.shortWrites = true
  const written = writeAll(machine, machine.open(), SCRIPT)
  expect(written.synced).toBe(SCRIPT.flat().length)
  machine.crash()
  expectHeld(machine, machine.open(), [], written)
})

test('P25: while the disk hangs nothing is synced, and since when is told', () => {
  const machine = new Machine()
  const ledger = machine.open()
  machine.disk.hang()
  const written = writeAll(machine, ledger, [[promised(1)], [promised(2)]])
  expect(written.synced).toBe(0)
  expect(ledger.syncingSince).toBe(0)
  machine.disk.release()
  machine.queue.run()
  expect(written.synced).toBe(2)
})

test('a full disk fails like a sync: nothing after the last synced batch is answered', () => {
  const machine = new Machine(1, 16 * 1024)
  const ledger = machine.open()
  machine.queue.run()
  machine.disk.capacityBytes = 16 * 1024 * 2
  let code: string | undefined
  ledger.onFailed = (error) => {
    code = error.code
  }
  const written = writeAll(machine, ledger, [[voted(1, 1, 'a')], [voted(1, 2, 'x'.repeat(40_000))], [voted(1, 3, 'c')]])
  expect(written.synced).toBe(1)
  expect(code).toBe('ENOSPC')
  machine.kill()
  machine.disk.capacityBytes = Number.POSITIVE_INFINITY
  expectHeld(machine, machine.open(), [], written)
})

const record: fc.Arbitrary<LedgerRecord> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 5 }),
      )
      .map(
        ([round, from, decrees]): LedgerRecord => ({
          type: 'Voted',
          ballot: ballot(round),
          from,
          decrees: decrees.map(bytesOf),
        }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 3 }))
      .map(([from, decrees]): LedgerRecord => ({ type: 'Learnt', from, decrees: decrees.map(bytesOf) })),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 12 }).map(passedTo) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }).map(promised) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 9 })
      .map((round): LedgerRecord => ({ type: 'LastTried', ballot: ballot(round) })),
  },
  {
    weight: 1,
    arbitrary: fc.constant<LedgerRecord>({ type: 'Learnt', from: 13, decrees: [bytesOf('z'.repeat(20_000))] }),
  },
)

test('P1, P35: any records, ended anywhere and opened again: what was synced is there, promises and votes never fall', () => {
  const lives = fc.array(
    fc.record({
      batches: fc.array(fc.array(record, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
      steps: fc.integer({ min: 0, max: 120 }),
      end: fc.constantFrom('crash', 'kill', 'close'),
    }),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(fc.integer(), lives, (seed, all) => {
      const machine = new Machine(seed, 16 * 1024)
      let held: LedgerRecord[] = []
      let written: Written = { given: [], synced: 0 }
      let ledger: Ledger | null = machine.open()
      for (const { batches, steps, end } of all) {
        machine.disk.operationsLeft = steps
        written = ledger === null ? { given: [], synced: 0 } : writeAll(machine, ledger, batches)
        if (end === 'close') ledger?.close(() => undefined)
        machine.queue.run()
        if (end === 'crash') machine.crash()
        else machine.kill()
        ledger = machine.open()
        expect(['new', 'whole', 'torn']).toContain(ledger.opened.case)
        held = expectHeld(machine, ledger, held, written)
      }
    }),
    { numRuns: 150 },
  )
})
