import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lostPlaces, missingSections, placesOn, rowsOf, strayNames } from './paper-to-code.js'

const root = join(__dirname, '..')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
}).split('\n')
const files = new Map(
  tracked.filter((path) => path.endsWith('.ts')).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
)
const pageOf = (name: string) => readFileSync(join(root, 'docs', name), 'utf8')
const pages = ['PAPER-TO-CODE.md', 'FIRST-PROGRAM.md']

/** Of the paper: all of them. */
const SECTIONS = [
  ...['1', '1.1', '1.2', '1.3'],
  ...['2', '2.1', '2.2', '2.3', '2.4'],
  ...['3', '3.1', '3.2', '3.2.1', '3.2.2', '3.3', '3.3.1', '3.3.2', '3.3.3', '3.3.4', '3.3.5', '3.3.6'],
  ...['4', '4.1', '4.2'],
  ...['A1', 'A2'],
]

test.each(pages)('every place that %s names is there', (name) => {
  const page = pageOf(name)
  expect(placesOn(page).length).toBeGreaterThan(10)
  expect(lostPlaces(page, files)).toEqual([])
})

test.each(pages)('every row of %s names a place, and in its third column what shows it: a test by its name', (name) => {
  const short = rowsOf(pageOf(name)).filter((row) => {
    const [, , shown] = row.split(' | ')
    if (shown === undefined) return placesOn(row).length === 0
    const shows = placesOn(shown)
    return shows.length === 0 || shows.some(({ file, tests }) => file.endsWith('.test.ts') && tests.length === 0)
  })
  expect(short).toEqual([])
})

test.each(pages)('no row of %s has a name that is part of no place, so that nothing looks for it', (name) => {
  expect(rowsOf(pageOf(name)).flatMap(strayNames)).toEqual([])
})

test('every section of the paper has its rows in PAPER-TO-CODE', () => {
  expect(missingSections(pageOf('PAPER-TO-CODE.md'), SECTIONS)).toEqual([])
})

test('a section is missed: one without a row, one that is only mentioned, and the heading of those in it', () => {
  const page = '## 3 Many\n\n| 3.1 one | `a.ts` |\n| 3.2.1 two | as in 3.3 |\n\n## 4.1 Four\n'
  const sections = ['3', '3.1', '3.2', '3.2.1', '3.2.10', '3.3', '4', '4.1']
  expect(missingSections(page, sections)).toEqual(['3.2', '3.2.10', '3.3', '4', '4.1'])
})

test('what is part of no place is found: a test before its file, a file out of backticks, a name without a file', () => {
  const page = '| a | b | c |\n|---|---|---|\n| `x.ts`: `stand`, "it stands" | `--seed 7` | `y.test.ts`: "y" |\n'
  expect(rowsOf(page)).toHaveLength(1)
  expect(rowsOf(page).flatMap(strayNames)).toEqual([])
  expect(strayNames('| a | `President.stand` | "it stands" in x.test.ts |')).toEqual([
    '`President.stand`',
    '"it stands"',
    'x.test.ts',
  ])
  expect(strayNames('| `x.ts`: `stand`; when it must: `promised` |')).toEqual(['`promised`'])
})

test('what is not there is found: a file, a name that is only used, a test that is only like it', () => {
  const code = new Map([
    [
      'packages/a/src/x.ts',
      'export function stand(): void {\n  resign()\n}\nclass P {\n  private voted(): void {}\n}\n',
    ],
    ['packages/a/test/x.test.ts', "test('step 1: it stands', () => {})\n"],
    ['packages/b/src/x.ts', ''],
  ])
  const page = (place: string) => `| 2.3 | ${place} |`
  expect(lostPlaces(page('`a/src/x.ts`: `stand`, `voted`; `x.test.ts`: "step 1"'), code)).toEqual([])
  expect(lostPlaces(page('`a/src/x.ts`: `resign`'), code)).toEqual(['a/src/x.ts: declares no resign'])
  expect(lostPlaces(page('`a/src/y.ts`'), code)).toEqual(['a/src/y.ts: no such file'])
  expect(lostPlaces(page('`x.ts`: `stand`'), code)).toEqual(['x.ts: several'])
  expect(lostPlaces(page('`x.test.ts`: "step 2"'), code)).toEqual(['x.test.ts: has no test "step 2"'])
})
