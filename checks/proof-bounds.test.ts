import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What test-kills, test-pauses and test-containers hold against a run, shown to notice each thing that they are there for. */

interface Call {
  readonly wish: { readonly kind: string }
  readonly ended: { readonly ms: number; readonly how: object } | null
}
interface Event {
  readonly ms: number
  readonly majority: boolean
}

const urlOf = (file: string) => JSON.stringify(pathToFileURL(join(__dirname, '..', 'proof', file)).href)
const script = `
import { beyondBounds, countUp } from ${urlOf('account.js')}
let text = ''
process.stdin.on('data', (part) => { text += part }).on('end', () => {
  console.log(JSON.stringify(JSON.parse(text).map((history) => beyondBounds(countUp(history)))))
})`

function judge(...histories: { readonly calls: readonly Call[]; readonly events: readonly Event[] }[]): string[][] {
  const words = ['--input-type=module', '-e', script]
  const output = execFileSync(process.execPath, words, { input: JSON.stringify(histories), encoding: 'utf8' })
  return JSON.parse(output)
}

const answered = (ms: number): Call => ({
  wish: { kind: 'put' },
  ended: { ms, how: { kind: 'answered', reply: { kind: 'put', number: ms } } },
})
const unknown: Call = { wish: { kind: 'put' }, ended: { ms: 1, how: { kind: 'unknown', error: {} } } }
const unended: Call = { wish: { kind: 'put' }, ended: null }
/** One decree each 100 ms, but for a gap. */
const steady = (gap: { readonly from: number; readonly to: number }): Call[] =>
  Array.from({ length: 200 }, (_, at) => 100 * at)
    .filter((ms) => ms <= gap.from || ms >= gap.to)
    .map(answered)
const lacking = (from: number, to: number): Event[] => [
  { ms: from, majority: false },
  { ms: to, majority: true },
]

const OUTAGE = ['No decree passed for more than 2000 ms with a majority up.']
const UNKNOWN = ['Too many outcomes are unknown.']

test('what a run of a proof may not have: outages with a majority up, too many unknown outcomes, nothing at all', () => {
  const whole = steady({ from: 0, to: 0 })
  const gap = steady({ from: 5_000, to: 8_000 })
  const short = steady({ from: 5_000, to: 7_000 })
  const without = (calls: readonly Call[], events: readonly Event[] = []) => ({ calls, events })
  expect(
    judge(
      without(whole),
      without(short),
      without(gap),
      // It lacked a majority for so long that what is left is short enough, or is not.
      without(gap, lacking(5_050, 6_500)),
      without(gap, lacking(5_050, 5_500)),
      without(gap, lacking(1_000, 2_000)),
      without([...whole, ...Array<Call>(10).fill(unknown)]),
      without([...whole, ...Array<Call>(6).fill(unknown), ...Array<Call>(6).fill(unended)]),
      without([]),
    ),
  ).toEqual([[], [], OUTAGE, [], OUTAGE, OUTAGE, [], UNKNOWN, ['No decree was acknowledged.']])
})

test('what the audit after a proof may not be: one with a violation, or one that had no messagebook to replay', () => {
  const checked = { ballots: 1_000, votes: 2, promises: 3, books: 3, lines: 4 }
  const reports = [
    { ok: true, checked },
    { ok: false, checked, violations: [{ check: 'B1' }] },
    { ok: true, checked: { ...checked, lines: 0 } },
    { ok: true, checked: { ...checked, lines: undefined } },
    { error: { code: 'USAGE' } },
  ]
  const script = `
import { auditSentence } from ${urlOf('audit-report.js')}
const said = ${JSON.stringify(reports)}.map((report) => {
  try { return auditSentence(report) } catch (error) { return error.message.replace(/\\s+/g, ' ') }
})
console.log(JSON.stringify(said))`
  const words = ['--input-type=module', '-e', script]
  expect(JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }))).toEqual([
    'audit: 1,000 ballots, 2 votes, 3 promises and 4 lines of messagebooks: no violation',
    'The audit finds: [ { "check": "B1" } ]',
    'The audit had no line of a messagebook to replay.',
    'The audit had no line of a messagebook to replay.',
    'The audit finds: { "error": { "code": "USAGE" } }',
  ])
})
