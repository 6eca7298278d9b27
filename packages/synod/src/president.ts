import { type Ballot, compareBallots, sameBallot } from './ballot.js'
import { Beats } from './beats.js'
import { CarriedPetitions } from './carried.js'
import { type Conduct, freshSlips, sayUpTo } from './conduct.js'
import { type Decree, sameDecree } from './decree.js'
import type { Desk } from './desk.js'
import type { ResignReason } from './effects.js'
import type { Tag } from './events.js'
import { freeNumbers, hasAllBefore, isFreeFrom, lacksLastVotes } from './free-numbers.js'
import type { Learning } from './learning.js'
import { lostDecrees } from './lost-decrees.js'
import type { BeatAnswer, LastVote, Refused, SeatWanted, Voted } from './messages.js'
import type { Identity, Name } from './names.js'
import { oliveDays, Proposing } from './proposing.js'
import { type EncodeReadmission, Readmission } from './readmission.js'
import { mustResign } from './resigning.js'
import type { Roll } from './roll.js'
import type { Voter } from './voter.js'

/** The president's half of a legislator: steps 1, 3 and 5 (sections 2.3, 3.1 and 3.2). */
export class President {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly proposing: Proposing
  private readonly beats: Beats
  private readonly readmission: Readmission
  private conduct: Conduct | null = null
  /** Called when the ballot in hand was given up. */
  onResigned: () => void = () => {}

  private lastRaisedAt = Number.NEGATIVE_INFINITY

  constructor(desk: Desk, learning: Learning, voter: Voter, encodeReadmission: EncodeReadmission) {
    this.desk = desk
    this.learning = learning
    this.proposing = new Proposing(desk, learning, voter)
    this.beats = new Beats(desk, learning)
    this.readmission = new Readmission(desk, learning, encodeReadmission)
    learning.onLearnt = (number, decree) => this.learntFromOthers(number, decree)
  }

  get ballot(): Ballot | null {
    return this.conduct?.ballot ?? null
  }

  get presides(): boolean {
    return this.conduct?.status === 'presiding'
  }

  /** A decree of its own ballot has passed, and it has all that can have passed in a lower one (P7). */
  get mayAnswer(): boolean {
    const c = this.conduct
    return c?.status === 'presiding' && c.ownPassed && hasAllBefore(c, this.desk.rolls, this.learning.passedTo)
  }

  /** The last beat that was said. */
  get lastBeat(): number {
    return this.conduct?.beat ?? 0
  }

  get underWay(): number {
    return this.proposing.underWay.size
  }

  /** How many more petitions may be proposed now; none while a learner is to be readmitted. */
  room(): number {
    const c = this.conduct
    if (c === null || c.status !== 'presiding' || this.proposing.isFull) return 0
    return this.isReadmitting(c) ? 0 : freeNumbers(c, this.desk.rolls)
  }

  /** A majority of the roll, this priest included, answered a beat of this ballot within an election time. */
  hasMajority(): boolean {
    return this.conduct !== null && this.beats.hasMajority(this.conduct)
  }

  /** Step 1: a ballot above all that this priest has tried or promised, written before it is said. */
  tryNewBallot(above: Ballot | null): void {
    const carried = this.conduct?.carried ?? new CarriedPetitions(this.desk)
    for (const { number, decree, tag } of this.proposing.underWay.clear()) {
      if (tag !== null && !this.learning.hasPassed(number)) carried.keep(number, decree, tag)
    }
    const { me, lastTried, nextBal } = this.desk
    const round = Math.max(lastTried?.round ?? 0, nextBal?.round ?? 0, above?.round ?? 0) + 1
    const ballot = { round, by: { name: me.name, incarnation: me.incarnation } }
    this.conduct = freshSlips(this.desk, ballot, { beat: this.lastBeat, carried })
    this.desk.write({ type: 'LastTried', ballot })
    this.desk.notice({ event: 'stood', ballot })
    this.askForLastVotes(this.conduct)
  }

  /** Step 1's NextBallot, to those of whom no whole LastVote is in. */
  private askForLastVotes(c: Conduct): void {
    const silent = this.desk.rolls.seats.filter((seat) => !c.lastVotes.isWhole(seat))
    for (const name of new Set(silent.map((seat) => seat.name))) {
      this.desk.sayAfterSync(name, { type: 'NextBallot', ballot: c.ballot, after: this.learning.heldTo })
    }
    c.lastAskedAt = this.desk.now
  }

