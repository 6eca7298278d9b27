import type { Conduct } from './conduct.js'
import type { Decree, Run } from './decree.js'
import type { Learning } from './learning.js'
import type { Rolls } from './rolls.js'

export interface LostDecrees {
  readonly found: readonly Run[]
  /** Some are lost still: no majority's LastVotes cover them, so far. */
  readonly areMore: boolean
}

/**
 * Decrees that this ledger says have passed and has lost to damage, by the LastVotes of a ballot: those that voted for them may
 * not know that they passed, and then give no page of them. They passed before the ballot was tried, since the ledger said so
 * when it was opened; so B3 chooses for each of these numbers the decree that passed, or none while no majority covers it.
 */
export function lostDecrees({ lastVotes }: Conduct, learning: Learning, rolls: Rolls): LostDecrees {
  const found: (Run & { readonly decrees: Decree[] })[] = []
  let areMore = false
  for (let number = learning.missingAfter + 1; number <= Math.min(learning.lostTo, rolls.reach); number++) {
    if (!learning.isLost(number)) continue
    const roll = rolls.of(number)
    const quorum = lastVotes.covering(number, roll)
    const decree = roll.isMajority(quorum) ? lastVotes.chooseByB3(number, roll, quorum) : null
    const last = found[found.length - 1]
    if (decree === null) areMore = true
    else if (last !== undefined && last.from + last.decrees.length === number) last.decrees.push(decree)
    else found.push({ from: number, decrees: [decree] })
  }
  return { found, areMore }
}
