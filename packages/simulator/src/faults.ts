import { DISK_RESERVE_BYTES } from '@paxon/ledger'
import type { Chance } from './chance.js'
import type { GodHost } from './god-host.js'
import type { Host, World } from './host.js'
import { isLoss, type Loss, Losses } from './losses.js'
import type { Fault } from './plan.js'

/** Changes of a disk after which it stops at the latest, once told to stop in a write. */
const OPERATIONS_MAX = 6
/** How soon a priest is started again once faults are over. */
const START_AGAIN_MS = 100
/** How often a host that was told to stop in a write is looked at. */
const LOOK_MS = 1

/** Strikes hosts and wires with the faults of the plan, until told to heal. */
export class Faults {
  private readonly world: World
  private readonly hosts: readonly Host[]
  private readonly gods: readonly GodHost[]
  readonly losses: Losses
  private readonly chance: Chance
  /** How often each struck. */
  readonly struck: Partial<Record<Fault, number>> = {}
  private isOver = false
  /** What ends the faults that are on. */
  private readonly cures = new Set<() => void>()

  constructor(world: World, hosts: readonly Host[], gods: readonly GodHost[], chance: Chance) {
    this.world = world
    this.hosts = hosts
    this.gods = gods
    this.losses = new Losses(world, hosts)
    this.chance = chance
    for (const host of hosts) host.onDown = () => this.startAgain(host)
    for (const god of gods) god.onDown = () => this.last(() => god.start())
  }

  begin(): void {
    for (const [fault, meanMs] of Object.entries(this.world.plan.faults)) this.schedule(fault as Fault, meanMs)
  }

  /** No more faults; those that are on end, and everyone is alive. */
  heal(): void {
    this.isOver = true
    this.tell('faults end')
    for (const cure of [...this.cures]) cure()
    for (const host of this.hosts) host.start()
    for (const god of this.gods) {
      god.becomeDeathless()
      god.start()
    }
  }

  private startAgain(host: Host): void {
    this.last(() => host.start(), this.isOver ? START_AGAIN_MS : this.lastsMs())
  }

  private schedule(fault: Fault, meanMs: number): void {
    const chance = this.chance.split(fault)
    const next = () => {
      this.world.scheduler.after(chance.waitMs(meanMs), () => {
        if (this.isOver) return
        if (isLoss(fault)) this.lose(fault, chance)
        else this.strike(fault, chance)
        next()
      })
    }
    next()
  }

  /** What the parliament does not bear is left out, and not told. */
  private lose(fault: Loss, chance: Chance): void {
    const down = this.losses.strike(fault, chance)
    if (down.length > 0) this.count(fault)
    for (const host of down) this.startAgain(host)
  }

  private count(fault: Fault): void {
    this.struck[fault] = (this.struck[fault] ?? 0) + 1
  }

  private strike(fault: Exclude<Fault, Loss>, chance: Chance): void {
    const host = chance.pick(this.hosts)
    const { wires } = this.world
    this.count(fault)
    this.tell(fault === 'power loss of all' || fault === 'god killed' ? fault : `${fault}: ${host.name}`)
    switch (fault) {
      case 'kill':
        host.kill()
        return this.startAgain(host)
      case 'power loss':
        return this.losePower(host)
      case 'power loss of all':
        for (const each of this.hosts) this.losePower(each)
        return
      case 'stop in a write':
        host.stopInWrite(chance.whole(1, OPERATIONS_MAX))
        return this.lookAt(host)
      case 'failed sync':
        return host.failNextSync()
      case 'hung sync':
        host.disk.hang()
        return this.last(() => host.disk.release())
      case 'slow disk':
        host.slowness = chance.magnitude(2, 100)
        return this.last(() => {
          host.slowness = 1
        })
      case 'full disk':
        host.fillDisk(chance.is(0.5) ? chance.magnitude(1, DISK_RESERVE_BYTES) : 0)
        return this.last(() => host.makeRoom())
      case 'pause':
        return this.pause(host, chance)
      case 'leave':
        return host.leave()
      case 'absence':
        host.setPresent(false)
        return this.last(() => host.setPresent(true))
      case 'god killed': {
        const god = chance.pick(this.gods)
        god.kill()
        return this.last(() => god.start())
      }
      case 'cut': {
        const other = chance.pick(this.hosts)
        const mends = [wires.cut(host.name, other.name), wires.cut(other.name, host.name)]
        return this.last(() => {
          for (const mend of mends) mend()
        })
      }
      case 'one-way cut':
        return this.last(wires.cut(host.name, chance.pick(this.hosts).name))
      case 'isolation':
        return this.last(wires.isolate(host.name, true))
      case 'reset':
        return wires.hub.reset(host.name, chance.pick(this.hosts).name)
    }
  }

  /** The other ends hear nothing of it until the machine is back. */
  private losePower(host: Host): void {
    const mend = this.world.wires.isolate(host.name, true)
    host.losePower()
    this.last(() => {
      mend()
      host.start()
    })
  }

  private pause(host: Host, chance: Chance): void {
    const mend = this.world.wires.isolate(host.name, false)
    const [low, high] = this.world.plan.pauseMs
    host.pause()
    this.last(
      () => {
        mend()
        host.resume()
      },
      chance.between(low, high),
    )
  }

  /** Its disk has stopped taking changes, in the middle of something: then the machine is down. */
  private lookAt(host: Host): void {
    const look = () => {
      if (host.disk.operationsLeft === Number.POSITIVE_INFINITY) return
      if (host.disk.operationsLeft <= 0) this.losePower(host)
      else if (!this.isOver) this.world.scheduler.after(LOOK_MS, look)
    }
    this.cures.add(() => {
      // One that has stopped already has swallowed what it should have called back: only a new start helps.
      if (host.disk.operationsLeft <= 0) host.losePower()
      host.disk.operationsLeft = Number.POSITIVE_INFINITY
    })
    look()
  }

  /** A fault lasts for a while, or until all faults end. */
  private last(cure: () => void, ms = this.lastsMs()): void {
    const once = () => {
      if (this.cures.delete(once)) cure()
    }
    this.cures.add(once)
    this.world.scheduler.after(ms, once)
  }

  private lastsMs(): number {
    const [low, high] = this.world.plan.lastsMs
    return this.chance.between(low, high)
  }

  private tell(what: string): void {
    this.world.trace.tell(this.world.scheduler.now, '*', what)
  }
}
