import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stopwatch } from './cpu.js'
import { startFloor } from './floor/floor.js'
import { compareBooks } from './messagebook.js'
import { startProduct } from './product.js'
import { CITIZENS, IN_FLIGHT, machine, quantile, report } from './report.js'
import { settings, USAGE } from './settings.js'

const STARTERS = { floor: startFloor, product: startProduct }
const WARM_UP_IN_FLIGHT = 64
/** Then at each number in flight, before it is measured: other batches are other shapes to V8, and it thinks again. */
const SETTLING_SECONDS = 2

/** @type {Promise<import('./load.js').Side>[]} */
let running = []

async function stopRunning() {
  const sides = await Promise.all(running.map((side) => side.catch(() => null)))
  running = []
  await Promise.all(sides.map((side) => side?.stop()))
}

/**
 * Starts one side anew, warms it up and measures it at each number in flight. What it reaches before V8 has optimized it is
 * not what it reaches for the weeks that follow.
 *
 * @returns {Promise<import('./report.js').Turn>}
 */
async function turn(side, folder, { seconds, warmUp }) {
  const starting = STARTERS[side](folder)
  running.push(starting)
  const { load, loadMany, pids, readyMs } = await starting
  if (warmUp > 0) await load(WARM_UP_IN_FLIGHT, warmUp)
  const measured = new Map()
  for (const inFlight of IN_FLIGHT) {
    if (warmUp > 0) await load(inFlight, SETTLING_SECONDS)
    const usedUs = stopwatch(pids)
    const figures = await load(inFlight, seconds)
    measured.set(inFlight, { ...figures, cpuUs: perDecree(usedUs(), figures.decrees) })
  }
  const many = await loadMany?.(CITIZENS, seconds)
  await stopRunning()
  rmSync(folder, { recursive: true })
  const alone = measured.get(1).latenciesMs
  return {
    perSecond: IN_FLIGHT.map((inFlight) => measured.get(inFlight).perSecond),
    cpuUs: IN_FLIGHT.map((inFlight) => measured.get(inFlight).cpuUs),
    p50Ms: quantile(alone, 0.5),
    p99Ms: quantile(alone, 0.99),
    manyPerSecond: many?.perSecond,
    readyMs,
  }
}

const perDecree = (us, decrees) => (us === null ? null : us / decrees)

async function compare({ rounds, sides, ...times }, folder) {
  console.log(`${rounds} rounds, ${times.seconds} s each after ${times.warmUp} s of warming up; ${machine()}`)
  const turns = Object.fromEntries(sides.map((side) => [side, []]))
  for (let round = 1; round <= rounds; round++) {
    const order = round % 2 === 1 ? sides : sides.toReversed()
    for (const side of order) {
      process.stderr.write(`round ${round} of ${rounds}: ${side}\n`)
      turns[side].push(await turn(side, join(folder, `${side}-${round}`), times))
    }
  }
  console.log(report(turns))
}

async function books({ rounds, seconds, warmUp, keepBooks }, folder) {
  console.log(`${rounds} rounds, ${seconds} s each; ${machine()}`)
  console.log(await compareBooks({ rounds, seconds, warmUp, keepBooks }, folder, (side) => running.push(side)))
}

async function main() {
  const asked = settings(process.argv.slice(2))
  if (asked.error !== undefined) {
    console.error(`${asked.error}\n${USAGE}`)
    process.exitCode = 2
    return
  }
  // On the disk that the clone is on: the machine's temporary folder may be memory, where a sync costs nothing.
  const folder = mkdtempSync(join(fileURLToPath(new URL('..', import.meta.url)), '.bench-'))
  const clear = () => rmSync(folder, { recursive: true, force: true })
  const giveUp = async () => {
    process.exitCode = 130
    await stopRunning()
    clear()
    process.exit()
  }
  process.once('SIGINT', giveUp)
  process.once('SIGTERM', giveUp)
  try {
    if (asked.messagebook) await books(asked, folder)
    else await compare(asked, folder)
  } catch (failure) {
    if (process.exitCode === 130) return
    console.error(failure.message)
    process.exitCode = 1
  } finally {
    await stopRunning()
    clear()
  }
}

await main()
// What a side that did not start has left would hold this process; it ends with it.
process.exit()
