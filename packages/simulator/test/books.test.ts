import { Books } from '../src/books.js'
import { simulate } from '../src/index.js'
import { Verdict } from '../src/verdict.js'

const ENTERED = {
  type: 'Entered',
  parliament: 'p',
  birth: '0'.repeat(16),
  start: 1,
  learner: false,
  roll: ['alpha'],
  alpha: 8,
  lastTried: null,
  nextBal: null,
  passedTo: 0,
}

/** What is wrong once alpha has written these lines. */
function wrongWith(plan: ConstructorParameters<typeof Books>[0], ...lines: readonly object[]): string | null {
  const books = new Books(plan)
  const file = books.optionsOf('alpha').openBookFile?.('')
  for (const [i, line] of lines.entries())
    file?.append([Buffer.from(`${JSON.stringify({ v: 1, seq: i + 1, at: 0, me: 'alpha', ...line })}\n`)])
  const verdict = new Verdict(() => {})
  books.check(verdict)
  return verdict.why
}

const VOTED = { dir: 'sent', from: 'alpha', to: 'alpha', type: 'Voted', ballot: [1, 'alpha'], numbers: [1, 1] }

test('a line that is no step that its author was allowed is a wrong answer of the run', () => {
  expect(wrongWith({ seed: 8, faults: {} }, ENTERED, VOTED)).toMatch(
    /^line 2 of alpha is no step that it was allowed: step 4: nobody had asked it to vote for 1 in this ballot\nalpha\n1 {2}alpha enters/,
  )
})

test('messagebooks are kept in a share of the seeds, and never where ledgers are put back', () => {
  expect(new Books({ seed: 9, faults: {} }).optionsOf('alpha')).toEqual({})
  expect(new Books({ seed: 8, faults: { 'put back': 100 } }).optionsOf('alpha')).toEqual({})
  expect(new Books({ seed: 8, faults: {} }).optionsOf('alpha')).toMatchObject({ messagebook: 'whole' })
})

test('a parliament of one, which asks nobody but itself, keeps to the rules too', async () => {
  const { ending, why } = await simulate({ seed: 144 })
  expect({ ending, why }).toEqual({ ending: 'clean', why: null })
})
