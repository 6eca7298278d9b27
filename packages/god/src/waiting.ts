import type { Clock } from '@paxon/messenger'

export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve)
  })

/** Asks again and again; false when the deadline came first. For what no event tells, such as a lock that is let go. */
export async function until(clock: Clock, deadlineMs: number, everyMs: number, isSo: () => boolean): Promise<boolean> {
  const start = clock.now()
  while (!isSo()) {
    if (clock.now() - start >= deadlineMs) return false
    await pause(clock, everyMs)
  }
  return true
}
