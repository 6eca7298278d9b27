import type { Opened } from '@paxon/ledger'
import type { Address, Birth, Founding, Identity, Name, PeerMet } from '@paxon/synod'
import { type PeerHello, VERSIONS } from '@paxon/wire'
import type { Remembered } from './remembered.js'

export interface HelloFacts {
  readonly opened: Opened
  /** As the law knows this priest. */
  readonly me: Identity
  /** The last synced batch. */
  readonly batch: number
  readonly founding: Founding | null
  readonly law: { readonly name: string; readonly version: number }
  readonly remembered: Remembered
  readonly addresses: ReadonlyMap<Name, Address>
}

/** What a priest says of itself in each handshake (DESIGN "Every handshake"). */
export function helloOf({ opened, me, batch, founding, law, remembered, addresses }: HelloFacts): PeerHello {
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
    life: remembered.life,
    batch,
    remembers: remembered.all(),
    addresses: Object.fromEntries(addresses),
  }
}

/** What the core is told of a peer that has said hello. @param ours the birth of this priest's ledger, and this life of it */
export function peerMet(hello: PeerHello, ours: { readonly birth: Birth; readonly life: string }): PeerMet {
  const { name, incarnation, birth, remembers } = hello
  const [, life, batch, before] = remembers.find(([of]) => of === ours.birth) ?? [ours.birth, ours.life, 0, 0]
  const isThis = life === ours.life
  return {
    type: 'PeerMet',
    peer: { name, incarnation, birth },
    remembers: isThis ? batch : 0,
    remembersBefore: isThis ? before : Math.max(batch, before),
  }
}
