import type { Opened } from '@paxon/ledger'
import type { Address, Founding, Identity, Name, PeerMet } from '@paxon/synod'
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

/** What the core is told of a peer that has said hello. @param ours this priest's ledger, and this life of it */
export function peerMet(hello: PeerHello, ours: { readonly opened: Opened; readonly life: string }): PeerMet {
  const { name, incarnation, birth } = hello
  const remembered = hello.remembers.find(([of]) => of === ours.opened.me.birth)
  return { type: 'PeerMet', peer: { name, incarnation, birth }, ...whatOfUs(remembered, ours) }
}

function whatOfUs(
  remembered: PeerHello['remembers'][number] | undefined,
  { opened, life: ours }: { readonly opened: Opened; readonly life: string },
): Pick<PeerMet, 'remembers' | 'remembersBefore' | 'remembersLater'> {
  if (remembered === undefined) return { remembers: 0, remembersBefore: 0, remembersLater: false }
  const [, life, start, batch, before] = remembered
  if (life === ours) return { remembers: batch, remembersBefore: before, remembersLater: false }
  return { remembers: 0, remembersBefore: Math.max(batch, before), remembersLater: start >= opened.start }
}
