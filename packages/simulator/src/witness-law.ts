import { KeyValueLaw, type Law } from '@paxon/law'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Hears of each decree that a law carries out; a decree that is carried out twice is heard of twice. */
export type Executed = (number: number, body: Uint8Array) => void

/** The body of a decree that adds to a counter. Not idempotent: carried out twice, it shows. @param token makes it unlike any other */
export const addBody = (counter: string, amount: number, token: string): Uint8Array =>
  encoder.encode(`+${counter} ${amount} ${token}`)

export const totalQuestion = (counter: string): Uint8Array => encoder.encode(`?${counter}`)

/** Reads the answer to either. */
export const readTotal = (answer: Uint8Array): number => Number(decoder.decode(answer))

export interface Addition {
  readonly counter: string
  readonly amount: number
  readonly token: string
}

/** Null when the body is not one of {@link addBody}. */
export function readAddition(body: Uint8Array): Addition | null {
  if (body[0] !== PLUS) return null
  const [counter = '', amount = '', token = ''] = decoder.decode(body.subarray(1)).split(' ')
  return { counter, amount: Number(amount), token }
}

const PLUS = 0x2b
const QUESTION = 0x3f

/** The token of a petition's body; null for a delete, which has none. */
export function tokenOf(body: Uint8Array): string | null {
  const addition = readAddition(body)
  if (addition !== null) return addition.token
  const { value, to } = JSON.parse(decoder.decode(body)) as { readonly value?: string; readonly to?: string }
  return value ?? to ?? null
}

/** The built-in law, counters beside it, and a witness of what it carries out. */
export class WitnessLaw implements Law {
  readonly name = 'witness'
  readonly version = 1
  private readonly registers = new KeyValueLaw()
  private readonly counters = new Map<string, number>()
  private readonly executed: Executed

  constructor(executed: Executed) {
    this.executed = executed
  }

  apply(decree: Uint8Array, number: number): Uint8Array {
    this.executed(number, decree)
    const addition = readAddition(decree)
    if (addition === null) return this.registers.apply(decree, number)
    const total = this.total(addition.counter) + addition.amount
    this.counters.set(addition.counter, total)
    return encoder.encode(String(total))
  }

  query(question: Uint8Array): Uint8Array {
    if (question[0] !== QUESTION) return this.registers.query(question)
    return encoder.encode(String(this.total(decoder.decode(question.subarray(1)))))
  }

  snapshot(): Uint8Array {
    const registers = Buffer.from(this.registers.snapshot()).toString('base64')
    return encoder.encode(JSON.stringify([registers, [...this.counters].sort(([a], [b]) => (a < b ? -1 : 1))]))
  }

  restore(snapshot: Uint8Array): void {
    const [registers, counters] = JSON.parse(decoder.decode(snapshot)) as [string, [string, number][]]
    this.registers.restore(Buffer.from(registers, 'base64'))
    this.counters.clear()
    for (const [counter, total] of counters) this.counters.set(counter, total)
  }

  private total(counter: string): number {
    return this.counters.get(counter) ?? 0
  }
}
