import { Machine, passedTo, voted } from './kit.js'

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
})
