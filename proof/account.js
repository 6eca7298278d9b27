/**
 * @typedef {import('./citizens.js').Call} Call
 * @typedef {import('./killing.js').Kill} Kill
 * @typedef {{ from: number, to: number }} Gap between two acknowledged decrees that follow each other, ms
 */

/** @param {readonly Call[]} history @returns {Gap[]} in the order of time */
export function gapsIn(history) {
  const acknowledged = history.filter(({ kind, answer }) => kind !== 'get' && answer !== null)
  const times = acknowledged.map(({ endedAt }) => endedAt).sort((a, b) => a - b)
  return times.slice(1).map((to, index) => ({ from: times[index], to }))
}

/** @param {readonly Gap[]} gaps */
export const longestMs = (gaps) => Math.max(...gaps.map(({ from, to }) => to - from))

/**
 * How long after each kill the first decree was acknowledged that was asked for after it: nothing of that is the work of the
 * dead.
 *
 * @param {readonly Kill[]} kills
 * @param {readonly Call[]} history
 */
export const failOvers = (kills, history) =>
  kills.map((kill) => {
    const later = history.filter(({ kind, answer, beganAt }) => kind !== 'get' && answer !== null && beganAt > kill.at)
    return { ...kill, ms: Math.min(...later.map(({ endedAt }) => endedAt)) - kill.at }
  })

/** @param {readonly Call[]} history @param {readonly Kill[]} kills @param {readonly Gap[]} gaps */
export function account(history, kills, gaps) {
  const count = (is) => history.filter((call) => call.answer !== null && is(call)).length.toLocaleString('en-US')
  const all = failOvers(kills, history)
  const ofPresidents = all.filter(({ presided }) => presided)
  const times = (list) => distribution(list.map(({ ms }) => ms))
  return [
    `${kills.length} kills, ${ofPresidents.length} of them of the president; ` +
      `${count(({ kind }) => kind !== 'get')} decrees acknowledged, ${count(({ kind }) => kind === 'get')} inquiries answered`,
    `longest time without an acknowledged decree: ${whole(longestMs(gaps))} ms`,
    `new decrees pass after the death of a president:     ${times(ofPresidents)}`,
    `                 after the death of another priest: ${times(all.filter(({ presided }) => !presided))}`,
    `a killed priest takes part again after:             ${distribution(kills.flatMap(({ backMs }) => backMs ?? []))}`,
  ].join('\n')
}

/** @param {number[]} values */
function distribution(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part) => whole(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))])
  return sorted.length === 0 ? 'none' : `${at(0)}, ${at(0.5)}, ${at(0.9)}, ${at(1)} ms (least, half, nine in ten, most)`
}

const whole = (value) => Math.round(value)
