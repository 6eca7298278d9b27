import { replyOf } from './history.js'
import { linearizabilityWrong, wrongIn } from './judge.js'

/**
 * @typedef {import('./history.js').Call} Call
 * @typedef {import('./island.js').Ledger} Ledger
 * @typedef {{ calls: Call[], ledgers: Ledger[] }} Evidence
 * @typedef {Record<string, (evidence: Evidence) => void>} Lies
 */

/** A part of the evidence is enough to lie in, and soon judged. */
const DECREES = 1_500
const LEDGERS = 3

/** What the ledgers show up. @type {Lies} */
const OF_LEDGERS = {
  'an acknowledged decree that no ledger holds': ({ calls, ledgers }) => {
    const { decree } = replyOf(answered(calls, 'put'))
    for (const { decrees } of ledgers) decrees[decree - 1].value = null
  },
  'an acknowledged delete that no ledger holds': ({ calls, ledgers }) => {
    const { decree } = replyOf(answered(calls, 'delete'))
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
  'a petition that was executed twice': ({ calls, ledgers }) => {
    const { decree } = replyOf(answered(calls, 'put'))
    for (const ledger of ledgers) {
      const { value } = ledger.decrees[decree - 1]
      ledger.passedTo += 1
      const again = { ...value, seq: value.seq + 1_000_000, acked: 0 }
      ledger.decrees.push({ decree: ledger.passedTo, ballot: null, value: again, passed: true })
    }
  },
  'a petition executed that was said to have failed': ({ calls }) => {
    answered(calls, 'put').ended.how = { kind: 'none', error: { code: 'NO_MAJORITY', message: '' } }
  },
  'a law that goes back before a citizen': ({ calls }) => {
    const get = answered(calls, 'get')
    get.seen = replyOf(get).decree + 1
  },
  'a petition that took effect before it began': ({ calls }) => {
    const put = answered(calls, 'put')
    const later = calls.find((call) => replyOf(call)?.decree > replyOf(put).decree && call.wish.level !== 'local')
    put.began = later.ended.at + 1
    put.ended.at = put.began + 1
  },
}

/** What shows in the answers alone, whatever else went on at the same time; the checker's own tests have more. @type {Lies} */
const TOLD = {
  'a stale answer': ({ calls }) => {
    const get = seenGet(calls)
    const { key } = get.wish
    const early = calls.find((call) => call.wish.kind === 'put' && call.wish.key === key && replyOf(call) !== null)
    told(get, { value: early.wish.token })
  },
  'a value that nobody wrote': ({ calls }) => told(seenGet(calls), { value: 'another' }),
  'a value of a petition that was said to have failed': ({ calls }) => {
    const value = replyOf(seenGet(calls)).value
    const writer = calls.find(({ wish }) => wish.token === value)
    writer.ended.how = { kind: 'none', error: { code: 'NO_MAJORITY', message: '' } }
  },
  'a cas that matched and was said not to': ({ calls }) => told(swap(calls, true), { changed: false }),
  'a cas that matched what nobody wrote': ({ calls }) => {
    swap(calls, true).wish.expected = 'another'
  },
}

/**
 * Whether the checks see what they are for: each lie is put into a copy of a part of what was just found true.
 *
 * @param {Call[]} calls
 * @param {Ledger[]} ledgers
 * @returns {string[]} the lies that were believed, or that the part is not true by itself
 */
export function believedLies(calls, ledgers) {
  const part = partOf(calls, ledgers)
  const believed = (lies, judge) =>
    Object.entries(lies).flatMap(([lie, tell]) => {
      const copy = structuredClone(part)
      tell(copy)
      return judge(copy).length === 0 ? [lie] : []
    })
  const ofAll = (evidence) => wrongIn(evidence.calls, evidence.ledgers)
  const ofTold = (evidence) => linearizabilityWrong(evidence.calls)
  const itself = ofAll(part).map((sentence) => `the truth: ${sentence}`)
  return [...itself, ...believed(OF_LEDGERS, ofAll), ...believed(TOLD, ofTold)]
}

/** The first decrees and every call that may be one of them or was answered from them. @returns {Evidence} */
function partOf(calls, ledgers) {
  const upTo = Math.min(DECREES, ledgers[0].passedTo)
  return {
    calls: calls.filter((call) => (replyOf(call)?.decree ?? 0) <= upTo),
    ledgers: ledgers
      .slice(0, LEDGERS)
      .map((ledger) => ({ ...ledger, passedTo: upTo, decrees: ledger.decrees.slice(0, upTo) })),
  }
}

/** One from the middle, so that others come before and after it. @param {Call[]} calls @returns {Call} */
function answered(calls, kind) {
  const all = calls.filter((call) => call.wish.kind === kind && replyOf(call) !== null)
  return all[Math.floor(all.length / 2)]
}

/** An inquiry, late, that found a value. @param {Call[]} calls @returns {Call} */
const seenGet = (calls) =>
  calls.findLast(({ wish, ended }) => {
    const found = wish.level === 'linearizable' && ended?.how.kind === 'answered' && ended.how.reply.value !== null
    return found && wish.key.startsWith('register')
  })

/** @param {Call[]} calls @returns {Call} */
function swap(calls, changed) {
  const all = calls.filter((call) => call.wish.kind === 'cas' && replyOf(call)?.changed === changed)
  return all[Math.floor(all.length / 2)]
}

const told = (call, said) => Object.assign(call.ended.how.reply, said)

/** @param {Ledger} ledger */
const middle = ({ decrees }) => Math.floor(decrees.length / 2)
