import { UNACKED_ANSWERS_MAX } from '@paxon/law'

/**
 * A session: petitions are numbered in it, so that the law carries each out once however often it is sent (DESIGN,
 * section 5). `acked` tells the law which answers it need not keep.
 */
export class Session {
  /** Of the decree that opened it. */
  readonly number: number
  #lastSeq = 0
  #acked = 0
  /** Settled ones above `acked`. */
  readonly #settled = new Set<number>()

  constructor(number: number) {
    this.number = number
  }

  /** The largest number such that all seq up to it are settled. */
  get acked(): number {
    return this.#acked
  }

  /** Whether the law would keep the answer of one petition more. */
  get hasRoom(): boolean {
    return this.#lastSeq - this.#acked < UNACKED_ANSWERS_MAX
  }

  /** The number of a new petition, from 1. */
  takeSeq(): number {
    this.#lastSeq += 1
    return this.#lastSeq
  }

  /**
   * The petition was answered, or given up, and is never sent again. For one given up whose outcome is not known this is a
   * mercy too: once a later petition brings the law an `acked` at or above its seq, a copy of it that is still on its way
   * is not carried out any more. Whether it was before stays unknown.
   */
  settle(seq: number): void {
    if (seq === this.#acked + 1) this.#acked = seq
    else this.#settled.add(seq)
    if (this.#settled.size === 0) return
    while (this.#settled.delete(this.#acked + 1)) this.#acked += 1
  }
}
