import { type Ballot, ballotText, compareBallots, sameBallot } from './ballot.js'
import { type Decree, sameDecree } from './decree.js'

/**
 * A ballot for one decree number, as somebody who sees everything would write it down (section 2.1). Priests are named by
 * any text that tells them apart; incarnations are different priests.
 */
export interface BallotOnRecord {
  readonly ballot: Ballot
  readonly decree: Decree
  /** Those whose LastVotes it rests on. */
  readonly quorum: ReadonlySet<string>
  /** Those who voted in it, of the quorum or not. */
  readonly voters: ReadonlySet<string>
}

/** Two ballots that break a condition, the earlier first. */
export interface Breach {
  readonly condition: 'B1' | 'B2' | 'B3'
  readonly between: readonly [BallotOnRecord, BallotOnRecord]
  readonly text: string
}

/** B1 (section 2.1): every ballot has its own number. Holds when no breach is found. */
export function breachesOfB1(ballots: readonly BallotOnRecord[]): Breach[] {
  return pairs(ballots)
    .filter(([a, b]) => sameBallot(a.ballot, b.ballot))
    .map((between) => ({
      condition: 'B1',
      between,
      text: `two ballots have the number ${ballotText(between[0].ballot)}`,
    }))
}

/** B2 (section 2.1): the quorums of any two ballots have a priest in common. */
export function breachesOfB2(ballots: readonly BallotOnRecord[]): Breach[] {
  return pairs(ballots)
    .filter(([a, b]) => ![...a.quorum].some((priest) => b.quorum.has(priest)))
    .map((between) => {
      const [a, b] = between
      const text = `the quorums of ${ballotText(a.ballot)} and ${ballotText(b.ballot)} have no priest in common`
      return { condition: 'B2', between, text }
    })
}

/**
 * B3 (section 2.1): if any priest of a ballot's quorum voted in an earlier ballot, the ballot's decree equals the decree of
 * the latest of those earlier ballots.
 */
export function breachesOfB3(ballots: readonly BallotOnRecord[]): Breach[] {
  return ballots.flatMap((ballot): Breach[] => {
    const latest = latestVotedIn(ballot, ballots)
    if (latest === null || sameDecree(latest.decree, ballot.decree)) return []
    const text = `${ballotText(ballot.ballot)} has another decree than ${ballotText(latest.ballot)}, the latest that its quorum voted in`
    return [{ condition: 'B3', between: [latest, ballot], text }]
  })
}

/** All three (section 2.1); from them follows that no two successful ballots have different decrees (theorem 1). */
export const breaches = (ballots: readonly BallotOnRecord[]): Breach[] => [
  ...breachesOfB1(ballots),
  ...breachesOfB2(ballots),
  ...breachesOfB3(ballots),
]

/** Every priest of its quorum voted in it (section 2.1). */
export const succeeded = ({ quorum, voters }: BallotOnRecord): boolean =>
  [...quorum].every((priest) => voters.has(priest))

/** MaxVote of the quorum (section 2.1): the latest ballot below this one in which a priest of its quorum voted. */
function latestVotedIn(ballot: BallotOnRecord, ballots: readonly BallotOnRecord[]): BallotOnRecord | null {
  let latest: BallotOnRecord | null = null
  for (const earlier of ballots) {
    if (compareBallots(earlier.ballot, ballot.ballot) >= 0) continue
    if (latest !== null && compareBallots(earlier.ballot, latest.ballot) <= 0) continue
    if ([...ballot.quorum].some((priest) => earlier.voters.has(priest))) latest = earlier
  }
  return latest
}

/** Each two of them once, the earlier ballot first. */
function pairs(ballots: readonly BallotOnRecord[]): [BallotOnRecord, BallotOnRecord][] {
  const inOrder = [...ballots].sort((a, b) => compareBallots(a.ballot, b.ballot))
  return inOrder.flatMap((a, i) => inOrder.slice(i + 1).map((b): [BallotOnRecord, BallotOnRecord] => [a, b]))
}
