import type { Desk } from './desk.js'
import type { Learning } from './learning.js'
import type { President } from './president.js'

/**
 * A priest that leaves of its own will: it takes no petitions, finishes what is under way, for so long at most, and hands its
 * presidency over.
 */
export class Leaving {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly president: President
  private begun: { since: number; all: boolean } | null = null

  constructor(desk: Desk, learning: Learning, president: President) {
    this.desk = desk
    this.learning = learning
    this.president = president
  }

  /** @param all every priest leaves: nobody is handed anything */
  begin(all: boolean): void {
    this.begun ??= { since: this.desk.now, all }
    this.desk.isLeaving = true
  }

  get isUnderWay(): boolean {
    return this.begun !== null
  }

  /** Resigns once nothing is under way, or it is late. @returns whether it has left */
  goOn(): boolean {
    if (this.begun === null) return false
    const late = this.desk.now - this.begun.since >= this.desk.timing.leaveMs
    const { ballot, underWay } = this.president
    const unfinished = ballot !== null && (underWay > 0 || this.learning.heldTo < this.learning.passedTo)
    if (unfinished && !late) return false
    const successor = this.begun.all ? null : this.president.successor()
    if (ballot !== null && successor !== null) {
      this.desk.sayToAll({ type: 'Success', ballot, upTo: this.learning.passedTo })
      this.desk.say(successor, { type: 'Handover', ballot, heldTo: this.learning.heldTo })
    }
    this.president.resign('it leaves')
    return true
  }
}
