/**
 * What `parliament audit --trace --json` has found of an island that keeps messagebooks.
 * @returns {string} one sentence; throws where there is a violation, or where no line was replayed: that would show nothing
 */
export function auditSentence(report) {
  if (report.ok !== true) throw new Error(`The audit finds: ${JSON.stringify(report.violations ?? report, null, 2)}`)
  const { ballots, votes, promises, lines } = report.checked
  if (!(lines > 0)) throw new Error('The audit had no line of a messagebook to replay.')
  const many = (count) => count.toLocaleString('en-US')
  return `audit: ${many(ballots)} ballots, ${many(votes)} votes, ${promises} promises and ${many(lines)} lines of messagebooks: no violation`
}
