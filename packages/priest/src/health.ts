import type { Name } from '@paxon/synod'
import type { GetAnswer } from './listening.js'
import type { Member } from './member.js'

/** A sync that takes longer than this makes `/live` answer 503, ms. */
const SYNC_DEAD_MS = 10_000

export interface Health {
  /** How long the sync under way has taken, ms; null when none is. */
  readonly syncingMs: number | null
  /** Why this priest is of no use to citizens now; null when it is. */
  readonly notReady: string | null
}

/** `GET /live` and `GET /ready`: neither touches the disk. Null for other paths. */
export function answerHealth(path: string, health: Health): GetAnswer | null {
  if (path === '/live') {
    const hangs = health.syncingMs !== null && health.syncingMs > SYNC_DEAD_MS
    return hangs
      ? { status: 503, body: 'a sync of the ledger has not ended in 10 s\n' }
      : { status: 200, body: 'live\n' }
  }
  if (path !== '/ready') return null
  return health.notReady === null ? { status: 200, body: 'ready\n' } : { status: 503, body: `${health.notReady}\n` }
}

interface ReadyFacts {
  readonly name: Name
  readonly isOpen: boolean
  readonly present: boolean
  readonly member: Member | null
}

/** Why citizens need not come now; null when they may. */
export function notReadyBecause({ name, isOpen, present, member }: ReadyFacts): string | null {
  if (!isOpen) return `${name} is not open`
  if (!present) return `${name} is absent`
  if (member === null) return `${name} belongs to no parliament yet`
  return member.core.hearsPresident === null ? `${name} hears no president` : null
}
