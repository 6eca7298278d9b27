import type { PriestStatus } from '@paxon/wire'
import type { Verdict } from '../verdict.js'

/** P21, P22: laws that have carried out the same decrees have the same two digests, and none was ever found otherwise. */
export function checkDigests(statuses: readonly PriestStatus[], verdict: Verdict): void {
  const byNumber = new Map<number, { readonly name: string; readonly digests: string }>()
  for (const { name, applied, law } of statuses) {
    if (law === null) continue
    if (law.state !== 'good') verdict.wrong(`the law of ${name} is ${law.state}, and nothing damaged it`)
    const digests = `${law.decrees} ${law.answers}`
    const before = byNumber.get(applied)
    if (before === undefined) byNumber.set(applied, { name, digests })
    else if (before.digests !== digests)
      verdict.wrong(
        `at decree ${applied} the digests of ${before.name} are ${before.digests}, those of ${name} ${digests}`,
      )
  }
}
