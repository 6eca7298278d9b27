import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beyondBounds, countUp } from './account.js'
import { Chance } from './chance.js'
import { Citizens } from './citizens.js'
import { auditProof } from './containers/audit.js'
import { firstProcessProof } from './containers/first-process.js'
import { kubernetesProof } from './containers/kubernetes.js'
import { onePortProof } from './containers/one-port.js'
import { Priests } from './containers/priests.js'
import { Shell } from './containers/shell.js'
import { stoppedProof } from './containers/stopped.js'
import { threeHostsProof } from './containers/three-hosts.js'
import { patternOf, tourOf } from './containers/tour.js'
import { believedLies } from './doctored.js'
import { HistoryFile, readHistory } from './history.js'
import { eventually } from './island.js'
import { wrongIn } from './judge.js'

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
/** Between two calls of one lane, at most: the engine is what is tested, not how much it bears. */
const THOUGHT_MS = 800
const SHOWN = 10

const compose = (...words) => execFileSync('docker', ['compose', ...words], { cwd: ROOT, stdio: 'inherit' })
const shell = new Shell(ROOT)
const folder = mkdtempSync(join(tmpdir(), 'parliament-containers-'))
/** @type {HistoryFile | null} */
let file = null
/** @type {Priests | null} */
let priests = null
/** @type {Citizens | null} */
let citizens = null
/** @type {(() => void)[]} */
const ends = []

/** @param {import('./containers/tour.js').Step} step */
async function take({ title, blocks }) {
  const from = shell.said.length
  console.log(`\n${title}`)
  const isMajority = /majority/.test(title)
  if (isMajority) file?.note({ what: 'killed', name: 'a majority', presided: false, majority: false })
  for (const { kind, lines } of blocks) {
    for (const line of lines) {
      if (kind === 'run') await runLine(line)
      else await seen(line, from)
    }
  }
  if (priests === null || citizens === null) return
  await priests.allCaughtUp(citizens.highest, BACK_MS_MAX)
  if (isMajority) file?.note({ what: 'up', name: 'a majority', presided: false, majority: true })
}

async function runLine(line) {
  console.log(`  $ ${line}`)
  if (/ logs -f /.test(line)) return void ends.push(shell.beside(line))
  const beganAt = performance.now()
  const code = await shell.run(line)
  // The one that gives up after a while is to fail.
  if ((code !== 0) !== / --deadline /.test(line)) throw new Error(`This ended with ${code}: ${line}`)
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
  const seed = Date.now() % 1_000_000
  file = new HistoryFile(join(folder, 'history.jsonl'), { proof: 'containers', seed, priests: priests.names })
  citizens = new Citizens(priests.urls, file, new Chance(seed), { thoughtMs: THOUGHT_MS, secret })
  for (const step of steps) await take(step)
  await citizens.stop()
  const ledgers = await priests.settledLedgers(citizens.highest, SETTLE_MS)
  file.close()
  const history = readHistory(file.path)
  const wrong = wrongIn(history.calls, ledgers)
  if (wrong.length > 0) throw new Error(`${wrong.length} things are wrong:\n${wrong.slice(0, SHOWN).join('\n')}`)
  const believed = believedLies(history.calls, ledgers)
  if (believed.length > 0) throw new Error(`The checks do not see ${believed.join('; nor ')}.`)
  judgeCounts(countUp(history), ledgers[0].passedTo)

  console.log('\nBeside the tour')
  await firstProcessProof()
  await auditProof(citizens.highest)
  await stoppedProof(priests, citizens.highest, BACK_MS_MAX)
  await onePortProof()
  await threeHostsProof()
  await kubernetesProof()
}

/** While a majority is there decrees are acknowledged again and again. @param {ReturnType<typeof countUp>} counts */
function judgeCounts(counts, passedTo) {
  const { petitions, acknowledged, unknown, outagesMs } = counts
  const [longest = 0] = outagesMs
  const many = (count) => count.toLocaleString('en-US')
  console.log(`
${many(acknowledged)} of ${many(petitions)} decrees acknowledged, ${unknown} with unknown outcome; ${many(passedTo)} in each of five ledgers
longest time without a decree although a majority was there: ${Math.round(longest)} ms`)
  const beyond = beyondBounds(counts)
  if (beyond.length > 0) throw new Error(beyond.join(' '))
}

function tidyUp() {
  for (const end of ends) end()
  shell.end()
  priests?.close()
  rmSync(folder, { recursive: true, force: true })
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
