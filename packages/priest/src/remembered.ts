import type { Birth } from '@paxon/synod'

const REMEMBERED_MAX = 64

/** The largest batch heard of each birth: told in handshakes, so that a ledger put back from a copy is noticed (P42). */
export class Remembered {
  private readonly batches = new Map<Birth, number>()

  heard(birth: Birth, batch: number): void {
    const before = this.batches.get(birth)
    if (before === undefined && this.batches.size >= REMEMBERED_MAX) {
      for (const oldest of this.batches.keys()) {
        this.batches.delete(oldest)
        break
      }
    }
    if (before === undefined || batch > before) this.batches.set(birth, batch)
  }

  all(): [Birth, number][] {
    return [...this.batches]
  }
}
