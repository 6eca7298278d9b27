import { ballotWords, legislatorText, type Message } from '@paxon/synod'
import type { BookDecrees } from './book-decrees.js'
import type { BookLines } from './book-lines.js'

/** Messages that have a line. Success has one of its own, also where it rode on one of these. */
export type Told = Extract<
  Message,
  { readonly type: 'NextBallot' | 'LastVote' | 'BeginBallot' | 'Voted' | 'Refused' | 'Failed' | 'Page' }
>

export function isTold(message: Message): message is Told {
  switch (message.type) {
    case 'BeginBallot':
    case 'Voted':
    case 'NextBallot':
    case 'LastVote':
    case 'Refused':
    case 'Failed':
    case 'Page':
      return true
    default:
      return false
  }
}

/** The type of its line: those of CONTRACTS know no Refused of a beat. */
export const lineType = (message: Told): string =>
  message.type === 'Refused' && message.of === 'Beat' ? 'RefusedBeat' : message.type

/** Gathers what a line about this message says after its ballot. */
export function gatherWords(lines: BookLines, message: Told, decrees: BookDecrees): void {
  switch (message.type) {
    case 'NextBallot':
      return lines.ascii(`,"after":${message.after}`)
    case 'LastVote': {
      const { after, passedTo, from, to } = message
      lines.ascii(`,"after":${after},"passedTo":${passedTo},"range":[${from},${to}],"votes":[`)
      gatherVotes(lines, message, decrees)
      lines.ascii('],"passed":')
      return decrees.pairs(lines, message.passed)
    }
    case 'BeginBallot': {
      const quorum = message.quorum.map((one) => `"${legislatorText(one)}"`)
      lines.ascii(`,"quorum":[${quorum.join(',')}],"decrees":`)
      return decrees.pairs(lines, [message])
    }
    case 'Voted':
      return lines.ascii(`,"numbers":[${message.from},${message.to}]`)
    case 'Refused': {
      const of = message.of === 'Beat' ? '' : `,"of":"${message.of}"`
      return lines.ascii(`,"promised":${ballotWords(message.promised)}${of}`)
    }
    case 'Failed':
      return
    case 'Page':
      lines.ascii(`,"passedTo":${message.passedTo},"decrees":`)
      return decrees.pairs(lines, [message])
  }
}

function gatherVotes(lines: BookLines, { votes }: Told & { readonly type: 'LastVote' }, decrees: BookDecrees): void {
  let between = ''
  for (const { ballot, from, decrees: voted } of votes) {
    for (const [i, decree] of voted.entries()) {
      lines.ascii(`${between}[${from + i},${ballotWords(ballot)},`)
      decrees.decree(lines, from + i, decree)
      lines.ascii(']')
      between = ','
    }
  }
}
