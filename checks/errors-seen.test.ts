import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CLOSE, ErrorCode } from '@paxon/wire'

/** A test that has met it as whoever is told of it: file below packages/, and its name (or the beginning of it). */
type Seen = readonly [file: string, name: string]

const CITIZEN = 'citizen/test'
const COMMAND = 'parliament/test'

/** Every row of docs/ERRORS.md; one that is new does not compile, or fails, until it has a test. */
const CODES: Readonly<Record<ErrorCode, Seen>> = {
  NO_PRESIDENT: [`${COMMAND}/processes-errors.test.ts`, 'without a majority a decree fails'],
  NO_MAJORITY: [`${COMMAND}/as-citizens-see.test.ts`, 'NO_MAJORITY: a president is there'],
  UNREACHABLE: [`${COMMAND}/processes-errors.test.ts`, 'no priest in reach: certainly not done'],
  OUTCOME_UNKNOWN: [`${COMMAND}/processes-errors.test.ts`, 'a decree that was taken and never answered is exit 3'],
  SESSION_ENDED: [`${COMMAND}/as-citizens-see.test.ts`, 'SESSION_ENDED: 10,000 sessions'],
  SESSION_FULL: [`${COMMAND}/as-citizens-see.test.ts`, 'SESSION_FULL: more than 16 MiB'],
  OVERLOADED: ['priest/test/citizens.test.ts', 'a citizen that has too many requests open is OVERLOADED'],
  DISK_FULL: [`${COMMAND}/as-citizens-see.test.ts`, 'DISK_FULL: petitions are refused'],
  REFUSED_BY_LAW: [`${CITIZEN}/citizen.test.ts`, 'what the law refuses is REFUSED_BY_LAW'],
  TOO_LARGE: ['priest/test/citizens.test.ts', 'a petition too large for a decree is refused'],
  BAD_REQUEST: [`${CITIZEN}/citizen.test.ts`, 'answers of another law are BAD_REQUEST'],
  WRONG_PARLIAMENT: [`${COMMAND}/as-citizens-see.test.ts`, 'WRONG_PARLIAMENT: the only priest in reach'],
  UNFOUNDED: ['priest/test/citizens.test.ts', 'a priest without a parliament says so'],
  BEHIND: [`${COMMAND}/as-citizens-see.test.ts`, 'BEHIND: the only priest in reach'],
  ABORTED: [`${CITIZEN}/citizen.test.ts`, 'by signal, before, in the queue, and at the priest'],
  CLOSED: [`${CITIZEN}/citizen.test.ts`, 'close says goodbye, and ends what waits with CLOSED'],
  WRONG_SECRET: [
    `${COMMAND}/secrets.test.ts`,
    'god, priests and citizens that know one secret; and whoever knows another',
  ],
  USAGE: [`${COMMAND}/bad-input.test.ts`, '%s: one sentence, and nothing is left running'],
  LAW_NOT_DETERMINISTIC: [`${COMMAND}/processes-stopped.test.ts`, 'P22: a law by chance'],
  LEDGER_FAILED: [`${COMMAND}/processes-stopped.test.ts`, 'P24: a write to the ledger that fails'],
  INVARIANT_BROKEN: [`${COMMAND}/processes-stopped.test.ts`, 'a law that throws ends a priest with 70'],
}

const CLOSE_CODES: Readonly<Record<keyof typeof CLOSE, Seen>> = {
  GOING: ['messenger/test/messenger-redial.test.ts', 'closed, it says goodbye behind what was flushed'],
  BAD_FRAME: ['priest/test/hostile-doors.test.ts', 'P32: 100,000 frames that nobody should send'],
  VERSION: ['messenger/test/messenger-handshake.test.ts', 'no version in common closes the connection'],
  WRONG_PARLIAMENT: ['god/test/god.test.ts', 'P18: of a priest of another parliament'],
  LATE: ['messenger/test/messenger-handshake.test.ts', 'one that says no hello is closed in time'],
  OVERLOADED: ['messenger/test/messenger-handshake.test.ts', 'P32: only so many may keep their hello to themselves'],
  ABSENT: ['priest/test/priest.test.ts', 'absent: peers and citizens are cut off'],
  UNPROVED: ['messenger/test/proving-door.test.ts', 'is told at once that it is another one'],
  REPLACED: ['messenger/test/messenger-handshake.test.ts', 'a newer connection of the same priest replaces the older'],
}

const EXITS: Readonly<Record<string, Seen>> = {
  0: [`${COMMAND}/processes-up.test.ts`, 'passes decrees, each with a number and the answer of the law'],
  1: [`${COMMAND}/processes-up.test.ts`, 'a cas that does not match is exit 1'],
  2: [`${COMMAND}/usage.test.ts`, '"%s" is told in one sentence, exit 2'],
  3: [`${COMMAND}/processes-errors.test.ts`, 'a decree that was taken and never answered is exit 3'],
  70: [`${COMMAND}/processes-stopped.test.ts`, 'a law that throws ends a priest with 70'],
  74: [`${COMMAND}/processes-stopped.test.ts`, 'P24: a write to the ledger that fails'],
}

const ROOT = join(__dirname, '..')
const page = readFileSync(join(ROOT, 'docs', 'ERRORS.md'), 'utf8')

/** The first cells of the table under a heading. */
function rows(heading: string): string[] {
  const [, after = ''] = page.split(`\n## ${heading}\n`)
  const [section = ''] = after.split('\n## ')
  return [...section.matchAll(/^\| `?(\w+)`? \|(?: `(\w+)` \|)?/gm)]
    .map(([, first = '', second]) => (/^4\d{3}$/.test(first) ? (second ?? first) : first))
    .filter((cell) => !['code', 'exit', 'close'].includes(cell))
}

/** What is wrong with one entry, as a sentence; null when its test is there. */
function missing([file, name]: Seen): string | null {
  const path = join(ROOT, 'packages', file)
  if (!existsSync(path)) return `there is no ${file}`
  return readFileSync(path, 'utf8').includes(name) ? null : `${file} has no test "${name}"`
}

test.each([
  ['Codes', CODES],
  ['Exit codes', EXITS],
  ['Close codes', CLOSE_CODES],
] as const)('every row of docs/ERRORS.md, "%s", has a test that has met it', (heading, seen) => {
  expect(rows(heading).filter((row) => !(row in seen))).toEqual([])
  expect(rows(heading).length).toBe(Object.keys(seen).length)
  expect(Object.values(seen).flatMap((each: Seen) => missing(each) ?? [])).toEqual([])
})

test('a test that is gone is missed', () => {
  expect(missing(['god/test/none.test.ts', 'x'])).toBe('there is no god/test/none.test.ts')
  expect(missing(['god/test/god.test.ts', 'no such name'])).toBe('god/test/god.test.ts has no test "no such name"')
})
