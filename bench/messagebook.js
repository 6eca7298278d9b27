import { existsSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { stopwatch } from './cpu.js'
import { startProduct } from './product.js'
import { IN_FLIGHT, quantile } from './report.js'

/** What is compared: the flags of `up`. */
const SIDES = { none: [], whole: ['--messagebook'], digest: ['--messagebook', 'digest'] }
/** Before V8 has optimized what is called once a turn a book costs twice as much. */
const WARM_UP_IN_FLIGHT = 64

const median = (values) => quantile(values, 0.5)
const row = (name, cells) => `${name.padEnd(36)}${cells.map((cell) => cell.padStart(12)).join('')}`

/**
 * What a messagebook costs: three parliaments live side by side, one without and two with books, and take turns in slices, so
 * that code is warm and what else the machine does weighs on all alike. Its own slices are all that a side is measured by.
 *
 * @param {{ rounds: number, seconds: number, warmUp: number, keepBooks: boolean }} settings seconds: of a slice; warmUp: s, of each before the first
 * @param {string} folder where the islands may be made
 * @param {(side: Promise<import('./load.js').Side>) => void} onStarting told of each, which is to be stopped in the end
 * @returns {Promise<string>} the report, ratios first
 */
export async function compareBooks({ rounds, seconds, warmUp, keepBooks }, folder, onStarting) {
  /** @type {Record<string, import('./load.js').Side>} */
  const sides = {}
  for (const [name, flags] of Object.entries(SIDES)) {
    const starting = startProduct(join(folder, name), flags)
    onStarting(starting)
    sides[name] = await starting
    if (warmUp > 0) await sides[name].load(WARM_UP_IN_FLIGHT, warmUp)
    if (!keepBooks) emptyBooks(join(folder, name))
  }
  const slices = Object.fromEntries(Object.keys(SIDES).map((name) => [name, IN_FLIGHT.map(() => [])]))
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`)
    const order = Object.keys(SIDES)
    for (const [i, inFlight] of IN_FLIGHT.entries())
      for (const name of round % 2 === 1 ? order : order.toReversed()) {
        slices[name][i].push(await slice(sides[name], join(folder, name), inFlight, seconds))
        if (!keepBooks) emptyBooks(join(folder, name))
      }
  }
  return report(slices)
}

/** @returns {Promise<{ cpuUs: number, perSecond: number, bytes: number }>} CPU time a decree, NaN where it cannot be told; bytes of all books a decree */
async function slice({ load, pids }, island, inFlight, seconds) {
  const usedUs = stopwatch(pids)
  const before = bookBytes(island)
  const { decrees, perSecond } = await load(inFlight, seconds)
  return { cpuUs: (usedUs() ?? Number.NaN) / decrees, perSecond, bytes: (bookBytes(island) - before) / decrees }
}

/** Of the three priests; none where none are kept. */
const booksOf = (island) =>
  ['alpha', 'beta', 'gamma'].map((name) => join(island, name, 'messagebook.jsonl')).filter((path) => existsSync(path))

const bookBytes = (island) => booksOf(island).reduce((sum, path) => sum + statSync(path).size, 0)

/** They are written on from the beginning: a priest only ever appends. */
function emptyBooks(island) {
  for (const path of booksOf(island)) truncateSync(path)
}

/** Ratios are taken within a round. */
function report(slices) {
  const names = Object.keys(slices)
  const kept = names.slice(1)
  const rows = (cellsOf) => IN_FLIGHT.map((inFlight, i) => row(`  ${inFlight} in flight`, cellsOf(i)))
  const ratios = (figure) => (i) =>
    kept.map((name) =>
      median(slices[name][i].map((at, round) => at[figure] / slices.none[i][round][figure])).toFixed(3),
    )
  const medians = (figure, of) => (i) => of.map((name) => median(slices[name][i].map((at) => at[figure])).toFixed(1))
  return [
    row('CPU time a decree, on : off', kept),
    ...rows(ratios('cpuUs')),
    row('decrees a second, on : off', kept),
    ...rows(ratios('perSecond')),
    row('CPU time a decree, µs', names),
    ...rows(medians('cpuUs', names)),
    row('bytes a decree, three books', kept),
    ...rows(medians('bytes', kept)),
  ].join('\n')
}
