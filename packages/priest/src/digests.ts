import type { Birth, Seat } from '@paxon/synod'
import { DIGESTS_MAX, type Digest, type DigestText } from './digest-words.js'

/** What a majority makes of this priest's digests at a number. */
export type Judgement =
  /** Too few have spoken, or nothing is wrong. */
  | { readonly kind: 'nothing' }
  /** A majority of the roll passed other decrees. */
  | { readonly kind: 'other decrees' }
  /** A majority passed the same decrees, and its laws gave other answers. */
  | { readonly kind: 'other answers'; readonly theirs: Digest }
  /** The same decrees, and no majority can agree on the answers any more. */
  | { readonly kind: 'no agreement' }

export interface DigestsOptions {
  readonly me: Birth
  /** The roll in force: those who compare, whatever roll it was at the number. */
  readonly roll: () => readonly Seat[]
}

/** Peers whose digests are kept: all of a roll, and some that were on one. */
const PEERS_MAX = 64
const NOTHING: Judgement = { kind: 'nothing' }

/**
 * The two digests, compared with peers at equal numbers (P21, P22). A difference stays in a chain, so that the last few
 * numbers of each are enough.
 */
export class Digests {
  private readonly options: DigestsOptions
  private own: Digest[] = []
  /** Numbers of own digests that the whole roll has agreed with: nothing that is said later changes that. */
  private readonly settled = new Set<number>()
  /** By birth; in the order in which they last spoke. */
  private readonly heard = new Map<Birth, readonly Digest[]>()

  constructor(options: DigestsOptions) {
    this.options = options
  }

  /** This priest's own, by number. */
  get list(): readonly Digest[] {
    return this.own
  }

  /** This priest's law is at this number. Rises from call to call. */
  record(digest: Digest): void {
    this.own.push(digest)
    if (this.own.length <= DIGESTS_MAX) return
    const oldest = this.own.shift()
    if (oldest !== undefined) this.settled.delete(oldest.number)
  }

  /** This priest's law is made anew: what it said of itself counts no more. */
  forgetOwn(): void {
    this.own = []
    this.settled.clear()
  }

  /** All that a peer says of itself; it takes the place of what it said before. */
  hear(from: Birth, digests: readonly Digest[]): void {
    this.heard.delete(from)
    this.heard.set(from, digests)
    const [oldest] = this.heard.keys()
    if (this.heard.size > PEERS_MAX && oldest !== undefined) this.heard.delete(oldest)
  }

  /** Of the first number at which something is wrong. */
  judge(): { readonly number: number; readonly judgement: Judgement } | null {
    for (const own of this.own) {
      if (this.settled.has(own.number)) continue
      const judgement = this.judgeAt(own)
      if (judgement.kind !== 'nothing') return { number: own.number, judgement }
    }
    return null
  }

  private judgeAt(own: Digest): Judgement {
    const seats = this.options.roll()
    const all = seats.reduce((sum, { weight }) => sum + weight, 0)
    const isMajority = (weight: number) => 2 * weight > all
    const spoken = seats.flatMap(({ birth, weight }) => {
      const digest = this.said(birth, own)
      return digest === undefined ? [] : [{ digest, weight }]
    })
    const decrees = heaviest(spoken, ({ digest }) => digest.decrees)
    if (decrees === null || !isMajority(decrees.weight)) return NOTHING
    if (decrees.digest.decrees !== own.decrees) return { kind: 'other decrees' }
    const alike = spoken.filter(({ digest }) => digest.decrees === own.decrees)
    const answers = heaviest(alike, ({ digest }) => digest.answers)
    if (answers === null) return NOTHING
    if (answers.weight === all && answers.digest.answers === own.answers) this.settled.add(own.number)
    if (isMajority(answers.weight)) {
      const theirs = answers.digest
      return theirs.answers === own.answers ? NOTHING : { kind: 'other answers', theirs }
    }
    const silent = spoken.reduce((left, { weight }) => left - weight, all)
    return isMajority(answers.weight + silent) ? NOTHING : { kind: 'no agreement' }
  }

  private said(birth: Birth, own: Digest): Digest | undefined {
    if (birth === this.options.me) return own
    return this.heard.get(birth)?.find(({ number }) => number === own.number)
  }
}

interface Said {
  readonly digest: Digest
  readonly weight: number
}

/** Those who say the same together: one of them, with the weight of all; null where nobody says anything. */
function heaviest(spoken: readonly Said[], textOf: (said: Said) => DigestText): Said | null {
  const sums = new Map<DigestText, Said>()
  let most: Said | null = null
  for (const said of spoken) {
    const text = textOf(said)
    const sum = { digest: said.digest, weight: said.weight + (sums.get(text)?.weight ?? 0) }
    sums.set(text, sum)
    if (most === null || sum.weight > most.weight) most = sum
  }
  return most
}
