/**
 * What a search has visited. Beside its text each place has counts of what was used up on the way there; a place reached with
 * at least as much used up of everything leads nowhere that the earlier visit does not.
 */
export class Visited {
  private readonly places = new Map<string, (readonly number[])[]>()
  private count = 0

  get size(): number {
    return this.count
  }

  /** Whether it was not visited with as little or less; from now on it has been. @param used copied */
  isNew(place: string, used: readonly number[]): boolean {
    const visits = this.places.get(place)
    if (visits?.some((visit) => isWithin(visit, used)) === true) return false
    const others = visits?.filter((visit) => !isWithin(used, visit)) ?? []
    this.places.set(place, [...others, [...used]])
    this.count += 1
    return true
  }
}

const isWithin = (few: readonly number[], many: readonly number[]): boolean =>
  few.every((count, kind) => count <= (many[kind] ?? 0))
