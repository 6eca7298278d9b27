import { isInquiry, replyOf } from './history.js'
import { NaiveLaw } from './naive-law.js'

/**
 * @typedef {import('./history.js').Call} Call
 * @typedef {import('./island.js').Ledger} Ledger
 */

/**
 * What is wrong with calls over a ledger, one sentence each: an answer that the ledger does not bear out, a petition lost,
 * executed twice or although it was said to have failed, a call that overtook one that ended before it began.
 *
 * The decree numbers are the order in which the calls took effect, an inquiry's just behind the decree it is the answer as
 * of. When every answer is that of this order, and the order keeps to real time, the history is linearizable.
 *
 * @param {readonly Call[]} calls
 * @param {Ledger} ledger
 * @returns {string[]}
 */
export function historyWrong(calls, ledger) {
  const law = new NaiveLaw(ledger)
  const judge = (call) =>
    isInquiry(call)
      ? inquiryWrong(call, law)
      : call.wish.kind === 'delete'
        ? deleteWrong(call, law)
        : petitionWrong(call, law)
  return [...calls.flatMap(judge), ...deletesWrong(calls, law), ...orderWrong(calls, law)]
}

/** @param {Call} call @param {NaiveLaw} law */
function petitionWrong(call, law) {
  const { wish, ended } = call
  const [deed, second] = law.byValue.get(wish.token) ?? []
  const what = textOf(call)
  if (second !== undefined) return [`${what} was executed twice, by decrees ${deed.decree} and ${second.decree}.`]
  if (ended?.how.kind === 'none' && deed !== undefined)
    return [
      `${what} was said to have come to nothing (${ended.how.error.code}), and decree ${deed.decree} executed it.`,
    ]
  const reply = replyOf(call)
  if (reply === null) return []
  if (deed === undefined) return [`${what} was acknowledged as decree ${reply.decree}, and is lost.`]
  return answeredWrong(what, wish, deed, reply)
}

/** A delete has no value of its own: it is known by its number. @param {Call} call @param {NaiveLaw} law */
function deleteWrong(call, law) {
  const reply = replyOf(call)
  if (reply === null) return []
  const deed = law.deeds.get(reply.decree)
  if (deed === undefined) return [`${textOf(call)} was acknowledged as decree ${reply.decree}, and is lost.`]
  return answeredWrong(textOf(call), call.wish, deed, reply)
}

/** No delete is executed that nobody can have asked for, and no two are told to be one. @param {readonly Call[]} calls */
function deletesWrong(calls, law) {
  const deletes = calls.filter(({ wish }) => wish.kind === 'delete')
  const numbers = deletes.flatMap((call) => replyOf(call)?.decree ?? [])
  const wrong = []
  if (new Set(numbers).size < numbers.length) wrong.push('Two deletes were acknowledged as one decree.')
  const possible = deletes.filter(({ ended }) => ended?.how.kind !== 'none').length
  const executed = [...law.deeds.values()].filter(({ body }) => body.op === 'delete').length
  if (executed > possible) wrong.push(`${executed} deletes were executed of ${possible} that may have been.`)
  return wrong
}

function answeredWrong(what, wish, deed, reply) {
  const { decree, body } = deed
  const wrong = []
  if (!isSame(body, bodyOf(wish))) wrong.push(`${what} became another petition in decree ${decree}.`)
  if (!isSame(deed.reply, reply))
    wrong.push(
      `${what} was answered ${JSON.stringify(reply)} where decree ${decree} says ${JSON.stringify(deed.reply)}.`,
    )
  return wrong
}

function bodyOf({ kind: op, key, token, expected, ifVersion }) {
  if (op === 'put') return { op, key, value: token }
  if (op === 'delete') return { op, key }
  const condition = expected === null ? { ifAbsent: true } : ifVersion === null ? { if: expected } : { ifVersion }
  return { op, key, to: token, ...condition }
}

/** @param {Call} call @param {NaiveLaw} law */
function inquiryWrong(call, law) {
  const reply = replyOf(call)
  if (reply === null) return []
  const { decree, value, version } = reply
  const what = `${textOf(call)} by ${call.by}`
  if (decree < call.seen) return [`${what} was answered as of ${decree}, and its citizen had seen ${call.seen} before.`]
  const entry = law.asOf(call.wish.key, decree)
  if (isSame(entry, { value, version })) return []
  return [
    `${what} was answered ${JSON.stringify({ value, version })} where the law as of ${decree} says ${JSON.stringify(entry)}.`,
  ]
}

/**
 * A petition has a higher number than everything that ended before it began, an inquiry one that is not lower. Local
 * inquiries promise less.
 *
 * @param {readonly Call[]} calls
 * @param {NaiveLaw} law
 */
function orderWrong(calls, law) {
  const numbered = calls.flatMap((call) => {
    if (call.wish.level === 'local') return []
    const number = replyOf(call)?.decree ?? law.byValue.get(call.wish.token)?.[0]?.decree
    return number === undefined ? [] : [{ call, number }]
  })
  const begun = numbered.toSorted((a, b) => a.call.began - b.call.began)
  const ended = numbered.filter(({ call }) => replyOf(call) !== null).sort((a, b) => a.call.ended.at - b.call.ended.at)
  const wrong = []
  let floor = 0
  let next = 0
  for (const { call, number } of begun) {
    for (; next < ended.length && ended[next].call.ended.at < call.began; next++)
      floor = Math.max(floor, ended[next].number)
    const lowest = isInquiry(call) ? floor : floor + 1
    if (number < lowest)
      wrong.push(`${textOf(call)} has number ${number} and began when a call with number ${floor} had ended.`)
  }
  return wrong
}

const textOf = ({ wish: { kind, key, token } }) => [kind, key, token].filter((word) => word !== undefined).join(' ')

/** The same fields with the same values, in any order. */
function isSame(a, b) {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
