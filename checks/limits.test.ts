import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MESSENGER_LIMITS } from '@paxon/messenger'
import { TIMING } from '@paxon/synod'

const root = join(__dirname, '..')

/** The test in which each row of the tables of docs/LIMITS.md with what others can do is met, by a part of its name. */
const MET_IN: Readonly<Record<string, string>> = {
  key: 'a long key',
  value: 'a long value',
  'body of a decree, whatever the law': 'a body that no peer would read as a decree is TOO_LARGE, and never proposed',
  'one frame from a citizen': 'MESSAGES_MAX: so many messages, requests or carried parts in a frame and no more',
  "a citizen's hello": 'a citizen that says no hello in 3 s is closed; one that has said it stays',
  'citizens at one priest': 'P32: beyond 1,024 citizens one more is turned away',
  'requests of one citizen, or handed on by one priest, without a reply': 'P32: of one priest so many requests wait',
  'requests waiting in one priest *': 'OVERLOADED beyond so many that wait, or so many bytes of them',
  'requests that another priest handed on, known again if they are repeated':
    'P10: a request that the messenger repeats',
  'requests handed on to the president *': 'P32: so many requests are handed on at once, and so many bytes',
  'replies that a citizen, or a priest for its citizens, does not take':
    'P32: a citizen that asks and asks and reads nothing is told to wait, then sent away',
  'replies that all citizens of a priest do not take': 'P32: when all citizens together have not taken 256 MiB',
  'answers of a session that are not acknowledged': 'unacknowledged answers is not carried out until some are',
  'answers of all sessions that are not acknowledged': 'P32: beyond 256 MiB of kept answers the longest unused',
  sessions: 'ends the longest unused one',
  deadline: 'a deadline without end',
  'free disk of a priest': 'a disk that is nearly full refuses petitions and answers inquiries',
  'calls of one `Citizen`': 'at most 1,024 petitions are unacknowledged, and at most 11,024 calls wait',
  'priests on a roll': 'P32: a roll has 31 seats at most',
  'decrees under way (α)': 'P32: no more decrees are under way than the window',
  'bytes of decrees under way *': 'P32: what is proposed at once is given to the core in steps of a MiB',
  'decrees kept above a gap *': 'P32: are voted for up to a bound in %s',
  'a sync under way': 'P32: takes nothing that costs another write',
  'ballots called for by one author': 'P32: of one author at most eight a beat are promised',
  'lag of a priest *': 'P20: is told no new decree, and is once it has caught up by pages',
  'one frame': 'RUN_MAX: so many decrees in all runs of a frame, olive-days or not, and no more',
  'buffered for one peer': 'P32: to a peer that takes nothing no more decrees are said than the limit',
  'incoming connections': 'P32: of 128 that have said hello none is sent away, and one more does not come in',
  handshake: 'one that says no hello is closed in time, on either side',
  'a page for one that is behind': 'gives at least one decree, and stops at about the bytes that were asked for',
  'pages under way to one peer': 'P32: one page at a time is read for a peer',
  'one page of a LastVote, one repeat of BeginBallot': 'its last page has not come: nothing is free',
  'pages of a LastVote kept of one priest': 'P32: of one legislator so many pages of a LastVote are kept',
  'inquiries that wait for one round': 'P32: so many inquiries wait for one round, and one more is given back',
  'addresses, births and askers remembered': 'P32: of addresses 64 are kept, whoever tells them',
  'digests kept and told, of itself and of each of 64 peers': 'P32: of itself a priest keeps the last 16',
  'decrees kept while a law is made anew': 'P22: while a law is made anew decrees go on passing',
  'kinds of faults told apart in the log': 'P32: the first fault is told at once, the same ones after it as a count',
  'decrees told in the log to be unreadable': 'P32: what cannot be read is told once each',
  'names known to the core': 'P32: a stranger leaves nothing behind',
  'one frame for god': 'P32: more than 128 at once, or a frame over 256 KiB',
  'connections with god': 'P32: more than 128 at once, or a frame over 256 KiB',
  'a hello to god, or a command': 'that says nothing',
  'starts of a priest that ends with 2': 'A priest that ends with 2 is started five times in a row, and no more',
  'pause before a dead priest is started again': 'A dead priest is started again after pauses that grow',
  'a port that is taken, before `up` gives up': 'a port is looked at for 300 ms',
  'a priest that a killed god had started, before `down` looks for its lock':
    'P38: `down` ends a priest that a killed god had just started',
  "a living priest's word on the secret, to an `up`": 'a living priest that hangs is asked for its secret for a second',
  'a secret': 'a secret that could be guessed is refused by every command',
  'new connections of one host (of IPv6: the first 64 bits)':
    'P32: a host that comes without end leaves the most to others',
  'new connections, whoever they are': 'P32: more new connections than that, with the secret',
  'hosts whose connections are counted': 'P32: of so many hosts it is known how often they came',
  'connections that have not proved the secret': 'is let in though strangers come without end and say nothing',
  'what one may say before it has proved it': 'is ended when it says more than a proof has',
  'sockets at no door (requests under way, GETs)': 'sockets that say nothing, however many, keep nobody out',
  'hosts turned away that are logged, once each': 'is not told of without end, from however many hosts it comes',
}

