import type { LedgerReading } from '@paxon/ledger'
import type { Birth } from '@paxon/synod'
import type { PriestStatus } from '@paxon/wire'

/** What somebody did to a ledger while its priest was down. */
export type Harm = 'damage' | 'wipe' | 'put back'

/** What has become of the ledger of one host, and whether a parliament can count on it. */
export class Estate {
  /** Of its ledger as it was opened last; null: not yet. */
  birth: Birth | null = null
  /** What was done since the ledger was opened last. */
  private harm: Harm | null = null
  /** Peers may notice it at any time, and the opening after that draws another birth. */
  private mayBeDoubted = false
  /** Its birth has not had a seat yet. */
  private isLost = false
  /** Decrees up to here may have been damaged, and not yet learnt anew. */
  private holesTo = 0

  /** Whether there is a ledger, and nothing was done to it since it was opened. */
  get isSound(): boolean {
    return this.birth !== null && this.harm === null
  }

  harmed(harm: Harm): void {
    this.harm = harm
    if (harm === 'put back') this.mayBeDoubted = true
  }

  /** Its ledger was opened. @returns what is wrong with that; null where nothing is */
  opened({ me, inscribed }: LedgerReading): string | null {
    const { harm, birth, mayBeDoubted } = this
    this.harm = null
    if (me === null) return 'has opened a ledger that cannot be read'
    const isHoled = inscribed.holes.length > 0
    const wasHoled = this.holesTo > 0
    if (isHoled) this.holesTo = Math.max(this.holesTo, inscribed.writtenTo)
    this.birth = me.birth
    if (birth === null || birth === me.birth) {
      if (harm === 'wipe' && birth !== null) return 'goes on under the birth of a ledger that was wiped'
      return isHoled && harm === null && !wasHoled ? 'misses decrees, and nothing harmed its ledger' : null
    }
    this.isLost = true
    this.mayBeDoubted = false
    return harm !== null || mayBeDoubted ? null : `doubts its ledger, which nothing harmed: ${inscribed.doubted}`
  }

  /** Whether its vote, or decrees that it should have, may be missed now. @param status null while it is down */
  isUnmended(status: PriestStatus | null): boolean {
    if (this.harm !== null || this.mayBeDoubted) return true
    if (this.isLost && status !== null && status.state === 'legislator') this.isLost = false
    if (this.holesTo > 0 && status !== null && status.applied >= this.holesTo) this.holesTo = 0
    return this.isLost || this.holesTo > 0
  }
}
