import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { account, gapsIn, longestMs } from './account.js'
import { Citizens } from './citizens.js'
import { believedLies, wrongIn } from './doctored.js'
import { Island } from './island.js'
import { killOnAndOn } from './killing.js'

/**
 * Three priests as real processes, killed with -9 again and again under load, and what must hold of it: decrees go on
 * passing, what was acknowledged is in every ledger, executed once, in an order that real time agrees with.
 */
const SECONDS = 20
const GAP_MS_MAX = 2_000
const SETTLE_MS = 20_000
const SHOWN = 10

/** @param {Island} island */
async function prove(island) {
  await island.ready()
  const citizens = new Citizens(island.urls)
  const kills = await killOnAndOn(island, SECONDS)
  await citizens.stop()
  const { history } = citizens
  const gaps = gapsIn(history)
  console.log(account(history, kills, gaps))

  const highest = Math.max(...history.map(({ answer }) => answer?.decree ?? 0))
  const ledgers = await island.settledLedgers(highest, SETTLE_MS)
  const wrong = wrongIn({ history, ledgers })
  if (wrong.length > 0) throw new Error(`${wrong.length} things are wrong:\n${wrong.slice(0, SHOWN).join('\n')}`)
  console.log(
    `three ledgers hold the same ${ledgers[0].passedTo.toLocaleString('en-US')} decrees, all that was ` +
      'acknowledged among them, executed once, in an order that real time agrees with',
  )
  const believed = believedLies({ history, ledgers })
  if (believed.length > 0) throw new Error(`The checks do not see ${believed.join('; nor ')}.`)

  const failed = history.filter(({ error }) => error !== null).map(({ error }) => error?.code)
  if (failed.length > 0) throw new Error(`${failed.length} calls failed although a majority was up: ${failed[0]}.`)
  if (longestMs(gaps) > GAP_MS_MAX) throw new Error(`No decree was acknowledged for more than ${GAP_MS_MAX} ms.`)
}

const folder = mkdtempSync(join(tmpdir(), 'parliament-kills-'))
const island = new Island(join(folder, 'island'))
const giveUp = () => void island.end().finally(() => process.exit(130))
process.once('SIGINT', giveUp).once('SIGTERM', giveUp)
try {
  await prove(island)
  await island.end()
  rmSync(folder, { recursive: true, force: true })
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure)
  console.error(`The ledgers and logs are in ${folder}.`)
  await island.end()
  process.exitCode = 1
}
