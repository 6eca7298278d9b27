import type { Birth } from '@paxon/synod'
import type { PeerHello } from '@paxon/wire'

const REMEMBERED_MAX = 64

/**
 * The largest batch heard of each birth, of those heard last: told in handshakes, so that a ledger put back from a copy is
 * noticed (P42). What it wrote in the life that now speaks is kept apart: it may be more than it held when that life began.
 */
export class Remembered {
  /** Of this priest itself, drawn at its entering: peers tell by it what they heard in this life from what they heard before. */
  readonly life: string
  /** In the order in which they were last heard. */
  private readonly births = new Map<Birth, { life: string; batch: number; before: number }>()

  constructor(life: string) {
    this.life = life
  }

  /** A hello: a life of this birth begins, or goes on. */
  met(birth: Birth, life: string, batch: number): void {
    const known = this.births.get(birth)
    if (known === undefined || known.life === life) {
      this.births.set(birth, { life, batch, before: 0, ...known })
      return this.heard(birth, batch)
    }
    this.keep(birth, { life, batch, before: Math.max(known.before, known.batch) })
  }

  /** In the life of the last hello. */
  heard(birth: Birth, batch: number): void {
    const known = this.births.get(birth)
    if (known !== undefined) this.keep(birth, { ...known, batch: Math.max(known.batch, batch) })
  }

  private keep(birth: Birth, heard: { life: string; batch: number; before: number }): void {
    this.births.delete(birth)
    this.births.set(birth, heard)
    const [oldest] = this.births.keys()
    if (this.births.size > REMEMBERED_MAX && oldest !== undefined) this.births.delete(oldest)
  }

  /** For a hello. */
  all(): PeerHello['remembers'] {
    return [...this.births].map(([birth, { life, batch, before }]) => [birth, life, batch, before])
  }
}
