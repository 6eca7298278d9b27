import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { countUp } from './account.js'
import { readHistory } from './history.js'
import { readLedger } from './island.js'
import { wrongIn } from './judge.js'

/** Judges a history of `proof/kills.js` again, over the ledgers of the island beside it, if they are there. */
const [path] = process.argv.slice(2)
if (path === undefined || !existsSync(path)) {
  console.error('Usage: node proof/check.js FILE, the history.jsonl that a proof has left behind.')
  process.exit(2)
}
const history = readHistory(path)
const island = join(dirname(path), 'island')
const ledgers = existsSync(island)
  ? await Promise.all(history.head.priests.map((name) => readLedger(join(island, name), name)))
  : []
const { outagesMs, ...counts } = countUp(history)
console.log(JSON.stringify({ ...history.head, ...counts, longestOutageMs: outagesMs[0], ledgers: ledgers.length }))
const wrong = wrongIn(history.calls, ledgers)
for (const sentence of wrong) console.log(sentence)
console.log(wrong.length === 0 ? 'nothing is wrong' : `${wrong.length} things are wrong`)
process.exitCode = wrong.length === 0 ? 0 : 1
