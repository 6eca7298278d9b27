import { readFileSync } from 'node:fs'

/** What /proc counts in; 10 ms on every Linux. */
const TICK_US = 10_000

/**
 * CPU time that other processes have used so far, user and system together.
 *
 * @param {number[]} pids
 * @returns {number | null} µs; null where there is no /proc
 */
function usedBy(pids) {
  try {
    let ticks = 0
    for (const pid of pids) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      // The name, in brackets, may hold anything; utime and stime are the 12th and 13th field behind it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      ticks += Number(fields[11]) + Number(fields[12])
    }
    return ticks * TICK_US
  } catch {
    return null
  }
}

/**
 * CPU time of these processes and of this one, which is the citizen. A busy machine makes decrees slower but not dearer, so
 * this can be compared where decrees a second cannot.
 *
 * @param {number[]} pids
 * @returns {() => number | null} called later: how much has been used since, µs
 */
export function stopwatch(pids) {
  const own = process.cpuUsage()
  const others = usedBy(pids)
  return () => {
    const now = usedBy(pids)
    if (others === null || now === null) return null
    const { user, system } = process.cpuUsage(own)
    return now - others + user + system
  }
}
