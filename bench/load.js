/**
 * @typedef {{ perSecond: number, decrees: number, latenciesMs: number[] }} Measured decrees a second, and in all; the latencies
 *   mean something at 1 in flight only
 * @typedef {{
 *   load: (inFlight: number, seconds: number) => Promise<Measured>,
 *   loadMany?: (citizens: number, seconds: number) => Promise<Measured>,
 *   stop: () => Promise<void>,
 *   pids: number[],
 *   readyMs?: number,
 * }} Side one of the two that are compared, running
 */

/** What every decree writes: 100 bytes. */
export const VALUE = 'v'.repeat(100)

/** A thousand keys, in turn. @param {number} n */
export const keyOf = (n) => `key-${n % 1000}`
