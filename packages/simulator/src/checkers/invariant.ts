import { type HeldDecree, readLedger, type SimulatedDisk } from '@paxon/ledger'
import {
  type Birth,
  brokenInvariants,
  Chronicle,
  type Decree,
  type Founding,
  type Identity,
  type LedgerRecord,
  type Legislator,
  legislatorText,
  type Message,
  type Name,
  sameLegislator,
} from '@paxon/synod'
import type { Verdict } from '../verdict.js'
import { type RollFrom, rollsOf } from './rolls.js'

/** One seed of so many is judged: it takes a sixth of a run. */
const SHARE = 4

/**
 * I1 to I7 of the paper's appendix over a whole run: all that was sent between priests, and all that their ledgers ever held,
 * each read before it was harmed and in the end. Priests are told apart by birth. What was sent counts as heard, since it may
 * have been; what a priest says to itself is not seen.
 */
export class Invariant {
  private readonly verdict: Verdict
  private readonly chronicle: Chronicle
  /** The birth that tried a ballot as this legislator. */
  private readonly authors = new Map<string, Birth>()
  private readonly names = new Map<string, Name>()
  /** Ledgers that went back: what they held before counts, and nothing that they say or hold since. */
  private readonly gone = new Set<Birth>()
  private rolls: readonly RollFrom[] = []
  /** The same goes to several peers. */
  private last: Message | null = null

  /** Others than those in which priests keep messagebooks. */
  static readonly isOf = (seed: number): boolean => seed % SHARE === 1

  constructor(verdict: Verdict) {
    this.verdict = verdict
    this.chronicle = new Chronicle({
      seatOf: (number, member) => this.seatOf(number, member),
      isMajority: (number, births) => {
        const roll = this.rollOf(number)
        return 2 * roll.filter(({ birth }) => births.has(birth)).length > roll.length
      },
      isInOrder: true,
      isOwn: (birth, { by }) => this.names.get(birth) === by.name,
      isOwnUnheard: true,
    })
  }

  wasSent({ birth }: Identity, message: Message): void {
    if (message === this.last || this.gone.has(birth)) return
    this.last = message
    switch (message.type) {
      case 'NextBallot': {
        const author = legislatorText(message.ballot.by)
        if (!this.authors.has(author)) this.authors.set(author, birth)
        return this.chronicle.said(birth, message)
      }
      case 'LastVote':
      case 'Voted': {
        this.chronicle.said(birth, message)
        const author = this.authors.get(legislatorText(message.ballot.by))
        if (author !== undefined) this.chronicle.heard(author, birth, message)
        return
      }
      case 'BeginBallot':
      case 'Page':
        return this.chronicle.said(birth, message)
      default:
    }
  }

  /** Its ledger is as it was once: it was read before. */
  wasPutBack(birth: Birth): void {
    this.gone.add(birth)
  }

  /** All that the ledger there has written. */
  hasLedger(disk: SimulatedDisk, folder: string): void {
    let records: (LedgerRecord | 'missing')[] = []
    const begin = () => {
      records = []
    }
    const missing = () => void records.push('missing')
    const reading = readLedger(disk, folder, { begin, missing, see: ({ record }) => void records.push(record) })
    if (reading === null || reading.me === null) return
    const { lastTried, nextBal, passedTo } = reading.inscribed
    // Damage may take the records away, and not what a later page restates of them (seed 7100660).
    if (lastTried !== null) records.push({ type: 'LastTried', ballot: lastTried })
    if (nextBal !== null) records.push({ type: 'NextBal', ballot: nextBal })
    this.holds(reading.me, records, reading.decrees(), passedTo)
  }

  /** @param records `missing` where damage took some (seed 9211653) @param held what is left of the records, taken together, by number */
  holds(
    who: Identity,
    records: readonly (LedgerRecord | 'missing')[],
    held: Iterable<HeldDecree>,
    passedTo: number,
  ): void {
    const { birth, name } = who
    if (this.gone.has(birth)) return
    this.names.set(birth, name)
    const forgotten = new Set<number>()
    for (const record of records) {
      if (record === 'missing') {
        this.chronicle.missing(birth)
        continue
      }
      this.chronicle.durable(birth, record)
      if (record.type !== 'Voted') continue
      for (const place of record.decrees.keys()) forgotten.add(record.from + place)
    }
    for (const { number, ballot, decree, passed } of held) {
      forgotten.delete(number)
      if (passed) this.chronicle.tookAsPassed(birth, number, decree)
      else if (ballot !== null) this.chronicle.hasAsPrevVote(birth, number, { ballot, decree })
    }
    for (const number of forgotten) if (number > passedTo) this.chronicle.hasAsPrevVote(birth, number, null)
  }

  /** @param decrees of all numbers from 1 that passed: they say who decides */
  check(founding: Founding, decrees: readonly Decree[]): void {
    this.rolls = rollsOf(founding, decrees)
    for (const number of this.chronicle.numbers) {
      if (number > decrees.length + founding.alpha) return
      const [broken] = brokenInvariants(this.chronicle.asOf(number))
      if (broken !== undefined) return this.verdict.wrong(`${broken.invariant} for decree ${number}: ${broken.text}`)
    }
  }

  private rollOf(number: number): readonly Identity[] {
    return this.rolls.findLast(({ from }) => from <= number)?.seats ?? []
  }

  private seatOf(number: number, member: Legislator): string {
    return this.rollOf(number).find((seat) => sameLegislator(seat, member))?.birth ?? legislatorText(member)
  }
}
