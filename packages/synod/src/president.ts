import { type Ballot, compareBallots, sameBallot } from './ballot.js'
import { boundRuns } from './bound-numbers.js'
import { CarriedPetitions } from './carried.js'
import { beatEveryMs, type Conduct, tryBallot } from './conduct.js'
import { type Decree, OLIVE_DAY, sameDecree } from './decree.js'
import type { Desk } from './desk.js'
import type { ResignReason } from './effects.js'
import type { Tag } from './events.js'
import { freeNumbers, hasAllBefore, isFreeFrom, lacksLastVotes } from './free-numbers.js'
import type { Learning } from './learning.js'
import type { BeatAnswer, BeginBallot, LastVote, Refused, SeatWanted, Voted } from './messages.js'
import { type Identity, type Name, sameLegislators } from './names.js'
import { Proposals } from './proposals.js'
import { type EncodeReadmission, Readmission } from './readmission.js'
import type { Roll, SeatSet } from './roll.js'
import type { Voter } from './voter.js'

/** The president's half of a legislator: steps 1, 3 and 5 (sections 2.3, 3.1 and 3.2). */
export class President {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly voter: Voter
  private readonly proposals = new Proposals()
  private readonly readmission: Readmission
  private conduct: Conduct | null = null
  /** Called when the ballot in hand was given up. */
  onResigned: () => void = () => {}

  private lastRaisedAt = Number.NEGATIVE_INFINITY

  constructor(desk: Desk, learning: Learning, voter: Voter, encodeReadmission: EncodeReadmission) {
    this.desk = desk
    this.learning = learning
    this.voter = voter
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
    return this.proposals.size
  }

  /** How many more petitions may be proposed now; none while a learner is to be readmitted. */
  room(): number {
    const c = this.conduct
    if (c === null || c.status !== 'presiding' || this.proposals.bytes >= this.desk.bounds.underWayBytes) return 0
    return this.isReadmitting(c) ? 0 : freeNumbers(c, this.desk.rolls)
  }

  /** A majority of the roll, this priest included, answered a beat of this ballot within an election time. */
  hasMajority(): boolean {
    return this.conduct?.attendance.isMajority(this.desk.rolls.current) === true
  }

  /** Step 1: a ballot above all that this priest has tried or promised, written before it is said. */
  stand(above: Ballot | null): void {
    const carried = this.conduct?.carried ?? new CarriedPetitions(this.desk)
    for (const { number, decree, tag } of this.proposals.clear()) {
      if (tag !== null && !this.learning.hasPassed(number)) carried.keep(number, decree, tag)
    }
    const { me, lastTried, nextBal } = this.desk
    const round = Math.max(lastTried?.round ?? 0, nextBal?.round ?? 0, above?.round ?? 0) + 1
    const ballot = { round, by: { name: me.name, incarnation: me.incarnation } }
    this.conduct = tryBallot(this.desk, ballot, { beat: this.lastBeat, carried })
    this.desk.write({ type: 'LastTried', ballot })
    this.desk.notice({ event: 'stood', ballot })
    this.ask(this.conduct)
  }

