import type { ByteReader, ByteWriter } from './bytes.js'

/** One session more ends the longest unused. */
export const SESSIONS_MAX = 10_000
/** Answers kept for a session until its citizen acknowledges them; one petition more is SESSION_FULL. */
export const UNACKED_ANSWERS_MAX = 1_024

/** The law's answer to a petition, and the number of the decree that was carried out: its first. */
export interface Answered {
  readonly kind: 'answered'
  readonly number: number
  /** Kept for retries: not to be written to. */
  readonly bytes: Uint8Array
}

/** What the law remembers of one citizen, so that a petition that is repeated is carried out once. */
export class Session {
  /** Of the decree that opened it. */
  readonly number: number
  /** Never falls. Petitions up to here have been answered for good. */
  acked = 0
  /** By seq, all above `acked`: a set, since petitions that overtake each other leave gaps. In the order of their numbers. */
  readonly answers = new Map<number, Answered>()
  /** Its neighbours by last use. */
  older: Session | null = null
  newer: Session | null = null

  constructor(number: number) {
    this.number = number
  }

  get full(): boolean {
    return this.answers.size >= UNACKED_ANSWERS_MAX
  }

  /** Forgets the answers up to `upTo`; petitions that are late or repeated may still carry a lower one. */
  acknowledge(upTo: number): void {
    if (upTo <= this.acked) return
    if (upTo - this.acked <= this.answers.size) {
      for (let seq = this.acked + 1; seq <= upTo; seq++) this.answers.delete(seq)
    } else {
      for (const seq of this.answers.keys()) if (seq <= upTo) this.answers.delete(seq)
    }
    this.acked = upTo
  }
}

/**
 * All open sessions, in the order of their last use by decree number, which is the same at every priest. A linked list:
 * a Map whose first keys are taken away again and again walks over the holes that they leave.
 */
export class Sessions {
  private readonly byNumber = new Map<number, Session>()
  private oldest: Session | null = null
  private newest: Session | null = null

  get count(): number {
    return this.byNumber.size
  }

  /** @param number of no open session */
  open(number: number): Session {
    if (this.oldest !== null && this.byNumber.size >= SESSIONS_MAX) {
      this.byNumber.delete(this.oldest.number)
      this.unlink(this.oldest)
    }
    const session = new Session(number)
    this.byNumber.set(number, session)
    this.linkNewest(session)
    return session
  }

  /** The session, from now on the last used; undefined when it has ended or never was. */
  use(number: number): Session | undefined {
    const session = this.byNumber.get(number)
    if (session !== undefined && session !== this.newest) {
      this.unlink(session)
      this.linkNewest(session)
    }
    return session
  }

  write(to: ByteWriter): void {
    to.whole(this.byNumber.size)
    for (let session = this.oldest; session !== null; session = session.newer) {
      to.whole(session.number)
      to.whole(session.acked)
      to.whole(session.answers.size)
      for (const [seq, answer] of session.answers) {
        to.whole(seq)
        to.whole(answer.number)
        to.whole(answer.bytes.length)
        to.bytes(answer.bytes)
      }
    }
  }

  /** Reads {@link write} back. @throws RangeError */
  static read(from: ByteReader): Sessions {
    const sessions = new Sessions()
    for (let left = from.whole(SESSIONS_MAX); left > 0; left--) {
      const number = from.whole()
      if (sessions.byNumber.has(number)) throw new RangeError(`session ${number} stands twice`)
      const session = sessions.open(number)
      session.acked = from.whole()
      for (let answersLeft = from.whole(UNACKED_ANSWERS_MAX); answersLeft > 0; answersLeft--) {
        const seq = from.whole()
        if (seq <= session.acked || session.answers.has(seq))
          throw new RangeError(`seq ${seq} stands twice, or acknowledged, in session ${number}`)
        const answered = from.whole()
        // A copy, lest a few bytes keep the whole snapshot in memory.
        const bytes = from.bytes(from.whole()).slice()
        session.answers.set(seq, { kind: 'answered', number: answered, bytes })
      }
    }
    return sessions
  }

  /** Never the newest: it would only be linked there again, and is not the one that ends. */
  private unlink(session: Session): void {
    if (session.older === null) this.oldest = session.newer
    else session.older.newer = session.newer
    if (session.newer !== null) session.newer.older = session.older
  }

  private linkNewest(session: Session): void {
    session.older = this.newest
    session.newer = null
    if (this.newest === null) this.oldest = session
    else this.newest.newer = session
    this.newest = session
  }
}
