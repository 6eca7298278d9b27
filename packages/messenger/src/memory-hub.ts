import type { Later, Way } from './memory-lane.js'
import { type EndOptions, MemoryLink } from './memory-link.js'
import type { MemoryListener } from './memory-listener.js'

export interface MemoryHubOptions {
  /** Calls later, and only from outside of any call of the hub's. Decides alone about order: the hub adds no chance. */
  readonly later: Later
  /** Milliseconds (≥ 0) that so many bytes take one way, asked for each frame. Default: 0. */
  readonly delayMs?: (from: string, to: string, bytes: number) => number
  /** A connection's send() answers false above so many bytes under way. Default: 1 MiB. */
  readonly highWaterBytes?: number
}

/**
 * What lies between hosts in memory: who listens where, the links, and the faults that links can have. Each host has a
 * MemoryNetwork over it. All it does happens in calls of `later`, in an order that depends on nothing else.
 */
export class MemoryHub {
  readonly later: Later
  readonly highWaterBytes: number
  private readonly delayMs: (from: string, to: string, bytes: number) => number
  private readonly hosts = new Set<string>()
  private readonly listeners = new Map<string, MemoryListener>()
  private readonly links = new Map<MemoryLink, { readonly from: string; readonly to: string }>()
  private readonly cuts = new Set<string>()
  private lastPort = 49_151

  constructor(options: MemoryHubOptions) {
    this.later = options.later
    this.delayMs = options.delayMs ?? (() => 0)
    this.highWaterBytes = options.highWaterBytes ?? 1024 * 1024
  }

  /**
   * Cuts one way: dials that need it stay unanswered, and on links that there are, nothing arrives by it, goodbyes
   * included. Nobody is told. What is under way waits until `mend`.
   */
  cut(from: string, to: string): void {
    this.cuts.add(wayName(from, to))
  }

  mend(from: string, to: string): void {
    this.cuts.delete(wayName(from, to))
    this.later(0, () => {
      for (const link of this.linksBetween(from, to)) link.flow()
    })
  }

  /** Breaks all links between two hosts: what is under way is lost, and both ends hear that it broke (1006). */
  reset(a: string, b: string): void {
    for (const link of this.linksBetween(a, b)) link.reset()
  }

  /** What `GET` of such a URL answers; null if nobody listens there. */
  get(url: string): { readonly status: number; readonly body: string } | null {
    const { host, pathname } = new URL(url)
    return this.listeners.get(host)?.get(pathname) ?? null
  }

  addHost(host: string): void {
    this.hosts.add(host)
  }

  hasHost(host: string): boolean {
    return this.hosts.has(host)
  }

  /** @param address `host:port` */
  listenerAt(address: string): MemoryListener | undefined {
    return this.listeners.get(address)
  }

  /** Makes a listener known. False if somebody listens there already. */
  claim(address: string, listener: MemoryListener): boolean {
    if (this.listeners.has(address)) return false
    this.listeners.set(address, listener)
    return true
  }

  release(address: string, listener: MemoryListener): void {
    if (this.listeners.get(address) === listener) this.listeners.delete(address)
  }

  freePort(): number {
    return ++this.lastPort
  }

  /** Carries part of a handshake. Lost if the way is cut when it should arrive. */
  carry(from: string, to: string, arrived: () => void): void {
    const way = this.way(from, to)
    this.later(way.delayMs(0), () => {
      if (!way.isCut()) arrived()
    })
  }

  link(from: string, to: string, dialled: EndOptions, accepted: EndOptions): MemoryLink {
    const link = new MemoryLink({
      later: this.later,
      there: this.way(from, to),
      back: this.way(to, from),
      dialled,
      accepted,
    })
    this.links.set(link, { from, to })
    let ends = 2
    const forget = () => {
      ends--
      if (ends === 0) this.links.delete(link)
    }
    link.dialled.whenEnded.push(forget)
    link.accepted.whenEnded.push(forget)
    return link
  }

  private way(from: string, to: string): Way {
    const name = wayName(from, to)
    return {
      delayMs: (bytes) => this.delayMs(from, to, bytes),
      isCut: () => this.cuts.has(name),
    }
  }

  private linksBetween(a: string, b: string): MemoryLink[] {
    const between = [...this.links].filter(([, { from, to }]) => (from === a && to === b) || (from === b && to === a))
    return between.map(([link]) => link)
  }
}

function wayName(from: string, to: string): string {
  return `${from} ${to}`
}
