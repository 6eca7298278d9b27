import { constants } from 'node:os'

const ORDERS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Signals have no default for the first process of a container: without this it would not even be ended by one before, or
 * unless, a command has said what it does. Each order then ends it at once, with 128 and the signal's number, as a shell has it.
 */
export function endByOrders(): void {
  if (process.pid !== 1) return
  for (const signal of ORDERS)
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
    })
}

/** Calls back for each order to end, with how many there have been. */
export function onSignals(act: (count: number) => void): void {
  let count = 0
  for (const signal of ORDERS) {
    process.on(signal, () => {
      count += 1
      act(count)
    })
  }
}
