import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RunToFollow } from './run-to-follow.js'
import { Terminal } from './terminal.js'

const PAGE = readFileSync(join(__dirname, '../../../docs/MESSAGEBOOK.md'), 'utf8')
const [, SECTION = ''] = PAGE.split('## A run to follow by hand\n')

/** The indented blocks, each with the command that prints it. */
const BLOCKS = SECTION.split('\n\n').flatMap((text) => {
  const [call = '', ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^ {4}/, ''))
  return call.startsWith('$ parliament ') ? [{ words: call.slice('$ parliament '.length), lines }] : []
})

const terminal = new Terminal()
beforeAll(async () => {
  const run = new RunToFollow()
  await run.act()
  run.writeTo(terminal.folder)
})
afterAll(() => terminal.clear())

test('the page shows audit, messagebook and ledger', () => {
  const commands = BLOCKS.map(({ words }) => words.split(' ')[0])
  expect(commands).toEqual(['audit', 'audit', 'messagebook', 'messagebook', 'messagebook', 'ledger'])
})

test.each(BLOCKS)('the run to follow by hand, as parliament $words prints it', async ({ words, lines }) => {
  const { code, stdout, stderr } = await terminal.run(words.split(' '))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(lastOf(lines, stdout.split('\n'))).toBe(stdout)
})

/**
 * What is printed, if the page's lines are in it, in order, and unbroken but for `…`.
 * @returns otherwise what is printed from where the first one is missed, and that line
 */
function lastOf(lines: readonly string[], printed: readonly string[]): string {
  let place = 0
  let isFree = false
  for (const line of lines) {
    if (line === '…') {
      isFree = true
      continue
    }
    const found = isFree ? printed.indexOf(line, place) : printed[place] === line ? place : -1
    if (found < 0) return [`missed: ${line}`, ...printed.slice(place)].join('\n')
    place = found + 1
    isFree = false
  }
  return printed.join('\n')
}
