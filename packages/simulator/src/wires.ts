import { MemoryHub } from '@paxon/messenger'
import type { Chance } from './chance.js'
import type { WirePlan } from './plan.js'
import type { Scheduler } from './scheduler.js'

/** Small, so that slow ways push back on small frames too. */
const HIGH_WATER_BYTES = 64 * 1024

/** The ways between hosts: how long frames take, and cuts, of which several may hold one way. */
export class Wires {
  readonly hub: MemoryHub
  private readonly scheduler: Scheduler
  private readonly plan: WirePlan
  private readonly chance: Chance
  private readonly hosts = new Set<string>()
  private readonly cuts = new Map<string, number>()
  /** Until when a way is busy with earlier frames. */
  private readonly busyTo = new Map<string, number>()

  constructor(scheduler: Scheduler, plan: WirePlan, chance: Chance) {
    this.scheduler = scheduler
    this.plan = plan
    this.chance = chance
    this.hub = new MemoryHub({
      later: (ms, call) => scheduler.after(ms, call),
      delayMs: (from, to, bytes) => this.delayMs(from, to, bytes),
      highWaterBytes: HIGH_WATER_BYTES,
    })
  }

  addHost(host: string): void {
    this.hosts.add(host)
  }

  /** Cuts one way, until the returned function is called. */
  cut(from: string, to: string): () => void {
    const way = `${from} ${to}`
    const holders = this.cuts.get(way) ?? 0
    this.cuts.set(way, holders + 1)
    if (holders === 0) this.hub.cut(from, to)
    let isCut = true
    return () => {
      if (!isCut) return
      isCut = false
      const left = (this.cuts.get(way) ?? 1) - 1
      this.cuts.set(way, left)
      if (left === 0) this.hub.mend(from, to)
    }
  }

  /** Cuts all ways to a host, and those from it too if `both`. */
  isolate(host: string, both: boolean): () => void {
    const mends: (() => void)[] = []
    for (const other of this.hosts) {
      if (other === host) continue
      mends.push(this.cut(other, host))
      if (both) mends.push(this.cut(host, other))
    }
    return () => {
      for (const mend of mends) mend()
    }
  }

  private delayMs(from: string, to: string, bytes: number): number {
    const { latencyMs, jitterMs, spikeMs, spikeProbability, bytesPerMs } = this.plan
    const { now } = this.scheduler
    const way = `${from} ${to}`
    const sent = Math.max(now, this.busyTo.get(way) ?? 0) + bytes / bytesPerMs
    this.busyTo.set(way, sent)
    const spike = spikeProbability > 0 && this.chance.is(spikeProbability) ? spikeMs : 0
    return sent - now + latencyMs + this.chance.next() * jitterMs + spike
  }
}
