import { decreeJsonText, decreeText } from '@paxon/law'
import { type Ballot, ballotText, type Legislator, legislatorText } from '@paxon/synod'
import {
  type BookDecree,
  type BookLine,
  bookLine,
  type EnteredLine,
  type Numbered,
  type SaidLine,
} from './book-line.js'
import { quoted } from './quoted.js'
import type { BookReading } from './read-book.js'

/** A messagebook for people: a line of prose for each of its lines. */
export function* bookProse(book: BookReading): Generator<string> {
  for (const line of book.lines()) yield lineProse(line)
}

/** The lines that can be read, as they stand there. */
export function* bookJson(book: BookReading): Generator<string> {
  for (const text of book.texts()) if (bookLine(text) !== null) yield text
}

/** One line as prose: its number in the book, who, what. */
export const lineProse = (line: BookLine): string => (line.type === 'Entered' ? enteredProse(line) : saidProse(line))

function enteredProse(line: EnteredLine): string {
  const roll = line.roll.map(legislatorText).join(', ')
  return (
    `${line.seq}  ${legislatorText(line.me)} enters the chamber of ${roll}: last tried ${ballotText(line.lastTried)}, ` +
    `next ballot ${ballotText(line.nextBal)}, passed up to ${line.passedTo}`
  )
}

function saidProse(line: SaidLine): string {
  const [from, to] = [legislatorText(line.from), legislatorText(line.to)]
  const isOwn = line.dir === 'sent' && from === to
  const who = isOwn ? `${from} itself` : line.dir === 'sent' ? `to ${to}` : `from ${from}`
  return `${line.seq}  ${who}: ${what(line, isOwn)}`
}

function what(line: SaidLine, isOwn: boolean): string {
  switch (line.type) {
    case 'NextBallot':
      return `NextBallot ${ballotText(line.ballot)} for all after ${line.after}`
    case 'LastVote':
      return lastVote(line)
    case 'BeginBallot':
      return `BeginBallot ${ballotText(line.ballot)} on ${decrees(line.decrees)}; it rests on ${line.quorum.map(legislatorText).join(', ')}`
    case 'Voted':
      return `Voted in ${ballotText(line.ballot)} for ${span(...line.numbers)}`
    case 'Success':
      return success(line, isOwn)
    case 'Refused':
      return `Refused ${line.of} ${ballotText(line.ballot)}: ${ballotText(line.promised)} is promised`
    case 'RefusedBeat':
      return `Refused Beat ${ballotText(line.ballot)}: ${ballotText(line.promised)} is promised`
    case 'Failed':
      return `Failed ${ballotText(line.ballot)}`
    case 'Page':
      return `Page of passed decrees, ${decrees(line.decrees)}`
    case 'Law':
      return 'the law'
  }
}

function lastVote(line: SaidLine & { readonly type: 'LastVote' }): string {
  const [from, to] = line.range
  const range = to === null ? `${from} and all after` : span(from, to)
  const votes = line.votes.map(([number, ballot, decree]) => `${number} ${text(decree)} in ${ballotText(ballot)}`)
  const passed = line.passed.length === 0 ? '' : `; passed: ${decrees(line.passed)}`
  const listed = votes.length === 0 ? 'no votes' : `votes: ${votes.join(', ')}`
  return `LastVote for ${ballotText(line.ballot)}, speaking of ${range}, passed up to ${line.passedTo}: ${listed}${passed}`
}

function success({ ballot, upTo, decrees: of }: SaidLine & { readonly type: 'Success' }, isOwn: boolean): string {
  if (isOwn && ballot === null) return `its ledger holds as passed, learnt: ${decrees(of)}`
  if (isOwn) return `its ledger holds as passed, voted for in ${ballotText(ballot)}: ${decrees(of)}`
  return `Success in ${ballotText(ballot)}: passed up to ${upTo}${of.length === 0 ? '' : `, which is ${decrees(of)}`}`
}

/** The first program's `messagebook.csv`: what was received, a line a decree. */
export function* bookFirst(book: BookReading): Generator<string> {
  yield 'from,code,ballot,decree'
  const ranks = new Ranks()
  /** What this priest has begun in its last ballot: a Voted names numbers only. */
  const begun = new Map<number, string>()
  let begunIn = ''
  for (const line of book.lines()) {
    if (line.type === 'Entered') ranks.learn(line.roll)
    else if (line.dir === 'sent' && line.type === 'BeginBallot') {
      if (begunIn !== ballotText(line.ballot)) begun.clear()
      begunIn = ballotText(line.ballot)
      for (const [number, decree] of line.decrees) begun.set(number, text(decree))
    } else if (line.dir === 'received') {
      for (const [code, ballot, decree] of firstRows(line, begun))
        yield `${line.from.name},${code},${ballot === null ? -1 : ranks.number(ballot)},${quoted(decree)}`
    }
  }
}

const NONE = '-1'

type FirstRow = readonly [code: number, ballot: Ballot | null, decree: string]

/** To the leader 1 last vote, 2 yes, 3 no; from the leader 1 next ballot, 2 begin ballot, 3 success, 4 failure. */
function firstRows(line: SaidLine, begun: ReadonlyMap<number, string>): FirstRow[] {
  switch (line.type) {
    case 'LastVote':
      if (line.votes.length === 0) return [[1, null, NONE]]
      return line.votes.map(([, ballot, decree]) => [1, ballot, text(decree)])
    case 'Voted': {
      const [from, to] = line.numbers
      return Array.from({ length: to - from + 1 }, (_, i) => [2, line.ballot, begun.get(from + i) ?? NONE])
    }
    case 'Refused':
      return line.of === 'BeginBallot' ? [[3, line.ballot, NONE]] : []
    case 'NextBallot':
      return [[1, line.ballot, NONE]]
    case 'BeginBallot':
      return line.decrees.map(([, decree]) => [2, line.ballot, text(decree)])
    case 'Success':
      return line.decrees.map(([, decree]) => [3, line.ballot, text(decree)])
    case 'Failed':
      return [[4, line.ballot, NONE]]
    default:
      return []
  }
}

/** Ballots as whole numbers: round × N + the rank of the author among the N names of the founding. They rise as ballots do. */
class Ranks {
  private names: string[] = []

  /** Names never change, so any roll has those of the founding. */
  learn(roll: readonly Legislator[]): void {
    if (this.names.length === 0) this.names = roll.map(({ name }) => name).sort()
  }

  number({ round, by }: Ballot): number {
    return round * this.names.length + Math.max(0, this.names.indexOf(by.name))
  }
}

const span = (from: number, to: number): string => (from === to ? `${from}` : `${from} to ${to}`)

const decrees = (of: readonly Numbered[]): string =>
  of.length === 0 ? 'nothing' : of.map(([number, decree]) => `${number} ${text(decree)}`).join(', ')

/** SHA-256 of no bytes. */
const OLIVE_DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export function text(decree: BookDecree): string {
  if (typeof decree === 'string') return decree === OLIVE_DIGEST ? 'olive-day' : decree
  // Of a law of one's own: what kind of envelope it is can be told all the same.
  if (decree !== null && 'b64' in decree) return decreeText(Buffer.from(decree.b64, 'base64'), '')
  return decreeJsonText(decree)
}
