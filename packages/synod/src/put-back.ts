import type { PeerMet } from './events.js'

/**
 * Why a ledger was put back from a copy, by what a peer remembers of it (P42); null when there is no sign of it.
 * @param openedAt the last batch when this life of it began
 * @param batch the last batch now
 */
export function putBackBecause(met: PeerMet, openedAt: number, batch: number): string | null {
  const { peer, remembers, remembersBefore, remembersLater } = met
  const because = (what: string) => `${peer.name} remembers ${what}: it was put back from a copy`
  if (remembersLater) return because('a later opening of this ledger than it holds')
  if (remembersBefore > openedAt)
    return because(`batch ${remembersBefore} of this ledger, which ended at batch ${openedAt} when it was opened`)
  if (remembers > batch) return because(`batch ${remembers} of this ledger, which ends at batch ${batch}`)
  return null
}
