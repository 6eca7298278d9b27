import { type Ballot, compareBallots } from './ballot.js'
import { CatchingUp } from './catching-up.js'
import { Desk } from './desk.js'
import { type Effects, noEffects } from './effects.js'
import { Entering } from './entering.js'
import type { Event } from './events.js'
import type { Founding } from './founding.js'
import { Hearing } from './hearing.js'
import { Inquiries } from './inquiries.js'
import type { Inscribed } from './inscribed.js'
import { Learning } from './learning.js'
import { Leaving } from './leaving.js'
import type { Identity, Name, Seat } from './names.js'
import { Picking } from './picking.js'
import { President } from './president.js'
import { putBackBecause } from './put-back.js'
import type { EncodeReadmission } from './readmission.js'
import { Receiving } from './receiving.js'
import { type RollChange, Rolls } from './rolls.js'
import { OwnSeat, type SeatState } from './seat.js'
import { TakingPart } from './taking-part.js'
import { BOUNDS, type Bounds, TIMING, type Timing } from './timing.js'
import { Voter } from './voter.js'

export interface LegislatorOptions {
  readonly me: Identity
  readonly founding: Founding
  readonly inscribed: Inscribed
  /** Why this very birth must not vote any more, if the founding has shown that it forgot its vote; default null. */
  readonly doubted?: string | null
  /** The last synced batch. */
  readonly batch: number
  /** Up to where the law has been brought from the ledger; at most heldTo. */
  readonly lawAt: number
  /** The rolls that the law then has: the one in force and those that will be. */
  readonly rolls: readonly RollChange[]
  readonly encodeReadmission: EncodeReadmission
  /** Monotonic ms. */
  readonly now: number
  readonly timing?: Partial<Timing>
  readonly bounds?: Partial<Bounds>
}

/**
 * One legislator of a founded parliament: the protocol of sections 2.3, 3.1 and 3.2 as a state machine. It takes an event
 * and the time and gives back effects; it never acts.
 */
export class LegislatorCore {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly voter: Voter
  private readonly president: President
  private readonly hearing: Hearing
  private readonly picking: Picking
  private readonly inquiries: Inquiries
  private readonly catchingUp: CatchingUp
  private readonly entering: Entering
  private readonly seat: OwnSeat
  private readonly takingPart: TakingPart
  private readonly receiving: Receiving
  private readonly leaving: Leaving
  /** The last batch when this life began. */
  private readonly openedAt: number
  private left = false
  private wasBehind = false

  constructor(options: LegislatorOptions) {
    const { me, founding, inscribed } = options
    this.desk = new Desk({
      me,
      rolls: new Rolls({
        founding: founding.roll,
        alpha: founding.alpha,
        lawAt: options.lawAt,
        changes: options.rolls,
      }),
      timing: { ...TIMING, ...options.timing },
      bounds: { ...BOUNDS, ...options.bounds },
      lastTried: inscribed.lastTried,
      nextBal: inscribed.nextBal,
      batch: options.batch,
    })
    this.desk.now = options.now
    this.openedAt = options.batch
    this.seat = new OwnSeat(this.desk, {
      lostBecause: inscribed.doubted,
      doubted: options.doubted ?? null,
      hadSeat: inscribed.incarnation !== null || founding.roll.some((seat) => seat.birth === me.birth),
    })
    this.learning = new Learning(this.desk, inscribed)
    this.voter = new Voter(this.desk, this.learning)
    this.president = new President(this.desk, this.learning, this.voter, options.encodeReadmission)
    this.hearing = new Hearing(this.desk)
    this.picking = new Picking(this.desk, this.learning, this.hearing, this.president)
    this.inquiries = new Inquiries(this.desk, this.learning, this.president)
    this.catchingUp = new CatchingUp(this.desk, this.learning)
    this.entering = new Entering(this.desk, options.now)
    this.takingPart = new TakingPart(this.desk, this.seat, this.entering)
    this.receiving = new Receiving({
      desk: this.desk,
      learning: this.learning,
      voter: this.voter,
      president: this.president,
      hearing: this.hearing,
      picking: this.picking,
      catchingUp: this.catchingUp,
      seat: this.seat,
      takingPart: this.takingPart,
    })
    this.leaving = new Leaving(this.desk, this.learning, this.president)
    this.voter.onPromised = (ballot) => this.promised(ballot)
    this.voter.hears = (ballot) => this.hearsPreside(ballot)
    this.president.onResigned = () => this.hearing.wait()
    this.seat.take()
  }

  /** @param now monotonic ms, never falling */
  step(event: Event, now: number): Effects {
    if (this.left) return noEffects()
    this.desk.now = now
    this.handle(event)
    this.goOn()
    return this.desk.take()
  }

  get passedTo(): number {
    return this.learning.passedTo
  }

  get heldTo(): number {
    return this.learning.heldTo
  }

