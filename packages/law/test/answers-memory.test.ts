import { encodeEnvelopes, LawBook } from '../src/index.js'
import { bytesOf, CountingLaw, opening, petition, textOf } from './helpers.js'
import { retainedBytes } from './retained.js'

const MIB = 1024 * 1024
const PART_BYTES = 40

/** Answers with a view. */
class ViewLaw extends CountingLaw {
  private readonly view: (decree: Uint8Array) => Uint8Array

  constructor(view: (decree: Uint8Array) => Uint8Array) {
    super()
    this.view = view
  }

  override apply(decree: Uint8Array): Uint8Array {
    return this.view(decree)
  }
}

/** A petition of session 1, proposed together with one of a MiB. */
const besideLong = (seq: number, body: Uint8Array): Uint8Array => {
  const head = { kind: 'decree', session: 1, acked: 0, time: 0 } as const
  const [decree] = encodeEnvelopes([
    { ...head, seq, body },
    { ...head, seq: seq + 1, body: new Uint8Array(MIB) },
  ])
  return decree ?? new Uint8Array(0)
}

function bookOf(view: (decree: Uint8Array) => Uint8Array): LawBook {
  const book = new LawBook(new ViewLaw(view))
  book.apply(1, opening())
  return book
}

function answerTo(book: LawBook, decree: Uint8Array): Uint8Array {
  const ruling = book.apply(book.number + 1, decree)
  if (ruling.kind !== 'answered') throw new Error(ruling.kind)
  return ruling.bytes
}

test('P32: of answers that are views of their decrees nothing else is kept', () => {
  let book: LawBook | null = bookOf((decree) => decree.subarray(0, PART_BYTES))
  for (let seq = 1; seq <= 300; seq++) answerTo(book, besideLong(seq, new Uint8Array(100)))
  const retained = retainedBytes(() => {
    book = null
  })
  // Not 300 MiB; the engine may give a few buffers back late.
  expect(retained).toBeLessThan(16 * MIB)
})

test.each([
  ['a part of its decree', (decree: Uint8Array) => decree.subarray(2, 2 + PART_BYTES)],
  ['a few bytes of it', (decree: Uint8Array) => decree.subarray(0, 3)],
  ['none of them', (decree: Uint8Array) => decree.subarray(0, 0)],
  ['a Buffer of Node’s pool', (decree: Uint8Array) => Buffer.concat([Buffer.from('one'), decree.subarray(0, 30)])],
  ['the start of a large buffer', () => new Uint8Array(MIB).subarray(0, PART_BYTES)],
])('an answer that is %s is kept as a copy, and given again at a retry', (_, view) => {
  const book = bookOf(view)
  const body = bytesOf('a body of some length, from which the answer is taken')
  const decree = besideLong(1, body)
  const answer = answerTo(book, decree)
  expect(answer.buffer.byteLength).toBe(answer.length)
  expect([...answer]).toEqual([...new ViewLaw(view).apply(body)])
  expect(answerTo(book, decree)).toBe(answer)
})

test('an answer that is most of its buffer is not copied', () => {
  const given: Uint8Array[] = []
  const book = bookOf((decree) => {
    const answer = textOf(decree) === 'short' ? bytesOf('an answer') : decree
    given.push(answer)
    return answer
  })
  const kept = [petition(1, 1, 'short'), petition(1, 2, 'v'.repeat(10_000))].map((decree) => answerTo(book, decree))
  expect(kept[0]).toBe(given[0])
  expect(kept[1]).toBe(given[1])
})
