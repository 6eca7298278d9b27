import type { Desk } from './desk.js'
import type { Identity, Name } from './names.js'

/**
 * After a start a priest promises and votes only once a majority of its roll has shaken hands, or every address has answered
 * or refused, or a time has gone by: a peer that remembers more of its ledger than it holds must have had its say (P42).
 */
export class Entering {
  private readonly desk: Desk
  private readonly met = new Map<Name, Identity>()
  private readonly settled = new Set<Name>()
  private readonly startedAt: number
  private over = false

  constructor(desk: Desk, startedAt: number) {
    this.desk = desk
    this.startedAt = startedAt
  }

  meet(peer: Identity): void {
    if (this.over || !this.desk.rolls.knows(peer.name)) return
    this.met.set(peer.name, peer)
    this.settled.add(peer.name)
  }

  lost(name: Name): void {
    if (this.desk.rolls.knows(name)) this.settled.add(name)
  }

  /** True from the step on in which the condition first holds. */
  done(): boolean {
    if (this.over) return true
    const roll = this.desk.rolls.current
    let set = roll.seatOf(this.desk.me)
    for (const peer of this.met.values()) set |= roll.seatOf(peer)
    this.over =
      roll.isMajority(set) ||
      this.desk.others().every((name) => this.settled.has(name)) ||
      this.desk.now - this.startedAt >= this.desk.timing.enterMs
    return this.over
  }
}
