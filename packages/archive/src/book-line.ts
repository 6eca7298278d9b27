import type { DecreeJson } from '@paxon/law'
import { type Ballot, type Legislator, parseBallot, parseLegislator } from '@paxon/synod'

/** A decree in a messagebook: an envelope as JSON, or the SHA-256 of its bytes in hex. */
export type BookDecree = DecreeJson | string
export type Numbered = readonly [number: number, decree: BookDecree]

interface Head {
  readonly seq: number
  /** ms of the writer's wall clock. */
  readonly at: number
  readonly me: Legislator
}

/** The beginning of a priest's life: what its ledger held. */
export interface EnteredLine extends Head {
  readonly type: 'Entered'
  readonly parliament: string
  readonly birth: string
  /** The ledger's start counter. */
  readonly start: number
  /** This birth had no seat: an earlier ledger of this name was lost. */
  readonly learner: boolean
  readonly roll: readonly Legislator[]
  readonly alpha: number
  readonly lastTried: Ballot | null
  readonly nextBal: Ballot | null
  readonly passedTo: number
}

interface Said extends Head {
  readonly dir: 'sent' | 'received'
  readonly from: Legislator
  readonly to: Legislator
}

interface InBallot extends Said {
  readonly ballot: Ballot
}

export type SaidLine =
  | (InBallot & { readonly type: 'NextBallot'; readonly after: number })
  | (InBallot & {
      readonly type: 'LastVote'
      readonly after: number
      readonly passedTo: number
      /** The numbers that it speaks for; null: to infinity. */
      readonly range: readonly [from: number, to: number | null]
      readonly votes: readonly (readonly [number: number, ballot: Ballot, decree: BookDecree])[]
      readonly passed: readonly Numbered[]
    })
  | (InBallot & {
      readonly type: 'BeginBallot'
      readonly quorum: readonly Legislator[]
      readonly decrees: readonly Numbered[]
    })
  | (InBallot & { readonly type: 'Voted'; readonly numbers: readonly [from: number, to: number] })
  /** `ballot` is null where its author learnt decrees without a vote. */
  | (Said & {
      readonly type: 'Success'
      readonly ballot: Ballot | null
      readonly upTo: number
      readonly decrees: readonly Numbered[]
    })
  | (InBallot & { readonly type: 'Refused'; readonly promised: Ballot; readonly of: string })
  /** Of a beat; `ballot` is the beat's. */
  | (InBallot & { readonly type: 'RefusedBeat'; readonly promised: Ballot })
  | (InBallot & { readonly type: 'Failed' })
  | (Said & { readonly type: 'Page' | 'Law'; readonly decrees: readonly Numbered[] })

export type BookLine = EnteredLine | SaidLine

/** Null for what is no line of a messagebook, such as one that a death tore; lines of later types are none either. */
export function bookLine(text: string): BookLine | null {
  try {
    return lineOf(fieldsOf(JSON.parse(text)))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NoLine) return null
    throw error
  }
}

class NoLine extends Error {}

type Fields = Readonly<Record<string, unknown>>

function lineOf(json: Fields): BookLine {
  const head = { seq: whole(json.seq), at: whole(json.at), me: legislator(json.me) }
  if (json.type === 'Entered')
    return {
      ...head,
      type: 'Entered',
      parliament: text(json.parliament),
      birth: text(json.birth),
      start: whole(json.start),
      learner: json.learner === true,
      roll: list(json.roll).map(legislator),
      alpha: whole(json.alpha),
      lastTried: ballotOrNone(json.lastTried),
      nextBal: ballotOrNone(json.nextBal),
      passedTo: whole(json.passedTo),
    }
  if (json.dir !== 'sent' && json.dir !== 'received') throw new NoLine()
  const said: Said = { ...head, dir: json.dir, from: legislator(json.from), to: legislator(json.to) }
  switch (json.type) {
    case 'Page':
    case 'Law':
      return { ...said, type: json.type, decrees: numbered(json.decrees) }
    case 'Success': {
      const { type, upTo, decrees } = json
      return { ...said, type, ballot: ballotOrNone(json.ballot), upTo: whole(upTo), decrees: numbered(decrees) }
    }
    default:
      return inBallot({ ...said, ballot: ballot(json.ballot) }, json)
  }
}

function inBallot(said: InBallot, json: Fields): SaidLine {
  switch (json.type) {
    case 'NextBallot':
      return { ...said, type: json.type, after: whole(json.after) }
    case 'LastVote':
      return {
        ...said,
        type: json.type,
        after: whole(json.after),
        passedTo: whole(json.passedTo),
        range: rangeOf(json.range),
        votes: list(json.votes).map(vote),
        passed: numbered(json.passed),
      }
    case 'BeginBallot':
      return { ...said, type: json.type, quorum: list(json.quorum).map(legislator), decrees: numbered(json.decrees) }
    case 'Voted': {
      const [from, to] = list(json.numbers)
      return { ...said, type: json.type, numbers: [whole(from), whole(to)] }
    }
    case 'Refused':
      return { ...said, type: json.type, promised: ballot(json.promised), of: text(json.of) }
    case 'RefusedBeat':
      return { ...said, type: json.type, promised: ballot(json.promised) }
    case 'Failed':
      return { ...said, type: json.type }
    default:
      throw new NoLine()
  }
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoLine()
  return value as Fields
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new NoLine()
  return value
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new NoLine()
  return value
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new NoLine()
  return value
}

function legislator(value: unknown): Legislator {
  const read = parseLegislator(text(value))
  if (read === null) throw new NoLine()
  return read
}

function ballot(value: unknown): Ballot {
  const [round, by] = list(value)
  const read = parseBallot([whole(round), text(by)])
  if (read === null) throw new NoLine()
  return read
}

const ballotOrNone = (value: unknown): Ballot | null => (value === null ? null : ballot(value))

function rangeOf(value: unknown): [number, number | null] {
  const [from, to] = list(value)
  return [whole(from), to === null ? null : whole(to)]
}

function vote(value: unknown): [number, Ballot, BookDecree] {
  const [number, of, decree] = list(value)
  return [whole(number), ballot(of), decreeIn(decree)]
}

const numbered = (value: unknown): Numbered[] =>
  list(value).map((entry) => {
    const [number, decree] = list(entry)
    return [whole(number), decreeIn(decree)]
  })

/** Envelopes are shown and compared, never carried out: their insides are not looked at here. */
function decreeIn(value: unknown): BookDecree {
  if (value === undefined || (typeof value !== 'string' && typeof value !== 'object')) throw new NoLine()
  return value as BookDecree
}
