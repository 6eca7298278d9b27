import type { State } from './linearizable.js'
import type { Place } from './ways.js'

/**
 * Places at which as many certain calls have their place in the order, each place once. Those reached with the fewest
 * uncertain calls come first, since they make up for others; more may be added meanwhile, of as many uncertain calls or more.
 */
export class Level<S extends State> {
  private readonly known = new Set<string>()
  private readonly byUses: Place<S>[][] = []

  get isEmpty(): boolean {
    return this.known.size === 0
  }

  add(place: Place<S>): void {
    const name = `${place.text} ${place.used.join()}`
    if (this.known.has(name)) return
    this.known.add(name)
    const uses = place.used.reduce((sum, count) => sum + count, 0)
    const queue = this.byUses[uses] ?? []
    this.byUses[uses] = queue
    queue.push(place)
  }

  *places(): Generator<Place<S>> {
    for (let uses = 0; uses < this.byUses.length; uses++) yield* this.byUses[uses] ?? []
  }
}
