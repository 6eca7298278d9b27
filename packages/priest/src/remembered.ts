import type { Birth } from '@paxon/synod'

const REMEMBERED_MAX = 64

/** The largest batch heard of each birth, of those heard last: told in handshakes, so that a ledger put back from a copy is noticed (P42). */
export class Remembered {
  /** In the order in which they were last heard. */
  private readonly batches = new Map<Birth, number>()

  heard(birth: Birth, batch: number): void {
    const before = this.batches.get(birth) ?? 0
    this.batches.delete(birth)
    this.batches.set(birth, Math.max(before, batch))
    const [oldest] = this.batches.keys()
    if (this.batches.size > REMEMBERED_MAX && oldest !== undefined) this.batches.delete(oldest)
  }

  all(): [Birth, number][] {
    return [...this.batches]
  }
}
