import { type Ballot, compareBallots, sameBallot } from './ballot.js'
import { type CarriedPetition, type Conduct, tryBallot } from './conduct.js'
import { type Decree, OLIVE_DAY, sameDecree } from './decree.js'
import type { Desk } from './desk.js'
import type { ResignReason } from './effects.js'
import type { Tag } from './events.js'
import type { Learning } from './learning.js'
import type { BeatAnswer, BeginBallot, LastVote, Refused, Voted } from './messages.js'
import { type Identity, type Name, sameLegislators } from './names.js'
import { Proposals, seatFinder } from './proposals.js'
import type { SeatSet } from './roll.js'
import type { Voter } from './voter.js'

/** The president's half of a legislator: steps 1, 3 and 5 (sections 2.3, 3.1 and 3.2). */
export class President {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly voter: Voter
  private readonly proposals = new Proposals()
  private conduct: Conduct | null = null
  /** Called when the ballot in hand was given up. */
  onResigned: () => void = () => {}

  private lastRaisedAt = Number.NEGATIVE_INFINITY
  /** How far our own law has got. */
  private lawAt: number

  constructor(desk: Desk, learning: Learning, voter: Voter, lawAt: number) {
    this.desk = desk
    this.learning = learning
    this.voter = voter
    this.lawAt = lawAt
    learning.onLearnt = (number, decree) => this.learntFromOthers(number, decree)
  }

  get ballot(): Ballot | null {
    return this.conduct?.ballot ?? null
  }

  get presides(): boolean {
    return this.conduct?.status === 'presiding'
  }

  /** Everything that the ballot was bound to has passed and is applied, and a decree of its own ballot has passed (P7). */
  get mayAnswer(): boolean {
    const c = this.conduct
    return c !== null && c.status === 'presiding' && c.ownPassed && this.lawAt >= c.boundTo
  }

  /** The last beat that was said. */
  get lastBeat(): number {
    return this.conduct?.beat ?? 0
  }

  get underWay(): number {
    return this.proposals.size
  }

  /** How many more petitions may be proposed now. */
  room(): number {
    const c = this.conduct
    if (c === null || c.status !== 'presiding' || this.proposals.bytes >= this.desk.bounds.underWayBytes) return 0
    return Math.max(0, this.lawAt + this.desk.alpha - c.next + 1)
  }

  /** A majority of the roll, this priest included, answered a beat of this ballot within an election time. */
  hasMajority(): boolean {
    return this.conduct?.attendance.isMajority(this.learning.heldTo + 1) === true
  }

  /** Step 1: a ballot above all that this priest has tried or promised, written before it is said. */
  stand(above: Ballot | null): void {
    const carried = this.conduct?.carried ?? new Map<number, CarriedPetition>()
    for (const { number, decree, tag } of this.proposals.clear()) {
      if (tag !== null && !this.learning.hasPassed(number)) carried.set(number, { decree, tag })
    }
    const { me, lastTried, nextBal } = this.desk
    const round = Math.max(lastTried?.round ?? 0, nextBal?.round ?? 0, above?.round ?? 0) + 1
    const ballot = { round, by: { name: me.name, incarnation: me.incarnation } }
    this.conduct = tryBallot(this.desk, ballot, { beat: this.lastBeat, carried })
    this.desk.write({ type: 'LastTried', ballot })
    this.desk.notice({ event: 'stood', ballot })
    this.ask(this.desk.rolls.names(this.learning.heldTo + 1))
  }

  private ask(names: readonly Name[]): void {
    const c = this.conduct
    if (c === null) return
    for (const name of names) {
      this.desk.sayAfterSync(name, { type: 'NextBallot', ballot: c.ballot, after: this.learning.heldTo })
    }
    c.lastAskedAt = this.desk.now
  }

