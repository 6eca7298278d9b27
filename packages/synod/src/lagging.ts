import type { Desk } from './desk.js'
import type { Name } from './names.js'

/**
 * Priests so far behind that new decrees would only keep from them the old ones that they lack (P20): a president tells
 * them none until they have caught up by pages, unless it has no majority without them.
 */
export class Lagging {
  private readonly desk: Desk
  private names: ReadonlySet<Name> = new Set()
  /** "Passed up to" of the last beat, and of the one before. */
  private last = 0
  private lastButOne = 0

  constructor(desk: Desk) {
    this.desk = desk
  }

  has(name: Name): boolean {
    return this.names.has(name)
  }

  /** It holds what the beat before the last one told: it follows by no more than two beats. */
  keepsUp(heldTo: number): boolean {
    return heldTo >= this.lastButOne
  }

  isBehind(name: Name, heldTo: number): boolean {
    const { rolls, bounds } = this.desk
    // One that held at the last beat what the beat before had told keeps up by pages: it can take part again.
    return heldTo < (this.names.has(name) ? this.lastButOne : this.last - bounds.lagWindows * rolls.alpha)
  }

  /** "Passed up to" is told in a beat, and these lag from now on. */
  told(upTo: number, names: ReadonlySet<Name>): void {
    this.names = names
    this.lastButOne = this.last
    this.last = upTo
  }
}
