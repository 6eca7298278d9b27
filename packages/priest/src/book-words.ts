import { createHash } from 'node:crypto'
import { decreeJsonWords } from '@paxon/law'
import { type Ballot, ballotJson, type Decree, legislatorText, type Message, type Run } from '@paxon/synod'

/** How decrees stand in a messagebook: whole, or as the SHA-256 of their bytes. */
export type BookForm = 'whole' | 'digest'

/** `[number,decree]` as JSON text. */
export type DecreeWords = (number: number, decree: Decree) => string

/** So many decrees are kept in words, the latest of those that meet here. A power of two. */
const KEPT = 256

/** Each decree is put into words once, however many lines it stands in. */
export function decreeWords(form: BookForm, law: string): DecreeWords {
  const said = new Array<{ readonly number: number; readonly decree: Decree; readonly words: string } | undefined>(KEPT)
  const word = form === 'digest' ? digestWord : (decree: Decree) => decreeJsonWords(decree, law)
  return (number, decree) => {
    const before = said[number & (KEPT - 1)]
    if (before !== undefined && before.number === number && before.decree === decree) return before.words
    const words = `[${number},${word(decree)}]`
    said[number & (KEPT - 1)] = { number, decree, words }
    return words
  }
}

const digestWord = (decree: Decree): string => `"${createHash('sha256').update(decree).digest('hex')}"`

/** Names are letters, digits and dashes: nothing in a ballot has to be escaped. */
export function ballotWords(ballot: Ballot | null): string {
  if (ballot === null) return 'null'
  const [round, by] = ballotJson(ballot)
  return `[${round},"${by}"]`
}

/** `[[number,decree],…]` */
export const pairsWords = (pairs: readonly (readonly [number: number, decree: Decree])[], words: DecreeWords): string =>
  `[${pairs.map(([number, decree]) => words(number, decree)).join(',')}]`

const runsWords = (runs: readonly Run[], words: DecreeWords): string =>
  `[${runs.flatMap(({ from, decrees }) => decrees.map((decree, i) => words(from + i, decree))).join(',')}]`

/** What a line about this message says after its ballot; null for messages that have no line. Success has one of its own. */
export function messageWords(message: Message, words: DecreeWords): string | null {
  switch (message.type) {
    case 'NextBallot':
      return `,"after":${message.after}`
    case 'LastVote': {
      const { after, passedTo, from, to, votes, passed } = message
      const listed = votes.flatMap(({ ballot, from: first, decrees }) =>
        decrees.map((decree, i) => {
          const numbered = words(first + i, decree)
          return `[${first + i},${ballotWords(ballot)},${numbered.slice(numbered.indexOf(',') + 1)}`
        }),
      )
      return `,"after":${after},"passedTo":${passedTo},"range":[${from},${to}],"votes":[${listed.join(',')}],"passed":${runsWords(passed, words)}`
    }
    case 'BeginBallot': {
      const quorum = message.quorum.map((one) => `"${legislatorText(one)}"`)
      return `,"quorum":[${quorum.join(',')}],"decrees":${runsWords([message], words)}`
    }
    case 'Voted':
      return `,"numbers":[${message.from},${message.to}]`
    case 'Refused':
      return `,"promised":${ballotWords(message.promised)},"of":"${message.of}"`
    case 'Failed':
      return ''
    case 'Page':
      return `,"passedTo":${message.passedTo},"decrees":${runsWords([message], words)}`
    default:
      return null
  }
}
