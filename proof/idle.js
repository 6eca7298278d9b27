import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Island } from './island.js'

/**
 * What three priests cost whom nobody asks anything. CPU time is what the kernel charged each process, not what a busy
 * machine let it have; but its caches are then another's, so the cheapest of a few stretches counts.
 */
const STRETCHES = 3
const SECONDS = 7
const CORE_PERCENT_MAX = 1.5
const RESIDENT_MB_MAX = 120
/** What entering costs is over by then. */
const SETTLE_SECONDS = 5

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Seconds of CPU time that the process has had, user and system, all threads. */
function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

function residentMb(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}

/** @param {Island} island */
async function prove(island) {
  await island.ready()
  const priests = await island.statuses()
  await pause(SETTLE_SECONDS * 1000)
  const percents = priests.map(() => Number.POSITIVE_INFINITY)
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const begun = priests.map(({ pid }) => ({ cpu: cpuSeconds(pid), at: performance.now() }))
    await pause(SECONDS * 1000)
    for (const [i, { pid }] of priests.entries()) {
      const seconds = (performance.now() - begun[i].at) / 1000
      percents[i] = Math.min(percents[i], (100 * (cpuSeconds(pid) - begun[i].cpu)) / seconds)
    }
  }
  const dear = []
  for (const [i, { name, pid }] of priests.entries()) {
    const percent = percents[i]
    const mb = residentMb(pid)
    const line = `${name}: ${percent.toFixed(2)} % of a core in the cheapest ${SECONDS} s, ${mb.toFixed(0)} MB`
    console.log(line)
    if (percent >= CORE_PERCENT_MAX || mb >= RESIDENT_MB_MAX) dear.push(line)
  }
  if (dear.length > 0)
    throw new Error(`An idle priest may cost ${CORE_PERCENT_MAX} % of a core and ${RESIDENT_MB_MAX} MB.`)
}

const folder = mkdtempSync(join(tmpdir(), 'parliament-idle-'))
const island = new Island(join(folder, 'island'), 3)
const giveUp = () => void island.end().finally(() => process.exit(130))
process.once('SIGINT', giveUp).once('SIGTERM', giveUp)
try {
  await prove(island)
  await island.end()
  rmSync(folder, { recursive: true, force: true })
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure)
  console.error(`The logs are in ${folder}.`)
  await island.end()
  process.exitCode = 1
}
