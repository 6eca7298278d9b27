import type { Opened } from '@paxon/ledger'
import type { Address, Birth, Founding, Identity, Name, PeerMet } from '@paxon/synod'
import { type PeerHello, VERSIONS } from '@paxon/wire'

export interface HelloFacts {
  readonly opened: Opened
  /** As the law knows this priest. */
  readonly me: Identity
  /** The last synced batch. */
  readonly batch: number
  readonly founding: Founding | null
  readonly law: { readonly name: string; readonly version: number }
  readonly remembers: readonly (readonly [Birth, number])[]
  readonly addresses: ReadonlyMap<Name, Address>
}

/** What a priest says of itself in each handshake (DESIGN "Every handshake"). */
export function helloOf({ opened, me, batch, founding, law, remembers, addresses }: HelloFacts): PeerHello {
  const { start } = opened
  return {
    type: 'hello',
    versions: [...VERSIONS],
    name: me.name,
    incarnation: me.incarnation,
    birth: me.birth,
    founding: founding === null ? null : { ...founding, roll: [...founding.roll] },
    law: { name: law.name, version: law.version },
    alpha: founding?.alpha ?? null,
    start,
    batch,
    remembers: remembers.map(([birth, remembered]) => [birth, remembered]),
    addresses: Object.fromEntries(addresses),
  }
}

/** What the core is told of a peer that has said hello. @param ours the birth of this priest's ledger */
export const peerMet = ({ name, incarnation, birth, remembers }: PeerHello, ours: Birth): PeerMet => ({
  type: 'PeerMet',
  peer: { name, incarnation, birth },
  remembers: remembers.find(([of]) => of === ours)?.[1] ?? 0,
})
