/** Visits of one place that a later one is compared with: more would make a search dear, fewer lose only what they spare. */
const COMPARED_MAX = 64

/**
 * What a search has visited. Beside its text each place has counts of what was used up on the way there; a place reached with
 * at least as much used up of everything leads nowhere that the earlier visit does not. Such a place may be taken for new all
 * the same, where there are too many visits to compare it with.
 */
export class Visited {
  private readonly places = new Map<string, (readonly number[])[]>()
  private count = 0

  get size(): number {
    return this.count
  }

  /** Whether it was not visited with as little or less, as far as that is known; from now on it has been. */
  isNew(place: string, used: readonly number[]): boolean {
    const visits = this.places.get(place) ?? []
    if (visits.some((visit) => isWithin(visit, used))) return false
    const others = visits.filter((visit) => !isWithin(used, visit))
    if (others.length < COMPARED_MAX) others.push(used)
    this.places.set(place, others)
    this.count += 1
    return true
  }
}

const isWithin = (few: readonly number[], many: readonly number[]): boolean =>
  few.every((count, kind) => count <= (many[kind] ?? 0))
