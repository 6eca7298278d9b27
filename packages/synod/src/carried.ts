import { type Decree, sameDecree } from './decree.js'
import type { Desk } from './desk.js'
import type { Tag } from './events.js'

/** Petitions of the ballot before, of which the one in hand may find that they go on (a ballot raised above a stray promise). */
export class CarriedPetitions {
  private readonly desk: Desk
  private readonly byNumber = new Map<number, { decree: Decree; tag: Tag }>()

  constructor(desk: Desk) {
    this.desk = desk
  }

  keep(number: number, decree: Decree, tag: Tag): void {
    this.byNumber.set(number, { decree, tag })
  }

  /** The petition that was under way as this number and goes on as this decree; if it is another's, it is abandoned. */
  take(number: number, decree: Decree): Tag | null {
    const carried = this.byNumber.get(number)
    if (carried === undefined) return null
    this.byNumber.delete(number)
    if (sameDecree(carried.decree, decree)) return carried.tag
    this.abandon(carried.tag)
    return null
  }

  abandonAll(): void {
    for (const { tag } of this.byNumber.values()) this.abandon(tag)
    this.byNumber.clear()
  }

  private abandon(tag: Tag): void {
    this.desk.out.failed.push({ tag, why: 'abandoned' })
  }
}
