import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gapsIn, longestMs } from './account.js'
import { Citizens } from './citizens.js'
import { firstProcessProof } from './containers/first-process.js'
import { onePortProof } from './containers/one-port.js'
import { Priests } from './containers/priests.js'
import { Shell } from './containers/shell.js'
import { stoppedProof } from './containers/stopped.js'
import { threeHostsProof } from './containers/three-hosts.js'
import { patternOf, tourOf } from './containers/tour.js'
import { believedLies, wrongIn } from './doctored.js'
import { eventually } from './island.js'

/**
 * The README's tour under a real engine: every line is run, everything that it says one sees is waited for, and meanwhile
 * citizens put, swap and inquire. What must hold: a minority's absence never stops decrees for long, whoever comes back
 * catches up, nothing acknowledged is missing and nothing is invented.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const READY_MS_MAX = 15_000
const SEEN_MS_MAX = 15_000
const BACK_MS_MAX = 10_000
const SETTLE_MS = 30_000
const GAP_MS_MAX = 2_000
/** Between two calls of one lane: the engine is what is tested, not how much it bears. */
const PACE_MS = 50
const SHOWN = 10

const compose = (...words) => execFileSync('docker', ['compose', ...words], { cwd: ROOT, stdio: 'inherit' })
const shell = new Shell(ROOT)
/** @type {{ from: number, to: number, title: string }[]} when no majority was there */
const pauses = []
/** @type {Priests | null} */
let priests = null
/** @type {Citizens | null} */
let citizens = null
/** @type {(() => void)[]} */
const ends = []

/** @param {import('./containers/tour.js').Step} step */
async function take({ title, blocks }) {
  const from = shell.said.length
  const beganAt = performance.now()
  console.log(`\n${title}`)
  for (const { kind, lines } of blocks) {
    for (const line of lines) {
      if (kind === 'run') await runLine(line)
      else await seen(line, from)
    }
  }
  if (priests === null || citizens === null) return
  await priests.allCaughtUp(citizens.highest, BACK_MS_MAX)
  if (/majority/.test(title)) pauses.push({ from: beganAt, to: performance.now(), title })
}

async function runLine(line) {
  console.log(`  $ ${line}`)
  if (/ logs -f /.test(line)) return void ends.push(shell.beside(line))
  const beganAt = performance.now()
  await shell.run(line)
  if (/ up --wait/.test(line)) {
    const ms = performance.now() - beganAt
    console.log(`    ready after ${(ms / 1000).toFixed(1)} s`)
    if (ms > READY_MS_MAX) throw new Error(`The parliament was not ready within ${READY_MS_MAX / 1000} s.`)
  }
}

/** @param {string} line @param {number} from where in what was said to look */
async function seen(line, from) {
  const pattern = patternOf(line)
  const found = () => shell.said.slice(from).find((said) => pattern.test(said))
  await eventually(async () => found() !== undefined, SEEN_MS_MAX, `Nothing like "${line}" was seen`)
  console.log(`    ${found()}`)
}

async function prove() {
  const [first, ...steps] = tourOf(readFileSync(new URL('../README.md', import.meta.url), 'utf8'))
  if (steps.length < 8) throw new Error('The README shows fewer than eight ways of being absent.')
  await take(first)
  const secret = readFileSync(new URL('../.secret', import.meta.url), 'utf8').trim()
  priests = new Priests(ROOT, { secret })
  await priests.allCaughtUp(1, BACK_MS_MAX)
  citizens = new Citizens(priests.urls, { paceMs: PACE_MS, secret })
  for (const step of steps) await take(step)
  await citizens.stop()
  const { history } = citizens
  const ledgers = await priests.settledLedgers(citizens.highest, SETTLE_MS)
  const wrong = wrongIn({ history, ledgers })
  if (wrong.length > 0) throw new Error(`${wrong.length} things are wrong:\n${wrong.slice(0, SHOWN).join('\n')}`)
  const believed = believedLies({ history, ledgers })
  if (believed.length > 0) throw new Error(`The checks do not see ${believed.join('; nor ')}.`)
  judgeTimes(history)
  console.log(
    `\nfive ledgers hold the same ${ledgers[0].passedTo.toLocaleString('en-US')} decrees, all that was acknowledged among them`,
  )

  console.log('\nBeside the tour')
  await firstProcessProof()
  await stoppedProof(priests, citizens.highest, BACK_MS_MAX)
  await onePortProof()
  await threeHostsProof()
}

/** While a majority is there no call fails, and decrees are acknowledged again and again. @param {import('./citizens.js').Call[]} history */
function judgeTimes(history) {
  const inPause = (from, to) => pauses.some((pause) => from < pause.to && to > pause.from)
  const gaps = gapsIn(history).filter(({ from, to }) => !inPause(from, to))
  console.log(
    `\nlongest time without an acknowledged decree while a majority was there: ${Math.round(longestMs(gaps))} ms`,
  )
  const failed = history.filter(({ error, beganAt, endedAt }) => error !== null && !inPause(beganAt, endedAt))
  if (failed.length > 0)
    throw new Error(`${failed.length} calls failed although a majority was there: ${failed[0].error.code}.`)
  if (longestMs(gaps) > GAP_MS_MAX) throw new Error(`No decree was acknowledged for more than ${GAP_MS_MAX} ms.`)
}

function tidyUp() {
  for (const end of ends) end()
  shell.end()
  priests?.close()
  compose('down', '--volumes', '--remove-orphans')
}

compose('down', '--volumes', '--remove-orphans')
compose('build')
process.once('SIGINT', () => {
  tidyUp()
  process.exit(130)
})
try {
  await prove()
  tidyUp()
} catch (failure) {
  console.error(`\n${failure instanceof Error ? failure.message : failure}`)
  console.error(`What was seen last:\n${shell.said.slice(-40).join('\n')}`)
  tidyUp()
  process.exit(1)
}
