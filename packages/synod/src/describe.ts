import { ballotText } from './ballot.js'
import { type Decree, isOliveDay, type Run } from './decree.js'
import type { Notice } from './effects.js'
import { foundingBallotText } from './founding.js'
import type { LastVote, Message } from './messages.js'
import { type Legislator, legislatorText } from './names.js'
import type { LedgerRecord } from './records.js'

/** The one short text of decrees, messages, records and notices: the same in logs, traces and tests. */

/** More of a decree, and more decrees of a run, are not written out. */
const DECREE_CHARS = 40
const RUN_DECREES = 4

/** The decree itself where it is short printable ASCII; otherwise how long it is. */
export function decreeText(decree: Decree): string {
  if (isOliveDay(decree)) return 'olive-day'
  const printable = decree.every((byte) => byte >= 0x20 && byte < 0x7f)
  return printable && decree.length <= DECREE_CHARS ? String.fromCharCode(...decree) : `${decree.length} bytes`
}

/** `3`, or `3-5`. */
export const numbersText = (from: number, to: number): string => (from === to ? `${from}` : `${from}-${to}`)

/** `3 x`, `3-5 x, y, z`, or `3-1000 x, y, z, v, …`. */
export function runText(run: Run): string {
  const { from, decrees } = run
  if (decrees.length === 0) return 'nothing'
  const shown = decrees.slice(0, RUN_DECREES).map(decreeText)
  const rest = decrees.length > RUN_DECREES ? ', …' : ''
  return `${numbersText(from, from + decrees.length - 1)} ${shown.join(', ')}${rest}`
}

const namesText = (legislators: readonly Legislator[]): string => legislators.map(legislatorText).join(' ')

export function messageText(message: Message): string {
  switch (message.type) {
    case 'NextBallot':
      return `NextBallot ${ballotText(message.ballot)}, after ${message.after}`
    case 'LastVote':
      return `LastVote ${ballotText(message.ballot)}, ${lastVoteText(message)}`
    case 'BeginBallot':
      return `BeginBallot ${ballotText(message.ballot)}: ${runText(message)}; quorum ${namesText(message.quorum)}; passed up to ${message.upTo}`
    case 'Voted':
      return `Voted ${ballotText(message.ballot)}: ${numbersText(message.from, message.to)}`
    case 'Success':
      return `Success ${ballotText(message.ballot)}: passed up to ${message.upTo}`
    case 'Refused':
      return `Refused ${message.of} ${ballotText(message.ballot)}: promised ${ballotText(message.promised)}${message.hears ? ', and hears it' : ''}`
    case 'Failed':
      return `Failed ${ballotText(message.ballot)}`
    case 'Beat':
      return `Beat ${message.beat} of ${ballotText(message.ballot)}${message.majority ? '' : ', without a majority'}; passed up to ${message.upTo}`
    case 'BeatAnswer':
      return `BeatAnswer ${message.beat} of ${ballotText(message.ballot)}, holds up to ${message.heldTo}${message.stalled ? ', stalled' : ''}`
    case 'Ask':
      return `Ask ${message.round}, holds up to ${message.heldTo}`
    case 'AskAnswer':
      return `AskAnswer ${message.round}, ${message.role === 'learner' ? 'a learner, ' : ''}hears ${message.hears === null ? 'nobody' : ballotText(message.hears)}, holds up to ${message.heldTo}`
    case 'Handover':
      return `Handover ${ballotText(message.ballot)}`
    case 'PageWanted':
      return `PageWanted after ${message.after}`
    case 'Page':
      return `Page: ${runText(message)}; passed up to ${message.passedTo}`
    case 'SeatWanted':
      return `SeatWanted, holds up to ${message.heldTo}`
  }
}

function lastVoteText(page: LastVote): string {
  const parts = [
    `for ${page.to === null ? `${page.from} on` : numbersText(page.from, page.to)}`,
    `passed up to ${page.passedTo}`,
    ...page.votes.map((run) => `voted in ${ballotText(run.ballot)} for ${runText(run)}`),
    ...page.passed.map((run) => `passed ${runText(run)}`),
  ]
  if (page.votes.length === 0 && page.passed.length === 0) parts.push('no vote')
  return parts.join('; ')
}

export function recordText(record: LedgerRecord): string {
  switch (record.type) {
    case 'LastTried':
      return `lastTried ${ballotText(record.ballot)}`
    case 'NextBal':
      return `nextBal ${ballotText(record.ballot)}`
    case 'Voted':
      return `vote in ${ballotText(record.ballot)} for ${runText(record)}`
    case 'Learnt':
      return `learnt ${runText(record)}`
    case 'PassedTo':
      return `passed up to ${record.number}`
    case 'Begun':
      return `begun ${ballotText(record.ballot)} from ${record.from} by the LastVotes of ${namesText(record.quorum)}`
    case 'FoundingPromised':
      return `founding promise ${foundingBallotText(record.ballot)}`
    case 'FoundingVoted':
      return `founding vote in ${foundingBallotText(record.ballot)} for parliament ${record.founding.parliament}`
    case 'Founded':
      return `founded: parliament ${record.founding.parliament}`
    case 'Addresses':
      return `addresses of ${[...record.addresses.keys()].join(' ')}`
    case 'Seated':
      return `seated as incarnation ${record.incarnation}`
    case 'Doubted':
      return `in doubt: ${record.why}`
  }
}

export function noticeText(notice: Notice): string {
  switch (notice.event) {
    case 'stood':
      return `stands in ${ballotText(notice.ballot)}`
    case 'presides':
      return `presides in ${ballotText(notice.ballot)}`
    case 'resigned':
      return `resigns ${ballotText(notice.ballot)}: ${notice.why}`
    case 'refused':
      return `was refused in ${ballotText(notice.ballot)} by ${notice.by}, who promised ${ballotText(notice.promised)}`
    case 'caught up':
      return `has caught up: holds up to ${notice.heldTo}`
    case 'in doubt':
      return `is in doubt: ${notice.why}`
    case 'readmits':
      return `proposes as decree ${notice.number} to give the seat of ${notice.name} to the ledger of birth ${notice.birth}`
    case 'cannot readmit':
      return `cannot give ${notice.name} its seat back now: ${notice.why}`
    case 'readmitted':
      return `is readmitted as incarnation ${notice.incarnation}; votes, and counts from decree ${notice.from} on`
    case 'left':
      return 'has left the chamber'
  }
}
