import { nameOf } from '@paxon/synod'
import { wantsColours } from '../src/colours.js'
import { redrawn, statusTable } from '../src/status-table.js'
import { type StatusLine, unreachable } from '../src/survey.js'

const PRESENT: StatusLine = {
  name: nameOf('alpha'),
  incarnation: 1,
  url: 'ws://127.0.0.1:4701',
  present: true,
  role: 'legislator',
  state: 'legislator',
  why: null,
  president: 'gamma',
  ballot: [3, 'gamma'],
  passed: 1_200,
  applied: 1_199,
  law: { state: 'good', decrees: '', answers: '' },
  lag: 1,
  ledgerBytes: 3 * 2 ** 20,
  rss: 80 * 2 ** 20,
  pid: 4_242,
}
const UNREACHABLE = unreachable('ws://127.0.0.1:4702', 'beta')
const LINES: readonly StatusLine[] = [PRESENT, UNREACHABLE, { ...PRESENT, name: nameOf('gamma'), lag: 0 }]

test('status --watch on a terminal is a table', () => {
  expect(statusTable(LINES, false).join('\n')).toBe(
    `
       url                               role        president  ballot   passed  applied  lag   ledger    memory   pid
alpha  ws://127.0.0.1:4701  present      legislator  gamma      3:gamma    1200     1199    1  3.0 MiB  80.0 MiB  4242
beta   ws://127.0.0.1:4702  unreachable
gamma  ws://127.0.0.1:4701  present      legislator  gamma      3:gamma    1200     1199    0  3.0 MiB  80.0 MiB  4242
`.slice(1, -1),
  )
})

test.each([
  [
    { role: 'learner', state: 'learner', why: 'its birth is not on the roll' },
    'learner (its birth is not on the roll)',
  ],
  [
    { role: 'learner', state: 'catching up', why: 'its birth is not on the roll' },
    'catching up (its birth is not on the roll)',
  ],
  [{ role: 'legislator', state: 'catching up' }, 'catching up'],
  [{ role: 'learner', state: 'readmitted', why: 'from decree 70 on' }, 'readmitted (from decree 70 on)'],
] as const)('a priest that is no legislator yet says where it stands: %j', (more, told) => {
  expect(statusTable([{ ...PRESENT, ...more }], false).join('\n')).toContain(`  ${told}  `)
})

test('who presides is bold, who cannot be reached red', () => {
  const [, alpha, beta, gamma] = statusTable(LINES, true)
  expect([alpha, beta, gamma].map((line) => line?.slice(0, 5))).toEqual(['alpha', '\u001b[31m', '\u001b[1mg'])
})

test('it redraws in place: from the top, each line and the rest of the terminal cleared', () => {
  expect(redrawn(['a', 'b'])).toBe('\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J')
})

test.each([
  ['a terminal', { isTTY: true }, {}, true],
  ['no terminal', {}, {}, false],
  ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true],
])('colours with %s: %s %s %s', (_, stream, env, wanted) => {
  expect(wantsColours(stream, env)).toBe(wanted)
})
