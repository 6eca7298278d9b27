import { historyWrong } from './check-history.js'
import { ledgersWrong } from './check-ledgers.js'

/**
 * @typedef {import('./citizens.js').Call} Call
 * @typedef {import('./island.js').Ledger} Ledger
 * @typedef {{ history: Call[], ledgers: Ledger[] }} Evidence
 */

/** @param {Evidence} evidence @returns {string[]} one sentence for each thing that is wrong */
export const wrongIn = ({ history, ledgers }) => [...ledgersWrong(ledgers), ...historyWrong(history, ledgers[0])]

/**
 * What the checks must find, each in its own copy of evidence that has nothing wrong.
 *
 * @type {Record<string, (evidence: Evidence) => void>}
 */
const LIES = {
  'an acknowledged decree that no ledger holds': ({ history, ledgers }) => {
    const { decree } = answered(history, 'put').answer
    for (const { decrees } of ledgers) decrees[decree - 1].value = null
  },
  'a decree that one ledger lacks': ({ ledgers }) => ledgers[1].decrees.splice(middle(ledgers[1]), 1),
  'a ledger that ends early': ({ ledgers }) => ledgers[2].decrees.splice(middle(ledgers[2])),
  'a ledger with another decree': ({ ledgers }) => {
    const { decrees } = ledgers[2]
    const petition = decrees.find(({ value }) => value?.body.op === 'put')
    petition.value.body.value = 'another'
  },
  'a decree that is not held for passed': ({ ledgers }) => {
    ledgers[1].decrees[middle(ledgers[1])].passed = false
  },
  'a petition that was executed twice': ({ history, ledgers }) => {
    const { decree } = answered(history, 'put').answer
    for (const { decrees } of ledgers) {
      const { value } = decrees[decree - 1]
      const olive = decrees.findLast(({ decree }) => decree > value.session)
      olive.value = { ...value, seq: value.seq + 1_000_000, acked: 0 }
    }
  },
  'a petition executed that was said to have failed': ({ history }) => {
    const call = answered(history, 'put')
    call.answer = null
    call.error = { code: 'NO_MAJORITY', outcome: 'none' }
  },
  'a cas that was answered wrongly': ({ history }) => {
    const { answer } = answered(history, 'cas')
    answer.ok = !answer.ok
  },
  'an inquiry that was answered with another value': ({ history }) => {
    answered(history, 'get').answer.value = 'another'
  },
  'an inquiry that was answered from an older law': ({ history }) => {
    const get = answered(history, 'get')
    const later = answered(history, 'put')
    get.key = 'never written'
    get.answer = { ...get.answer, decree: later.answer.decree - 1, value: null, version: null }
    get.beganAt = later.endedAt + 1
  },
  'a petition that took effect before it began': ({ history }) => {
    const put = answered(history, 'put')
    const later = history.find(({ answer }) => answer !== null && answer.decree > put.answer.decree)
    put.beganAt = later.endedAt + 1
    put.endedAt = put.beganAt + 1
  },
}

/**
 * Whether the checks see what they are for: each lie is put into a copy of what was just found true.
 *
 * @param {Evidence} evidence
 * @returns {string[]} the lies that were believed
 */
export const believedLies = (evidence) =>
  Object.entries(LIES)
    .filter(([, tell]) => {
      const copy = structuredClone(evidence)
      tell(copy)
      return wrongIn(copy).length === 0
    })
    .map(([lie]) => lie)

/** One from the middle, so that others come before and after it. @param {Call[]} history */
function answered(history, kind) {
  const calls = history.filter((call) => call.kind === kind && call.answer !== null)
  return calls[Math.floor(calls.length / 2)]
}

/** @param {Ledger} ledger */
const middle = ({ decrees }) => Math.floor(decrees.length / 2)