  get nextBal(): Ballot | null {
    return this.desk.nextBal
  }

  get lastTried(): Ballot | null {
    return this.desk.lastTried
  }

  /** Why this priest neither promises, votes nor tries a ballot; null when it does. */
  get learnerBecause(): string | null {
    return this.seat.learnerBecause
  }

  /** This priest as the law knows it. */
  get me(): Identity {
    return this.desk.me
  }

  /** Where it stands with its seat. */
  get state(): SeatState {
    return this.seat.state(this.learning.knownTo > this.learning.heldTo)
  }

  /** This birth may not vote yet, and may be given a seat. */
  get wantsSeat(): boolean {
    return this.seat.isWanted
  }

  /** Whether this ledger has a seat, in force or to be. */
  isSeated(who: Identity): boolean {
    return this.desk.rolls.seatOf(who) !== undefined
  }

  /** Those who decide on the decree after our law. */
  get roll(): readonly Seat[] {
    return this.desk.rolls.current.seats
  }

  /** This priest takes petitions: it presides. */
  get presides(): boolean {
    return this.president.presides
  }

  /** The ballot of the priest that is heard to preside, this one included; null when nobody is. */
  get hearsBallot(): Ballot | null {
    return this.president.presides ? this.president.ballot : this.hearing.presiding()
  }

  get hearsPresident(): Name | null {
    return this.hearsBallot?.by.name ?? null
  }

  /** The largest number that this priest has heard of as passed. */
  get knownTo(): number {
    return this.learning.knownTo
  }

  /** The last synced batch. */
  get batch(): number {
    return this.desk.batch
  }

  /** How many records have been written in all steps so far; Synced counts in these. */
  get position(): number {
    return this.desk.position
  }

  /** How many more petitions may be proposed now. */
  get room(): number {
    return this.leaving.isUnderWay ? 0 : this.president.room()
  }

  /** What this ballot's proposals and votes above heldTo hold: for the time of the parliament. */
  *decreesAbove(number: number): Generator<Uint8Array> {
    for (const n of this.learning.numbersAbove(number)) {
      const entry = this.learning.entry(n)
      if (entry !== undefined) yield entry.decree
    }
  }

  private handle(event: Event): void {
    switch (event.type) {
      case 'Tick':
        this.president.tick(event.lateMs, event.stalledMs)
        this.takingPart.stalledMs = event.stalledMs
        return this.picking.tick(event.chance)
      case 'Received':
        return this.receiving.receive(event.from, event.message)
      case 'PeerMet':
        this.picking.met(event.peer.name)
        this.entering.meet(event.peer)
        this.doubt(putBackBecause(event, this.openedAt, this.desk.batch))
        return
      case 'Doubt':
        return this.doubt(event.why)
      case 'PeerLost':
        this.entering.lost(event.name)
        return this.picking.lost(event.name, event.refused)
      case 'Petition':
        if (!this.leaving.isUnderWay) return this.president.petition(event.petitions)
        for (const { tag } of event.petitions) this.desk.out.failed.push({ tag, why: 'unproposed' })
        return
      case 'Inquiry':
        return this.inquiries.ask(event.tag)
      case 'Synced':
        this.desk.synced = event.position
        this.desk.batch = event.batch
        return this.learning.advance()
      case 'Applied':
        this.desk.rolls.applied(event.upTo, event.rolls)
        if (event.rolls.length > 0) this.seat.take()
        return
      case 'Leave':
        return this.leaving.begin(event.all)
    }
  }

  private promised(ballot: Ballot): void {
    this.hearing.promised(ballot)
    this.president.promised(ballot)
  }

  private hearsPreside(ballot: Ballot): boolean {
    const heard = this.president.presides && this.president.hasMajority() ? this.president.ballot : this.hearing.hears()
    return heard !== null && compareBallots(heard, ballot) >= 0
  }

  /** What may follow from anything: each looks for itself whether there is something to do. */
  private goOn(): void {
    this.president.goOn()
    if (!this.leaving.isUnderWay && this.takingPart.takesOn()) this.picking.consider()
    this.inquiries.goOn()
    this.catchingUp.goOn(this.hearing.president())
    if (this.catchingUp.behind) this.wasBehind = true
    else if (this.wasBehind && this.learning.heldTo >= this.learning.knownTo) {
      this.wasBehind = false
      this.desk.notice({ event: 'caught up', heldTo: this.learning.heldTo })
    }
    if (this.leaving.goOn()) this.leave()
    if (!this.takingPart.isStalled || this.left) this.learning.writePassedTo(this.left)
  }

  private leave(): void {
    this.inquiries.goOn()
    this.left = true
    this.desk.notice({ event: 'left' })
  }

  private doubt(why: string | null): void {
    if (why === null || !this.seat.doubt(why)) return
    this.president.resign('its ledger is in doubt')
    this.desk.notice({ event: 'in doubt', why })
  }
}
