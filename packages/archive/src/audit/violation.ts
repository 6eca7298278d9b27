/** What an audit looks for; each stands in the report under this name. */
export const CHECKS = [
  'founding',
  'ledger',
  'agreement',
  'no gaps',
  'B1',
  'B2',
  'B3',
  'never back',
  'held by a majority',
  'exactly once',
  'invariant',
  'trace',
] as const
export type Check = (typeof CHECKS)[number]

export interface Violation {
  readonly check: Check
  /** The decree number it is about, where it is about one. */
  readonly decree: number | null
  /** One sentence. */
  readonly text: string
  /** Who holds what, and where it stands; a sentence each. */
  readonly evidence: readonly string[]
}

/** Of so many the evidence is gathered, which reads all ledgers anew. */
const EVIDENCED_MAX = 10
/** More are counted, and not listed. */
export const VIOLATIONS_MAX = 100

/** Gathers violations, up to a bound. */
export class Findings {
  readonly listed: Violation[] = []
  count = 0

  add(check: Check, decree: number | null, text: string, evidence: () => readonly string[] = () => []): void {
    this.count += 1
    if (this.listed.length >= VIOLATIONS_MAX) return
    // Of one decree it is the same for all that is wrong with it.
    const isNew = decree === null || !this.listed.some((one) => one.decree === decree)
    this.listed.push({ check, decree, text, evidence: isNew && this.listed.length < EVIDENCED_MAX ? evidence() : [] })
  }
}
