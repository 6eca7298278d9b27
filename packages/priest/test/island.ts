import { ManualClock, MemoryHub } from '@paxon/messenger'
import { type Name, nameOf } from '@paxon/synod'
import { drawer, Host, type HostOptions } from './host.js'
import { TestCitizen } from './test-citizen.js'
import { TestGod } from './test-god.js'

/** An island in memory: hosts for priests, a god, citizens, and a time that passes only in `pass` and `until`. */
export class Island {
  readonly clock = new ManualClock()
  /** How long so many bytes take from one host to another, ms. */
  delayMs: (from: string, to: string, bytes: number) => number = () => 0
  readonly hub = new MemoryHub({
    later: (ms, call) => this.clock.after(ms, call),
    delayMs: (from, to, bytes) => this.delayMs(from, to, bytes),
  })
  readonly chance = drawer(1)
  readonly names: readonly Name[]
  private readonly hosts = new Map<string, Host>()

  constructor(...names: string[]) {
    this.names = names.map(nameOf)
    for (const name of this.names) this.hosts.set(name, new Host(this, name))
  }

  /** An island whose priests have been founded and hear a president. */
  static async founded(...names: string[]): Promise<Island> {
    return await Island.foundedWith({}, ...names)
  }

  /** The same, of priests with these options. */
  static async foundedWith(options: HostOptions, ...names: string[]): Promise<Island> {
    const island = new Island(...names)
    island.god()
    for (const name of names) void island.host(name).start(options)
    await island.until(() => names.every((name) => island.host(name).status.president !== null))
    return island
  }

  /** An island of alpha and beta, each founded as a parliament of its own by a god of its own; the second one lives. */
  static async ofTwoParliaments(): Promise<{ island: Island; alpha: Host; beta: Host }> {
    const island = new Island('alpha')
    const [alpha, beta] = [island.host('alpha'), island.host('beta')]
    const first = island.god()
    void alpha.start()
    await island.until(() => alpha.status.president === alpha.name)
    first.kill()
    island.god([beta.name])
    void beta.start()
    await island.until(() => beta.status.president === beta.name)
    return { island, alpha, beta }
  }

  host(name: string): Host {
    const host = this.hosts.get(name) ?? new Host(this, nameOf(name))
    this.hosts.set(name, host)
    return host
  }

  god(names: readonly Name[] = this.names, secret: string | null = null): TestGod {
    return new TestGod(this, names, secret)
  }

  citizen(name: string): TestCitizen {
    return new TestCitizen(this, name)
  }

  /** The host of the priest that the first one that hears any hears preside. */
  get president(): Host {
    for (const host of this.hosts.values()) {
      if (host.isUp && host.status.president !== null) return this.host(host.status.president)
    }
    throw new Error('nobody hears a president')
  }

  /** One that does not preside. */
  get follower(): Host {
    const { president } = this
    for (const host of this.hosts.values()) if (host !== president && host.isUp) return host
    throw new Error('there is no other priest')
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left--) {
      this.clock.advance(left === 0 ? 0 : 1)
      await settled()
    }
  }

  /** @throws when it does not come true within `ms` of the island's time */
  async until(isTrue: () => boolean, ms = 10_000): Promise<void> {
    for (let left = ms; !isTrue(); left--) {
      if (left === 0) throw new Error(`it did not come true in ${ms} ms: ${isTrue.toString()}`)
      await this.pass(1)
    }
  }
}

/** Promises that hang on nothing but each other have been kept. */
async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve()
}
