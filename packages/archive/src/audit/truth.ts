import {
  type DecreeEnvelope,
  decodeEnvelope,
  KeyValueLaw,
  type Law,
  LawBook,
  type RollInForce,
  type RollSeat,
} from '@paxon/law'
import type { Founding } from '@paxon/synod'
import { decreeKey } from './decree-key.js'
import type { Findings } from './violation.js'

const NOTHING = new Uint8Array(0)

/** Carries out nothing, and notes what it was given to carry out. */
class NotedLaw implements Law {
  readonly name = KeyValueLaw.NAME
  readonly version = 1
  /** The number of the last decree that was carried out. */
  last = 0
  apply(_decree: Uint8Array, number: number): Uint8Array {
    this.last = number
    return NOTHING
  }
  query(): Uint8Array {
    return NOTHING
  }
  snapshot(): Uint8Array {
    return NOTHING
  }
  restore(): void {}
}

/** A petition that was carried out, or came again. */
interface Petition {
  readonly number: number
  readonly body: string
}

/**
 * What passed, in order: the rolls that follow from it (section 3.3.6), and whether each petition was carried out once however
 * often it was repeated.
 */
export class Truth {
  private readonly law = new NotedLaw()
  private readonly book: LawBook
  private readonly rolls: RollInForce[]
  private readonly sessions = new Map<number, { acked: number; readonly petitions: Map<number, Petition> }>()
  private readonly findings: Findings

  constructor({ roll, alpha }: Founding, findings: Findings) {
    this.book = new LawBook(this.law, { seats: roll, alpha })
    this.rolls = [{ from: 1, seats: roll }]
    this.findings = findings
  }

  /** The last decree that was carried out. */
  get number(): number {
    return this.book.number
  }

  /** Who decides on this number, as far as is known. */
  rollOf(number: number): readonly RollSeat[] {
    return this.rolls.findLast(({ from }) => from <= number)?.seats ?? []
  }

  /** The decree that passed as the next number. */
  pass(number: number, decree: Uint8Array): void {
    const ruling = this.book.apply(number, decree)
    if (ruling.kind === 'readmitted') this.rolls.push({ from: ruling.from, seats: ruling.seats })
    const envelope = decodeEnvelope(decree)
    if (envelope?.kind !== 'decree') return
    this.petition(number, envelope)
  }

  private petition(number: number, { session: of, seq, acked, body: bytes }: DecreeEnvelope): void {
    const isCarriedOut = this.law.last === number
    const body = decreeKey(bytes)
    const session = this.sessions.get(of) ?? { acked: 0, petitions: new Map<number, Petition>() }
    this.sessions.set(of, session)
    const before = session.petitions.get(seq)
    const what = `petition ${seq} of session ${of}`
    if (before !== undefined) {
      const evidence = () => [`it is decree ${before.number}`, `and decree ${number}`]
      if (isCarriedOut)
        this.findings.add(
          'exactly once',
          number,
          `${what} was carried out as ${before.number} and as ${number}`,
          evidence,
        )
      else if (before.body !== body)
        this.findings.add(
          'exactly once',
          number,
          `${what} asks for one thing as ${before.number}, for another as ${number}`,
          evidence,
        )
    } else if (isCarriedOut && seq <= session.acked)
      this.findings.add('exactly once', number, `${what} is carried out as ${number}, after its citizen had its answer`)
    else if (isCarriedOut) session.petitions.set(seq, { number, body })
    // What is acknowledged is never asked for again.
    for (; session.acked < acked; session.acked++) session.petitions.delete(session.acked + 1)
  }
}
