const ORDERS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

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
