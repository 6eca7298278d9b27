import { createHash } from 'node:crypto'
import { decreeJson } from '@paxon/law'
import { type Ballot, ballotJson, type Decree, legislatorText, type Message, type Run } from '@paxon/synod'

/** How decrees stand in a messagebook: whole, or as the SHA-256 of their bytes. */
export type BookForm = 'whole' | 'digest'

/** A decree as JSON text. */
export type DecreeWords = (decree: Decree) => string

/** Each decree is put into words once, however many lines it stands in. */
export function decreeWords(form: BookForm, law: string): DecreeWords {
  const said = new WeakMap<Decree, string>()
  const word = form === 'digest' ? digestWord : (decree: Decree) => JSON.stringify(decreeJson(decree, law))
  return (decree) => {
    const before = said.get(decree)
    if (before !== undefined) return before
    const text = word(decree)
    said.set(decree, text)
    return text
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
export function decreesWords(runs: readonly Run[], words: DecreeWords): string {
  let text = '['
  for (const { from, decrees } of runs) {
    let number = from
    for (const decree of decrees) {
      text += `${text.length > 1 ? ',' : ''}[${number},${words(decree)}]`
      number += 1
    }
  }
  return `${text}]`
}

/** What a line about this message says after its ballot; null for messages that have no line. Success has one of its own. */
export function messageWords(message: Message, words: DecreeWords): string | null {
  switch (message.type) {
    case 'NextBallot':
      return `,"after":${message.after}`
    case 'LastVote': {
      const { after, passedTo, from, to, votes, passed } = message
      const listed = votes.flatMap(({ ballot, from: first, decrees }) =>
        decrees.map((decree, i) => `[${first + i},${ballotWords(ballot)},${words(decree)}]`),
      )
      return `,"after":${after},"passedTo":${passedTo},"range":[${from},${to}],"votes":[${listed.join(',')}],"passed":${decreesWords(passed, words)}`
    }
    case 'BeginBallot': {
      const quorum = message.quorum.map((one) => `"${legislatorText(one)}"`)
      return `,"quorum":[${quorum.join(',')}],"decrees":${decreesWords([message], words)}`
    }
    case 'Voted':
      return `,"numbers":[${message.from},${message.to}]`
    case 'Refused':
      return `,"promised":${ballotWords(message.promised)},"of":"${message.of}"`
    case 'Failed':
      return ''
    case 'Page':
      return `,"passedTo":${message.passedTo},"decrees":${decreesWords([message], words)}`
    default:
      return null
  }
}
