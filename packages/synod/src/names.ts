/** Names, births and seats: who a legislator is (DESIGN "Who is who"; the paper, section 3.3.6). */

declare const brand: unique symbol
/** A string or number that must not be taken for any other. */
export type Brand<T, B extends string> = T & { readonly [brand]: B }

/** A priest's name, `[a-z][a-z0-9-]{0,30}`; names are ordered by bytes. */
export type Name = Brand<string, 'Name'>
/** 64 random bits drawn when a ledger is made, as 16 hex digits. */
export type Birth = Brand<string, 'Birth'>

const NAME = /^[a-z][a-z0-9-]{0,30}$/
const BIRTH = /^[0-9a-f]{16}$/

export const isName = (text: string): text is Name => NAME.test(text)
export const isBirth = (text: string): text is Birth => BIRTH.test(text)

/** @throws RangeError when the text is no name. */
export function nameOf(text: string): Name {
  if (!isName(text)) throw new RangeError(`"${text}" is no name of a priest: [a-z][a-z0-9-]{0,30}`)
  return text
}

/** @throws RangeError when the text is no birth. */
export function birthOf(text: string): Birth {
  if (!isBirth(text)) throw new RangeError(`"${text}" is no birth: 16 hex digits`)
  return text
}

/** A name and an incarnation (from 1): a priest that lost its ledger comes back under the next one. */
export interface Legislator {
  readonly name: Name
  readonly incarnation: number
}

/** A legislator with the birth of its ledger: what must agree before a promise or a vote counts. */
export interface Identity extends Legislator {
  readonly birth: Birth
}

/** An entry of the roll. `weight` is 1 until weighted quorums exist. */
export interface Seat extends Identity {
  readonly weight: number
}

export const sameLegislator = (a: Legislator, b: Legislator): boolean =>
  a.name === b.name && a.incarnation === b.incarnation

/** The same ones in the same order. */
export const sameLegislators = (a: readonly Legislator[], b: readonly Legislator[]): boolean =>
  a.length === b.length &&
  a.every((legislator, i) => {
    const other = b[i]
    return other !== undefined && sameLegislator(legislator, other)
  })

export const sameIdentity = (a: Identity, b: Identity): boolean => sameLegislator(a, b) && a.birth === b.birth

/** `alpha`, later `alpha.2`: the one written form, in logs, files and frames. */
export const legislatorText = (l: Legislator): string => (l.incarnation === 1 ? l.name : `${l.name}.${l.incarnation}`)

const LEGISLATOR = /^([a-z][a-z0-9-]{0,30})(?:\.([1-9][0-9]{0,8}))?$/

/** Reads {@link legislatorText} back; null when the text is none. */
export function parseLegislator(text: string): Legislator | null {
  const parts = LEGISLATOR.exec(text)
  if (parts === null) return null
  const [, name, incarnation] = parts
  return { name: nameOf(name ?? ''), incarnation: incarnation === undefined ? 1 : Number(incarnation) }
}
