import { type Inscribed, type LedgerRecord, takes } from '@paxon/synod'

/** Numbers `from` to `to` lie in a page between two offsets, in records one after the other. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly page: number
  readonly offset: number
  readonly end: number
}

/** Records that follow one another share a stretch up to about this size, which is read at once. */
const STRETCH_BYTES = 256 * 1024

/**
 * Where each decree lies: what a record takes (see `takes`) supersedes what was there. One entry for up to
 * {@link STRETCH_BYTES} of records. To read a stretch, go through its records in order and take each number the first time
 * it is next in line; {@link add} sees to it that this finds the right ones.
 */
export class RunIndex {
  /** In order and apart. */
  private stretches: Stretch[] = []
  /** The stretch that the record before went into whole; a next one may go on with it. */
  private open: Stretch | null = null

  /** Must be told before the record is inscribed in `sum`. Records without decrees are passed over. */
  add(sum: Inscribed, record: LedgerRecord, page: number, offset: number, end: number): void {
    if (!('decrees' in record)) return
    const ballot = record.type === 'Voted' ? record.ballot : null
    const recordEnd = record.from + record.decrees.length
    for (let from = record.from; from < recordEnd; ) {
      const taken = takes(sum, from, ballot)
      let next = from + 1
      while (next < recordEnd && takes(sum, next, ballot) === taken) next += 1
      if (taken) this.put({ from, to: next - 1, page, offset, end })
      else this.open = null
      from = next
    }
  }

  /** Numbers that one record holds, whatever was there before. */
  put(stretch: Stretch): void {
    const { open } = this
    const last = this.stretches.at(-1)
    const joined = open !== null && goesOn(open, stretch) ? { ...open, to: stretch.to, end: stretch.end } : stretch
    if (last === undefined || last.to < joined.from) this.stretches.push(joined)
    else this.supersede(joined)
    this.open = joined
  }

  find(number: number): Stretch | null {
    const stretch = this.stretches[this.firstEndingAt(number)]
    return stretch === undefined || stretch.from > number ? null : stretch
  }

  /** In order and apart. */
  all(): readonly Stretch[] {
    return this.stretches
  }

  /** Forgets all numbers above this one. */
  cutAfter(number: number): void {
    this.open = null
    const index = this.firstEndingAt(number + 1)
    const across = this.stretches[index]
    this.stretches.length = Math.min(index, this.stretches.length)
    if (across !== undefined && across.from <= number) this.stretches.push({ ...across, to: number })
  }

  /** Forgets what lies in a page. */
  forget(page: number): void {
    this.open = null
    this.stretches = this.stretches.filter((stretch) => stretch.page !== page)
  }

  /** The numbers from 1 up to this one that lie nowhere, in order. */
  missing(upTo: number): { from: number; to: number }[] {
    const holes: { from: number; to: number }[] = []
    let next = 1
    for (const { from, to } of this.stretches) {
      if (from > upTo) break
      if (from > next) holes.push({ from: next, to: from - 1 })
      next = to + 1
    }
    if (next <= upTo) holes.push({ from: next, to: upTo })
    return holes
  }

  private supersede(stretch: Stretch): void {
    const index = this.firstEndingAt(stretch.from)
    let after = index
    const kept: Stretch[] = [stretch]
    for (let old = this.stretches[after]; old !== undefined && old.from <= stretch.to; old = this.stretches[after]) {
      if (old.from < stretch.from) kept.unshift({ ...old, to: stretch.from - 1 })
      if (old.to > stretch.to) kept.push({ ...old, from: stretch.to + 1 })
      after += 1
    }
    this.stretches.splice(index, after - index, ...kept)
  }

  /** The index of the first stretch that ends at the number or above. */
  private firstEndingAt(number: number): number {
    let low = 0
    let high = this.stretches.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const stretch = this.stretches[middle]
      if (stretch !== undefined && stretch.to < number) low = middle + 1
      else high = middle
    }
    return low
  }
}

const goesOn = (open: Stretch, next: Stretch): boolean =>
  open.page === next.page && open.to + 1 === next.from && next.end - open.offset <= STRETCH_BYTES
