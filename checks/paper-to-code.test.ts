import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lostPlaces, missingSections, placesOn } from './paper-to-code.js'

const root = join(__dirname, '..')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
}).split('\n')
const files = new Map(
  tracked.filter((path) => path.endsWith('.ts')).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
)
const pageOf = (name: string) => readFileSync(join(root, 'docs', name), 'utf8')

/** Of the paper: all of them. */
const SECTIONS = [
  ...['1', '1.1', '1.2', '1.3'],
  ...['2', '2.1', '2.2', '2.3', '2.4'],
  ...['3', '3.1', '3.2', '3.2.1', '3.2.2', '3.3', '3.3.1', '3.3.2', '3.3.3', '3.3.4', '3.3.5', '3.3.6'],
  ...['4', '4.1', '4.2'],
  ...['A1', 'A2'],
]

test.each(['PAPER-TO-CODE.md', 'FIRST-PROGRAM.md'])('every place that %s names is there', (name) => {
  const page = pageOf(name)
  expect(placesOn(page).length).toBeGreaterThan(10)
  expect(lostPlaces(page, files)).toEqual([])
})

test('every row of PAPER-TO-CODE names a place, and but for the first table a test', () => {
  const rows = pageOf('PAPER-TO-CODE.md')
    .split('\n')
    .filter((line) => /^\| /.test(line) && !/^\| (the paper|where) \|/.test(line))
  const short = rows.filter((row) => {
    const cells = row.split(' | ')
    return placesOn(row).length === 0 || (cells.length > 2 && placesOn(cells.at(-1) ?? '').length === 0)
  })
  expect(short).toEqual([])
})

test('every section of the paper has its rows in PAPER-TO-CODE', () => {
  expect(missingSections(pageOf('PAPER-TO-CODE.md'), SECTIONS)).toEqual([])
})

test('a section is missed: one without a row, one that is only mentioned, and the heading of those in it', () => {
  const page = '## 3 Many\n\n| 3.1 one | `a.ts` |\n| 3.2.1 two | as in 3.3 |\n\n## 4.1 Four\n'
  const sections = ['3', '3.1', '3.2', '3.2.1', '3.2.10', '3.3', '4', '4.1']
  expect(missingSections(page, sections)).toEqual(['3.2', '3.2.10', '3.3', '4', '4.1'])
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
