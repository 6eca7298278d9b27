import { ANSWERS_BYTES_MAX, LawBook, SESSION_BYTES_MAX } from '../src/index.js'
import { CountingLaw, opening, petition, textOf } from './helpers.js'

const MIB = 1024 * 1024
const ANSWER = new Uint8Array(4 * MIB)

/** Answers a body that is a number with so many bytes. */
class LavishLaw extends CountingLaw {
  override apply(decree: Uint8Array): Uint8Array {
    this.count++
    return ANSWER.subarray(0, Number(textOf(decree)))
  }
}

const pass = (book: LawBook, decree: Uint8Array) => book.apply(book.number + 1, decree)
const ask = (book: LawBook, session: number, seq: number, bytes: number, acked = 0) =>
  pass(book, petition(session, seq, `${bytes}`, { acked })).kind

test('P32: a session whose kept answers take 16 MiB is full until some are acknowledged; those kept are still given', () => {
  const book = new LawBook(new LavishLaw())
  pass(book, opening())
  for (let seq = 1; seq <= 4; seq++) expect(ask(book, 1, seq, 4 * MIB)).toBe('answered')
  expect(4 * ANSWER.length).toBe(SESSION_BYTES_MAX)
  expect(ask(book, 1, 5, 1)).toBe('full')
  expect(ask(book, 1, 2, 1)).toBe('answered')
  expect(ask(book, 1, 6, 1, 1)).toBe('answered')
})

test('P32: an answer with no bytes takes room too', () => {
  const book = new LawBook(new LavishLaw())
  pass(book, opening())
  for (let seq = 1; seq <= 3; seq++) ask(book, 1, seq, 4 * MIB)
  ask(book, 1, 4, 4 * MIB - 5 * 256)
  expect(ask(book, 1, 5, 0)).toBe('answered')
  expect(ask(book, 1, 6, 0)).toBe('full')
})

test('P32: beyond 256 MiB of kept answers the longest unused sessions end, at a restored law the same ones', () => {
  const book = new LawBook(new LavishLaw())
  const sessions = ANSWERS_BYTES_MAX / SESSION_BYTES_MAX
  for (let i = 0; i < sessions + 2; i++) pass(book, opening())
  // 1 is left empty; all but 2 are filled, 3 MiB short of all that may be kept, and 3 is used last.
  for (let session = sessions + 2; session >= 3; session--) {
    for (let seq = 1; seq <= 4; seq++) ask(book, session, seq, 4 * MIB - 256)
  }
  ask(book, 3, 5, 0, 1)
  expect(book.sessionCount).toBe(sessions + 2)
  const copy = new LawBook(new LavishLaw())
  copy.restore(book.snapshot())
  for (const each of [book, copy]) {
    expect(ask(each, 3, 6, 3 * MIB, 1)).toBe('answered')
    expect(each.sessionCount).toBe(sessions + 2)
    // Now there is no room: 1 and 2, which hold nothing, and the longest unused that holds something have to go.
    expect(ask(each, 3, 7, 3 * MIB, 1)).toBe('answered')
    expect(each.sessionCount).toBe(sessions - 1)
    for (const session of [1, 2, sessions + 2]) expect(ask(each, session, 9, 0)).toBe('ended')
    expect(ask(each, sessions + 1, 9, 0, 4)).toBe('answered')
  }
  expect(copy.digest).toBe(book.digest)
}, 30_000)
