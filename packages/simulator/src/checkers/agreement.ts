import { type Decree, sameDecree } from '@paxon/synod'
import type { Verdict } from '../verdict.js'

/**
 * One decree a number, for ever (the paper, section 2.1): over all ledgers, over all restarts, and over all that laws
 * carried out.
 */
export class Agreement {
  private readonly verdict: Verdict
  private readonly passed = new Map<number, { readonly decree: Decree; readonly where: string }>()
  private readonly executed = new Map<number, { readonly body: Uint8Array; readonly where: string }>()
  private readonly bodies = new Map<string, number>()

  constructor(verdict: Verdict) {
    this.verdict = verdict
  }

  /** The largest number that passed anywhere. */
  get last(): number {
    return Math.max(0, ...this.passed.keys())
  }

  /** All that passed, from 1 to the first number of which nobody has said so. */
  get unbroken(): Decree[] {
    const decrees: Decree[] = []
    for (let next = this.passed.get(1); next !== undefined; next = this.passed.get(decrees.length + 1))
      decrees.push(next.decree)
    return decrees
  }

  /** As which decree a petition was carried out by any law, by token. */
  get executedAs(): ReadonlyMap<string, number> {
    return this.bodies
  }

  /** A ledger, or a page given to a peer, has this decree as passed. */
  hasPassed(number: number, decree: Decree, where: string): void {
    const before = this.passed.get(number)
    if (before === undefined) this.passed.set(number, { decree, where })
    else if (!sameDecree(before.decree, decree))
      this.verdict.wrong(`two decrees passed as number ${number}: one in ${before.where}, another in ${where}`)
  }

  /**
   * A law carried out a petition. A priest carries it out again when it replays its ledger after a restart, and then under
   * the same number.
   * @param token of a body that only one petition has; null for others
   */
  wasExecuted(number: number, body: Uint8Array, token: string | null, where: string): void {
    const before = this.executed.get(number)
    if (before === undefined) this.executed.set(number, { body: body.slice(), where })
    else if (!sameDecree(before.body, body))
      return this.verdict.wrong(`decree ${number} was carried out as one in ${before.where}, as another in ${where}`)
    if (token === null) return
    const earlier = this.bodies.get(token)
    if (earlier === undefined) this.bodies.set(token, number)
    else if (earlier !== number)
      this.verdict.wrong(
        `${where} carried out the petition ${token} as decree ${number}: it was decree ${earlier} before`,
      )
  }
}
