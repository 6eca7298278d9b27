import { type Batch, type Link, sameLink, zeroSectors } from './batch.js'
import { type Seal, sealIn, sealOffset } from './page.js'

/** A batch that was read and is not yet in the sum. */
export interface Pending {
  readonly batch: Batch
  readonly page: number
  readonly offset: number
  readonly before: Link
}

/** How far a page could be read: `link` is its last whole batch, which ends at `offset`. */
export interface Walked {
  /** That batch; null where not even the page's first one is whole. */
  readonly pending: Pending | null
  readonly link: Link
  readonly offset: number
}

export type Verdict =
  /** `last`: the last sealed batch, of which nobody knows whether it was synced. */
  | { readonly doubt: null; readonly last: Pending }
  /** Something sealed is bad or missing, and nothing later restates it. */
  | { readonly doubt: string; readonly last: null }

export interface Seals {
  readonly older: Seal
  readonly newest: Seal
}

/** Both slots are filled when a page is made, so one that cannot be read is damage. Null where they are not two in a row. */
export function sealsOf(page: Buffer): Seals | null {
  const even = sealIn(page, sealOffset(0))
  const odd = sealIn(page, sealOffset(1))
  if (even === null || odd === null || even.batch % 2 !== 0 || odd.batch % 2 !== 1) return null
  const [older, newest] = even.batch < odd.batch ? [even, odd] : [odd, even]
  return newest.batch === older.batch + 1 ? { older, newest } : null
}

/** Whether all that is sealed in the last page is there, but for a batch that was never synced. */
export function judge(
  page: Buffer,
  walked: Walked,
  seals: Seals | null,
  bootId: string | null,
  where: string,
): Verdict {
  const { pending, link, offset } = walked
  if (seals === null) return inDoubt(where, 'a seal is damaged')
  if (pending === null) return inDoubt(where, 'its first batch is damaged')
  const { older, newest } = seals
  if (link.batch === newest.batch) {
    const isUnbroken = sameLink(link, newest) && sameLink(pending.before, older)
    if (isUnbroken && newest.end === offset && newest.from === pending.offset) return { doubt: null, last: pending }
    return inDoubt(where, 'the chain of batches is broken')
  }
  if (sameLink(link, older) && offset === newest.from && wasNeverWritten(page, newest, bootId))
    return { doubt: null, last: pending }
  return inDoubt(where, `batch ${link.batch + 1}, which is sealed, is damaged`)
}

const inDoubt = (where: string, what: string): Verdict => ({ doubt: `${where}: ${what}`, last: null })

/**
 * The machine went down while the batch was being synced: its seal reached the disk and some of its sectors did not. So it
 * was never answered for. Under the same boot, or where none can be read, this cannot have been.
 */
function wasNeverWritten(page: Buffer, seal: Seal, bootId: string | null): boolean {
  if (seal.boot === null || bootId === null || seal.boot === bootId || seal.end > page.length) return false
  return zeroSectors(page.subarray(seal.from, seal.end)) > seal.zeros
}
