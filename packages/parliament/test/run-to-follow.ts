import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Citizen } from '@paxon/citizen'
import { KeyValueLaw } from '@paxon/law'
import { MemoryNetwork } from '@paxon/messenger'
import type { PriestOptions } from '@paxon/priest'
import { drawer } from '../../priest/test/host.js'
import { Island } from '../../priest/test/island.js'

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']

/**
 * The run of docs/MESSAGEBOOK.md: five priests with messagebooks, of which two are killed while they preside, each when its own
 * ledger holds a decree as passed and it has told nobody. The same in every run.
 */
export class RunToFollow {
  private readonly books = new Map<string, string[]>()
  private readonly island = new Island(...NAMES)
  /** Of a priest that is killed the moment its law carries out this put. */
  private readonly fates = new Map<string, string>()

  async act(): Promise<void> {
    const { island } = this
    const chance = drawer(7)
    island.delayMs = () => 1 + Math.floor(3 * chance())
    island.god()
    for (const name of NAMES)
      void island.host(name).start({ messagebook: 'whole', openBookFile: () => this.book(name), law: this.law(name) })
    await island.until(() => NAMES.every((name) => island.host(name).status.president !== null))
    const merchant = this.citizen()
    const farmer = this.citizen()
    await this.wait(merchant.put('x', '1'))
    await this.wait(farmer.get('x'))
    this.fates.set('gamma', '"key":"x","value":"3"')
    const puts = [merchant.put('x', '2'), merchant.put('x', '3')]
    await island.until(() => !island.host('gamma').isUp)
    this.fates.set('epsilon', '"key":"y","value":"4"')
    await this.wait(Promise.all([...puts, farmer.put('y', '4')]))
    await island.pass(1_000)
    merchant.close()
    farmer.close()
    for (const name of NAMES) island.host(name).kill()
  }

  /** As it would be on a disk. */
  writeTo(folder: string): void {
    for (const name of NAMES) {
      for (const [path, bytes] of this.island.host(name).copy()) {
        const file = join(folder, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, bytes)
      }
      writeFileSync(join(folder, 'island', name, 'messagebook.jsonl'), (this.books.get(name) ?? []).join(''))
    }
  }

  /** What its last turn still writes is in its book; nobody hears what it says. */
  private law(name: string): KeyValueLaw {
    const law = new KeyValueLaw()
    const { apply } = law
    law.apply = (decree, number) => {
      const fate = this.fates.get(name)
      if (fate !== undefined && Buffer.from(decree).includes(fate)) this.island.host(name).kill()
      return apply.call(law, decree, number)
    }
    return law
  }

  private book(name: string): ReturnType<NonNullable<PriestOptions['openBookFile']>> {
    const lines: string[] = []
    this.books.set(name, lines)
    const append = (parts: readonly Uint8Array[]) => lines.push(Buffer.concat(parts).toString())
    return { seq: 0, at: () => Math.floor(this.island.clock.now()), append, close: () => {} }
  }

  private citizen(): Citizen {
    const { hub, clock } = this.island
    const at = NAMES.map((name) => this.island.host(name).url)
    return new Citizen({ network: new MemoryNetwork(hub, 'citizen'), clock, chance: () => 0, at, learn: false })
  }

  private async wait(promise: Promise<unknown>): Promise<void> {
    let isDone = false
    void promise.finally(() => {
      isDone = true
    })
    await this.island.until(() => isDone, 20_000)
    await promise
  }
}
