import type { Ballot } from './ballot.js'
import type { Desk } from './desk.js'
import type { Hearing } from './hearing.js'
import type { Learning } from './learning.js'
import type { Ask, AskAnswer } from './messages.js'
import type { Identity, Name } from './names.js'
import type { President } from './president.js'

/**
 * Picking a president (sections 2.4 and 3.3.1): a priest that hears none asks the others, and stands when a majority says the same.
 * A fuller ledger, then the later name, means a shorter wait; never a veto.
 */
export class Picking {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly hearing: Hearing
  private readonly president: President
  /** Priests whose addresses answer that nobody listens: their processes are gone, so they hear nobody. */
  private readonly gone = new Set<Name>()
  /** What the others answered to this asking; one's own asking says that one hears none. */
  private readonly answers = new Map<
    Name,
    { who: Identity; hearsNone: boolean; legislator: boolean; heldTo: number; at: number }
  >()
  private round = 0
  private asking: { since: number; lastAskedAt: number; majoritySince: number | null } | null = null
  /** This election's share of chance, in [0, 1): drawn once for each time that a president was last heard. */
  private chance = 0.5
  private drawnFor: number | null = null

  constructor(desk: Desk, learning: Learning, hearing: Hearing, president: President) {
    this.desk = desk
    this.learning = learning
    this.hearing = hearing
    this.president = president
  }

  lost(name: Name, refused: boolean): void {
    this.answers.delete(name)
    if (!refused || !this.desk.rolls.knows(name)) return
    this.gone.add(name)
    this.hearing.lost(name, null)
  }

  met(name: Name): void {
    this.gone.delete(name)
  }

  /** Asked by a priest that hears none itself. What it holds may be what gives this one its seat: nobody else might tell. */
  asked(from: Identity, message: Ask, role: 'legislator' | 'learner'): void {
    this.learning.knownTo = Math.max(this.learning.knownTo, message.heldTo)
    this.desk.say(from.name, {
      type: 'AskAnswer',
      round: message.round,
      role,
      hears: this.hears(),
      promised: this.desk.nextBal,
      heldTo: this.learning.heldTo,
    })
    if (role === 'legislator') this.note(from, true, true, message.heldTo)
  }

  /** The ballot whose author is heard or waited for; its own while it presides with its majority, or is still trying. */
  private hears(): Ballot | null {
    const { ballot, presides } = this.president
    return ballot !== null && (!presides || this.president.hasMajority()) ? ballot : this.hearing.hears()
  }

  answered(from: Identity, message: AskAnswer): void {
    if (message.round !== this.round) return
    this.learning.knownTo = Math.max(this.learning.knownTo, message.heldTo)
    this.note(from, message.hears === null, message.role === 'legislator', message.heldTo)
  }

  private note(who: Identity, hearsNone: boolean, legislator: boolean, heldTo: number): void {
    if (!this.desk.rolls.knows(who.name)) return
    this.answers.set(who.name, { who, hearsNone, legislator, heldTo, at: this.desk.now })
  }

  tick(chance: number): void {
    if (this.hearing.since === this.drawnFor) return
    this.drawnFor = this.hearing.since
    this.chance = chance
  }

  /** Asks when no president has been heard for this priest's election time; stands when enough others say the same. */
  consider(): void {
    const { now, timing } = this.desk
    const waited = now - this.hearing.since
    if (
      this.president.ballot !== null ||
      !this.desk.rolls.current.has(this.desk.me) ||
      this.hearing.hears() !== null ||
      waited < timing.electionMs * (1 + this.chance / 2)
    ) {
      this.asking = null
      return
    }
    this.asking ??= { since: now, lastAskedAt: Number.NEGATIVE_INFINITY, majoritySince: null }
    if (now - this.asking.lastAskedAt >= timing.beatMs) this.ask(this.asking)
    const roll = this.desk.rolls.current
    let none = roll.seatOf(this.desk.me)
    let settled = none
    for (const seat of roll.seats) {
      if (this.gone.has(seat.name)) settled |= roll.seatOf(seat)
      const answer = this.answers.get(seat.name)
      if (answer === undefined || now - answer.at >= timing.electionMs || !answer.hearsNone || !answer.legislator)
        continue
      none |= roll.seatOf(answer.who)
    }
    if (!roll.isMajority(none)) {
      this.asking.majoritySince = null
      return
    }
    this.asking.majoritySince ??= now
    const wait = this.rank() * timing.rankMs + (roll.isAll(none | settled) ? 0 : timing.beatMs * (1 + this.chance))
    if (now - this.asking.majoritySince < wait) return
    this.asking = null
    this.president.tryNewBallot(null)
  }

  private ask(asking: { lastAskedAt: number }): void {
    asking.lastAskedAt = this.desk.now
    this.round += 1
    this.desk.sayToAll({ type: 'Ask', round: this.round, heldTo: this.learning.heldTo })
  }

  /** How many of those who may stand come before this priest: the fuller first, then the later in the alphabet. */
  private rank(): number {
    const { me, now, timing } = this.desk
    let before = 0
    for (const { who, hearsNone, legislator, heldTo, at } of this.answers.values()) {
      if (!hearsNone || !legislator || now - at >= timing.electionMs || who.birth === me.birth) continue
      if (heldTo > this.learning.heldTo || (heldTo === this.learning.heldTo && who.name > me.name)) before += 1
    }
    return before
  }
}
