import type { Desk } from './desk.js'
import type { Learning } from './learning.js'
import type { Page, PageWanted } from './messages.js'
import type { Identity, Name } from './names.js'

/** A priest behind asks any priest for what it lacks, one page at a time, from one after the other (section 3.3.2 without the law). */
export class CatchingUp {
  private readonly desk: Desk
  private readonly learning: Learning
  private wanted: { after: number; from: Name; at: number } | null = null
  private turn = 0

  constructor(desk: Desk, learning: Learning) {
    this.desk = desk
    this.learning = learning
  }

  /** Something is known to have passed that this priest does not hold. */
  get behind(): boolean {
    return this.learning.knownTo > this.learning.missingAfter
  }

  /** @param president asked first, when one is heard */
  goOn(president: Name | null): void {
    if (!this.behind) {
      this.wanted = null
      return
    }
    if (this.wanted !== null && this.desk.now - this.wanted.at < this.desk.timing.pageMs) return
    const first =
      this.wanted === null && president !== null && president !== this.desk.me.name ? president : this.nextName()
    if (first === null) return
    const after = this.learning.missingAfter
    this.wanted = { after, from: first, at: this.desk.now }
    this.desk.say(first, { type: 'PageWanted', after })
  }

  private nextName(): Name | null {
    const others = this.desk.others()
    const name = others[this.turn % Math.max(1, others.length)]
    this.turn += 1
    return name ?? null
  }

  wantedBy(from: Identity, message: PageWanted): void {
    // The ledger gives only what its PassedTo records say has passed.
    this.learning.writePassedTo(true)
    this.desk.out.give.push({ to: from.name, after: message.after })
  }

  /** An empty page: its sender does not have it; the next is asked when the time for this one is over. */
  page(message: Page, president: Name | null): void {
    if (message.passedTo > this.learning.knownTo) this.learning.knownTo = message.passedTo
    if (message.decrees.length === 0) return
    this.learning.learn(message.from, message.decrees)
    if (this.wanted !== null && this.learning.missingAfter > this.wanted.after) {
      this.wanted = null
      this.goOn(president)
    }
  }
}
