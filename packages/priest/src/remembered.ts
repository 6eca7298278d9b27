import type { Birth } from '@paxon/synod'
import type { PeerHello } from '@paxon/wire'

const REMEMBERED_MAX = 64

interface Heard {
  readonly life: string
  readonly start: number
  /** The largest in that life, and before it. */
  readonly batch: number
  readonly before: number
}

/**
 * The largest batch heard of each birth, of those heard last: told in handshakes, so that a ledger put back from a copy is
 * noticed (P42). What it wrote in the life that now speaks is kept apart: it may be more than it held when that life began.
 */
export class Remembered {
  /** Of this priest itself, drawn at its entering: peers tell by it what they heard in this life from what they heard before. */
  readonly life: string
  /** The life under which this priest hands requests on: the same, until it begins anew and numbers them from 1 again. */
  handsOnIn: string
  /** In the order in which they were last heard. */
  private readonly births = new Map<Birth, Heard>()

  constructor(life: string) {
    this.life = life
    this.handsOnIn = life
  }

  /**
   * A hello: a life of this birth begins, or goes on. Starts are counted in the ledger, so one that is not above the last is
   * a word of an earlier life that was late, or the ledger was put back, and what is remembered stays as it is.
   */
  met(birth: Birth, { life, start, batch }: Pick<PeerHello, 'life' | 'start' | 'batch'>): void {
    const known = this.births.get(birth)
    if (known === undefined) this.keep(birth, { life, start, batch, before: 0 })
    else if (known.life === life) this.heard(birth, batch)
    else if (start > known.start) this.keep(birth, { life, start, batch, before: Math.max(known.before, known.batch) })
  }

  /** In the life of the last hello. */
  heard(birth: Birth, batch: number): void {
    const known = this.births.get(birth)
    if (known !== undefined) this.keep(birth, { ...known, batch: Math.max(known.batch, batch) })
  }

  private keep(birth: Birth, heard: Heard): void {
    this.births.delete(birth)
    this.births.set(birth, heard)
    const [oldest] = this.births.keys()
    if (this.births.size > REMEMBERED_MAX && oldest !== undefined) this.births.delete(oldest)
  }

  /** For a hello. */
  all(): PeerHello['remembers'] {
    return [...this.births].map(([birth, { life, start, batch, before }]) => [birth, life, start, batch, before])
  }
}
