import { type Ballot, sameBallot } from './ballot.js'
import type { Desk } from './desk.js'
import type { Tag } from './events.js'
import type { Learning } from './learning.js'
import type { President } from './president.js'
import type { Roll } from './roll.js'

/**
 * Linearizable inquiries (section 3.3.4): answered once a majority has confirmed, in a round of beats begun after the
 * inquiry came, that it has promised no higher ballot. Many share one round; while one is under way the next gathers. No clock.
 */
export class Inquiries {
  private readonly desk: Desk
  private readonly learning: Learning
  private readonly president: President
  private waiting: Tag[] = []
  private round: { tags: Tag[]; ballot: Ballot; beat: number; atLeast: number; roll: Roll } | null = null

  constructor(desk: Desk, learning: Learning, president: President) {
    this.desk = desk
    this.learning = learning
    this.president = president
  }

  ask(tag: Tag): void {
    if (this.president.ballot === null || this.waiting.length >= this.desk.bounds.inquiries) {
      this.desk.out.failed.push({ tag, why: 'unproposed' })
      return
    }
    this.waiting.push(tag)
    this.goOn()
  }

  /** After anything that could have confirmed a round, ended the ballot, or made it fit to answer. */
  goOn(): void {
    const { ballot } = this.president
    if (ballot === null) return this.fail()
    if (this.round !== null && !sameBallot(this.round.ballot, ballot)) {
      // A majority that confirms a later ballot of ours says nothing of one between the two.
      this.waiting.unshift(...this.round.tags)
      this.round = null
    }
    if (this.round !== null && this.president.isAnsweredSince(this.round.beat, this.round.roll)) {
      for (const tag of this.round.tags) this.desk.out.confirmed.push({ tag, atLeast: this.round.atLeast })
      this.round = null
    }
    if (this.round !== null || this.waiting.length === 0 || !this.president.mayAnswer) return
    // Which roll that is the law may have to say yet.
    if (this.learning.passedTo >= this.desk.rolls.reach) return
    const tags = this.waiting
    this.waiting = []
    this.president.sayBeat()
    const atLeast = this.learning.passedTo
    // Whoever decides on the next decree: none of a higher ballot has passed while a majority of these has promised none.
    const roll = this.desk.rolls.of(atLeast + 1)
    this.round = { tags, ballot, beat: this.president.lastBeat, atLeast, roll }
    if (this.president.isAnsweredSince(this.round.beat, roll)) this.goOn()
  }

  private fail(): void {
    for (const tag of [...(this.round?.tags ?? []), ...this.waiting])
      this.desk.out.failed.push({ tag, why: 'unproposed' })
    this.round = null
    this.waiting = []
  }
}