  /**
   * Step 3 begins: collects LastVotes, also from those that answer after a majority has; once it presides only while a
   * majority of a later roll is lacking.
   */
  lastVote(from: Identity, message: LastVote): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot)) return
    if (c.status === 'trying' || lacksLastVotes(c, this.desk.rolls)) c.lastVotes.add(from, message)
    c.attendance.heard(from, 0, message.passedTo, this.learning.passedTo)
    if (c.status === 'trying') c.lastPassedAt = this.desk.now
    for (const run of message.passed) {
      this.learning.learn(run.from, run.decrees)
      if (this.conduct !== c) return
    }
    this.learning.knownTo = Math.max(this.learning.knownTo, message.passedTo)
    this.goOn()
  }

  goOn(): void {
    const c = this.conduct
    if (c === null) return
    if (c.status === 'trying') this.tryToPreside(c)
    else this.goOnPresiding(c)
  }

  /**
   * Step 3 for all numbers that may have been decided: what is known to have passed is left (and fetched; what damage
   * took away is learnt from LastVotes too), what a majority of LastVotes covers is proposed by B3, gaps are filled with
   * olive-days. When nothing is left open, and nothing is lost, it presides.
   */
  private tryToPreside(c: Conduct): void {
    const { lastVotes } = c
    const { learning, desk } = this
    const { rolls } = desk
    if (learning.passedTo > c.saidTo) {
      c.saidTo = learning.passedTo
      c.lastPassedAt = desk.now
    }
    const { found, areMore } = lostDecrees(c, learning, rolls)
    for (const run of found) learning.learn(run.from, run.decrees)
    const highest = Math.max(lastVotes.highest, learning.highestPassed)
    const freeFrom = highest + 1
    if (freeFrom <= rolls.reach && !isFreeFrom(c, rolls, freeFrom)) return
    const firstOpen = this.proposing.proposeChosen(c, learning.passedTo + 1, Math.min(highest, rolls.reach))
    if (firstOpen === null && !areMore && freeFrom <= rolls.reach) this.preside(c, highest)
  }

  /**
   * What a change of the roll asks of a president: what the LastVotes of a later roll bind it to, olive-days for what is left
   * of the window before that roll, then the readmission of the next learner.
   */
  private goOnPresiding(c: Conduct): void {
    const { rolls } = this.desk
    const boundTo = Math.min(c.lastVotes.highest, rolls.reach)
    if (c.next <= boundTo) {
      const firstOpen = this.proposing.proposeChosen(c, c.next, boundTo)
      c.next = firstOpen ?? boundTo + 1
      if (firstOpen !== null) return
    }
    const waiting = rolls.latest.from - c.next
    if (waiting > 0) return this.proposing.proposeOliveDays(c, waiting)
    if (!this.isReadmitting(c) || freeNumbers(c, rolls) < rolls.alpha) return
    const decree = this.readmission.decree(c)
    // In force alpha decrees later: these are proposed at once, since until they have passed the lost seat still counts.
    if (decree !== null) this.proposing.proposeFree(c, [{ decree, tag: null }, ...oliveDays(rolls.alpha - 1)])
  }

  /** A learner waits to be readmitted by this ballot, which has passed a decree (P12) and has no change under way. */
  private isReadmitting(c: Conduct): boolean {
    return c.ownPassed && this.desk.rolls.latest.from <= c.next && this.readmission.next(c) !== null
  }

  private preside(c: Conduct, boundTo: number): void {
    c.status = 'presiding'
    c.boundTo = boundTo
    c.next = boundTo + 1
    c.since = this.desk.now
    c.lastPassedAt = this.desk.now
    c.carried.abandonAll()
    this.desk.notice({ event: 'presides', ballot: c.ballot })
    this.sayBeat()
    if (this.underWay === 0) this.passOliveDay(c)
  }

  /** A new president with nothing to pass passes one olive-day: its own ballot has then decided something. */
  private passOliveDay(c: Conduct): void {
    this.proposing.proposeOliveDays(c, 1)
  }

  /** Petitions of citizens; never more than {@link room}. The rest is given back as certainly not proposed. */
  petition(petitions: readonly { decree: Decree; tag: Tag }[]): void {
    const c = this.conduct
    const room = Math.min(this.room(), petitions.length)
    for (const { tag } of petitions.slice(room)) this.desk.out.failed.push({ tag, why: 'unproposed' })
    if (c === null || room === 0) return
    this.proposing.proposeFree(c, room === petitions.length ? petitions : petitions.slice(0, room))
  }

  /** Step 5: votes of this ballot, collected per priest; a majority of roll(n) passes n, our own vote only once synced. */
  voted(from: Identity, message: Voted): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot)) return
    const first = Math.max(message.from, this.learning.passedTo + 1)
    const last = Math.min(message.to, first + this.underWay + this.desk.rolls.alpha)
    const passed = this.proposing.underWay.vote(from, first, last)
    if (passed.length === 0) return
    for (const number of passed) this.learning.pass(number)
    c.ownPassed = true
    c.lastPassedAt = this.desk.now
    this.learning.advance()
  }

  /**
   * Another priest's word that a number has passed. If it is not what this ballot proposed, or if this ballot was still
   * free to choose, a higher ballot decided it: this one says nothing more (P39).
   */
  private learntFromOthers(number: number, decree: Decree): void {
    const c = this.conduct
    if (c === null) return
    c.carried.take(number, decree)
    const proposal = this.proposing.underWay.get(number)
    if (proposal === undefined) {
      if (c.status === 'presiding' && number >= c.next) this.resign('another presides')
    } else if (sameDecree(proposal.decree, decree)) {
      this.proposing.underWay.remove(proposal)
      c.lastPassedAt = this.desk.now
    } else this.resign('another decree passed than it had proposed')
  }

  refused(from: Identity, message: Refused): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot) || compareBallots(message.promised, c.ballot) <= 0) return
    this.desk.notice({ event: 'refused', ballot: c.ballot, promised: message.promised, by: from.name })
    if (message.hears) return this.resign('another presides')
    const raiseAgain = this.desk.now - this.lastRaisedAt >= this.desk.timing.electionMs
    if (!raiseAgain) return
    if (c.status === 'presiding' && !this.hasMajority()) return
    this.lastRaisedAt = this.desk.now
    this.tryNewBallot(message.promised)
  }

  /** A promise of our own to a higher ballot ends ours. */
  promised(ballot: Ballot): void {
    if (this.conduct !== null && compareBallots(ballot, this.conduct.ballot) > 0)
      this.resign('it promised a higher ballot')
  }

  resign(why: ResignReason): void {
    const c = this.conduct
    if (c === null) return
    this.conduct = null
    for (const { number, tag } of this.proposing.underWay.clear()) {
      if (tag !== null && !this.learning.hasPassed(number)) this.desk.out.failed.push({ tag, why: 'abandoned' })
    }
    c.carried.abandonAll()
    this.desk.sayToAll({ type: 'Failed', ballot: c.ballot })
    this.desk.notice({ event: 'resigned', ballot: c.ballot, why })
    this.onResigned()
  }

  beatAnswer(from: Identity, message: BeatAnswer): void {
    const c = this.conduct
    if (c !== null && sameBallot(message.ballot, c.ballot)) this.beats.answered(c, from, message)
  }

  /** A majority of the seats answered a beat not before this one, our own included while we still hold to the ballot. */
  isAnsweredSince(beat: number, roll: Roll): boolean {
    return this.conduct !== null && this.beats.isAnsweredSince(this.conduct, beat, roll)
  }

  sayBeat(): void {
    if (this.conduct?.status === 'presiding') this.beats.say(this.conduct)
  }

  /** What is due by the clock: beats, repeats, Success where nothing else says it, and resigning when it must. */
  tick(lateMs: number, stalledMs: number): void {
    const c = this.conduct
    if (c === null) return
    const isUnderWay = this.underWay > 0
    const why = mustResign(c, this.desk, { lateMs, stalledMs, hasMajority: this.hasMajority(), isUnderWay })
    if (why !== null) return this.resign(why)
    if (c.status === 'trying') return this.tickTrying(c)
    if (this.beats.isDue(c, isUnderWay)) {
      this.beats.say(c)
      if (lacksLastVotes(c, this.desk.rolls)) this.askForLastVotes(c)
      this.proposing.beginAgain(c)
      if (!c.ownPassed && !isUnderWay) this.passOliveDay(c)
    } else if (this.learning.passedTo > c.saidTo) {
      this.desk.sayToAll({ type: 'Success', ballot: c.ballot, upTo: sayUpTo(c, this.learning) })
    }
  }

  private tickTrying(c: Conduct): void {
    if (this.desk.now - c.lastAskedAt < this.desk.timing.beatMs) return
    this.askForLastVotes(c)
    this.proposing.beginAgain(c)
    this.goOn()
  }

  /** A learner's answer to a beat. */
  seatWanted(from: Identity, message: SeatWanted): void {
    if (this.conduct?.status === 'presiding') this.readmission.wanted(from, message, this.conduct.attendance)
  }

  /** The one to hand over to: a priest that answers and holds all that has passed; null when there is none. */
  successor(): Name | null {
    return this.conduct?.attendance.fullest(this.desk.rolls.current) ?? null
  }
}
