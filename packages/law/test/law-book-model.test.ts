import fc from 'fast-check'
import { decodeEnvelope, LawBook, type Ruling, SESSIONS_MAX, UNACKED_ANSWERS_MAX } from '../src/index.js'
import { CountingLaw, inquiry, OLIVE_DAY, opening, petition } from './helpers.js'

/** The rules of sessions as plainly as they can be said: it forgets no answer and searches everything. */
class NaiveBook {
  private readonly law = new CountingLaw()
  private open: { number: number; usedAt: number; acked: number }[] = []
  private readonly answers: { session: number; seq: number; ruling: Ruling }[] = []
  private time = 0

  apply(number: number, decree: Uint8Array): Ruling {
    if (decree.length === 0) return { kind: 'olive-day' }
    const envelope = decodeEnvelope(decree)
    if (envelope === null) return { kind: 'unreadable' }
    if (envelope.kind === 'readmit') return { kind: 'not readmitted', why: 'no such name' }
    this.time = Math.max(this.time, envelope.time)
    if (envelope.kind === 'inquire') return { kind: 'answered', number, bytes: this.law.query(envelope.body) }
    if (envelope.kind === 'session') {
      if (this.open.length === SESSIONS_MAX) {
        const unused = this.open.reduce((longest, s) => (s.usedAt < longest.usedAt ? s : longest))
        this.open = this.open.filter((s) => s !== unused)
      }
      this.open.push({ number, usedAt: number, acked: 0 })
      return { kind: 'session', number }
    }
    const session = this.open.find((s) => s.number === envelope.session)
    if (session === undefined) return { kind: 'ended' }
    session.usedAt = number
    session.acked = Math.max(session.acked, envelope.acked)
    if (envelope.seq <= session.acked) return { kind: 'acknowledged' }
    const kept = this.answers.filter((a) => a.session === session.number && a.seq > session.acked)
    const before = kept.find((a) => a.seq === envelope.seq)
    if (before !== undefined) return before.ruling
    if (kept.length === UNACKED_ANSWERS_MAX) return { kind: 'full' }
    const ruling: Ruling = { kind: 'answered', number, bytes: this.law.apply(envelope.body, number, this.time) }
    this.answers.push({ session: session.number, seq: envelope.seq, ruling })
    return ruling
  }
}

const anyTime = fc.nat(1000)
const smallSeq = fc.nat(12)
/** Near the fewest answers that fill a session. */
const highSeq = fc.integer({ min: UNACKED_ANSWERS_MAX - 2, max: UNACKED_ANSWERS_MAX + 8 })

function anyDecree(sessions: fc.Arbitrary<number>, seqs: fc.Arbitrary<number>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .tuple(sessions, seqs, smallSeq, anyTime)
        .map(([session, seq, acked, time]) =>
          petition(session, seq, `${seq}`, { acked: Math.max(0, acked - 4), time }),
        ),
    },
    { weight: 3, arbitrary: anyTime.map(opening) },
    { weight: 1, arbitrary: anyTime.map((time) => inquiry(new Uint8Array(0), time)) },
    { weight: 1, arbitrary: fc.constant(OLIVE_DAY) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  )
}

/** Both books go through the same decrees; after `restartAt` of them the real one is saved and put back into a new one. */
function compare(before: readonly Uint8Array[], decrees: readonly Uint8Array[], restartAt: number): void {
  const naive = new NaiveBook()
  let book = new LawBook(new CountingLaw())
  let number = 0
  for (const decree of before) {
    number++
    book.apply(number, decree)
    naive.apply(number, decree)
  }
  for (const [index, decree] of decrees.entries()) {
    if (index === restartAt) {
      const snapshot = book.snapshot()
      book = new LawBook(new CountingLaw())
      book.restore(snapshot)
    }
    number++
    expect(book.apply(number, decree)).toEqual(naive.apply(number, decree))
  }
}

test('P10, P11: as the naive book, few sessions, restarted anywhere', () => {
  fc.assert(
    fc.property(fc.array(anyDecree(fc.nat(8), smallSeq), { maxLength: 60 }), fc.nat(60), (decrees, restartAt) =>
      compare([opening(), opening()], decrees, restartAt),
    ),
    { numRuns: 300 },
  )
})

test('P10, P11: as the naive book, with a session that is nearly full', () => {
  const filling = Array.from({ length: UNACKED_ANSWERS_MAX - 3 }, (_, i) => petition(1, i + 1, 'x'))
  fc.assert(
    fc.property(
      fc.array(anyDecree(fc.constantFrom(1, 1, 1, 2), fc.oneof(smallSeq, highSeq)), { maxLength: 25 }),
      fc.nat(25),
      (decrees, restartAt) => compare([opening(), ...filling], decrees, restartAt),
    ),
    { numRuns: 20 },
  )
})

test('P10, P11: as the naive book, with as many sessions as there can be', () => {
  const openings = Array.from({ length: SESSIONS_MAX - 2 }, () => opening())
  fc.assert(
    fc.property(
      fc.array(
        anyDecree(
          fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: SESSIONS_MAX - 3, max: SESSIONS_MAX + 9 })),
          smallSeq,
        ),
        {
          minLength: 10,
          maxLength: 40,
        },
      ),
      fc.nat(40),
      (decrees, restartAt) => compare(openings, decrees, restartAt),
    ),
    { numRuns: 15 },
  )
})
