import { type Ballot, ballotText, compareBallots, sameBallot } from './ballot.js'
import { type Decree, sameDecree, type Vote } from './decree.js'
import { decreeText } from './describe.js'

/**
 * The paper as predicates: B1 to B3 of section 2.1, and I1 to I7, the conjuncts of the invariant by which the appendix
 * proves that the basic protocol is consistent. All speak of one decree number, as somebody who sees everything would write
 * it down.
 */

/**
 * A ballot for one decree number, as somebody who sees everything would write it down (section 2.1). Priests are named by
 * any text that tells them apart; incarnations are different priests.
 */
export interface BallotOnRecord {
  readonly ballot: Ballot
  readonly decree: Decree
  /** Those whose LastVotes it rests on; null where nobody on record tells, so that nothing that asks for it is judged. */
  readonly quorum: ReadonlySet<string> | null
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
    .filter(([a, b]) => a.quorum !== null && b.quorum !== null && !shareOne(a.quorum, b.quorum))
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
    const latest = ballot.quorum === null ? null : maxVote(ballot.ballot, ballot.quorum, ballots)
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
export const succeeded = ({ quorum, voters }: BallotOnRecord): boolean => quorum !== null && includes(voters, quorum)

/**
 * MaxVote (section 2.1): of the ballots below `below` (null: of all) in which one of these priests voted, the latest; null
 * when there is none.
 */
export function maxVote(
  below: Ballot | null,
  priests: ReadonlySet<string>,
  ballots: readonly BallotOnRecord[],
): BallotOnRecord | null {
  let latest: BallotOnRecord | null = null
  for (const earlier of ballots) {
    if (below !== null && compareBallots(earlier.ballot, below) >= 0) continue
    if (latest !== null && compareBallots(earlier.ballot, latest.ballot) <= 0) continue
    if ([...priests].some((priest) => earlier.voters.has(priest))) latest = earlier
  }
  return latest
}

/** Each two of them once, the earlier ballot first. */
function pairs(ballots: readonly BallotOnRecord[]): [BallotOnRecord, BallotOnRecord][] {
  const inOrder = [...ballots].sort((a, b) => compareBallots(a.ballot, b.ballot))
  return inOrder.flatMap((a, i) => inOrder.slice(i + 1).map((b): [BallotOnRecord, BallotOnRecord] => [a, b]))
}

/** What a LastVote tells: the latest vote of a priest below the ballot that asks, null when it cast none. */
export interface LastVoteOnRecord {
  readonly by: string
  readonly vote: Vote | null
  /** False where it is known that its author had not voted in the ballot that asks when it said this. */
  readonly isAgain?: boolean
}

/** What a priest keeps on slips of paper of the ballot `lastTried`. */
export type SlipOnRecord =
  | { readonly status: 'idle' }
  | { readonly status: 'trying'; readonly prevVotes: readonly LastVoteOnRecord[] }
  | {
      readonly status: 'polling'
      readonly prevVotes: readonly LastVoteOnRecord[]
      readonly quorum: ReadonlySet<string>
      readonly voters: ReadonlySet<string>
      readonly decree: Decree
    }

/** The variables of one priest (appendix): the first five in indelible ink (prevVote is prevBal and prevDec). */
export interface PriestOnRecord {
  readonly name: string
  readonly lastTried: Ballot | null
  readonly nextBal: Ballot | null
  readonly prevVote: Vote | null
  /** Null: blank. */
  readonly outcome: Decree | null
  readonly slip: SlipOnRecord
}

/** The messages of the basic protocol (appendix). A refusal or a failure says nothing that the proof rests on. */
export type MessageOnRecord =
  | { readonly type: 'NextBallot'; readonly ballot: Ballot }
  | ({ readonly type: 'LastVote'; readonly ballot: Ballot } & LastVoteOnRecord)
  | { readonly type: 'BeginBallot'; readonly ballot: Ballot; readonly decree: Decree }
  | { readonly type: 'Voted'; readonly ballot: Ballot; readonly by: string }
  | { readonly type: 'Success'; readonly decree: Decree }

/** The state of the basic protocol (appendix). */
export interface SynodOnRecord {
  /** The history variable: all ballots ever begun. */
  readonly ballots: readonly BallotOnRecord[]
  /** Those whose ledgers are known. LastVotes and votes of others, which are lost or not at hand, are not judged. */
  readonly priests: readonly PriestOnRecord[]
  /**
   * Priests as they were while they had each earlier ballot in hand; of these only lastTried and the slip are looked at. What
   * I4 and I5 say of a ballot in hand stays true for good: promises only rise, and votes are never taken back.
   */
  readonly earlier?: readonly PriestOnRecord[]
  /** All that was ever sent. */
  readonly messages: readonly MessageOnRecord[]
  /** The one priest that may begin this ballot; null where nobody on record did. */
  readonly owner: (ballot: Ballot) => string | null
  readonly isMajority: (priests: ReadonlySet<string>) => boolean
}

export interface BrokenInvariant {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7'
  readonly text: string
}

/**
 * I1: an outcome that a priest has written is the decree of a ballot that succeeded. The paper asks for the votes of the
 * ballot's own quorum; here those of any majority will do (docs/DIVERGENCE.md, step 5).
 */
export const breachesOfI1 = ({ ballots, priests, isMajority }: SynodOnRecord): BrokenInvariant[] =>
  priests.flatMap(({ name, outcome }) => {
    if (outcome === null || ballots.some((b) => sameDecree(b.decree, outcome) && isMajority(b.voters))) return []
    return broken('I1', `no ballot succeeded with ${decreeText(outcome)}, which ${name} has as passed`)
  })

/** I2: lastTried is the priest's own; it began no ballot above it, and none of that number while it still tries it. */
export const breachesOfI2 = ({ ballots, priests, owner }: SynodOnRecord): BrokenInvariant[] =>
  priests.flatMap(({ name, lastTried, slip }) => {
    if (lastTried !== null && owner(lastTried) !== name)
      return broken('I2', `${name} tried ${ballotText(lastTried)}, which is not its own`)
    const least = slip.status === 'trying' ? 0 : 1
    const begun = ballots.find((b) => owner(b.ballot) === name && compareBallots(b.ballot, lastTried) >= least)
    if (begun === undefined) return []
    return broken('I2', `${name} has begun ${ballotText(begun.ballot)} and tried ${ballotText(lastTried)} last`)
  })

/**
 * I3: prevVote is the priest's latest vote in any ballot, and nextBal is not below it. A ledger that has the outcome may have
 * dropped the vote for it, or kept an older one for the same decree (docs/DIVERGENCE.md).
 */
export const breachesOfI3 = ({ ballots, priests }: SynodOnRecord): BrokenInvariant[] =>
  priests.flatMap(({ name, nextBal, prevVote, outcome }) => {
    const isSettled = outcome !== null && (prevVote === null || sameDecree(prevVote.decree, outcome))
    const latest = maxVote(null, new Set([name]), ballots)
    if (!isSettled && !isVoteOf(prevVote, latest))
      return broken('I3', `${name} has ${voteText(prevVote)} as its latest vote, which was ${voteText(latest)}`)
    if (compareBallots(nextBal, prevVote?.ballot ?? null) >= 0) return []
    return broken('I3', `${name} voted in ${voteText(prevVote)}, above its promise ${ballotText(nextBal)}`)
  })

/**
 * I4: each LastVote that a priest has collected is still true, and its author's promise still stands. One that was said again
 * when its author had voted in that very ballot may leave out its vote: the ballot's decree is chosen by then
 * (docs/DIVERGENCE.md).
 */
export const breachesOfI4 = (synod: SynodOnRecord): BrokenInvariant[] =>
  inHands(synod).flatMap(({ name, lastTried, slip }) => {
    if (slip.status === 'idle' || lastTried === null) return []
    return slip.prevVotes.flatMap((lastVote) => {
      const why = lastVoteIsWrong(lastTried, lastVote, synod)
      return why === null ? [] : broken('I4', `${name} rests ${ballotText(lastTried)} on a LastVote, but ${why}`)
    })
  })

/** I5: a priest that polls has the LastVotes of its whole quorum, and its ballot is on record, with all votes that it counted. */
export const breachesOfI5 = (synod: SynodOnRecord): BrokenInvariant[] =>
  inHands(synod).flatMap(({ name, lastTried, slip }) => {
    if (slip.status !== 'polling') return []
    const heard = [...slip.voters].filter((voter) => synod.priests.some((priest) => priest.name === voter))
    const missing = [...slip.quorum].find((member) => !slip.prevVotes.some(({ by }) => by === member))
    if (missing !== undefined)
      return broken('I5', `${name} polls in ${ballotText(lastTried)} without the LastVote of ${missing}`)
    const isOnRecord = synod.ballots.some(
      (b) =>
        sameBallot(b.ballot, lastTried) &&
        sameDecree(b.decree, slip.decree) &&
        b.quorum !== null &&
        includes(b.quorum, slip.quorum) &&
        includes(slip.quorum, b.quorum) &&
        heard.every((voter) => b.voters.has(voter)),
    )
    return isOnRecord ? [] : broken('I5', `${name} polls in ${ballotText(lastTried)} as it is not on record`)
  })

/** I6: B1, B2 and B3 hold, and every ballot's quorum is a majority. */
export const breachesOfI6 = ({ ballots, isMajority }: SynodOnRecord): BrokenInvariant[] => [
  ...breaches(ballots).flatMap(({ condition, text }) => broken('I6', `${condition}: ${text}`)),
  ...ballots
    .filter((b) => b.quorum !== null && !isMajority(b.quorum))
    .flatMap((b) => broken('I6', `the quorum of ${ballotText(b.ballot)} is no majority`)),
]

/**
 * I7: what was sent is true for good. A NextBallot's ballot was tried; a LastVote tells the latest vote below its ballot, and
 * the promise in it stands (as in I4); a BeginBallot has a ballot on record, a Voted a vote, a Success an outcome.
 */
export const breachesOfI7 = (synod: SynodOnRecord): BrokenInvariant[] =>
  synod.messages.flatMap((message) => {
    const why = messageIsWrong(message, synod)
    return why === null ? [] : broken('I7', why)
  })

/** The whole invariant (appendix): its conjuncts in their order. */
export const brokenInvariants = (synod: SynodOnRecord): BrokenInvariant[] =>
  [breachesOfI1, breachesOfI2, breachesOfI3, breachesOfI4, breachesOfI5, breachesOfI6, breachesOfI7].flatMap((of) =>
    of(synod),
  )

function messageIsWrong(message: MessageOnRecord, synod: SynodOnRecord): string | null {
  const { ballots, priests, owner } = synod
  switch (message.type) {
    case 'NextBallot': {
      const author = priests.find(({ name }) => name === owner(message.ballot))
      if (author !== undefined && compareBallots(message.ballot, author.lastTried) <= 0) return null
      return `NextBallot ${ballotText(message.ballot)} was sent and not tried`
    }
    case 'LastVote':
      return lastVoteIsWrong(message.ballot, message, synod)
    case 'BeginBallot':
      if (ballots.some((b) => sameBallot(b.ballot, message.ballot) && sameDecree(b.decree, message.decree))) return null
      return `BeginBallot ${ballotText(message.ballot)} was sent for ${decreeText(message.decree)}, and no such ballot is on record`
    case 'Voted':
      if (ballots.some((b) => sameBallot(b.ballot, message.ballot) && b.voters.has(message.by))) return null
      return `${message.by} said that it voted in ${ballotText(message.ballot)}, and its vote is not on record`
    case 'Success':
      if (priests.some(({ outcome }) => outcome !== null && sameDecree(outcome, message.decree))) return null
      return `Success was said of ${decreeText(message.decree)}, and nobody has it as passed`
  }
}

function lastVoteIsWrong(ballot: Ballot, lastVote: LastVoteOnRecord, { ballots, priests }: SynodOnRecord) {
  const { by, vote, isAgain } = lastVote
  const author = priests.find(({ name }) => name === by)
  if (author === undefined) return null
  const latest = maxVote(ballot, new Set([by]), ballots)
  const hasVoted = ballots.some((b) => sameBallot(b.ballot, ballot) && b.voters.has(by))
  if (!(vote === null && isAgain !== false && hasVoted) && !isVoteOf(vote, latest))
    return `${by} told ${voteText(vote)} as its latest vote below ${ballotText(ballot)}, which was ${voteText(latest)}`
  if (compareBallots(author.nextBal, ballot) >= 0) return null
  return `the promise of ${by} to ${ballotText(ballot)} is gone: it is ${ballotText(author.nextBal)}`
}

const broken = (invariant: BrokenInvariant['invariant'], text: string): BrokenInvariant[] => [{ invariant, text }]

/** All ballots that somebody has or had in hand. */
const inHands = ({ priests, earlier = [] }: SynodOnRecord): readonly PriestOnRecord[] => [...priests, ...earlier]

const shareOne = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one))

const includes = (all: ReadonlySet<string>, some: ReadonlySet<string>): boolean =>
  [...some].every((one) => all.has(one))

const isVoteOf = (vote: Vote | null, ballot: BallotOnRecord | null): boolean =>
  vote === null || ballot === null
    ? vote === ballot
    : sameBallot(vote.ballot, ballot.ballot) && sameDecree(vote.decree, ballot.decree)

const voteText = (vote: Vote | null): string =>
  vote === null ? 'none' : `${ballotText(vote.ballot)} for ${decreeText(vote.decree)}`
