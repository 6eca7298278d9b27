import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')
const PITFALLS = 42
/** A test's name that begins with rows: `P32, P25: …`, in a call of its own or on the first line of a table's. */
const NAMED =
  /(?:test|it|describe)(?:\.each)?\(\s*[`'"]((?:P\d+(?: \([^)]*\))?(?:, )?)+):|^\s*(?:\]\)\()?[`'"]((?:P\d+(?:, )?)+): /gm

const rowsIn = (text: string): number[] =>
  [...text.matchAll(NAMED)].flatMap(([, own = '', ofTable = '']) =>
    [...`${own} ${ofTable}`.matchAll(/P(\d+)/g)].map(([, row]) => Number(row)),
  )

test('each pitfall has a test whose name begins with its row', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'packages/*/test/*.ts', 'checks/*.test.ts'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  const texts = files
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => readFileSync(join(root, path), 'utf8'))
  const named = new Set(texts.flatMap(rowsIn))
  const all = Array.from({ length: PITFALLS }, (_, at) => at + 1)
  expect(all.filter((row) => !named.has(row))).toEqual([])
})

test('a name that only mentions a row is none of its tests', () => {
  expect(rowsIn("test('what P3 says', () => {")).toEqual([])
  expect(rowsIn("test('P3, P4: late replies', () => {")).toEqual([3, 4])
  expect(rowsIn("test.each(ALL)(\n  'P5: a vote', () => {")).toEqual([5])
  expect(rowsIn("])('P8: a president', () => {")).toEqual([8])
})
