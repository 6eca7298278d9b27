import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLOSE, ERROR_CODES } from '@paxon/wire'

const page = readFileSync(join(__dirname, '..', 'docs', 'ERRORS.md'), 'utf8')

/** The first two cells of each row of the table under a heading, without their backticks. */
function rows(heading: string): [string, string][] {
  const [, after = ''] = page.split(`\n## ${heading}\n`)
  const [section = ''] = after.split('\n## ')
  return [...section.matchAll(/^\| `?(\w+)`? \| `?(\w+)`? \|/gm)]
    .map(([, first = '', second = '']): [string, string] => [first, second])
    .filter(([first]) => first !== 'code')
}

test('docs/ERRORS.md has every code with its outcome, and no other', () => {
  expect(rows('Codes')).toEqual(Object.entries(ERROR_CODES))
})

test('docs/ERRORS.md has every close code with its name, and no other', () => {
  expect(rows('Close codes')).toEqual(Object.entries(CLOSE).map(([name, code]) => [String(code), name]))
})
