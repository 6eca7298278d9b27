import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CLOSE, ErrorCode } from '@paxon/wire'

/** A test that has met it as a user does: file below packages/, and its name (or the beginning of it). */
type Seen = readonly [file: string, name: string]

/** Commands, sockets at their ports, and the citizens' library with real priests. */
const COMMAND = 'parliament/test'
/** A program that embeds a priest. */
const EMBEDDED = 'priest/test/priest.test.ts'

const codes = (name: string): Seen => [`${COMMAND}/processes-codes.test.ts`, name]
const COMMANDS_AND_SOCKETS = codes('codes and close codes as commands and sockets meet them')
const library = (name: string): Seen => [`${COMMAND}/as-citizens-see.test.ts`, name]
const errors = (name: string): Seen => [`${COMMAND}/processes-errors.test.ts`, name]
const stopped = (name: string): Seen => [`${COMMAND}/processes-stopped.test.ts`, name]
const bad = (name: string): Seen => [`${COMMAND}/bad-input.test.ts`, name]
const SECRETS: Seen = [
  `${COMMAND}/secrets.test.ts`,
  'god, priests and citizens that know one secret; and whoever knows another',
]

/** Every row of docs/ERRORS.md, each of what its sentences say; one that is new does not compile, or fails, until it has a test. */
const CODES: Readonly<Record<ErrorCode, readonly Seen[]>> = {
  NO_PRESIDENT: [
    errors('without a majority a decree fails'),
    library('NO_PRESIDENT: the only priest in reach is still opening'),
  ],
  NO_MAJORITY: [library('NO_MAJORITY: a president is there')],
  UNREACHABLE: [errors('no priest in reach: certainly not done')],
  OUTCOME_UNKNOWN: [errors('a decree that was taken and never answered is exit 3')],
  SESSION_ENDED: [library('SESSION_ENDED: 10,000 sessions')],
  SESSION_FULL: [library('SESSION_FULL: more than 16 MiB')],
  OVERLOADED: [library('OVERLOADED: a queue of the priest is full'), library('OVERLOADED: a citizen has 11,024 calls')],
  DISK_FULL: [library('DISK_FULL: petitions are refused')],
  REFUSED_BY_LAW: [COMMANDS_AND_SOCKETS],
  TOO_LARGE: [COMMANDS_AND_SOCKETS, library('TOO_LARGE and BAD_REQUEST: nothing is sent')],
  BAD_REQUEST: [COMMANDS_AND_SOCKETS, library('TOO_LARGE and BAD_REQUEST: nothing is sent')],
  WRONG_PARLIAMENT: [
    library('WRONG_PARLIAMENT: the only priest in reach'),
    codes('WRONG_PARLIAMENT: a folder with pages of two parliaments'),
  ],
  UNFOUNDED: [COMMANDS_AND_SOCKETS],
  BEHIND: [library('BEHIND: the only priest in reach')],
  ABORTED: [codes('ABORTED: Ctrl-C ends a decree'), library('ABORTED and CLOSED: unknown for a decree')],
  CLOSED: [library('ABORTED and CLOSED: unknown for a decree')],
  WRONG_SECRET: [SECRETS],
  USAGE: [bad('%s: one sentence, and nothing is left running')],
  LAW_NOT_DETERMINISTIC: [stopped('P22: a law by chance')],
  LEDGER_FAILED: [
    stopped('P24: a write to the ledger that fails'),
    [EMBEDDED, 'P24: a failed sync stops the priest for good'],
  ],
  INVARIANT_BROKEN: [
    stopped('a law that throws ends a priest with 70'),
    [EMBEDDED, 'a law that breaks at any inquiry stops the priest with INVARIANT_BROKEN'],
  ],
}

const CLOSE_CODES: Readonly<Record<keyof typeof CLOSE, readonly Seen[]>> = {
  GOING: [COMMANDS_AND_SOCKETS],
  BAD_FRAME: [COMMANDS_AND_SOCKETS],
  VERSION: [COMMANDS_AND_SOCKETS],
  WRONG_PARLIAMENT: [COMMANDS_AND_SOCKETS],
  LATE: [COMMANDS_AND_SOCKETS],
  OVERLOADED: [COMMANDS_AND_SOCKETS],
  ABSENT: [COMMANDS_AND_SOCKETS],
  REPLACED: [COMMANDS_AND_SOCKETS],
  UNPROVED: [codes('UNPROVED: whoever comes without the secret'), SECRETS],
}

const EXITS: Readonly<Record<string, readonly Seen[]>> = {
  0: [[`${COMMAND}/processes-up.test.ts`, 'passes decrees, each with a number and the answer of the law']],
  1: [
    COMMANDS_AND_SOCKETS,
    [`${COMMAND}/processes-up.test.ts`, 'a cas that does not match is exit 1'],
    [`${COMMAND}/processes-audit.test.ts`, 'what was changed by hand is found: exit 1'],
    errors('no priest in reach: certainly not done'),
  ],
  2: [
    [`${COMMAND}/usage.test.ts`, '"%s" is told in one sentence, exit 2'],
    [`${COMMAND}/usage.test.ts`, "'audit ./nowhere', 'there is nothing to check"],
    [`${COMMAND}/secrets.test.ts`, 'up over living priests whose secret is another one'],
    errors('a port that is taken: nothing is started'),
    bad('Over a parliament: another law, another size'),
    bad('A priest that ends with 2 under god is started five times in a row'),
  ],
  3: [errors('a decree that was taken and never answered is exit 3')],
  70: [stopped('a law that throws ends a priest with 70'), bad('Exit 70 or 74 at once, and nothing is opened')],
  74: [stopped('P24: a write to the ledger that fails'), bad('God tells of a priest that stopped by itself')],
}

/** Of `simulate`, in the sentence below the table. */
const SIMULATE: Readonly<Record<string, Seen>> = {
  '0 clean': [`${COMMAND}/simulate.test.ts`, 'runs one seed, and ends with its summary'],
  '1 a wrong answer': [`${COMMAND}/simulate.test.ts`, "[1, 'wrong'"],
  '4 no progress': [`${COMMAND}/simulate.test.ts`, "4,\n      'no progress'"],
  '5 a crash': [`${COMMAND}/simulate.test.ts`, "5,\n      'crash'"],
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
  const all: readonly Seen[] = Object.values(seen).flat()
  expect(all.flatMap((each) => missing(each) ?? [])).toEqual([])
  // A library's own test does not count: there it has been made, not met.
  expect(all.filter(([file]) => !file.startsWith(COMMAND) && file !== EMBEDDED)).toEqual([])
  expect(Object.values(seen).filter((each) => each.length === 0)).toEqual([])
})

test('the exit codes of simulate are those that its test has met', () => {
  expect(page).toContain(`\`simulate\` has its own: ${Object.keys(SIMULATE).join(', ')}.`)
  expect(Object.values(SIMULATE).flatMap((each) => missing(each) ?? [])).toEqual([])
})

test('a test that is gone is missed', () => {
  expect(missing(['god/test/none.test.ts', 'x'])).toBe('there is no god/test/none.test.ts')
  expect(missing(['god/test/god.test.ts', 'no such name'])).toBe('god/test/god.test.ts has no test "no such name"')
})
