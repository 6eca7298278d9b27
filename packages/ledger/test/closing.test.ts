import { FOLDER, Machine, PAGES, passedTo, promised, voted } from './kit.js'

/** Passed decrees are not restated, so that the next page begins empty and two such batches do not fit into one. */
const batch = (number: number) => [voted(1, number, 'x'.repeat(3_000)), passedTo(number)]

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
  const isLocked = (machine: Machine): boolean => {
    const unlock = machine.disk.lock(`${FOLDER}/lock`)
    unlock?.()
    return unlock === null
  }

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
