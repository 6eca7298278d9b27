import { type LedgerReading, readLedger, type SimulatedDisk } from '@paxon/ledger'
import type { FrameParts } from '@paxon/messenger'
import { type Birth, type Founding, heldTo, type Identity } from '@paxon/synod'
import { decodeHello, decodePeerFrame, type PeerFrame } from '@paxon/wire'
import { Agreement } from './checkers/agreement.js'
import { Ballots } from './checkers/ballots.js'
import { Choices } from './checkers/choices.js'
import { Foundings } from './checkers/foundings.js'
import { Invariant } from './checkers/invariant.js'
import { PutBack } from './checkers/put-back.js'
import { Seats } from './checkers/seats.js'
import { ToldToOthers } from './checkers/told.js'
import type { Estate } from './estate.js'
import type { Plan } from './plan.js'
import type { Trace } from './trace.js'
import type { Verdict } from './verdict.js'
import { tokenOf } from './witness-law.js'

/** Messages that checkers look at; other frames need not be read. */
const WATCHED = ['"NextBallot"', '"LastVote"', '"BeginBallot"', '"Voted"', '"Page"']

/** The checkers that watch while a run goes on, and what they are shown. */
export class Watch {
  readonly agreement: Agreement
  private readonly ballots: Ballots
  private readonly choices: Choices
  private readonly told: ToldToOthers
  private readonly seats: Seats
  private readonly foundings: Foundings
  /** Null where this seed is not judged by it. */
  private readonly invariant: Invariant | null
  /** Ledgers that were put back from a copy. */
  readonly putBack: PutBack
  private readonly verdict: Verdict
  private readonly trace: Trace
  private readonly senders = new WeakMap<Uint8Array, Identity>()
  /** The same frame goes to several peers. */
  private last: { readonly parts: FrameParts; readonly frame: PeerFrame | null } = { parts: [], frame: null }

  constructor(verdict: Verdict, trace: Trace, plan: Pick<Plan, 'seed' | 'priests'>) {
    const priests = plan.priests.length
    this.verdict = verdict
    this.trace = trace
    this.agreement = new Agreement(verdict)
    this.ballots = new Ballots(verdict)
    this.choices = new Choices(verdict)
    this.told = new ToldToOthers(verdict)
    this.seats = new Seats(verdict, priests)
    this.foundings = new Foundings(verdict)
    this.invariant = Invariant.isOf(plan.seed) ? new Invariant(verdict) : null
    this.putBack = new PutBack(verdict, priests)
  }

  /** A priest gave a frame to its messenger. @param hello the first frame of that connection */
  frameLeft(hello: Uint8Array, parts: FrameParts): void {
    this.trace.add(parts.reduce((sum, part) => sum + part.length, 0))
    const frame = this.read(parts)
    if (frame === null) return
    const from = this.sender(hello)
    for (const message of frame.messages) {
      this.seats.wasSent(from, message)
      this.putBack.wasSent(from, message)
      this.ballots.wasSent(from, message)
      this.choices.wasSent(from, message)
      this.invariant?.wasSent(from, message)
      this.told.wasSent(from.birth, message)
      if (message.type !== 'Page') continue
      for (const [place, decree] of message.decrees.entries())
        this.agreement.hasPassed(message.from + place, decree, `a page of ${from.name}'s`)
    }
  }

  /** A law carried out a petition. */
  executed(number: number, body: Uint8Array, who: string): void {
    this.trace.add(number)
    this.agreement.wasExecuted(number, body, tokenOf(body), who)
  }

  /** A priest says hello to a peer, or answers one. @returns the birth of its ledger */
  helloLeft(hello: Uint8Array): Birth {
    const { birth, batch } = decodeHello(hello)
    this.putBack.toldBatch(birth, batch)
    return birth
  }

  /** A priest of this birth has heard the hello of a peer. */
  helloCame(birth: Birth, hello: Uint8Array, nowMs: number): void {
    if (!this.putBack.isWatched(birth)) return
    const { name, remembers } = decodeHello(hello)
    const [, , , batch, before] = remembers.find(([whose]) => whose === birth) ?? [birth, '', 0, 0, 0]
    this.putBack.heardBatch(birth, name, Math.max(batch, before), nowMs)
  }

  /** A priest came back in doubt, and its ledger does not even say where it belongs: god founds nothing with such a one. */
  hasForgottenFounding = false

  /** The parliament's; null before anybody told it. */
  get founding(): Founding | null {
    return this.foundings.first
  }

  /** A god, or a priest's ledger or hello, says that this founding has passed. */
  founded(founding: Founding, where: string): void {
    this.foundings.hasPassed(founding, where)
    this.seats.founded(founding.roll)
  }

  /** A priest has opened its ledger again and not said anything yet. */
  opened(disk: SimulatedDisk, folder: string, estate: Estate, who: string, nowMs: number): void {
    const reading = readLedger(disk, folder)
    if (reading === null || reading.me === null)
      return this.verdict.wrong(`${who} has opened a ledger that cannot be read`)
    const why = estate.opened(reading)
    if (why !== null) this.verdict.wrong(`${who} ${why}`)
    const { doubted, founding } = reading.inscribed
    if (doubted !== null && founding === null) this.hasForgottenFounding = true
    this.putBack.opened(reading.me.birth, nowMs)
    this.told.wasOpened(reading.me.birth, reading.inscribed, who)
    this.compare(reading, who)
  }

  /** A ledger is as it was once: what this birth told since is forgotten. */
  wasPutBack(birth: Birth): void {
    this.told.forget(birth)
    this.choices.wasPutBack(birth)
    this.invariant?.wasPutBack(birth)
    this.putBack.began(birth)
  }

  /**
   * All that the ledger there has durable by now counts for good, whatever becomes of it. What no sync has ended for may be gone
   * at the next start, and nothing was said that rests on it (seed 9217061).
   */
  testifies(disk: SimulatedDisk, folder: string): void {
    this.invariant?.hasLedger(disk.asSynced(), folder)
  }

  /** I1 to I7 over the whole run, once all ledgers have testified. */
  checkInvariant(): void {
    if (this.founding !== null) this.invariant?.check(this.founding, this.agreement.unbroken)
  }

  /** Looks at a ledger as it is on the disk. @returns how far it holds all that passed; 0 where there is none */
  hasLedger(disk: SimulatedDisk, folder: string, who: string): number {
    const reading = readLedger(disk, folder)
    if (reading === null) return 0
    this.compare(reading, who)
    return heldTo(reading.inscribed)
  }

  private compare(reading: LedgerReading, who: string): void {
    const { founding } = reading.inscribed
    if (founding !== null) this.founded(founding, `${who}'s ledger`)
    for (const { number, decree, passed } of reading.decrees())
      if (passed) this.agreement.hasPassed(number, decree, `${who}'s ledger`)
  }

  private read(parts: FrameParts): PeerFrame | null {
    if (this.last.parts === parts) return this.last.frame
    const [head] = parts
    const frame =
      head !== undefined && (this.putBack.isOn || isWatched(head)) ? decodePeerFrame(Buffer.concat(parts)) : null
    this.last = { parts, frame }
    return frame
  }

  private sender(hello: Uint8Array): Identity {
    const known = this.senders.get(hello)
    if (known !== undefined) return known
    const { name, incarnation, birth, founding } = decodeHello(hello)
    if (founding !== null) this.founded(founding, `${name}'s hello`)
    const sender = { name, incarnation, birth }
    this.senders.set(hello, sender)
    return sender
  }
}

function isWatched(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
  return WATCHED.some((type) => text.includes(type, 0, 'latin1'))
}
