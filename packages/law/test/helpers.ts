import {
  encodeEnvelope,
  getQuestion,
  type KeyValueLaw,
  type Law,
  LawBook,
  putBody,
  type Ruling,
  readGetAnswer,
} from '../src/index.js'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
export const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(textOf(bytes))

export const OLIVE_DAY = new Uint8Array(0)
export const opening = (time = 0) => encodeEnvelope({ kind: 'session', time })
export const inquiry = (question: Uint8Array, time = 0) => encodeEnvelope({ kind: 'inquire', time, body: question })

/** seq and body of a petition, the rest at will. */
export const petition = (
  session: number,
  seq: number,
  body: Uint8Array | string,
  { acked = 0, time = 0 }: { acked?: number; time?: number } = {},
) =>
  encodeEnvelope({
    kind: 'decree',
    session,
    seq,
    acked,
    time,
    body: typeof body === 'string' ? bytesOf(body) : body,
  })

/** Gives each decree the next number. */
export class Parliament {
  readonly book: LawBook

  constructor(law: Law) {
    this.book = new LawBook(law)
  }

  pass(decree: Uint8Array): Ruling {
    return this.book.apply(this.book.number + 1, decree)
  }

  passAll(decrees: readonly Uint8Array[]): Ruling[] {
    return decrees.map((decree) => this.pass(decree))
  }
}

/** Answers `COUNT:NUMBER:TIME:BODY`, so that a petition carried out twice is seen. */
export class CountingLaw implements Law {
  readonly name = 'counting'
  readonly version = 1
  count = 0

  apply(decree: Uint8Array, number: number, time: number): Uint8Array {
    this.count++
    return bytesOf(`${this.count}:${number}:${time}:${textOf(decree)}`)
  }

  query(question: Uint8Array): Uint8Array {
    return bytesOf(`${this.count}?${textOf(question)}`)
  }

  snapshot(): Uint8Array {
    return bytesOf(String(this.count))
  }

  restore(snapshot: Uint8Array): void {
    this.count = Number(textOf(snapshot))
  }
}

export const put = (session: number, seq: number, key: string, value: string, acked = 0) =>
  petition(session, seq, putBody(key, value), { acked })

export const inquireOf = (law: KeyValueLaw, key: string) => readGetAnswer(law.query(getQuestion(key)))
