import { isInquiry, replyOf } from './history.js'

/**
 * @typedef {import('./history.js').Call} Call
 * @typedef {import('./history.js').Event} Event
 * @typedef {{ from: number, to: number }} Span ms
 */

/** Some citizens know one priest only, and some do not wait for long. */
const UNKNOWN_MAX = 0.05
const OUTAGE_MS_MAX = 2_000

/** What was worse than it may be, as sentences; none when all is well. @param {ReturnType<typeof countUp>} counts */
export function beyondBounds({ petitions, acknowledged, unknown, outagesMs: [longest = 0] }) {
  return [
    ...(acknowledged === 0 ? ['No decree was acknowledged.'] : []),
    ...(unknown > petitions * UNKNOWN_MAX ? ['Too many outcomes are unknown.'] : []),
    ...(longest > OUTAGE_MS_MAX ? [`No decree passed for more than ${OUTAGE_MS_MAX} ms with a majority up.`] : []),
  ]
}

/** Numbers of a run. @param {import('./history.js').History} history */
export function countUp({ calls, events }) {
  const petitions = calls.filter((call) => !isInquiry(call))
  const acknowledged = petitions.filter((call) => replyOf(call) !== null)
  const unknown = petitions.filter(({ ended }) => ended === null || ended.how.kind === 'unknown')
  const failed = petitions.filter(({ ended }) => ended?.how.kind === 'none')
  const away = (what) => events.filter((event) => event.what === what)
  const times = acknowledged.map(({ ended }) => ended?.ms ?? 0).sort((a, b) => a - b)
  const gaps = times.slice(1).map((to, place) => ({ from: times[place], to }))
  return {
    petitions: petitions.length,
    acknowledged: acknowledged.length,
    unknown: unknown.length,
    failed: failed.length,
    inquiries: calls.filter((call) => isInquiry(call) && replyOf(call) !== null).length,
    killed: away('killed').length,
    stopped: away('stopped').length,
    presidents: events.filter(({ presided }) => presided).length,
    seconds: ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000,
    outagesMs: outages(gaps, withoutMajority(events)),
  }
}

/** When no majority was up. @param {readonly Event[]} events @returns {Span[]} */
function withoutMajority(events) {
  /** @type {Span[]} */
  const spans = []
  for (const { majority, ms } of events) {
    const last = spans.at(-1)
    if (!majority && last?.to !== Number.POSITIVE_INFINITY) spans.push({ from: ms, to: Number.POSITIVE_INFINITY })
    if (majority && last?.to === Number.POSITIVE_INFINITY) last.to = ms
  }
  return spans
}

/** How long no decree was acknowledged although a majority was up, the longest first. @param {Span[]} gaps @param {Span[]} lacking */
const outages = (gaps, lacking) =>
  gaps
    .map(
      ({ from, to }) =>
        to -
        lacking.filter((span) => span.from < to).reduce((begin, span) => Math.max(begin, Math.min(span.to, to)), from),
    )
    .sort((a, b) => b - a)
