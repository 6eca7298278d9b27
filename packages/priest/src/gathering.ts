import type { Ledger } from '@paxon/ledger'
import type { Clock } from '@paxon/messenger'

/** How long a president's petitions gather behind a sync of its own at most, ms. */
export const GATHER_MS = 2

/**
 * Petitions that come while a sync is under way share the next batch, its messages and its syncs: many citizens with one
 * petition each would pay for a batch each. Not for long: a slow disk must not hold up the others, who are a majority (P25):
 * behind a hung sync they are proposed with the next turn, at a tick (25 ms) at the latest.
 */
export function gathersBehindSync(ledger: Pick<Ledger, 'syncingSince'>, clock: Pick<Clock, 'now'>): boolean {
  const since = ledger.syncingSince
  return since !== null && clock.now() - since < GATHER_MS
}
