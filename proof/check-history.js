import { NaiveLaw } from './naive-law.js'

/**
 * @typedef {import('./citizens.js').Call} Call
 * @typedef {import('./island.js').Ledger} Ledger
 */

/**
 * What is wrong with a history of calls over a ledger, one sentence each: an answer that the ledger does not bear out, a
 * petition lost, executed twice or although it was said to have failed, a call that overtook one that ended before it began.
 *
 * The decree numbers are the order in which the calls took effect, an inquiry's just behind the decree it is the answer as
 * of. When every answer is that of this order, and the order keeps to real time, the history is linearizable.
 *
 * @param {readonly Call[]} history
 * @param {Ledger} ledger
 * @returns {string[]}
 */
export function historyWrong(history, ledger) {
  const law = new NaiveLaw(ledger)
  return [
    ...history.flatMap((call) => (call.kind === 'get' ? inquiryWrong(call, law) : petitionWrong(call, law))),
    ...orderWrong(history, law),
  ]
}

/** @param {Call} call @param {NaiveLaw} law */
function petitionWrong({ kind, key, value, condition, answer, error }, law) {
  const [deed, second] = law.byValue.get(value) ?? []
  const what = `${kind} ${key} ${value}`
  if (second !== undefined) return [`${what} was executed twice, by decrees ${deed.decree} and ${second.decree}.`]
  if (error?.outcome === 'none' && deed !== undefined)
    return [`${what} was said to have come to nothing (${error.code}), and decree ${deed.decree} executed it.`]
  if (answer === null) return []
  if (deed === undefined) return [`${what} was acknowledged as decree ${answer.decree}, and is lost.`]
  const asked = { op: kind, key, ...(kind === 'put' ? { value } : { to: value, ...condition }) }
  const wrong = []
  if (!isSame(deed.body, asked)) wrong.push(`${what} became another petition in decree ${deed.decree}.`)
  if (!isSame({ decree: deed.decree, ...deed.answer }, answer))
    wrong.push(`${what} was answered ${text(answer)} where decree ${deed.decree} says ${text(deed.answer)}.`)
  return wrong
}

/** @param {Call} call @param {NaiveLaw} law */
function inquiryWrong({ key, answer }, law) {
  if (answer === null) return []
  const { decree, value, version } = answer
  const entry = law.asOf(key, decree)
  if (isSame(entry, { value, version })) return []
  return [`get ${key} was answered ${text({ value, version })} where the law as of ${decree} says ${text(entry)}.`]
}

/**
 * A petition has a higher number than everything that ended before it began, an inquiry one that is not lower.
 *
 * @param {readonly Call[]} history
 * @param {NaiveLaw} law
 */
function orderWrong(history, law) {
  const numbered = history.flatMap((call) => {
    const number = call.answer?.decree ?? law.byValue.get(call.value)?.[0]?.decree
    return number === undefined ? [] : [{ call, number }]
  })
  const begun = numbered.toSorted((a, b) => a.call.beganAt - b.call.beganAt)
  const ended = numbered.filter(({ call }) => call.answer !== null).sort((a, b) => a.call.endedAt - b.call.endedAt)
  const wrong = []
  let floor = 0
  let next = 0
  for (const { call, number } of begun) {
    for (; next < ended.length && ended[next].call.endedAt < call.beganAt; next++)
      floor = Math.max(floor, ended[next].number)
    const lowest = call.kind === 'get' ? floor : floor + 1
    if (number < lowest)
      wrong.push(`${call.kind} ${call.key} has number ${number} and began when a call with number ${floor} had ended.`)
  }
  return wrong
}

const text = (json) => JSON.stringify(json)

/** The same fields with the same values, in any order. */
function isSame(a, b) {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
