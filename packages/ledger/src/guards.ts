/** Small strict readers of JSON that came from a disk. Each gives the value back or throws {@link Unreadable}. */

/** Bytes that are whole by their checksum and yet are not what a ledger writes. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

const refuse = (what: string, found: unknown): never => {
  throw new Unreadable(`${what} expected, found ${JSON.stringify(found)}`)
}

export type Fields = Readonly<Record<string, unknown>>

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : refuse('an object', value)

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : refuse('a list', value))

export const text = (value: unknown): string => (typeof value === 'string' ? value : refuse('a text', value))

/** A whole number that JSON holds exactly. */
export const whole = (value: unknown, least: number): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least
    ? value
    : refuse(`a whole number from ${least}`, value)

export const orNull = <T>(value: unknown, read: (value: unknown) => T): T | null =>
  value === null ? null : read(value)

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return refuse('JSON', json.slice(0, 80))
  }
}

/** Gives what `read` gives, or null where it finds something unreadable. Other errors pass through. */
export function readable<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}
