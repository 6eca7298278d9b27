import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { beyondBounds, countUp } from './account.js'
import { Chance } from './chance.js'
import { Citizens } from './citizens.js'
import { believedLies } from './doctored.js'
import { Faults, ROUNDS } from './faults.js'
import { HistoryFile, readHistory } from './history.js'
import { Island } from './island.js'
import { wrongIn } from './judge.js'
import { NaiveLaw } from './naive-law.js'

/**
 * Five priests as real processes under the load of sixteen citizens, killed with -9 two at a time (`--pauses`: stopped and
 * continued as well; `--three`: three priests, one at a time), and what must hold of it: decrees go on passing, what was acknowledged is in every ledger and executed
 * once, what citizens were told is linearizable, and every line of the messagebooks is a step that its author was allowed.
 */
const PROOFS = {
  kills: { priests: 5, seconds: 40, acknowledgedMin: 20_000, roundsMin: 14 },
  pauses: { priests: 5, seconds: 40, acknowledgedMin: 20_000, roundsMin: 9 },
  /** One of three at a time. */
  three: { priests: 3, seconds: 20, acknowledgedMin: 10_000, roundsMin: 8 },
}
const SETTLE_MS = 10_000
/** A machine that gets no further by then is too slow to prove anything. */
const SECONDS_MAX = 180
const SHOWN = 10

const { values } = parseArgs({
  options: { pauses: { type: 'boolean' }, three: { type: 'boolean' }, seed: { type: 'string' } },
})
const proof = values.pauses === true ? 'pauses' : values.three === true ? 'three' : 'kills'
const { priests, seconds: least, acknowledgedMin, roundsMin } = PROOFS[proof]
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const many = (count) => count.toLocaleString('en-US')

/** @param {Island} island @param {HistoryFile} file */
async function prove(island, file) {
  const chance = new Chance(seed)
  const citizens = new Citizens(island.urls, file, new Chance(seed + 1))
  const faults = new Faults(island, file, chance)
  const began = performance.now()
  const rounds = ROUNDS[proof]
  const seconds = () => (performance.now() - began) / 1000
  while (seconds() < least || faults.rounds < roundsMin || citizens.acknowledged < acknowledgedMin) {
    if (seconds() > SECONDS_MAX)
      throw new Error(`The machine is too slow: ${many(citizens.acknowledged)} decrees only.`)
    await faults.strike(rounds[faults.rounds % rounds.length])
  }
  await citizens.stop()
  const deadline = faults.lastBackMs + SETTLE_MS
  await island.settled(citizens.highest, deadline - performance.now())
  const settledMs = performance.now() - faults.lastBackMs
  const ledgers = await island.ledgers()
  file.close()

  const history = readHistory(file.path)
  const counts = countUp(history)
  const { repeats } = new NaiveLaw(ledgers[0])
  const [longest = 0, ...shorter] = counts.outagesMs.map(Math.round)
  console.log(`${counts.killed} kills, ${counts.stopped} pauses, ${counts.presidents} of presidents, in ${Math.round(counts.seconds)} s
${many(counts.acknowledged)} of ${many(counts.petitions)} decrees acknowledged, ${counts.unknown} with unknown outcome, ${counts.failed} without effect; ${many(counts.inquiries)} inquiries answered
longest times without a decree although a majority was up: ${[longest, ...shorter.slice(0, 4)].join(', ')} ms
all ledgers settled ${Math.round(settledMs)} ms after the last came back; ${many(ledgers[0].passedTo)} decrees in each, ${repeats} petitions twice and executed once`)
  const start = performance.now()
  const wrong = wrongIn(history.calls, ledgers)
  if (wrong.length > 0) throw new Error(`${wrong.length} things are wrong:\n${wrong.slice(0, SHOWN).join('\n')}`)
  console.log(
    `linearizable per key, and borne out by every ledger (judged in ${Math.round(performance.now() - start)} ms)`,
  )
  const believed = believedLies(history.calls, ledgers)
  if (believed.length > 0) throw new Error(`The checks do not see ${believed.join('; nor ')}.`)
  const beyond = beyondBounds(counts)
  if (beyond.length > 0) throw new Error(beyond.join(' '))
}

const folder = mkdtempSync(join(tmpdir(), `parliament-${proof}-`))
const path = join(folder, 'history.jsonl')
const island = new Island(join(folder, 'island'), priests, ['--messagebook'])
const giveUp = () =>
  void island.end().finally(() => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(130)
  })
process.once('SIGINT', giveUp).once('SIGTERM', giveUp)
console.log(`${proof}: seed ${seed}`)
let failure = null
try {
  await island.ready()
  const file = new HistoryFile(path, { proof, seed, priests: island.priests.map(({ name }) => name) })
  await prove(island, file)
} catch (error) {
  failure = error
}
const left = await island.end()
if (left > 0) failure ??= new Error(`${left} priests had to be killed at the end.`)
try {
  if (failure === null) console.log(await island.audit())
} catch (error) {
  failure = error
}
if (failure === null) rmSync(folder, { recursive: true, force: true })
else {
  console.error(failure instanceof Error ? failure.message : failure)
  console.error(`Ledgers, logs and the history are in ${folder}. To judge them again: node proof/check.js ${path}`)
}
process.exit(failure === null ? 0 : 1)
