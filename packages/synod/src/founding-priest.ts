import {
  compareFoundingBallots,
  type Founding,
  type FoundingBallot,
  type FoundingMessage,
  sameRoll,
} from './founding.js'
import { type Inscribed, inscribe } from './inscribed.js'
import { type Identity, sameIdentity } from './names.js'
import type { LedgerRecord } from './records.js'

type Said<T extends FoundingMessage['type']> = Extract<FoundingMessage, { readonly type: T }>
/** A priest's word that its ledger holds it: its promise, its vote, its founding. */
export type BoundFounding = Said<'LastFoundingVote' | 'FoundingVoted' | 'FoundingSuccess'>
export type FreeFounding = Said<'FoundingRefused'>

export interface FoundingEffects {
  /** To be written in this order. */
  readonly writes: LedgerRecord[]
  /** Answers to god, to be said once all writes so far are durable, also those of earlier steps. */
  readonly afterSync: BoundFounding[]
  /** Answers to god, to be said now. */
  readonly now: FreeFounding[]
}

/**
 * What a priest makes of the word that a founding has passed.
 * `known`: it is founded already, in this parliament or another. `passed`: it voted for this founding, and is a legislator.
 * `learner`: its birth is not on the roll. `in doubt`: the founding needed a vote that this ledger has lost, so this birth
 * must not vote any more. `elsewhere`: it voted for another founding, which may have passed, and has no seat in this one:
 * it stays where its vote is, and the one that told it is a stranger.
 */
export type HeardFounding = 'known' | 'passed' | 'learner' | 'in doubt' | 'elsewhere'

/**
 * A priest's half of decree 0 (DESIGN "Founding is decree 0"). Its promise and vote are a kind of their own: nextBal has no
 * part in them. The one quorum is all named priests, so a founding passes only with this priest's vote, and whoever asks
 * all of them learns of any vote there is.
 */
export class FoundingPriest {
  private readonly me: Identity
  private readonly inscribed: Inscribed
  private readonly empty: boolean

  /**
   * @param inscribed what the ledger holds; kept up with what is written here
   * @param empty the folder was empty when this ledger was made, and no doubt has come over it since. It stays true over
   * restarts, until the founding: a priest that stopped between promise and vote must still be able to vote.
   */
  constructor(me: Identity, inscribed: Inscribed, empty: boolean) {
    this.me = me
    this.inscribed = inscribed
    this.empty = empty
  }

  /** Answers a message from god. What makes no sense is let fall: another program may have sent it. */
  received(message: FoundingMessage): FoundingEffects {
    const effects: FoundingEffects = { writes: [], afterSync: [], now: [] }
    switch (message.type) {
      case 'NextFounding':
        if (this.mayAnswer(message.ballot, effects)) this.promise(message.ballot, effects)
        break
      case 'BeginFounding':
        if (this.mayAnswer(message.ballot, effects)) this.vote(message.ballot, message.founding, effects)
        break
      case 'FoundingSuccess':
        effects.writes.push(...this.heardFounding(message.founding).writes)
        if (this.inscribed.founding !== null) effects.afterSync.push(success(this.inscribed.founding))
        break
    }
    return effects
  }

  /** A founded peer has told its founding, in the handshake. The writes must be durable before anything is built on them. */
  heardFounding(founding: Founding): { readonly heard: HeardFounding; readonly writes: readonly LedgerRecord[] } {
    const heard = this.hears(founding)
    const writes: LedgerRecord[] = []
    if (heard === 'in doubt') {
      const why = `parliament ${founding.parliament} was founded by a vote that this ledger does not hold`
      this.write({ type: 'Doubted', why }, writes)
    }
    if (heard !== 'known' && heard !== 'elsewhere') this.write({ type: 'Founded', founding }, writes)
    return { heard, writes }
  }

  /** What it would make of that word; writes nothing. */
  hears(founding: Founding): HeardFounding {
    if (this.inscribed.founding !== null) return 'known'
    const voted = this.inscribed.foundingVote?.founding
    if (founding.roll.some((seat) => sameIdentity(seat, this.me)))
      return voted !== undefined && sameFounding(voted, founding) ? 'passed' : 'in doubt'
    return voted === undefined ? 'learner' : 'elsewhere'
  }

  private mayAnswer(ballot: FoundingBallot, effects: FoundingEffects): boolean {
    const { founding, foundingPromise } = this.inscribed
    if (founding !== null) {
      effects.afterSync.push(success(founding))
      return false
    }
    if (!this.empty) return false
    if (foundingPromise === null || compareFoundingBallots(ballot, foundingPromise) >= 0) return true
    effects.now.push({ type: 'FoundingRefused', ballot, promised: foundingPromise })
    return false
  }

  private promise(ballot: FoundingBallot, effects: FoundingEffects): void {
    const { foundingPromise, foundingVote: vote } = this.inscribed
    // A question that came late: its ballot has gone on to the vote, and a last vote is of a lower ballot.
    if (vote !== null && compareFoundingBallots(vote.ballot, ballot) === 0) return
    if (compareFoundingBallots(ballot, foundingPromise) > 0)
      this.write({ type: 'FoundingPromised', ballot }, effects.writes)
    effects.afterSync.push({ type: 'LastFoundingVote', ballot, vote })
  }

  private vote(ballot: FoundingBallot, founding: Founding, effects: FoundingEffects): void {
    if (!founding.roll.some((seat) => sameIdentity(seat, this.me))) return
    const before = this.inscribed.foundingVote
    if (before === null || compareFoundingBallots(before.ballot, ballot) !== 0)
      this.write({ type: 'FoundingVoted', ballot, founding }, effects.writes)
    else if (!sameFounding(before.founding, founding)) return
    effects.afterSync.push({ type: 'FoundingVoted', ballot })
  }

  private write(record: LedgerRecord, writes: LedgerRecord[]): void {
    inscribe(this.inscribed, record)
    writes.push(record)
  }
}

const success = (founding: Founding): BoundFounding => ({ type: 'FoundingSuccess', founding })

const sameFounding = (a: Founding, b: Founding): boolean => a.parliament === b.parliament && sameRoll(a.roll, b.roll)
