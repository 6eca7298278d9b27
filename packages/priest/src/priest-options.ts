import type { Law } from '@paxon/law'
import type { Bounds, Timing } from '@paxon/synod'
import type { BookForm } from './book-decrees.js'
import type { BookFile } from './book-file.js'
import type { DocketLimits } from './docket-limits.js'
import type { Log } from './log.js'
import type { StoppedNote } from './stopped.js'
import type { Surroundings } from './surroundings.js'

export interface PriestOptions {
  /** `[a-z][a-z0-9-]{0,30}` */
  readonly name: string
  /** The island's folder: this priest's ledger is in `DIR/NAME/ledger`. */
  readonly dir: string
  /** Gods to ask for addresses and founding, `ws://host:port`. None is needed once the ledger knows the others. */
  readonly god?: readonly string[]
  /** What priests, citizens and god must all know, 16 bytes at least; none unless given. */
  readonly secret?: string
  /** Listen beyond this machine without a secret, although anyone may come in. */
  readonly insecure?: boolean
  /** Port 0: a free one. */
  readonly listen?: { readonly host: string; readonly port: number }
  /** Where peers, and where citizens, find this priest; default `ws://HOST:PORT` as listened on. */
  readonly advertise?: string
  readonly advertiseCitizens?: string
  /** Default: the built-in key-value law. Not to be used by anyone else. */
  readonly law?: Law
  readonly log?: Log
  /** Start over a STOPPED.json. */
  readonly resume?: boolean
  readonly surroundings?: Surroundings
  /** The size of the ledger's pages; the ledger's own unless said. */
  readonly pageBytes?: number
  /** Default: `STOPPED.json` in the priest's folder. */
  readonly stoppedNote?: StoppedNote
  /** Keeps a messagebook, with decrees whole or as digests; none unless given. */
  readonly messagebook?: BookForm
  /** Default: `messagebook.jsonl` in the priest's folder. */
  readonly openBookFile?: (path: string) => BookFile
  readonly timing?: Partial<Timing>
  readonly bounds?: Partial<Bounds>
  readonly docketLimits?: Partial<DocketLimits>
}
