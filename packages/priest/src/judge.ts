import type { CloseReason } from '@paxon/messenger'
import type { Founding, Identity } from '@paxon/synod'
import { CLOSE, type PeerHello } from '@paxon/wire'
import type { Foundation } from './foundation.js'
import type { Member } from './member.js'

/** What a priest knows when a peer says hello. */
export interface JudgeFacts {
  readonly founding: Founding | null
  /** Whether the law gives this ledger a seat. */
  readonly isSeated: (who: Identity) => boolean
  /** Whether a founding is another one than that for which this priest has voted. */
  readonly isElsewhere: (founding: Founding) => boolean
  readonly law: { readonly name: string; readonly version: number }
}

/** What of this a priest's founding and its seat say. */
export const factsOf = (foundation: Foundation | null, member: Member | null): Omit<JudgeFacts, 'law'> => ({
  founding: foundation?.founding ?? null,
  isSeated: (who) => member?.core.isSeated(who) === true,
  isElsewhere: (founding) => foundation?.isElsewhere(founding) === true,
})

/** A priest's opinion of a peer's hello: null when it may come in (DESIGN "Every handshake"; P18). */
export function judgePeer(hello: PeerHello, heard: Identity | null, facts: JudgeFacts): CloseReason | null {
  const no = (reason: string): CloseReason => ({ code: CLOSE.WRONG_PARLIAMENT, reason })
  const { founding, law } = facts
  if (founding !== null && hello.founding !== null && hello.founding.parliament !== founding.parliament) {
    return no(`${hello.name} belongs to parliament ${hello.founding.parliament}, this priest to ${founding.parliament}`)
  }
  if (founding === null && hello.founding !== null && facts.isElsewhere(hello.founding)) {
    return no(`${hello.name} belongs to parliament ${hello.founding.parliament}; this priest has voted for another one`)
  }
  if (hello.law.name !== law.name || hello.law.version !== law.version) {
    return no(
      `${hello.name} keeps the law ${hello.law.name} ${hello.law.version}, this priest ${law.name} ${law.version}`,
    )
  }
  if (heard !== null && heard.birth !== hello.birth && founding !== null) {
    if (facts.isSeated(heard) && !facts.isSeated(hello))
      return no(`another process speaks for ${hello.name}, and it has the seat`)
  }
  return null
}

/** Why a priest with this law cannot be of the parliament; null when it can. */
export function otherLawThan({ law: theirs }: Founding, ours: JudgeFacts['law']): string | null {
  if (theirs.name === ours.name && theirs.version === ours.version) return null
  const [kept, mine] = [theirs, ours].map(({ name, version }) => `${name} ${version}`)
  return `the parliament keeps the law ${kept}, this priest ${mine}: start it with theirs, see --law`
}