  /**
   * Step 3 begins: collects LastVotes, also from those that answer after a majority has; once it presides, all numbers that
   * are left rest on those it had then.
   */
  lastVote(from: Identity, message: LastVote): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot)) return
    if (c.status === 'trying') c.lastVotes.add(from, message)
    c.attendance.heard(from, 0, message.passedTo)
    c.lastPassedAt = this.desk.now
    for (const run of message.passed) {
      this.learning.learn(run.from, run.decrees)
      if (this.conduct !== c) return
    }
    this.learning.knownTo = Math.max(this.learning.knownTo, message.passedTo)
    this.goOn()
  }

  /**
   * Step 3 for all numbers that may have been decided: what is known to have passed is left (and fetched), what a majority
   * of LastVotes covers is proposed by B3, gaps are filled with olive-days. When nothing is left open, it presides.
   */
  goOn(): void {
    const c = this.conduct
    if (c === null || c.status !== 'trying') return
    const { lastVotes } = c
    const { learning, desk } = this
    if (learning.passedTo > c.saidTo) {
      c.saidTo = learning.passedTo
      c.lastPassedAt = desk.now
    }
    const highest = Math.max(lastVotes.highest, learning.highestPassed)
    const freeRoll = desk.rolls.of(highest + 1)
    if (!freeRoll.isMajority(lastVotes.coveringOnwards(highest + 1, freeRoll))) return
    let open = false
    for (let number = learning.passedTo + 1; number <= highest; number++) {
      if (learning.hasPassed(number) || this.proposals.has(number)) continue
      const roll = desk.rolls.of(number)
      const quorum = lastVotes.covering(number, roll)
      if (number > this.lawAt + desk.alpha || !roll.isMajority(quorum)) {
        open = true
        continue
      }
      const decree = lastVotes.choice(number, roll, quorum) ?? OLIVE_DAY
      const tag = this.takeCarried(c, number, decree)
      this.propose(number, [{ decree, tag }], quorum)
    }
    if (open) return
    this.preside(c, highest)
  }

  /** The petition that was under way as this number and goes on as this decree; if it is another's, it is abandoned. */
  private takeCarried(c: Conduct, number: number, decree: Decree): Tag | null {
    const carried = c.carried.get(number)
    if (carried === undefined) return null
    c.carried.delete(number)
    if (sameDecree(carried.decree, decree)) return carried.tag
    this.desk.out.failed.push({ tag: carried.tag, why: 'abandoned' })
    return null
  }

  private preside(c: Conduct, boundTo: number): void {
    c.status = 'presiding'
    c.boundTo = boundTo
    c.next = boundTo + 1
    c.since = this.desk.now
    c.lastPassedAt = this.desk.now
    for (const { tag } of c.carried.values()) this.desk.out.failed.push({ tag, why: 'abandoned' })
    c.carried.clear()
    this.desk.notice({ event: 'presides', ballot: c.ballot })
    this.sayBeat()
    if (this.proposals.size === 0) this.fill(c)
  }

  /** A new president with nothing to pass passes one olive-day: its own ballot has then decided something. */
  private fill(c: Conduct): void {
    if (this.room() > 0) this.proposeFree(c, [{ decree: OLIVE_DAY, tag: null }])
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
    desk.sayToAll(from, message)
    for (const voted of this.voter.vote(c.ballot, run)) {
      desk.sayAfterSync(desk.me.name, { type: 'Voted', ballot: c.ballot, from: voted.from, to: voted.to })
    }
  }

  /** Step 5: votes of this ballot, collected per priest; a majority of roll(n) passes n, our own vote only once synced. */
  voted(from: Identity, message: Voted): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot)) return
    const seatOn = seatFinder(from)
    let passed = false
    const first = Math.max(message.from, this.learning.passedTo + 1)
    for (let number = first; number <= message.to && number < first + this.proposals.size + this.desk.alpha; number++) {
      const proposal = this.proposals.get(number)
      if (proposal === undefined) continue
      const voters = proposal.voters | seatOn(proposal.roll)
      if (voters === proposal.voters) continue
      proposal.voters = voters
      if (!proposal.roll.isMajority(voters)) continue
      this.learning.pass(number)
      this.proposals.remove(proposal)
      passed = true
    }
    if (!passed) return
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
    this.takeCarried(c, number, decree)
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
    for (const { tag } of c.carried.values()) this.desk.out.failed.push({ tag, why: 'abandoned' })
    this.desk.sayToAll(this.learning.heldTo + 1, { type: 'Failed', ballot: c.ballot })
    this.desk.notice({ event: 'resigned', ballot: c.ballot, why })
    this.onResigned()
  }

  beatAnswer(from: Identity, message: BeatAnswer): void {
    const c = this.conduct
    if (c === null || !sameBallot(message.ballot, c.ballot)) return
    this.learning.knownTo = Math.max(this.learning.knownTo, message.heldTo)
    if (!message.stalled) c.attendance.heard(from, message.beat, message.heldTo)
  }

  /** The seats that answered a beat not before this one, and our own while we still hold to the ballot. */
  answeredSince(beat: number, number: number): boolean {
    const c = this.conduct
    if (c === null) return false
    const holdsToIt = compareBallots(this.desk.nextBal, c.ballot) <= 0
    return c.attendance.isMajoritySince(beat, number, holdsToIt)
  }

  sayBeat(): void {
    const c = this.conduct
    if (c === null || c.status !== 'presiding') return
    c.beat += 1
    c.lastBeatAt = this.desk.now
    this.desk.sayToAll(this.learning.heldTo + 1, {
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
    if (now - c.lastBeatAt >= timing.beatMs) {
      this.sayBeat()
      this.repeat(c)
      if (!c.ownPassed && this.proposals.size === 0) this.fill(c)
    } else if (this.learning.passedTo > c.saidTo) {
      this.desk.sayToAll(this.learning.heldTo + 1, { type: 'Success', ballot: c.ballot, upTo: this.sayUpTo(c) })
    }
  }

  private tickTrying(c: Conduct): void {
    const { timing, now } = this.desk
    if (now - c.lastPassedAt >= timing.electionMs) return this.resign('its ballot was not answered')
    if (now - c.lastAskedAt < timing.beatMs) return
    this.ask(this.desk.rolls.names(this.learning.heldTo + 1).filter((name) => !c.lastVotes.isWhole(name)))
    this.repeat(c)
    this.goOn()
  }

  /** BeginBallot again to those silent for a beat. */
  private repeat(c: Conduct): void {
    const { timing, now, bounds } = this.desk
    const before = now - timing.beatMs
    for (const name of this.desk.others(this.learning.heldTo + 1)) {
      const runs = this.proposals.silentRuns(
        (roll) => {
          const seat = roll.named(name)
          return seat === undefined ? 0 : roll.seatOf(seat)
        },
        before,
        bounds.pageBytes,
      )
      for (const run of runs) {
        this.desk.say(name, { type: 'BeginBallot', ballot: c.ballot, upTo: this.sayUpTo(c), ...run })
      }
    }
  }

  /** The law has reached this number, and the window has moved. */
  applied(upTo: number): void {
    this.lawAt = Math.max(this.lawAt, upTo)
    this.goOn()
  }

  /** The one to hand over to: a priest that answers and holds all that has passed; null when there is none. */
  successor(): Name | null {
    return this.conduct?.attendance.fullest(this.learning.passedTo + 1) ?? null
  }

  /** "Passed up to", said now. Each number up to there that this ballot proposed passed as it proposed it, or it had resigned. */
  private sayUpTo(c: Conduct): number {
    c.saidTo = this.learning.passedTo
    return c.saidTo
  }
}