  /** Step 1 for those of whom no whole LastVote is in. */
  private ask(c: Conduct): void {
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
   * Step 3 for all numbers that may have been decided: what is known to have passed is left (and fetched), what a majority
   * of LastVotes covers is proposed by B3, gaps are filled with olive-days. When nothing is left open, it presides.
   */
  private tryToPreside(c: Conduct): void {
    const { lastVotes } = c
    const { learning, desk } = this
    const { rolls } = desk
    if (learning.passedTo > c.saidTo) {
      c.saidTo = learning.passedTo
      c.lastPassedAt = desk.now
    }
    const highest = Math.max(lastVotes.highest, learning.highestPassed)
    const freeFrom = highest + 1
    if (freeFrom <= rolls.reach && !isFreeFrom(c, rolls, freeFrom)) return
    const firstOpen = this.proposeBound(c, learning.passedTo + 1, Math.min(highest, rolls.reach))
    if (firstOpen === null && freeFrom <= rolls.reach) this.preside(c, highest)
  }

  /** What the LastVotes bind this ballot to. @returns the first number left open */
  private proposeBound(c: Conduct, from: number, to: number): number | null {
    const isSettled = (number: number) => this.learning.hasPassed(number) || this.proposals.has(number)
    const { runs, firstOpen } = boundRuns(c, this.desk.rolls, from, to, isSettled)
    for (const run of runs) {
      const decrees = run.decrees.map((decree, i) => ({ decree, tag: c.carried.take(run.from + i, decree) }))
      this.propose(run.from, decrees, run.quorum)
    }
    return firstOpen
  }

  /**
   * What a change of the roll asks of a president: what the LastVotes of a later roll bind it to, olive-days for what is left
   * of the window before that roll, then the readmission of the next learner.
   */
  private goOnPresiding(c: Conduct): void {
    const { rolls } = this.desk
    const boundTo = Math.min(c.lastVotes.highest, rolls.reach)
    if (c.next <= boundTo) {
      const firstOpen = this.proposeBound(c, c.next, boundTo)
      c.next = firstOpen ?? boundTo + 1
      if (firstOpen !== null) return
    }
    const waiting = rolls.latest.from - c.next
    if (waiting > 0) return this.proposeOliveDays(c, Math.min(waiting, freeNumbers(c, rolls)))
    if (!this.isReadmitting(c) || freeNumbers(c, rolls) < rolls.alpha) return
    const decree = this.readmission.decree(c)
    // In force alpha decrees later: these are proposed at once, since until they have passed the lost seat still counts.
    if (decree !== null) this.proposeFree(c, [{ decree, tag: null }, ...oliveDays(rolls.alpha - 1)])
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
    if (this.proposals.size === 0) this.fill(c)
  }

  /** A new president with nothing to pass passes one olive-day: its own ballot has then decided something. */
  private fill(c: Conduct): void {
    this.proposeOliveDays(c, Math.min(1, freeNumbers(c, this.desk.rolls)))
  }

  private proposeOliveDays(c: Conduct, count: number): void {
    if (count > 0) this.proposeFree(c, oliveDays(count))
  }

  /** Petitions of citizens; never more than {@link room}. The rest is given back as certainly not proposed. */
  petition(petitions: readonly { decree: Decree; tag: Tag }[]): void {
    const c = this.conduct
    const room = Math.min(this.room(), petitions.length)
    for (const { tag } of petitions.slice(room)) this.desk.out.failed.push({ tag, why: 'unproposed' })
    if (c === null || room === 0) return
    this.proposeFree(c, room === petitions.length ? petitions : petitions.slice(0, room))
  }

  private proposeFree(c: Conduct, decrees: readonly { decree: Decree; tag: Tag | null }[]): void {
    const roll = this.desk.rolls.of(c.next)
    const from = c.next
    c.next += decrees.length
    this.propose(from, decrees, c.lastVotes.coveringOnwards(from, roll))
  }

  /** Step 3's end, and our own step 4: BeginBallot for a run of numbers, by LastVotes of this quorum. */
  private propose(from: number, decrees: readonly { decree: Decree; tag: Tag | null }[], quorum: SeatSet): void {
    const c = this.conduct
    if (c === null) return
    const { desk } = this
    const members = desk.rolls.of(from).members(quorum)
    if (!sameLegislators(members, c.quorum)) {
      desk.write({ type: 'Begun', ballot: c.ballot, from, quorum: members })
      c.quorum = members
    }
    if (this.proposals.size === 0) c.lastPassedAt = desk.now
    for (const [i, { decree, tag }] of decrees.entries()) {
      const number = from + i
      const roll = desk.rolls.of(number)
      this.proposals.add({ number, decree, roll, quorum: c.quorum, voters: 0, tag, saidAt: desk.now })
      if (tag !== null) desk.out.proposed.push({ tag, number })
    }
    const run = { from, decrees: decrees.map(({ decree }) => decree) }
    const message: BeginBallot = {
      type: 'BeginBallot',
      ballot: c.ballot,
      quorum: c.quorum,
      upTo: this.sayUpTo(c),
      ...run,
    }
    for (const to of c.attendance.keepingUp()) desk.say(to, message)
    for (const voted of this.voter.vote(c.ballot, run)) {
      desk.sayAfterSync(desk.me.name, { type: 'Voted', ballot: c.ballot, from: voted.from, to: voted.to })
    }
  }

  /** Step 5: votes of this ballot, collected per priest; a majority of roll(n) passes n, our own vote only once synced. */
  voted(from: Identity, message: Voted): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot)) return
    const first = Math.max(message.from, this.learning.passedTo + 1)
    const last = Math.min(message.to, first + this.proposals.size + this.desk.rolls.alpha)
    const passed = this.proposals.vote(from, first, last)
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
    const proposal = this.proposals.get(number)
    if (proposal === undefined) {
      if (c.status === 'presiding' && number >= c.next) this.resign('another presides')
    } else if (sameDecree(proposal.decree, decree)) {
      this.proposals.remove(proposal)
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
    this.stand(message.promised)
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
    for (const { number, tag } of this.proposals.clear()) {
      if (tag !== null && !this.learning.hasPassed(number)) this.desk.out.failed.push({ tag, why: 'abandoned' })
    }
    c.carried.abandonAll()
    this.desk.sayToAll({ type: 'Failed', ballot: c.ballot })
    this.desk.notice({ event: 'resigned', ballot: c.ballot, why })
    this.onResigned()
  }

  beatAnswer(from: Identity, message: BeatAnswer): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot)) return
    this.learning.knownTo = Math.max(this.learning.knownTo, message.heldTo)
    if (!message.stalled) c.attendance.heard(from, message.beat, message.heldTo, this.learning.passedTo)
  }

  /** The seats that answered a beat not before this one, and our own while we still hold to the ballot. */
  answeredSince(beat: number, roll: Roll): boolean {
    const c = this.conduct
    if (c === null) return false
    const holdsToIt = compareBallots(this.desk.nextBal, c.ballot) <= 0
    return c.attendance.isMajoritySince(beat, roll, holdsToIt)
  }

  sayBeat(): void {
    const c = this.conduct
    if (c === null || c.status !== 'presiding') return
    c.attendance.look(this.learning.passedTo)
    c.beat += 1
    c.lastBeatAt = this.desk.now
    this.desk.sayToAll({
      type: 'Beat',
      ballot: c.ballot,
      beat: c.beat,
      majority: this.hasMajority(),
      upTo: this.sayUpTo(c),
      batch: this.desk.batch,
    })
  }

  /** What is due by the clock: beats, repeats, Success where nothing else says it, and resigning when it must. */
  tick(lateMs: number, stalledMs: number): void {
    const c = this.conduct
    if (c === null) return
    const { timing, now } = this.desk
    if (lateMs >= timing.electionMs || stalledMs >= timing.electionMs)
      return this.resign('its disk or its loop stalled')
    if (c.status === 'trying') return this.tickTrying(c)
    if (!this.hasMajority() && now - c.since >= timing.electionMs) {
      return this.resign('no majority answers its beats')
    }
    if (this.proposals.size > 0 && now - c.lastPassedAt >= timing.electionMs) {
      return this.resign('decrees are under way and none passes')
    }
    if (now - c.lastBeatAt >= beatEveryMs(c, this.desk, this.proposals.size > 0 || !this.hasMajority())) {
      this.sayBeat()
      if (lacksLastVotes(c, this.desk.rolls)) this.ask(c)
      this.sayAgain(c)
      if (!c.ownPassed && this.proposals.size === 0) this.fill(c)
    } else if (this.learning.passedTo > c.saidTo) {
      this.desk.sayToAll({ type: 'Success', ballot: c.ballot, upTo: this.sayUpTo(c) })
    }
  }

  private tickTrying(c: Conduct): void {
    const { timing, now } = this.desk
    if (now - c.lastPassedAt >= timing.electionMs) return this.resign('its ballot was not answered')
    if (now - c.lastAskedAt < timing.beatMs) return
    this.ask(c)
    this.sayAgain(c)
    this.goOn()
  }

  /** BeginBallot again to those silent for a beat. */
  private sayAgain(c: Conduct): void {
    const { ballot } = c
    const { now, timing, bounds } = this.desk
    for (const to of c.attendance.keepingUp()) {
      for (const run of this.proposals.silentRuns(to, now - timing.beatMs, bounds.pageBytes)) {
        this.desk.say(to, { type: 'BeginBallot', ballot, upTo: this.sayUpTo(c), ...run })
      }
    }
  }

  /** A learner's answer to a beat. */
  seatWanted(from: Identity, message: SeatWanted): void {
    if (this.conduct?.status === 'presiding') this.readmission.wanted(from, message, this.conduct.attendance)
  }

  /** The one to hand over to: a priest that answers and holds all that has passed; null when there is none. */
  successor(): Name | null {
    return this.conduct?.attendance.fullest(this.desk.rolls.current) ?? null
  }

  /** "Passed up to", said now. Each number up to there that this ballot proposed passed as it proposed it, or it had resigned. */
  private sayUpTo(c: Conduct): number {
    c.saidTo = this.learning.passedTo
    return c.saidTo
  }
}

const oliveDays = (count: number) => Array.from({ length: count }, () => ({ decree: OLIVE_DAY, tag: null }))
