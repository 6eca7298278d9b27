import type { Clock } from '@paxon/messenger'
import type { LegislatorCore, Name } from '@paxon/synod'
import type { DocketLimits } from './docket-limits.js'
import type { Carrier, Life } from './forwarding.js'
import type { LawKeeper } from './law-keeper.js'
import type { ParliamentTime } from './parliament-time.js'

export interface DocketOptions {
  readonly me: Name
  readonly parliament: string
  /** Drawn at this entering. */
  readonly life: Life
  readonly core: LegislatorCore
  readonly law: Pick<LawKeeper, 'number' | 'state' | 'inquire'>
  readonly clock: Clock
  readonly time: ParliamentTime
  readonly carrier: Carrier & { isConnected(name: Name): boolean }
  /** For errors. */
  readonly lawName: string
  readonly limits: DocketLimits
  /** Whether the disk has too little room left for petitions. */
  readonly diskFull: () => boolean
  /** Whether a sync of the ledger is under way. */
  readonly isSyncing: () => boolean
}
