import { type Answered, Answers, UNACKED_ANSWERS_MAX } from './answers.js'
import type { ByteReader, ByteWriter } from './bytes.js'

/** One session more ends the longest unused. */
export const SESSIONS_MAX = 10_000
/** Bytes of a session's kept answers with which it is full. The last of them may go beyond: a law's answer has no limit. */
export const SESSION_BYTES_MAX = 16 * 1024 * 1024
/** Bytes of the kept answers of all sessions; beyond them the longest unused sessions end. */
export const ANSWERS_BYTES_MAX = 256 * 1024 * 1024

/** What the law remembers of one citizen, so that a petition that is repeated is carried out once. */
export class Session {
  /** Of the decree that opened it. */
  readonly number: number
  readonly answers = new Answers()
  /** Its neighbours by last use. */
  older: Session | null = null
  newer: Session | null = null

  constructor(number: number) {
    this.number = number
  }

  get full(): boolean {
    return this.answers.size >= UNACKED_ANSWERS_MAX || this.answers.bytes >= SESSION_BYTES_MAX
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
  /** Of the answers of all sessions. */
  private bytes = 0

  get count(): number {
    return this.byNumber.size
  }

  /** @param number of no open session */
  open(number: number): Session {
    if (this.oldest !== null && this.byNumber.size >= SESSIONS_MAX) this.end(this.oldest)
    const session = new Session(number)
    this.byNumber.set(number, session)
    this.linkNewest(session)
    return session
  }

  /** The session, from now on the last used; undefined when it has ended or never was. */
  use(number: number): Session | undefined {
    if (this.newest?.number === number) return this.newest
    const session = this.byNumber.get(number)
    if (session !== undefined) {
      this.unlink(session)
      this.linkNewest(session)
    }
    return session
  }

  acknowledge(session: Session, upTo: number): void {
    const before = session.answers.bytes
    session.answers.acknowledge(upTo)
    this.bytes -= before - session.answers.bytes
  }

  /** Keeps an answer of the session used last; for its room the longest unused others may have to end. */
  keep(session: Session, seq: number, answer: Answered): void {
    const before = session.answers.bytes
    session.answers.set(seq, answer)
    this.bytes += session.answers.bytes - before
    while (this.bytes > ANSWERS_BYTES_MAX && this.oldest !== null && this.oldest !== session) this.end(this.oldest)
  }

  write(to: ByteWriter): void {
    to.whole(this.byNumber.size)
    for (let session = this.oldest; session !== null; session = session.newer) {
      to.whole(session.number)
      to.whole(session.answers.acked)
      to.whole(session.answers.size)
      for (const [seq, answer] of session.answers.entries()) {
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
      session.answers.acknowledge(from.whole())
      let last = session.answers.acked
      for (let answersLeft = from.whole(UNACKED_ANSWERS_MAX); answersLeft > 0; answersLeft--) {
        const seq = from.whole()
        if (seq <= last)
          throw new RangeError(`seq ${seq} stands twice, acknowledged, or out of order, in session ${number}`)
        last = seq
        const answered = from.whole()
        // A copy, lest a few bytes keep the whole snapshot in memory.
        const bytes = from.bytes(from.whole()).slice()
        session.answers.set(seq, { kind: 'answered', number: answered, bytes })
      }
      sessions.bytes += session.answers.bytes
    }
    return sessions
  }

  private end(session: Session): void {
    this.byNumber.delete(session.number)
    this.bytes -= session.answers.bytes
    this.unlink(session)
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