/** The same for files; of a container's log there is no test but {@link composeFiles}, of a messagebook no limit. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'a page of the ledger': ['a page has 256 KiB after a start, then at most twice the one before, and 8 MiB in the end'],
  'file operations under way at once': ['P25: two file operations are under way at most'],
  "a priest's log that waits for a disk or reader that takes nothing": [
    'loses what is beyond the measure, and no more waits than that',
  ],
  'a log under `up`; kept besides it': ['a full file is put aside between two lines, four files are kept'],
  'a messagebook': ['what is said stands in the book before the messenger has it, and a turn is one write'],
  'decrees kept in words for a messagebook': [
    'of decrees that their words are shorter than, no more than 4 MiB are kept',
    'P32: of short decrees beside long ones 4 MiB are kept with what they keep',
  ],
  'decrees of a ballot kept to tell in a messagebook what a Success made passed': [
    'P32: of a ballot the last 4,096 decrees are kept',
    'P32: and no more than 64 MiB of them, so that one who is gone',
  ],
  "a container's log (docker-compose.yml)": [],
}

/** And for times, of each half of a row. */
const TIMES: Readonly<Record<string, readonly string[]>> = {
  'tick; in a quiet parliament': ['ticks come every 25 ms', 'in a quiet parliament three of four ticks are left out'],
  'rest, after which digests are compared': ['P22: what is at rest is compared after 200 ms, not before'],
  "petitions gather behind a president's batch at most": [
    'P25: petitions gather behind a batch under way for four ms, and behind a hung sync no longer',
  ],
  'beat; in a quiet parliament': ['a president beats every 50 ms, in a quiet parliament every 200'],
  'election time': [
    'one that is only silent is followed after an election time',
    'each priest draws its election time once for each time that it lost its president',
  ],
  'entering: how long peers are waited for': ['or a time has gone by'],
  'leaving: to finish what is under way; in all': [
    'a president that leaves finishes what is under way, but waits for it no longer than it may',
    'leaving takes 1,800 ms at most',
  ],
  'dialing; pause between dials': [
    'P29: a peer that dials us while our own dial gets no answer is dialed as soon as that has failed',
    'pauses double from 20 ms to 500 ms',
  ],
}

const page = readFileSync(join(root, 'docs', 'LIMITS.md'), 'utf8')

/** The first cells of the rows under a heading. */
function rows(heading: string): string[] {
  const [, after = ''] = page.split(`\n## ${heading}\n`)
  const [section = ''] = after.split('\n## ')
  return [...section.matchAll(/^\| ([^|]+?) \|/gm)].map(([, first = '']) => first).filter((first) => first !== 'what')
}

const SECTIONS = ['What citizens meet', 'Between priests', "God's door", 'At every door']
const listed = SECTIONS.flatMap(rows)
const met: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(MET_IN).map(([row, name]) => [row, [name]])),
  ...FILES,
  ...TIMES,
}

test('each limit is met in a test, and each that is met is in docs/LIMITS.md', () => {
  expect(Object.keys(MET_IN).sort()).toEqual([...listed].sort())
  expect(Object.keys(FILES)).toEqual(rows('Files'))
  expect(Object.keys(TIMES)).toEqual(rows('Times'))
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
  expect(sections).toEqual([...SECTIONS, 'Files', 'Times'])
})

test.each(Object.keys(met))('%s: the test is there', (row) => {
  const tests = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'packages/*/test/*.test.ts', 'packages/*/test/conformance*'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  const texts = tests
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => readFileSync(join(root, path), 'utf8'))
  for (const name of met[row] ?? [row]) expect(texts.some((text) => text.includes(name))).toBe(true)
})

const composeFiles = ['docker-compose.yml', 'deploy/compose/compose.yml']

test.each(composeFiles)('the log of each container of %s is bounded as the page says', (file) => {
  expect(page).toContain("| a container's log (docker-compose.yml) | 10 MiB, 3 files |")
  const text = readFileSync(join(root, file), 'utf8')
  const [process = ''] = /^x-process: &process\n(?: .*\n)+/m.exec(text) ?? []
  expect(process).toMatch(/logging:\n +driver: json-file\n +options: \{ max-size: 10m, max-file: "3" \}/)
  const [, services = ''] = /^services:\n((?: .*\n|\n)+)/m.exec(text) ?? []
  const each = [...services.matchAll(/^ {2}(\w+):\n((?: {4}.*\n)+)/gm)].map(([, name, settings = '']) => [
    name,
    settings,
  ])
  expect(each.length).toBeGreaterThan(1)
  // The one that draws the secret says nothing, and ends.
  const unbounded = each.filter(([, settings = '']) => !/^ {4}<<: \*(?:process|priest)$/m.test(settings))
  expect(unbounded.map(([name]) => name).filter((name) => name !== 'secret')).toEqual([])
})

/** In ms, as the code has them. */
test('the times on the page are those of the code', () => {
  const times = new Map([...page.matchAll(/^\| ([^|]+) \| ([\d,;× .a-z]+) \|$/gm)].map(([, what, ms]) => [what, ms]))
  const thousands = (ms: number) => ms.toLocaleString('en')
  const { beatMs, electionMs, enterMs, leaveMs } = TIMING
  const { dialMs, pauseFirstMs, pauseMaxMs } = MESSENGER_LIMITS
  expect(times.get('beat; in a quiet parliament')).toBe(`${beatMs}; 200`)
  expect(times.get('election time')).toBe(`${electionMs} × 1 to 1.5`)
  expect(times.get('entering: how long peers are waited for')).toBe(`${enterMs}`)
  expect(times.get('leaving: to finish what is under way; in all')).toBe(`${thousands(leaveMs)}; 1,800`)
  expect(times.get('dialing; pause between dials')).toBe(
    `${thousands(dialMs)}; ${pauseFirstMs} doubling to ${pauseMaxMs}`,
  )
})
