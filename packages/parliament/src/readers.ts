import { addressesFrom } from '@paxon/citizen'
import { isName, type Name, nameOf, SEATS_MAX } from '@paxon/synod'
import { LEVELS, type Level, ParliamentError } from '@paxon/wire'

/** Readers of settings: each takes a text as it was given, and throws a RangeError that says what to write instead. */

const MS = { ms: 1, s: 1_000, m: 60_000 } as const

/** `500ms`, `10s`, `1m`: whole ms from 1 up to an hour. */
export function duration(text: string): number {
  const parts = /^(\d{1,9})(ms|s|m)$/.exec(text)
  const ms = parts === null ? 0 : Number(parts[1]) * MS[parts[2] as keyof typeof MS]
  if (ms < 1 || ms > 3_600_000) throw new RangeError('write a duration such as 500ms, 10s or 1m, up to an hour')
  return ms
}

export const wholeNumber =
  (from: number, to: number) =>
  (text: string): number => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= from && number <= to)) throw new RangeError(`write a whole number from ${from} to ${to}`)
    return number
  }

/** `0`, `0.25`, `1`: how likely something is. */
export function probability(text: string): number {
  const number = /^(0|1|[01]?\.\d{1,9})$/.test(text) ? Number(text) : Number.NaN
  if (!(number <= 1)) throw new RangeError('write a number from 0 to 1, such as 0.8')
  return number
}

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:4701`, `[::1]:4701`, `alpha:4701`; port 0 draws a free one. */
export function hostPort(text: string): HostPort {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^[\]:/\s]+)):(\d{1,5})$/i.exec(text)
  const host = parts?.[1] ?? parts?.[2]
  const port = Number(parts?.[3])
  if (host === undefined || port > 65_535) throw new RangeError('write HOST:PORT, such as 127.0.0.1:4701 or [::1]:4701')
  return { host, port }
}

/** Whether it stands for all addresses of this machine, so that nobody can be sent there. */
export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** `ws://host:port` */
export function urls(texts: readonly string[]): readonly string[] {
  try {
    return addressesFrom(texts)
  } catch (error) {
    throw error instanceof ParliamentError ? new RangeError(error.message) : error
  }
}

export const url = (text: string): string => urls([text])[0] ?? text

export function name(text: string): Name {
  if (!isName(text)) throw new RangeError('write a name of small letters, digits and dashes, such as alpha')
  return nameOf(text)
}

/** Names, each once. */
export function names(texts: readonly string[]): readonly Name[] {
  const read = texts.map(name)
  if (new Set(read).size !== read.length) throw new RangeError('name each priest once')
  if (read.length > SEATS_MAX) throw new RangeError(`name at most ${SEATS_MAX} priests`)
  return read
}

export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T => {
    const word = words.find((each) => each === text)
    if (word === undefined) throw new RangeError(`write one of ${words.join(', ')}`)
    return word
  }

export const level: (text: string) => Level = oneOf(LEVELS)

export const text = (given: string): string => {
  if (given === '') throw new RangeError('write something')
  return given
}
