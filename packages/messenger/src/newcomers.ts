import type { Clock } from './clock.js'

/** So many at once, and then so many a second. */
interface Rate {
  readonly atOnce: number
  readonly perSecond: number
}

/** New connections at one door, whoever they are; docs/LIMITS.md has these. */
export const NEWCOMERS: Rate = { atOnce: 2_048, perSecond: 1_000 }
/** From one host: all citizens that a priest may have can come back at once, and a host that never stops leaves the most to others. */
export const NEWCOMERS_OF_HOST: Rate = { atOnce: 1_536, perSecond: 250 }
/** Hosts whose comings are counted at one door; of more, those not seen for longest begin anew. */
export const HOSTS_COUNTED_MAX = 1_024

/**
 * Counts those who come to one door, a token each: of the host's own first, then of the door's. More than a parliament's priests
 * and citizens can ever need when all come back at once; somebody who opens connections without end costs no more than so
 * many handshakes, and leaves others their share.
 */
export class Newcomers {
  private readonly clock: Clock
  private readonly all: Bucket
  /** Seen longest ago first. */
  private readonly ofHosts = new Map<string, Bucket>()

  constructor(clock: Clock) {
    this.clock = clock
    this.all = new Bucket(NEWCOMERS, clock.now())
  }

  /** Whether one more of this host may come now. One that may not costs nothing, and takes nothing from others. */
  admit(address: string): boolean {
    const now = this.clock.now()
    const ofHost = this.bucketOf(hostOf(address), now)
    if (!ofHost.hasOne(now) || !this.all.hasOne(now)) return false
    ofHost.take()
    this.all.take()
    return true
  }

  private bucketOf(host: string, now: number): Bucket {
    const bucket = this.ofHosts.get(host) ?? new Bucket(NEWCOMERS_OF_HOST, now)
    this.ofHosts.delete(host)
    this.ofHosts.set(host, bucket)
    const [oldest] = this.ofHosts.keys()
    if (this.ofHosts.size > HOSTS_COUNTED_MAX && oldest !== undefined) this.ofHosts.delete(oldest)
    return bucket
  }
}

class Bucket {
  private readonly rate: Rate
  private tokens: number
  private countedAt: number

  constructor(rate: Rate, now: number) {
    this.rate = rate
    this.tokens = rate.atOnce
    this.countedAt = now
  }

  hasOne(now: number): boolean {
    const since = Math.max(0, now - this.countedAt)
    this.countedAt = now
    this.tokens = Math.min(this.rate.atOnce, this.tokens + (since * this.rate.perSecond) / 1_000)
    return this.tokens >= 1
  }

  take(): void {
    this.tokens -= 1
  }
}

/** Whom an address counts for. Of IPv6 the first 64 bits: whoever has one address of these has all of them. */
function hostOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [left = [], right] = address.split('::').map((side) => (side === '' ? [] : side.split(':')))
  // `::` stands for the groups of nothing that are missing of eight.
  const zeros = right === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array<string>(zeros).fill('0'), ...(right ?? [])].slice(0, 4).join(':')
}
