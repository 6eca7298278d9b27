import type { DiskFile } from '../src/index.js'
import { FOLDER, Machine, PAGES, passedTo, promised, voted } from './kit.js'

/** Passed decrees are not restated, so that the next page begins empty and two such batches do not fit into one. */
const batch = (number: number) => [voted(1, number, 'x'.repeat(3_000)), passedTo(number)]

const isLocked = (machine: Machine): boolean => {
  const unlock = machine.disk.lock(`${FOLDER}/lock`)
  unlock?.()
  return unlock === null
}

describe('closing a ledger', () => {
  test('ends when the batch under way turns the page, and what is gathered behind it turns the next one', () => {
    const machine = new Machine(1, 16 * 1024)
    const ledger = machine.open()
    machine.write(ledger, ...batch(1))
    ledger.append(batch(2))
    ledger.flush()
    ledger.append(batch(3))
    let isClosed = false
    ledger.close(() => {
      isClosed = true
    })
    machine.queue.run()
    expect(isClosed).toBe(true)
    expect(machine.open().opened.inscribed.writtenTo).toBe(3)
  })

  test('within onSynced ends once, so that nobody has the lock taken away who took it after', () => {
    const machine = new Machine()
    const ledger = machine.open()
    let closed = 0
    ledger.onSynced = () => ledger.close(() => (closed += 1))
    ledger.append([promised(1)])
    ledger.flush()
    machine.queue.run()
    expect(closed).toBe(1)
  })
})

describe('abandoning a ledger', () => {
  test('lets the lock go at once though a sync hangs; the next opening finds what was synced before', () => {
    const machine = new Machine()
    const ledger = machine.open()
    machine.write(ledger, promised(1))
    machine.disk.hang()
    ledger.append([promised(2)])
    ledger.flush()
    ledger.append([promised(3)])
    machine.queue.run()
    expect(isLocked(machine)).toBe(true)
    ledger.abandon()
    expect(isLocked(machine)).toBe(false)
    machine.disk.release()
    const next = machine.open()
    expect(next.opened.inscribed.nextBal?.round).toBeLessThanOrEqual(2)
    expect(next.opened.inscribed.nextBal?.round).toBeGreaterThanOrEqual(1)
    machine.write(next, promised(4))
  })

  test('waits for a page that is being made, so that nobody else makes one of that name', () => {
    const machine = new Machine(1, 16 * 1024)
    const ledger = machine.open()
    machine.write(ledger, ...batch(1))
    const pages = () => (machine.disk.list(PAGES) ?? []).filter((name) => name.endsWith('.page')).length
    const before = pages()
    // What is gathered is more than the page has room for.
    ledger.append([...batch(2), ...batch(3), ...batch(4), ...batch(5), ...batch(6)])
    ledger.flush()
    ledger.abandon()
    expect(isLocked(machine)).toBe(true)
    expect(pages()).toBe(before)
    machine.queue.run()
    expect(isLocked(machine)).toBe(false)
    expect(pages()).toBe(before + 1)
    expect(machine.open().opened.inscribed.writtenTo).toBe(6)
  })
})

describe('each file is closed once, and behind what is under way on it', () => {
  interface Watched {
    readonly machine: Machine
    /** How often each file was closed, in the order in which they were made. The disk refuses it under what is under way. */
    readonly closes: number[]
  }

  function watched(pageBytes: number): Watched {
    const machine = new Machine(1, pageBytes)
    const create = machine.disk.create.bind(machine.disk)
    const closes: number[] = []
    machine.disk.create = (path): DiskFile => {
      const file = create(path)
      const index = closes.push(0) - 1
      return {
        ...file,
        close: () => {
          closes[index] = (closes[index] ?? 0) + 1
          file.close()
        },
      }
    }
    return { machine, closes }
  }

  /** Two of them do not fit into one page. */
  const large = (number: number) => [voted(1, number, 'x'.repeat(15_000)), passedTo(number)]

  test('abandoned while it is being closed behind a read', () => {
    // The first step of the blank is not all of it: it waits for the page to be written.
    const { machine, closes } = watched(1024 * 1024)
    const ledger = machine.open()
    machine.write(ledger, ...batch(1))
    let calls = 0
    ledger.read(0, 100, () => (calls += 1))
    ledger.close(() => (calls += 1))
    expect(closes).toEqual([0, 1])
    ledger.abandon()
    expect(closes).toEqual([1, 1])
    expect(isLocked(machine)).toBe(false)
    machine.queue.run()
    expect(closes).toEqual([1, 1])
    expect(calls).toBe(2)
  })

  test('abandoned while a batch waits for a blank', () => {
    const { machine, closes } = watched(32 * 1024)
    const ledger = machine.open()
    machine.write(ledger, ...large(1))
    // The page has been turned, and the next blank begun.
    ledger.onSynced = () => machine.disk.hang()
    ledger.append(large(2))
    ledger.flush()
    machine.queue.run()
    expect([closes, ledger.syncingSince]).toEqual([[1, 0, 0], null])
    const { operations } = machine.disk
    ledger.append(large(3))
    ledger.flush()
    expect([machine.disk.operations, ledger.syncingSince]).toEqual([operations, 0])
    ledger.abandon()
    expect(closes).toEqual([1, 1, 0])
    expect(isLocked(machine)).toBe(false)
    machine.disk.release()
    machine.queue.run()
    expect(closes).toEqual([1, 1, 1])
  })

  test.each(['abandon', 'close'] as const)('a blank that failed while a batch is synced, then %s', (end) => {
    const { machine, closes } = watched(32 * 1024)
    const ledger = machine.open()
    machine.write(ledger, ...large(1))
    const synced: number[] = []
    ledger.onSynced = (position) => synced.push(position)
    const failures: (string | undefined)[] = []
    ledger.onFailed = ({ code }) => failures.push(code)
    // There is room for the next page, which is made already, and for no other.
    machine.disk.capacityBytes = machine.disk.usedBytes
    ledger.append(large(2))
    ledger.flush()
    ledger.append([promised(2)])
    for (let step = 0; step < 10 && closes[2] !== 1; step++) machine.queue.runOne()
    expect(closes).toEqual([1, 0, 1])
    if (end === 'abandon') ledger.abandon()
    else ledger.close(() => undefined)
    expect(closes).toEqual([1, 0, 1])
    machine.queue.run()
    expect(closes).toEqual([1, 1, 1])
    expect(isLocked(machine)).toBe(false)
    expect([synced, failures]).toEqual([[4], end === 'abandon' ? [] : ['ENOSPC']])
  })
})
