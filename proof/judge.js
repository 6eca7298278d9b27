import { keyIsLinearizable } from '../packages/simulator/dist/checkers/objects.js'
import { callText } from '../packages/simulator/dist/history.js'
import { historyWrong } from './check-history.js'
import { ledgersWrong } from './check-ledgers.js'

/**
 * @typedef {import('./history.js').Call} Call
 * @typedef {import('./history.js').History} History
 * @typedef {import('./island.js').Ledger} Ledger
 */

/** Calls shown around what is wrong. */
const SHOWN = 12

/**
 * @param {readonly Call[]} calls
 * @param {readonly Ledger[]} ledgers may be none: then only what citizens were told is judged
 * @returns {string[]} one sentence for each thing that is wrong
 */
export const wrongIn = (calls, ledgers) => [
  ...linearizabilityWrong(calls),
  ...ledgersWrong(ledgers),
  ...(ledgers.length > 0 ? historyWrong(calls, ledgers[0]) : []),
]

/** Key by key: what was answered is all that is looked at, no ledger. @param {readonly Call[]} calls @returns {string[]} */
export function linearizabilityWrong(calls) {
  const keys = Map.groupBy === undefined ? groups(calls) : Map.groupBy(calls, ({ wish }) => wish.key)
  return [...keys].flatMap(([key, list]) => {
    const found = isLinearizable(list)
    if (found === 'yes') return []
    if (found === 'undecided') return [`Whether the history of ${key} is linearizable could not be found out.`]
    return [
      `The history of ${key} is not linearizable: the last of these has no place beside the others:\n${evidence(list)}`,
    ]
  })
}

const isLinearizable = (calls) => keyIsLinearizable(calls, new Map())

/** The calls before and with the end that made the history wrong: found by halving, since what begins right may end wrong. */
function evidence(calls) {
  const ends = calls.flatMap(({ ended }) => ended?.at ?? []).sort((a, b) => a - b)
  let right = 0
  let wrong = ends.length - 1
  while (right < wrong) {
    const half = Math.floor((right + wrong) / 2)
    if (isLinearizable(until(calls, ends[half])) === 'no') wrong = half
    else right = half + 1
  }
  return until(calls, ends[wrong])
    .toSorted((a, b) => (a.ended?.at ?? Number.POSITIVE_INFINITY) - (b.ended?.at ?? Number.POSITIVE_INFINITY))
    .filter(({ ended }) => ended !== null)
    .slice(-SHOWN)
    .map(callText)
    .join('\n')
}

/** What had happened by a moment. @returns {Call[]} */
const until = (calls, moment) =>
  calls
    .filter(({ began }) => began <= moment)
    .map((call) => (call.ended !== null && call.ended.at <= moment ? call : { ...call, ended: null }))

function groups(calls) {
  const keys = new Map()
  for (const call of calls) keys.set(call.wish.key, [...(keys.get(call.wish.key) ?? []), call])
  return keys
}
