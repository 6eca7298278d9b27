import type { GetAnswer } from './listening.js'

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
