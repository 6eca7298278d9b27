import type { AnswersHead, PetitionsHead } from './hot.js'
import { MESSAGES_MAX } from './limits.js'
import { utf8 } from './utf8.js'

/**
 * The heads of a citizen's petitions and of their answers, byte by byte, in the one form in which this side writes them: for a
 * single petition JSON and its checks cost more than all else that its frame does. Null for whatever is not plainly in that form,
 * wrong or not: JSON and the schemas read it then. A test holds the two together.
 */

const PETITIONS = utf8('[{"type":"petitions","session":')
const ACKED = utf8(',"acked":')
const LEFT = utf8(',"left":')
const IDS = utf8(',"ids":[')
const SEQS = utf8('],"seqs":[')
const DECREES = utf8('],"decrees":[')
const BYTES = utf8('],"bytes":[')
const END = utf8(']}]')

const COMMA = 0x2c
const ZERO = 0x30
/** Any number of so many digits is a whole number that JavaScript knows exactly. */
const DIGITS_MAX = 15
const NONE = -1

/** As JSON.stringify would put the head of one petition. */
export const petitionWords = (session: number, acked: number, left: number, id: number, seq: number, bytes: number) =>
  `[{"type":"petitions","session":${session},"acked":${acked},"left":${left},"ids":[${id}],"seqs":[${seq}],"bytes":[${bytes}]}]`

/** And that of one answer. @param parliament and `by` have nothing that JSON escapes */
export const answerWords = (parliament: string, by: string, id: number, decree: number, bytes: number) =>
  `[{"type":"answers","parliament":"${parliament}","by":"${by}","ids":[${id}],"decrees":[${decree}],"bytes":[${bytes}]}]`

/** @param leftMax ms */
export function plainPetitions(frame: Uint8Array, at: number, end: number, leftMax: number): PetitionsHead | null {
  const words = new Words(frame, at)
  if (!words.are(PETITIONS)) return null
  const session = words.whole()
  if (session < 1 || !words.are(ACKED)) return null
  const acked = words.whole()
  if (acked === NONE || !words.are(LEFT)) return null
  const left = words.whole()
  if (left === NONE || left > leftMax || !words.are(IDS)) return null
  const ids = words.column(0)
  if (ids === null || !words.are(SEQS)) return null
  const seqs = words.column(1)
  if (seqs === null || !words.are(BYTES)) return null
  const bytes = words.column(0)
  if (bytes === null || !words.are(END) || words.at !== end) return null
  if (seqs.length !== ids.length || bytes.length !== ids.length) return null
  return { type: 'petitions', session, acked, left, ids, seqs, bytes }
}

/** Answers that all begin alike, since one priest of one parliament gives them. */
export class AnswersReader {
  private like: { readonly parliament: string; readonly by: AnswersHead['by']; readonly start: Uint8Array } | null =
    null

  /** Where the head begins as the last one did that was learnt. */
  read(frame: Uint8Array, at: number, end: number): AnswersHead | null {
    if (this.like === null) return null
    const { parliament, by, start } = this.like
    const words = new Words(frame, at)
    if (!words.are(start)) return null
    const ids = words.column(0)
    if (ids === null || !words.are(DECREES)) return null
    const decrees = words.column(0)
    if (decrees === null || !words.are(BYTES)) return null
    const bytes = words.column(0)
    if (bytes === null || !words.are(END) || words.at !== end) return null
    if (decrees.length !== ids.length || bytes.length !== ids.length) return null
    return { type: 'answers', parliament, by, ids, decrees, bytes }
  }

  /** A head that was found right. */
  learn({ parliament, by }: AnswersHead): void {
    if (this.like?.parliament === parliament && this.like.by === by) return
    const start = utf8(`[{"type":"answers","parliament":"${parliament}","by":"${by}","ids":[`)
    this.like = { parliament, by, start }
  }
}

/** Bytes that are taken from the front. */
class Words {
  at: number
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  /** Takes these, where they come next. */
  are(words: Uint8Array): boolean {
    const { at, bytes } = this
    for (let i = 0; i < words.length; i++) if (bytes[at + i] !== words[i]) return false
    this.at = at + words.length
    return true
  }

  /** A number as JSON has it; NONE for anything else, and where it has more than {@link DIGITS_MAX} digits. */
  whole(): number {
    const { at, bytes } = this
    let end = at
    let value = 0
    for (;;) {
      const digit = (bytes[end] ?? 0) - ZERO
      if (digit < 0 || digit > 9) break
      value = 10 * value + digit
      end += 1
    }
    const length = end - at
    if (length === 0 || length > DIGITS_MAX || (length > 1 && bytes[at] === ZERO)) return NONE
    this.at = end
    return value
  }

  /** Numbers of at least `min`, one or more, up to what ends the list. */
  column(min: number): number[] | null {
    const numbers: number[] = []
    for (;;) {
      const number = this.whole()
      if (number < min || numbers.length === MESSAGES_MAX) return null
      numbers.push(number)
      if (this.bytes[this.at] !== COMMA) return numbers
      this.at += 1
    }
  }
}
