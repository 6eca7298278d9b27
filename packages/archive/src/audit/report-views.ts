import type { AuditReport } from './audit.js'
import { CHECKS, type Violation } from './violation.js'

/** What was found, for people. */
export function* auditProse(report: AuditReport): Generator<string> {
  const { priests, founding, passedTo, checked, unknownQuorums, violations, violationCount } = report
  if (founding !== null) {
    const roll = founding.roll.map(({ name }) => name).join(', ')
    yield `Parliament ${founding.parliament} of ${roll}, with the law ${founding.law.name} ${founding.law.version}.`
  }
  for (const { name, birth, passedTo: knows, heldTo, findings } of priests) {
    yield `  ${name} (birth ${birth ?? 'unknown'}) knows decrees up to ${knows} as passed, and holds up to ${heldTo}.`
    for (const sentence of findings) yield `    ${sentence}`
  }
  yield `Checked: ${checked.priests} priests, ${checked.decrees} passed decrees, ${checked.ballots} ballots, ${checked.votes} votes, ${checked.promises} promises.`
  if (unknownQuorums > 0)
    yield `Of ${unknownQuorums} ballots no ledger tells on whose LastVotes they rest: they are judged by their votes alone.`
  const broken = new Set(violations.map(({ check }) => check))
  for (const check of CHECKS) {
    if (check === 'trace' && !hasLines(report)) {
      if (report.replayed !== null) yield `  – trace: ${nothingReplayed(report.replayed.books)}`
    } else if (!broken.has(check)) yield `  ✓ ${check}: ${MEANINGS[check](passedTo, report)}`
  }
  for (const violation of violations) yield* violationProse(violation)
  if (violationCount > violations.length) yield `… and ${violationCount - violations.length} more.`
}

/** Whether messagebooks had anything to say: without a line nothing of them is borne out. */
const hasLines = ({ replayed }: AuditReport): boolean => replayed !== null && replayed.lines > 0

const nothingReplayed = (books: number): string =>
  books === 0
    ? 'there are no messagebooks to replay: priests keep them that are started with --messagebook'
    : `there is no line to replay in the messagebooks, of which there are ${books}`

function* violationProse({ check, decree, text, evidence }: Violation): Generator<string> {
  yield `  ✗ ${check}${decree === null ? '' : `, decree ${decree}`}: ${text}`
  for (const sentence of evidence) yield `      ${sentence}`
}

const MEANINGS: Readonly<Record<(typeof CHECKS)[number], (passedTo: number, report: AuditReport) => string>> = {
  founding: () => 'all belong to one founding',
  ledger: () => 'every ledger can be believed',
  agreement: (to) => `no two ledgers differ on a decree that passed, up to ${to}`,
  'no gaps': (to) => `every decree up to ${to} is held`,
  B1: () => 'every ballot has its own number, and one decree for each decree number',
  B2: () => 'the quorums of any two ballots have a priest in common',
  B3: () => 'every ballot has the decree of the latest one that its quorum voted in',
  'never back': () => 'no priest went back behind a promise, a vote or a ballot of its own',
  'held by a majority': () => 'a majority voted for each decree that passed, and holds it',
  'exactly once': () => 'no petition was carried out twice',
  invariant: (_, report) =>
    `${hasLines(report) ? 'I1 to I5 and I7' : 'I1, I2 and I3'} of the appendix hold for ${report.judged} decree numbers`,
  trace: () => 'every line of the messagebooks is a step that its author was allowed',
}

/** The one line of `--json`. */
export const auditJson = ({ checked, priests, unknownQuorums, violations, violationCount, replayed }: AuditReport) => ({
  ok: violationCount === 0,
  from: 1,
  checked: { ...checked, ...replayed },
  violations,
  violationCount,
  unknownQuorums,
  priests,
})
