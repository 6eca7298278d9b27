import type { Chance } from './chance.js'
import type { Host, World } from './host.js'

export type Loss = 'damage' | 'wipe' | 'wipe of two' | 'put back'

export const isLoss = (fault: string): fault is Loss =>
  fault === 'damage' || fault === 'wipe' || fault === 'wipe of two' || fault === 'put back'

/**
 * Wipes, damages and puts back ledgers of priests that are down. Keeps to the budget: fewer than half of the roll are
 * unmended at once, so that progress is owed once faults end; unless the plan goes beyond it.
 */
export class Losses {
  private readonly world: World
  private readonly hosts: readonly Host[]
  /** All had their seats once: a founding that some had voted for and others not may be lost for good with one ledger. */
  private wereSeated = false
  private wentBeyond = false

  constructor(world: World, hosts: readonly Host[]) {
    this.world = world
    this.hosts = hosts
    world.watch.putBack.onUnnoticed = ({ name }) => this.takeAway(name)
  }

  /** All had their seats once, before any ledger was lost. */
  get wereAllSeated(): boolean {
    return this.wereSeated
  }

  /** More was unmended at once than a parliament bears: what is lost may be lost for good. */
  get isBeyondBudget(): boolean {
    return this.wentBeyond
  }

  /** @returns those that are down now */
  strike(loss: Loss, chance: Chance): readonly Host[] {
    const picked = this.pick(loss === 'wipe of two' ? 2 : 1, chance)
    return picked.filter((host) => this.harm(loss, host, chance))
  }

  private harm(loss: Loss, host: Host, chance: Chance): boolean {
    if (loss === 'damage') {
      this.tell(host, host.damage(chance) ?? 'there is nothing to damage')
    } else if (loss === 'put back') {
      if (!host.putBack(chance)) return false
      this.tell(host, 'put back from a copy')
    } else {
      host.wipe()
      this.tell(host, 'wiped')
    }
    return true
  }

  /** None where the budget does not bear it. */
  private pick(count: number, chance: Chance): readonly Host[] {
    this.wereSeated ||= this.hosts.every((host) => host.isSeated)
    if (!this.wereSeated || this.hosts.length < count) return []
    const rest = [...this.hosts]
    const picked = Array.from({ length: count }, () => {
      const host = chance.pick(rest)
      rest.splice(rest.indexOf(host), 1)
      return host
    })
    const unmended = this.hosts.filter((host) => picked.includes(host) || host.isUnmended).length
    if (unmended <= this.budget) return picked
    // One stays: where all is gone god founds another parliament, and rightly.
    if (!this.world.plan.beyondBudget || unmended === this.hosts.length) return []
    this.wentBeyond = true
    return picked
  }

  private get budget(): number {
    return this.hosts.length - Math.floor(this.hosts.length / 2) - 1
  }

  /** Its ledger was put back, and no peer was there to notice: as if it were gone, before it says what it must not. */
  private takeAway(name: string): void {
    const host = this.hosts.find((each) => each.name === name)
    if (host === undefined) return
    this.tell(host, 'put back, and nobody noticed: taken away')
    host.wipe()
    host.onDown()
  }

  private tell(host: Host, what: string): void {
    this.world.trace.tell(this.world.scheduler.now, '*', `${host.name}: ${what}`)
  }
}
