import type { Name } from '@paxon/synod'
import { CLOSE, commonVersion, type PeerHello, VERSIONS } from '@paxon/wire'
import type { CloseReason } from './network.js'

/** Why a peer's hello is not accepted; null when it is. */
export type Verdict = CloseReason | null

/**
 * What the messenger itself asks of a hello, before the priest is asked.
 *
 * @param dialed whom the dialed address belongs to; null for a peer that dialed us
 */
export function ownVerdict(hello: PeerHello, me: Name, dialed: Name | null): Verdict {
  if (commonVersion(hello.versions) === null) {
    return { code: CLOSE.VERSION, reason: `speaks versions ${hello.versions.join('-')}, here ${VERSIONS.join('-')}` }
  }
  if (dialed !== null && hello.name !== dialed) {
    return { code: CLOSE.WRONG_PARLIAMENT, reason: `${hello.name} answers at the address of ${dialed}` }
  }
  if (hello.name === me) return { code: CLOSE.WRONG_PARLIAMENT, reason: `${me} is the name of this priest` }
  return null
}
