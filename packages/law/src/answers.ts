/** Answers kept for a session until its citizen acknowledges them; one petition more is SESSION_FULL. */
export const UNACKED_ANSWERS_MAX = 1_024

/** The law's answer to a petition, and the number of the decree that was carried out: its first. */
export interface Answered {
  readonly kind: 'answered'
  readonly number: number
  /** Kept for retries: not to be written to. */
  readonly bytes: Uint8Array
}

/** What an answer takes beside its bytes, at least. */
const ANSWER_OVERHEAD_BYTES = 256
const PLACES_MIN = 8

const sizeOf = (answer: Answered): number => answer.bytes.length + ANSWER_OVERHEAD_BYTES

/**
 * A shorter answer at the start of a buffer has that for itself as a rule, as those to a put have: an engine would only make the
 * buffer when it is asked for, which costs ten times as much as the answer. Of longer ones the digest asks for it anyway.
 */
const VIEW_BYTES_MIN = 24

/**
 * What is kept of an answer: itself, or a copy where it is a view of more than twice the bytes that it is counted with. A law may
 * answer with a part of its decree, and that lies in one buffer with all that was proposed with it.
 */
export function keptOf(bytes: Uint8Array): Uint8Array {
  if (bytes.byteOffset === 0 && bytes.length < VIEW_BYTES_MIN) return bytes
  return bytes.buffer.byteLength > 2 * (bytes.length + ANSWER_OVERHEAD_BYTES) ? new Uint8Array(bytes) : bytes
}

/**
 * The answers of one session that its citizen has not acknowledged, by seq. A seq has a place of its own among so many places
 * as there are answers at most; one that is further ahead of what is acknowledged goes to a Map. In a Map alone each petition
 * would enter one and delete one, for which it makes a new table again and again.
 */
export class Answers {
  private places: (Answered | undefined)[] = new Array<Answered | undefined>(PLACES_MIN).fill(undefined)
  private readonly ahead = new Map<number, Answered>()
  private placed = 0
  private keptBytes = 0
  private ackedTo = 0

  /** Never falls. Petitions up to here have been answered for good. */
  get acked(): number {
    return this.ackedTo
  }

  get size(): number {
    return this.placed + this.ahead.size
  }

  /** That the answers take. */
  get bytes(): number {
    return this.keptBytes
  }

  /** @param seq above `acked` */
  get(seq: number): Answered | undefined {
    const places = this.places
    const answer = seq - this.ackedTo <= places.length ? places[seq % places.length] : undefined
    return answer ?? (this.ahead.size === 0 ? undefined : this.ahead.get(seq))
  }

  /** @param seq above `acked`, and not here */
  set(seq: number, answer: Answered): void {
    this.keptBytes += sizeOf(answer)
    while (seq - this.ackedTo > this.places.length && this.places.length < UNACKED_ANSWERS_MAX) this.grow()
    if (seq - this.ackedTo > this.places.length) {
      this.ahead.set(seq, answer)
      return
    }
    this.places[seq % this.places.length] = answer
    this.placed += 1
  }

  /** Forgets the answers up to `upTo`; petitions that are late or repeated may still carry a lower one. */
  acknowledge(upTo: number): void {
    if (upTo <= this.ackedTo) return
    const { places } = this
    const last = Math.min(upTo, this.ackedTo + places.length)
    for (let seq = this.ackedTo + 1; seq <= last; seq++) {
      const answer = places[seq % places.length]
      if (answer === undefined) continue
      this.keptBytes -= sizeOf(answer)
      places[seq % places.length] = undefined
      this.placed -= 1
    }
    if (this.ahead.size > 0) this.forgetAhead(upTo)
    this.ackedTo = upTo
  }

  private forgetAhead(upTo: number): void {
    for (const [seq, answer] of this.ahead) {
      if (seq > upTo) continue
      this.keptBytes -= sizeOf(answer)
      this.ahead.delete(seq)
    }
  }

  /** By seq. */
  entries(): [seq: number, answer: Answered][] {
    const entries: [number, Answered][] = [...this.ahead]
    // Counted by places: a citizen may have acknowledged the largest number there is.
    for (let ahead = 1; ahead <= this.places.length; ahead++) {
      const seq = this.ackedTo + ahead
      const there = this.places[seq % this.places.length]
      if (there !== undefined) entries.push([seq, there])
    }
    return entries.sort(([a], [b]) => a - b)
  }

  private grow(): void {
    const entries = this.entries()
    this.places = new Array<Answered | undefined>(2 * this.places.length).fill(undefined)
    this.placed = 0
    this.ahead.clear()
    for (const [seq, answer] of entries) {
      if (seq - this.ackedTo > this.places.length) this.ahead.set(seq, answer)
      else {
        this.places[seq % this.places.length] = answer
        this.placed += 1
      }
    }
  }
}
