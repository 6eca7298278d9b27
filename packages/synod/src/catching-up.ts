import type { Desk } from './desk.js'
import type { Learning } from './learning.js'
import type { Page, PageWanted } from './messages.js'
import type { Identity, Name } from './names.js'

/** How long a page is waited for at most, ms: what a slow way took before. */
const PATIENCE_MS_MAX = 10_000
const NOBODY: ReadonlyMap<Name, number> = new Map()

/** A priest behind asks any priest for what it lacks, one page at a time, from one after the other (section 3.3.2 without the law). */
export class CatchingUp {
  private readonly desk: Desk
  private readonly learning: Learning
  /** `asked`: who was asked for it, and when first. */
  private wanted: { after: number; from: Name; at: number; asked: ReadonlyMap<Name, number> } | null = null
  /** Over a slow way a page must not be asked for again while it is still coming (P20): how long the last one of each took, twice. */
  private readonly patienceMs = new Map<Name, number>()
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
    if (this.wanted !== null && this.desk.now - this.wanted.at < this.patience(this.wanted.from)) return
    const first =
      this.wanted === null && president !== null && president !== this.desk.me.name ? president : this.nextName()
    if (first === null) return
    const after = this.learning.missingAfter
    const { now } = this.desk
    const before = this.wanted?.after === after ? this.wanted.asked : NOBODY
    this.wanted = { after, from: first, at: now, asked: new Map([[first, now], ...before]) }
    this.desk.say(first, { type: 'PageWanted', after })
  }

  private patience(name: Name): number {
    return Math.max(this.desk.timing.pageMs, this.patienceMs.get(name) ?? 0)
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
  page(from: Identity, message: Page, president: Name | null): void {
    if (message.passedTo > this.learning.knownTo) this.learning.knownTo = message.passedTo
    if (message.decrees.length === 0) return
    // Above a gap only as much is kept as there is room for.
    if (this.learning.isFull && message.from > this.learning.missingAfter + 1) return
    this.learning.learn(message.from, message.decrees)
    if (this.wanted !== null && this.learning.missingAfter > this.wanted.after) {
      const askedAt = this.wanted.asked.get(from.name)
      if (askedAt !== undefined)
        this.patienceMs.set(from.name, Math.min(PATIENCE_MS_MAX, 2 * (this.desk.now - askedAt)))
      this.wanted = null
      this.goOn(president)
    }
  }
}
