import { createHash } from 'node:crypto'
import { decreeJsonWords } from '@paxon/law'
import type { HeldDecree } from '@paxon/ledger'
import {
  type BallotOnRecord,
  type BrokenInvariant,
  breachesOfI1,
  breachesOfI2,
  breachesOfI3,
  breachesOfI4,
  breachesOfI5,
  breachesOfI7,
  type Decree,
  legislatorText,
  type Name,
  type PriestOnRecord,
  type SynodOnRecord,
  sameBallot,
  sameDecree,
} from '@paxon/synod'
import type { BookDecree } from '../book-line.js'
import { type BookScribe, bookBytes, type Keeper } from './book-scribe.js'
import type { Cast, Chronicle } from './chronicle.js'
import { decreeKey, isWholeKey, keyBytes } from './decree-key.js'
import { type Case, type Priest, seatText, votersOf } from './judging.js'

/** So many numbers are judged at most, which is a fraction of what reading the ledgers takes. */
const JUDGED_MAX = 500

/**
 * The numbers that the appendix's invariant is judged for: all, of few; otherwise those with more than one ballot, as far as
 * they go, and others at even distances.
 */
export function numbersToJudge(chronicle: Chronicle): ReadonlySet<number> {
  const { last } = chronicle
  const numbers = new Set<number>()
  for (let number = 1; number <= last && numbers.size < JUDGED_MAX / 2; number++)
    if (chronicle.of(number).length > 1) numbers.add(number)
  const step = Math.max(1, Math.ceil(last / (JUDGED_MAX - numbers.size)))
  for (let number = 1; number <= last; number += step) numbers.add(number)
  return numbers
}

/** Those whose ledgers can be believed: what they do not hold, they never held. */
export function keepersOf(priests: readonly Priest[]): Map<Name, Keeper> {
  const keepers = new Map<Name, Keeper>()
  for (const priest of priests) {
    const { reading, birth, name, isWhole } = priest
    if (!isWhole || birth === null || reading.doubt !== null || reading.inscribed.doubted !== null) continue
    keepers.set(name, { key: keyOf(priest), birth })
  }
  return keepers
}

/** What one number is judged by. */
export interface InvariantCase extends Case {
  /** What each ledger holds for the number, in the order of priests. */
  readonly held: readonly (HeldDecree | null)[]
  readonly keepers: ReadonlyMap<Name, Keeper>
  /** Null without messagebooks: then no message and no slip is known. */
  readonly scribe: BookScribe | null
  readonly law: string
  /** It had passed before the first ledger was read, so that all votes for it are there. */
  readonly isSettled: boolean
}

/**
 * I1 to I5 and I7 of the paper's appendix for one number, as far as ledgers and books tell; I6 is what judgeBallots judges. Seats
 * whose ledgers are not here, or cannot be believed, may have voted; what they said is not judged.
 */
export function judgeInvariant(of: InvariantCase): BrokenInvariant[] {
  const form = of.scribe?.form ?? null
  const books = form === null ? null : of.scribe
  const words = wordsFor(of, books === null ? null : form)
  if (words === null) return []
  const synod = stateOf(of, books?.asOf(of.number) ?? null, words)
  const i1 = of.isSettled ? breachesOfI1(synod) : []
  return [...i1, ...[breachesOfI2, breachesOfI3, breachesOfI4, breachesOfI5, breachesOfI7].flatMap((one) => one(synod))]
}

type Words = (key: string) => Decree

function stateOf(of: InvariantCase, books: SynodOnRecord | null, words: Words): SynodOnRecord {
  const ballots = ballotsOf(of, books, words)
  const priests = of.priests.flatMap((priest, place) => {
    const isBelieved = of.keepers.has(priest.name)
    return isBelieved ? priestOf(priest, place, of, books, words) : []
  })
  return {
    ballots,
    priests,
    earlier: books?.earlier ?? [],
    messages: books?.messages ?? [],
    owner: ({ by }) => legislatorText(by),
    isMajority: (voters) => {
      const { roll } = of
      const unknown = roll.filter((seat) => !of.priests.some((p) => p.birth === seat.birth && of.keepers.has(p.name)))
      const those = roll.filter((seat) => voters.has(seatText(seat)) || unknown.includes(seat))
      return 2 * those.length > roll.length
    },
  }
}

function priestOf(
  priest: Priest,
  place: number,
  of: InvariantCase,
  books: SynodOnRecord | null,
  words: Words,
): PriestOnRecord {
  const { lastTried, nextBal } = priest.reading.inscribed
  const name = keyOf(priest)
  const held = of.held[place] ?? null
  const decree = held === null ? null : words(decreeKey(held.decree))
  const hasPassed = held !== null && (held.passed || held.ballot === null)
  const inBook = books?.priests.find((one) => one.name === name)
  const isVote = held !== null && held.ballot !== null && decree !== null
  return {
    name,
    lastTried,
    nextBal,
    prevVote: isVote ? { ballot: held.ballot, decree } : null,
    outcome: (hasPassed ? decree : null) ?? inBook?.outcome ?? null,
    slip: { status: 'idle' },
  }
}

/** Those that ledgers have votes in, and those that books tell of. */
function ballotsOf(of: InvariantCase, books: SynodOnRecord | null, words: Words): BallotOnRecord[] {
  const began = [...(books?.ballots ?? [])]
  const cast = of.casts.map((one): BallotOnRecord => {
    const decree = words(one.decree)
    const noted = one.quorum && new Set(one.quorum.map(legislatorText))
    const at = began.findIndex(
      (b) => sameBallot(b.ballot, one.ballot) && sameDecree(b.decree, decree) && sameQuorum(b.quorum, noted),
    )
    const [inBook] = at < 0 ? [] : began.splice(at, 1)
    return { ballot: one.ballot, decree, quorum: noted ?? inBook?.quorum ?? null, voters: votersIn(one, of) }
  })
  return [...cast, ...began]
}

const sameQuorum = (a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean =>
  a === null || b === null || (a.size === b.size && [...a].every((one) => b.has(one)))

/** Seats of roll(n), and others that voted though they do not count. */
function votersIn({ voters }: Cast, of: InvariantCase): Set<string> {
  const others = of.priests.filter((_, place) => (voters & (1 << place)) !== 0).map(keyOf)
  return new Set([...votersOf(voters, of).map(seatText), ...others])
}

const keyOf = ({ name, reading: { inscribed, me } }: Priest): string =>
  legislatorText({ name, incarnation: inscribed.incarnation ?? me?.incarnation ?? 1 })

/** How decrees are compared: as the books have them. Null where one is known by its digest alone, and books have it whole. */
function wordsFor(of: InvariantCase, form: 'whole' | 'digest' | null): Words | null {
  if (form === null) return keyBytes
  const known = new Map(of.held.flatMap((one) => (one === null ? [] : [[decreeKey(one.decree), one.decree] as const])))
  const bytesOf = (key: string): Decree | null => known.get(key) ?? (isWholeKey(key) ? keyBytes(key) : null)
  if (of.casts.some(({ decree }) => bytesOf(decree) === null)) return null
  return (key) => {
    const bytes = bytesOf(key) ?? keyBytes(key)
    const decree: BookDecree =
      form === 'digest' ? createHash('sha256').update(bytes).digest('hex') : JSON.parse(decreeJsonWords(bytes, of.law))
    return bookBytes(decree)
  }
}
