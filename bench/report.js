import { availableParallelism, cpus } from 'node:os'

/** How many decrees are kept under way, one measurement each. */
export const IN_FLIGHT = [1, 64, 256]

/** How many citizens have one decree under way each, in the measurement of the product alone that ends a round. */
export const CITIZENS = 256

/**
 * One side in one round. `perSecond` and `cpuUs` (CPU time a decree, null where it cannot be told) have one figure for each of
 * IN_FLIGHT; the latencies are those at 1 in flight.
 *
 * @typedef {{ perSecond: number[], cpuUs: (number | null)[], p50Ms: number, p99Ms: number, manyPerSecond?: number, readyMs?: number }} Turn
 */

/** @param {number[]} values not empty @param {number} part from 0 to 1 */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}

export function machine() {
  const model = cpus()[0]?.model ?? 'unknown'
  return `${availableParallelism()} cores (${model}), Node ${process.versions.node} on ${process.platform}`
}

const median = (values) => quantile(values, 0.5)
const whole = (value) => Math.round(value).toLocaleString('en-US')
const us = (value) => (Number.isNaN(value) ? '-' : `${value.toFixed(1)} µs`)
const row = (name, cells) => `${name.padEnd(22)}${cells.map((cell) => cell.padStart(14)).join('')}`
const rows = (cellsOf) => IN_FLIGHT.map((inFlight, i) => row(`  ${inFlight} in flight`, cellsOf(i)))

/** A ratio is taken within a round, so that what else the machine does weighs on both sides. */
function ratios(floor, product) {
  const cellsOf = (i) => {
    const each = product.map((turn, round) => turn.perSecond[i] / floor[round].perSecond[i])
    return [median(each), Math.min(...each), Math.max(...each)].map((ratio) => ratio.toFixed(2))
  }
  return [row('product : floor', ['median', 'lowest', 'highest']), ...rows(cellsOf)]
}

/**
 * What `npm run bench` prints: ratios first, then the medians that they are made of.
 *
 * @param {Record<string, Turn[]>} turns by side, one for each round
 */
export function report(turns) {
  const sides = Object.keys(turns)
  const medians = (figure) => sides.map((side) => median(turns[side].map(figure)))
  const ms = (figure) => medians(figure).map((value) => `${value.toFixed(2)} ms`)
  const lines = sides.length === 2 ? ratios(turns.floor, turns.product) : []
  lines.push(row('decrees a second', sides))
  lines.push(...rows((i) => medians((turn) => turn.perSecond[i]).map(whole)))
  lines.push(row('CPU time a decree', sides))
  lines.push(...rows((i) => medians((turn) => turn.cpuUs[i] ?? Number.NaN).map(us)))
  lines.push(row('latency, 1 in flight', sides))
  lines.push(
    row(
      '  p50',
      ms((turn) => turn.p50Ms),
    ),
  )
  lines.push(
    row(
      '  p99',
      ms((turn) => turn.p99Ms),
    ),
  )
  if (sides.includes('product')) {
    const many = whole(median(turns.product.map((turn) => turn.manyPerSecond)))
    lines.push(row(`${CITIZENS} citizens, 1 each`, [`${many} a second`]))
    lines.push(row('from `up` to ready', [`${whole(median(turns.product.map((turn) => turn.readyMs)))} ms`]))
  }
  return lines.join('\n')
}
