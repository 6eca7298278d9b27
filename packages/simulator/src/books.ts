import { bookOfTexts, Findings, type NamedBook, replay } from '@paxon/archive'
import type { PriestOptions } from '@paxon/priest'
import { nameOf } from '@paxon/synod'
import type { Plan } from './plan.js'
import type { Verdict } from './verdict.js'

/** One seed of so many. */
const SHARE = 8

const decoder = new TextDecoder()

/**
 * In a share of the seeds the priests keep messagebooks, which outlast every fault, and in the end each line must be a step that
 * its author was allowed. Not where a ledger went back, by a copy or the loss of its last page: that priest forgets what it
 * promised, and its peers notice.
 */
export class Books {
  private readonly texts = new Map<string, string[]>()
  private readonly areKept: boolean
  private hasForgotten = false

  constructor({ seed, faults }: Pick<Plan, 'seed' | 'faults'>) {
    this.areKept = seed % SHARE === 0 && faults['put back'] === undefined
  }

  optionsOf(name: string): Pick<PriestOptions, 'messagebook' | 'openBookFile'> {
    if (!this.areKept) return {}
    const texts = this.texts.get(name) ?? []
    this.texts.set(name, texts)
    const append = (parts: readonly Uint8Array[]) =>
      void texts.push(...decoder.decode(Buffer.concat(parts)).split('\n').slice(0, -1))
    return {
      messagebook: 'whole',
      openBookFile: () => ({ seq: texts.length, at: () => 0, append, close: () => {} }),
    }
  }

  /** A ledger went back (seed 4001024). */
  forgets(): void {
    this.hasForgotten = true
  }

  check(verdict: Verdict): void {
    if (!this.areKept || this.hasForgotten) return
    const books = [...this.texts].map(
      ([name, texts]): NamedBook => ({ name: nameOf(name), book: bookOfTexts(name, () => texts) }),
    )
    const findings = new Findings()
    replay({ books, sayers: books }, findings)
    for (const { text, evidence } of findings.listed) verdict.wrong([text, ...evidence].join('\n'))
  }
}
